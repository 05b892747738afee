/* SPDX-License-Identifier: MIT */
/* RFC 768, and the echo service of RFC 862. */
#include "packet.h"

#define HEADER_SIZE 8u
#define PROTOCOL_UDP 17u

#define IPV4_ADDRESSES 12u
#define IPV4_ADDRESSES_SIZE 8u

enum { SOURCE_PORT = 0, DESTINATION_PORT = 2, LENGTH = 4, CHECKSUM = 6 };

/* With the pseudo header, in which the order of the addresses makes no difference. */
static uint16_t checksum(const uint8_t *packet, const uint8_t *datagram, size_t length)
{
    uint32_t sum = PROTOCOL_UDP + (uint32_t)length;

    sum = net_echo_add(sum, packet + IPV4_ADDRESSES, IPV4_ADDRESSES_SIZE);
    return net_echo_fold(net_echo_add(sum, datagram, length));
}

enum net_echo_outcome net_echo_udp(struct net_echo *self, uint8_t *packet, size_t size,
                                   size_t *answer)
{
    uint8_t *datagram = packet + IPV4_HEADER_SIZE;
    uint16_t sum;
    size_t length;

    if (size - IPV4_HEADER_SIZE < HEADER_SIZE)
        return NET_ECHO_MALFORMED;
    length = read_u16(datagram + LENGTH);
    if (length < HEADER_SIZE || length > size - IPV4_HEADER_SIZE)
        return NET_ECHO_MALFORMED;
    /* 0: the sender has computed none. */
    if (read_u16(datagram + CHECKSUM) != 0 && checksum(packet, datagram, length) != 0)
        return NET_ECHO_CHECKSUM;
    if (read_u16(datagram + DESTINATION_PORT) != self->config->port ||
        read_u16(datagram + SOURCE_PORT) == self->config->port)
        return NET_ECHO_IGNORED;

    net_echo_swap(datagram + SOURCE_PORT, datagram + DESTINATION_PORT, 2);
    write_u16(datagram + CHECKSUM, 0);
    sum = checksum(packet, datagram, length);
    write_u16(datagram + CHECKSUM, sum != 0 ? sum : UINT16_MAX);
    *answer = IPV4_HEADER_SIZE + length;
    return NET_ECHO_UDP;
}
