# SPDX-License-Identifier: MIT
"""Frames of ARP, ICMP echo and UDP, and what net-echo has to answer: a second, simple
implementation, written from the RFCs."""

from __future__ import annotations

import struct

MAC = bytes.fromhex("525400123456")
PEER_MAC = bytes.fromhex("020000000099")
BROADCAST = b"\xff" * 6
ADDRESS = bytes([10, 0, 2, 15])
PEER = bytes([10, 0, 2, 2])
PORT = 7


def checksum(data: bytes) -> int:
    """RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total: int = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ethernet(kind: int, payload: bytes, *, to: bytes = MAC) -> bytes:
    return to + PEER_MAC + struct.pack(">H", kind) + payload


def arp(target: bytes = ADDRESS, *, to: bytes = BROADCAST) -> bytes:
    head = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1)
    return ethernet(0x0806, head + PEER_MAC + PEER + bytes(6) + target, to=to)


def ipv4(protocol: int, payload: bytes, *, fragment: int = 0, ident: int = 77) -> bytes:
    size = 20 + len(payload)
    head = struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, size, ident, fragment, 9, protocol, 0, PEER, ADDRESS
    )
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return ethernet(0x0800, head + payload)


def icmp(data: bytes, *, number: int = 1) -> bytes:
    message = struct.pack(">BBHHH", 8, 0, 0, 0x1234, number) + data
    return ipv4(1, message[:2] + struct.pack(">H", checksum(message)) + message[4:])


def udp_sum(source: bytes, target: bytes, datagram: bytes) -> int:
    pseudo = source + target + struct.pack(">BBH", 0, 17, len(datagram))
    return checksum(pseudo + datagram)


def udp(
    data: bytes, *, port: int = PORT, source: int = 4000, summed: bool = True
) -> bytes:
    datagram = struct.pack(">HHHH", source, port, 8 + len(data), 0) + data
    total = (udp_sum(PEER, ADDRESS, datagram) or 0xFFFF) if summed else 0
    return ipv4(17, datagram[:6] + struct.pack(">H", total) + datagram[8:])


def _answer_arp(frame: bytes) -> bytes | None:
    packet = frame[14:42]
    if len(packet) < 28 or packet[:8] != struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1):
        return None
    if packet[24:28] != ADDRESS:
        return None
    reply = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 2) + MAC + ADDRESS + packet[8:18]
    return frame[6:12] + MAC + b"\x08\x06" + reply


def _answer_ipv4(frame: bytes) -> bytes | None:
    packet = frame[14:]
    if len(packet) < 20 or packet[0] != 0x45 or checksum(packet[:20]) != 0:
        return None
    size, fragment = struct.unpack(">2xH2xH", packet[:8])
    source, target = packet[12:16], packet[16:20]
    if size < 20 or size > len(packet) or fragment & 0x3FFF or target != ADDRESS:
        return None
    if source[0] in (0, 127) or source[0] >= 224:
        return None
    body = packet[20:size]
    if packet[9] == 1:
        if len(body) < 8 or checksum(body) != 0 or body[:2] != b"\x08\x00":
            return None
        body = b"\0\0\0\0" + body[4:]
        body = body[:2] + struct.pack(">H", checksum(body)) + body[4:]
    elif packet[9] == 17:
        if len(body) < 8:
            return None
        from_port, to_port, length, total = struct.unpack(">HHHH", body[:8])
        if length < 8 or length > len(body):
            return None
        body = body[:length]
        if total and udp_sum(source, target, body) != 0:
            return None
        if to_port != PORT or from_port == PORT:
            return None
        body = struct.pack(">HHHH", to_port, from_port, length, 0) + body[8:]
        total = udp_sum(target, source, body) or 0xFFFF
        body = body[:6] + struct.pack(">H", total) + body[8:]
    else:
        return None
    head = bytes([0x45, packet[1]]) + struct.pack(
        ">HHHB", 20 + len(body), 0, 0x4000, 64
    )
    head += packet[9:10] + b"\0\0" + target + source
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return frame[6:12] + frame[:6] + b"\x08\x00" + head + body


def answer(frame: bytes) -> bytes | None:
    """What comes back, if anything does."""
    if len(frame) < 14 or frame[6] & 1:
        return None
    kind = frame[12:14]
    if kind == b"\x08\x06" and frame[:6] in (MAC, BROADCAST):
        return _answer_arp(frame)
    if kind == b"\x08\x00" and frame[:6] == MAC:
        return _answer_ipv4(frame)
    return None
