/* SPDX-License-Identifier: MIT */
/* RFC 792: an echo request becomes its reply. */
#include "packet.h"

#define HEADER_SIZE 8u

#define TYPE_ECHO_REPLY 0
#define TYPE_ECHO 8

enum { TYPE = 0, CODE = 1, CHECKSUM = 2 };

enum net_echo_outcome net_echo_icmp(uint8_t *packet, size_t size, size_t *answer)
{
    uint8_t *message = packet + IPV4_HEADER_SIZE;
    const size_t length = size - IPV4_HEADER_SIZE;

    if (length < HEADER_SIZE)
        return NET_ECHO_MALFORMED;
    if (net_echo_fold(net_echo_add(0, message, length)) != 0)
        return NET_ECHO_CHECKSUM;
    if (message[TYPE] != TYPE_ECHO || message[CODE] != 0)
        return NET_ECHO_IGNORED;

    message[TYPE] = TYPE_ECHO_REPLY;
    write_u16(message + CHECKSUM, 0);
    write_u16(message + CHECKSUM, net_echo_fold(net_echo_add(0, message, length)));
    *answer = size;
    return NET_ECHO_ICMP;
}
