/* SPDX-License-Identifier: MIT */
/* RFC 826, for IPv4 on Ethernet. What others are told is not kept. */
#include "packet.h"

#define PACKET_SIZE 28u

#define HARDWARE_ETHERNET 1
#define PROTOCOL_IPV4 0x0800
#define OPERATION_REQUEST 1
#define OPERATION_REPLY 2

/* Where in the packet. */
enum {
    HARDWARE = 0,
    PROTOCOL = 2,
    HARDWARE_SIZE = 4,
    PROTOCOL_SIZE = 5,
    OPERATION = 6,
    SENDER_HARDWARE = 8,
    SENDER_PROTOCOL = 14,
    TARGET_HARDWARE = 18,
    TARGET_PROTOCOL = 24,
};

enum net_echo_outcome net_echo_arp(struct net_echo *self, uint8_t *frame, size_t size,
                                   size_t *answer)
{
    uint8_t *packet = frame + ETHERNET_HEADER_SIZE;

    if (size < ETHERNET_HEADER_SIZE + PACKET_SIZE ||
        read_u16(packet + HARDWARE) != HARDWARE_ETHERNET ||
        read_u16(packet + PROTOCOL) != PROTOCOL_IPV4 || packet[HARDWARE_SIZE] != 6 ||
        packet[PROTOCOL_SIZE] != 4)
        return NET_ECHO_MALFORMED;
    if (read_u16(packet + OPERATION) != OPERATION_REQUEST ||
        memcmp(packet + TARGET_PROTOCOL, self->address, 4) != 0)
        return NET_ECHO_IGNORED;

    write_u16(packet + OPERATION, OPERATION_REPLY);
    memcpy(packet + TARGET_HARDWARE, packet + SENDER_HARDWARE, 6);
    memcpy(packet + SENDER_HARDWARE, self->link_address, 6);
    net_echo_swap(packet + SENDER_PROTOCOL, packet + TARGET_PROTOCOL, 4);
    memcpy(frame, frame + 6, 6);
    memcpy(frame + 6, self->link_address, 6);
    *answer = ETHERNET_HEADER_SIZE + PACKET_SIZE;
    return NET_ECHO_ARP;
}
