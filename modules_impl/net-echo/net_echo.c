/* SPDX-License-Identifier: MIT */
/* Frames come, are told apart by their Ethernet header, and answers go. */
#include "packet.h"

#define TYPE_ARP 0x0806
#define TYPE_IPV4 0x0800

enum { DESTINATION = 0, SOURCE = 6, TYPE = 12 };

void net_echo_swap(uint8_t *one, uint8_t *other, size_t size)
{
    uint8_t kept[6];

    memcpy(kept, one, size);
    memcpy(one, other, size);
    memcpy(other, kept, size);
}

uint32_t net_echo_add(uint32_t sum, const uint8_t *bytes, size_t size)
{
    /* A frame has less than 2^15 pairs: no carry is lost. */
    for (size_t i = 0; i + 1 < size; i += 2)
        sum += read_u16(bytes + i);
    return size % 2 != 0 ? sum + (uint32_t)(bytes[size - 1] << 8) : sum;
}

uint16_t net_echo_fold(uint32_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xffffu) + (sum >> 16);
    return (uint16_t)~sum;
}

/* "10.0.2.15": four numbers without leading zeros, which some would read as octal. */
static bool read_address(const char *text, uint8_t address[4])
{
    for (unsigned part = 0; part < 4; part++) {
        unsigned value = 0;
        unsigned digits = 0;

        while (*text >= '0' && *text <= '9' && digits < 3) {
            if (digits > 0 && value == 0)
                return false;
            value = value * 10u + (unsigned)(*text++ - '0');
            digits++;
        }
        if (digits == 0 || value > 255 || *text != (part < 3 ? '.' : '\0'))
            return false;
        address[part] = (uint8_t)value;
        text += part < 3;
    }
    return true;
}

hx_status net_echo_init(struct net_echo *self, const struct hx_context *ctx)
{
    (void)ctx;
    if (!read_address(self->config->address, self->address))
        return hx_fail(HX_ERR_INVALID, "config 'address': '%s' is no IPv4 address",
                       self->config->address);
    return HX_OK;
}

hx_status net_echo_start(struct net_echo *self)
{
    struct helix_link_info info;
    hx_status status = net_echo_net_link_info(self, self->config->link, &info);

    if (status != HX_OK)
        return status;
    memcpy(self->link_address, info.address, sizeof(self->link_address));
    return HX_OK;
}

static bool is_broadcast(const uint8_t *address)
{
    for (unsigned i = 0; i < 6; i++) {
        if (address[i] != 0xff)
            return false;
    }
    return true;
}

static enum net_echo_outcome look_at(struct net_echo *self, size_t size, size_t *answer)
{
    uint8_t *frame = self->frame;
    bool is_ours;

    if (size < ETHERNET_HEADER_SIZE)
        return NET_ECHO_MALFORMED;
    is_ours = memcmp(frame + DESTINATION, self->link_address, 6) == 0;
    /* Bit 0 of the first byte says that many are meant: none of them is a sender. */
    if ((frame[SOURCE] & 1u) != 0)
        return NET_ECHO_MALFORMED;
    switch (read_u16(frame + TYPE)) {
    case TYPE_ARP:
        if (!is_ours && !is_broadcast(frame + DESTINATION))
            return NET_ECHO_IGNORED;
        return net_echo_arp(self, frame, size, answer);
    case TYPE_IPV4:
        return is_ours ? net_echo_ipv4(self, frame, size, answer) : NET_ECHO_IGNORED;
    default:
        return NET_ECHO_IGNORED;
    }
}

static void serve(struct net_echo *self, size_t size)
{
    size_t answer = 0;
    enum net_echo_outcome outcome = look_at(self, size, &answer);

    if (answer > 0 &&
        net_echo_net_send(self, self->config->link, self->frame, answer) != HX_OK)
        outcome = NET_ECHO_UNSENT;
    self->counts[outcome]++;
}

static void serve_all(struct net_echo *self)
{
    for (unsigned i = 0; i < NET_ECHO_ROUND; i++) {
        size_t size = 0;
        hx_status status = net_echo_net_receive(self, self->config->link, self->frame,
                                                sizeof(self->frame), &size);

        if (status == HX_ERR_NO_SPACE)
            self->counts[NET_ECHO_MALFORMED]++;
        else if (status != HX_OK || size == 0 || size > sizeof(self->frame))
            return;
        else
            serve(self, size);
    }
}

enum hx_event_response net_echo_on_network_frame(struct net_echo *self,
                                                 const struct hx_event *event)
{
    (void)event;
    serve_all(self);
    return HX_EVENT_HANDLED;
}

enum hx_event_response net_echo_on_tick(struct net_echo *self,
                                        const struct hx_event *event)
{
    (void)event;
    serve_all(self);
    return HX_EVENT_HANDLED;
}

hx_status net_echo_request_stats(struct net_echo *self,
                                 const struct hx_request *request,
                                 struct hx_response *response)
{
    static const char *const names[NET_ECHO_OUTCOMES] = {
        [NET_ECHO_ARP] = "arp",
        [NET_ECHO_ICMP] = "icmp",
        [NET_ECHO_UDP] = "udp",
        [NET_ECHO_IGNORED] = "ignored",
        [NET_ECHO_MALFORMED] = "malformed",
        [NET_ECHO_CHECKSUM] = "checksum",
        [NET_ECHO_FRAGMENT] = "fragment",
        [NET_ECHO_UNSENT] = "unsent",
    };
    char text[256];
    size_t size = 0;

    (void)request;
    for (unsigned i = 0; i < NET_ECHO_OUTCOMES && size < sizeof(text); i++)
        size +=
            hx_format(text + size, sizeof(text) - size, "%s%s: %llu", i > 0 ? ", " : "",
                      names[i], (unsigned long long)self->counts[i]);
    if (size >= sizeof(text))
        return hx_fail(HX_ERR_INTERNAL, "the counts do not fit into %zu bytes",
                       sizeof(text));
    return hx_respond(response, text, size);
}
