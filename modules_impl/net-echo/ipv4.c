/* SPDX-License-Identifier: MIT */
/* RFC 791, section 3.1: the header of a packet for us, and of its answer. */
#include "packet.h"

#define PROTOCOL_ICMP 1
#define PROTOCOL_UDP 17

#define FLAG_DO_NOT_FRAGMENT 0x4000
#define MORE_OR_OFFSET 0x3fff

#define TIME_TO_LIVE 64

enum {
    VERSION_AND_LENGTH = 0,
    TOTAL_LENGTH = 2,
    IDENTIFICATION = 4,
    FRAGMENT = 6,
    TTL = 8,
    PROTOCOL = 9,
    CHECKSUM = 10,
    SOURCE = 12,
    DESTINATION = 16,
};

/* Nobody's own address: 0.x, the loopback's, multicast and above (RFC 1122, 3.2.1.3).
 */
static bool is_nobody(const uint8_t *address)
{
    return address[0] == 0 || address[0] == 127 || address[0] >= 224;
}

/* Whether, and why not, the packet is looked at; NET_ECHO_OUTCOMES: it is. */
static enum net_echo_outcome check_header(const struct net_echo *self,
                                          const uint8_t *packet, size_t size)
{
    size_t header;
    size_t total;

    if (size < IPV4_HEADER_SIZE || packet[VERSION_AND_LENGTH] >> 4 != 4)
        return NET_ECHO_MALFORMED;
    header = (packet[VERSION_AND_LENGTH] & 15u) * 4u;
    total = read_u16(packet + TOTAL_LENGTH);
    if (header < IPV4_HEADER_SIZE || total < header || total > size)
        return NET_ECHO_MALFORMED;
    if (net_echo_fold(net_echo_add(0, packet, header)) != 0)
        return NET_ECHO_CHECKSUM;
    if (memcmp(packet + DESTINATION, self->address, 4) != 0 ||
        is_nobody(packet + SOURCE) || header != IPV4_HEADER_SIZE)
        return NET_ECHO_IGNORED;
    if ((read_u16(packet + FRAGMENT) & MORE_OR_OFFSET) != 0)
        return NET_ECHO_FRAGMENT;
    return NET_ECHO_OUTCOMES;
}

/* A packet that is never fragmented needs no identification: RFC 6864, section 4.1. */
static void turn_around(uint8_t *packet, size_t size)
{
    write_u16(packet + TOTAL_LENGTH, (uint16_t)size);
    write_u16(packet + IDENTIFICATION, 0);
    write_u16(packet + FRAGMENT, FLAG_DO_NOT_FRAGMENT);
    packet[TTL] = TIME_TO_LIVE;
    net_echo_swap(packet + SOURCE, packet + DESTINATION, 4);
    write_u16(packet + CHECKSUM, 0);
    write_u16(packet + CHECKSUM,
              net_echo_fold(net_echo_add(0, packet, IPV4_HEADER_SIZE)));
}

enum net_echo_outcome net_echo_ipv4(struct net_echo *self, uint8_t *frame, size_t size,
                                    size_t *answer)
{
    uint8_t *packet = frame + ETHERNET_HEADER_SIZE;
    enum net_echo_outcome outcome =
        check_header(self, packet, size - ETHERNET_HEADER_SIZE);
    size_t turned = 0;

    if (outcome != NET_ECHO_OUTCOMES)
        return outcome;
    size = read_u16(packet + TOTAL_LENGTH);
    switch (packet[PROTOCOL]) {
    case PROTOCOL_ICMP:
        outcome = net_echo_icmp(packet, size, &turned);
        break;
    case PROTOCOL_UDP:
        outcome = net_echo_udp(self, packet, size, &turned);
        break;
    default:
        return NET_ECHO_IGNORED;
    }
    if (turned == 0)
        return outcome;
    turn_around(packet, turned);
    net_echo_swap(frame, frame + 6, 6);
    *answer = ETHERNET_HEADER_SIZE + turned;
    return outcome;
}
