/* SPDX-License-Identifier: MIT */
/*
 * What the protocols offer each other. Each looks at `size` bytes, turns them into the
 * answer in place, puts its size into `answer`, and says what became of them; where
 * there is no answer that stays as it was. Numbers are big-endian on the wire.
 */
#pragma once

#include <helix/types.h>

#define ETHERNET_HEADER_SIZE 14u
#define IPV4_HEADER_SIZE 20u

struct net_echo;

static inline uint16_t read_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline void write_u16(uint8_t *bytes, uint16_t value)
{
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
}

/* Swaps `size` bytes, at most 6. */
void net_echo_swap(uint8_t *one, uint8_t *other, size_t size);

/* Adds `size` bytes to the sum of RFC 1071, to be folded at the end. */
uint32_t net_echo_add(uint32_t sum, const uint8_t *bytes, size_t size);

/* What goes into a checksum's field; 0 if the sum contains a right one. */
uint16_t net_echo_fold(uint32_t sum);

/* arp.c, ipv4.c: the whole frame, whose Ethernet header has been checked. */
enum net_echo_outcome net_echo_arp(struct net_echo *self, uint8_t *frame, size_t size,
                                   size_t *answer);
enum net_echo_outcome net_echo_ipv4(struct net_echo *self, uint8_t *frame, size_t size,
                                    size_t *answer);

/* icmp.c, udp.c: an IPv4 packet of `size` bytes whose header, without options, is
 * right. The caller turns its addresses around. */
enum net_echo_outcome net_echo_icmp(uint8_t *packet, size_t size, size_t *answer);
enum net_echo_outcome net_echo_udp(struct net_echo *self, uint8_t *packet, size_t size,
                                   size_t *answer);
