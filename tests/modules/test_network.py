# SPDX-License-Identifier: MIT
"""Links, and net-echo as the machines at the other end of the wire see it."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.console import Console
from tests.boot.transcript import read_transcript
from tests.modules import frames
from tests.workspace import Workspace

SPECS = Path(__file__).resolve().parent / "specs_network"
PATIENCE_S = 20.0
# Within which an answer comes that is sure to come.
LIMIT_S = 2.0


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_loopback(workspace: Workspace, target: str, compiler: str) -> None:
    spec = SPECS / "link_check.mod"
    workspace.write("mods/link_check.mod", spec.read_text(encoding="utf-8"))
    asked = [f"request link-check {name}" for name in ("limits", "order", "short")]
    quoted = ", ".join(f'"{c}"' for c in (*asked, "request link-check told"))
    workspace.write_profile(
        ["link-check", "loopback"],
        target=target,
        more=f"[boot]\ncommands = [{quoted}]\n",
    )
    done = workspace.build_and_boot("--strict", "--cc", compiler).expect(0)
    said = read_transcript(done)
    for command in asked:
        assert said.reply(command) == '-> ok "good"', done.story()
    # Each time that the queue was empty before.
    assert said.reply("request link-check told") == '-> ok "2"', done.story()


def test_a_wrong_address(workspace: Workspace) -> None:
    for text in ("10.0.2", "10.0.2.256", "10.0.02.1", "10.0.2.15 ", ""):
        workspace.write_profile(
            ["net-echo", "loopback"],
            more=f'[config.net-echo]\naddress = "{text}"\n',
        )
        done = workspace.build_and_boot().expect(1)
        assert (
            "helix: init net-echo 1.0.0 failed: HX_ERR_INVALID: config 'address': "
            f"'{text}' is no IPv4 address" in done.lines
        ), done.story()


def free_ports(count: int) -> list[int]:
    taken = []
    for _ in range(count):
        taken.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        taken[-1].bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


def build(workspace: Workspace, compiler: str, network: bool) -> None:
    workspace.write_profile(
        ["net-echo", "virtio-net"],
        target="x86_64",
        more=f"[machine]\nnetwork = {str(network).lower()}\n[boot]\ninteractive = true\n",
    )
    workspace.configure("--strict", "--cc", compiler).expect(0)
    workspace.ninja().expect(0)


def start(workspace: Workspace, *words: str) -> Console:
    script = workspace.write(
        "start.sh", f'#!/bin/sh\nexec "{workspace.build}/run" {" ".join(words)}\n'
    )
    script.chmod(0o755)
    return Console(script)


@pytest.mark.usefixtures("terminals")
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_user_network(
    workspace: Workspace, compiler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ordinary socket, through QEMU's user network, which asks by ARP first."""
    build(workspace, compiler, network=True)
    (port,) = free_ports(1)
    monkeypatch.setenv("HELIX_NET", f",hostfwd=udp:127.0.0.1:{port}-10.0.2.15:7")
    with start(workspace) as console:
        console.wait_for("virtio-net: link 0 is 52:54:00:12:34:56")
        console.wait_for("> ")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.connect(("127.0.0.1", port))
            asker.settimeout(1.0)
            for size in (*range(0, 40), 99, 512, 1000, 1471, 1472, *[64] * 300):
                assert exchange(asker, random.Random(size).randbytes(size))
        console.type("shutdown\r")
        console.wait_for("helix: halt status=0")
        assert console.end() == 0


def exchange(asker: socket.socket, data: bytes) -> bool:
    """UDP may lose what is sent: up to some tries, until the same comes back."""
    for _ in range(int(PATIENCE_S)):
        asker.send(data)
        try:
            while asker.recv(4096) != data:
                pass
        except TimeoutError:
            continue
        return True
    return False


class Wire:
    """The other end of the card's cable: each datagram is a frame."""

    def __init__(self, here: int, there: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", here))
        self._socket.connect(("127.0.0.1", there))
        self._socket.settimeout(LIMIT_S)

    def send(self, frame: bytes) -> None:
        self._socket.send(frame)

    def receive(self) -> bytes:
        return self._socket.recv(4096)

    def ask(self, frame: bytes, *, also: set[bytes | None]) -> bool:
        """Send it until it is answered; before that only `also` may come."""
        for _ in range(int(PATIENCE_S)):
            self.send(frame)
            try:
                while (got := self.receive()) != frames.answer(frame):
                    assert got in also, got.hex()
            except TimeoutError:
                continue
            also.add(got)
            return True
        return False

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def wire(workspace: Workspace) -> Iterator[tuple[Console, Wire]]:
    build(workspace, "gcc", network=False)
    here, there = free_ports(2)
    inet = "type=inet,{0}.host=127.0.0.1,{0}.port={1}"
    end = [
        f"local.{inet.format('local', there)}",
        f"remote.{inet.format('remote', here)}",
    ]
    options = ",".join(["dgram,id=wire", *end])
    device = "virtio-net-device,netdev=wire,mac=52:54:00:12:34:56"
    with start(workspace, "-netdev", options, "-device", device) as console:
        console.wait_for("virtio-net: link 0 is 52:54:00:12:34:56")
        console.wait_for("> ")
        other = Wire(here, there)
        yield console, other
        other.close()
        console.type("shutdown\r")
        console.wait_for("helix: halt status=0")
        assert console.end() == 0


def mutations(chance: random.Random) -> Iterator[bytes]:
    """Frames of all kinds, most of them damaged somewhere."""
    for number in range(400):
        data = chance.randbytes(chance.choice([0, 1, 2, 31, 64, 500, 1472]))
        frame = chance.choice(
            [
                frames.arp(),
                frames.arp(frames.PEER),
                frames.arp(to=frames.MAC),
                frames.icmp(data, number=number),
                frames.udp(data),
                frames.udp(data, summed=False),
                frames.udp(data, port=9),
                frames.udp(data, source=frames.PORT),
                frames.ipv4(17, data, fragment=0x2000),
                frames.ipv4(6, data),
            ]
        )
        kind = chance.randrange(4)
        if kind == 0:
            yield frame
        elif kind == 1:
            yield frame[: chance.randrange(14, len(frame) + 1)]
        else:
            damaged = bytearray(frame)
            for _ in range(kind - 1):
                at = chance.randrange(min(len(frame), 46))
                damaged[at] = chance.randrange(256)
            yield bytes(damaged)


@pytest.mark.usefixtures("terminals")
def test_each_answer(wire: tuple[Console, Wire]) -> None:
    """Byte for byte what a second implementation answers, and nothing else.

    A ping behind each frame is answered last, so nothing is waited for in vain."""
    _, other = wire
    answered = 0
    for number, frame in enumerate(mutations(random.Random(5))):
        ping = frames.icmp(b"last", number=10000 + number)
        other.send(frame)
        other.send(ping)
        wanted = [a for a in (frames.answer(frame), frames.answer(ping)) if a]
        answered += len(wanted) - 1
        for expected in wanted:
            got = other.receive()
            assert got == expected, (frame.hex(), got.hex(), expected.hex())
    assert answered > 50


@pytest.mark.usefixtures("terminals")
def test_a_flood_and_after(wire: tuple[Console, Wire]) -> None:
    """More than the card has buffers for: some are lost, none is invented, and the next
    one is answered. A stopped card starts again."""
    console, other = wire
    sent = [frames.udp(b"%d" % number) for number in range(2000)]
    for frame in sent:
        other.send(frame)
    # The flood's last ones are lost on the way, and this may be, too.
    ping = frames.icmp(b"still there")
    expected = {frames.answer(frame) for frame in (*sent, ping)}
    assert other.ask(ping, also=expected)
    console.type("stop net-echo\rstop virtio-net\rstart virtio-net\rstart net-echo\r")
    console.wait_for("helix: start net-echo 1.0.0 ok")
    for number in range(100):
        assert other.ask(frames.icmp(b"again", number=number), also=expected)
    console.type("request net-echo stats\r")
    console.wait_for('-> ok "arp: 0, icmp: ')
