/* SPDX-License-Identifier: MIT */
/* The links as a whole, and the operations of helix.network. */
#include "virtio_net.h"

#include <helix/irq.h>
#include <helix/mutex.h>

#define TYPE_NETWORK 1
#define NO_LINE UINT32_MAX

/* In an interrupt. Who listens receives until nothing is left, so once is enough. */
static void on_interrupt(void *arg)
{
    const struct hx_event event = {
        .kind = HX_EVENT_CUSTOM,
        .custom = {.name = "network.frame"},
    };
    struct virtio_net_link *link = arg;

    if (virtio_net_bus_acknowledge(link->owner, link->device) == 0)
        return;
    if (__atomic_exchange_n(&link->told, true, __ATOMIC_SEQ_CST))
        return;
    /* Where it finds no room, the next interrupt tries again. */
    if (hx_event_post(&event) != HX_OK)
        __atomic_store_n(&link->told, false, __ATOMIC_SEQ_CST);
}

static void bring_up(struct virtio_net_link *link)
{
    hx_status status = virtio_net_bring_up(link);

    /* The others may work. */
    if (status != HX_OK)
        hx_log_warn("virtio-net: link %u cannot be used: %s: %s",
                    (unsigned)link->number, hx_status_name(status),
                    hx_fail_detail(status));
    else
        hx_log_info("virtio-net: link %u is %02x:%02x:%02x:%02x:%02x:%02x",
                    (unsigned)link->number, link->address[0], link->address[1],
                    link->address[2], link->address[3], link->address[4],
                    link->address[5]);
}

static void add_link(struct virtio_net *self, uint32_t device,
                     const struct hx_context *ctx)
{
    struct virtio_net_link *link = &self->links[self->link_count];
    const uint32_t line = virtio_net_bus_line(self, device);
    hx_status status = HX_OK;

    link->owner = self;
    link->number = self->link_count++;
    link->device = device;
    if (line != NO_LINE)
        status = hx_irq_attach(ctx, line, on_interrupt, link);
    if (status != HX_OK)
        hx_log_warn("virtio-net: link %u works without interrupts: %s",
                    (unsigned)link->number, hx_fail_detail(status));
    bring_up(link);
}

hx_status virtio_net_init(struct virtio_net *self, const struct hx_context *ctx)
{
    uint32_t device;

    while (self->link_count < VIRTIO_NET_LINKS_MAX &&
           virtio_net_bus_find(self, TYPE_NETWORK, self->link_count, &device) == HX_OK)
        add_link(self, device, ctx);
    return HX_OK;
}

hx_status virtio_net_start(struct virtio_net *self)
{
    for (uint32_t i = 0; self->stopped && i < self->link_count; i++)
        bring_up(&self->links[i]);
    self->stopped = false;
    return HX_OK;
}

hx_status virtio_net_stop(struct virtio_net *self)
{
    hx_status result = HX_OK;

    for (uint32_t i = 0; i < self->link_count; i++) {
        hx_status status = virtio_net_take_down(&self->links[i]);

        if (result == HX_OK)
            result = status;
    }
    self->stopped = true;
    return result;
}

hx_status virtio_net_request_stats(struct virtio_net *self,
                                   const struct hx_request *request,
                                   struct hx_response *response)
{
    uint64_t received = 0;
    uint64_t sent = 0;
    uint64_t refused = 0;

    (void)request;
    for (uint32_t i = 0; i < self->link_count; i++) {
        received += self->links[i].received;
        sent += self->links[i].sent;
        refused += self->links[i].refused;
    }
    return hx_respond_fmt(response,
                          "links: %u, received: %llu, sent: %llu, refused: %llu",
                          (unsigned)self->link_count, (unsigned long long)received,
                          (unsigned long long)sent, (unsigned long long)refused);
}

static hx_status find(struct virtio_net *self, uint32_t number,
                      struct virtio_net_link **link)
{
    if (number >= self->link_count)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no link %u", (unsigned)number);
    *link = &self->links[number];
    return HX_OK;
}

/* Takes the link's mutex, and only then returns HX_OK. */
static hx_status begin(struct virtio_net *self, uint32_t number,
                       struct virtio_net_link **link)
{
    hx_status status = find(self, number, link);

    if (status == HX_OK)
        status = hx_mutex_take(&(*link)->mutex);
    if (status != HX_OK)
        return status;
    if ((*link)->up)
        return HX_OK;
    hx_mutex_give(&(*link)->mutex);
    return hx_fail(HX_ERR_NOT_RUNNING, "link %u is not up", (unsigned)number);
}

hx_status virtio_net_link_info(struct virtio_net *self, uint32_t number,
                               struct helix_link_info *info)
{
    struct virtio_net_link *link = NULL;
    hx_status status = find(self, number, &link);

    if (status == HX_OK)
        status = hx_mutex_take(&link->mutex);
    if (status != HX_OK)
        return status;
    memcpy(info->address, link->address, sizeof(info->address));
    info->mtu = link->mtu;
    info->up = virtio_net_is_connected(link);
    hx_mutex_give(&link->mutex);
    return HX_OK;
}

hx_status virtio_net_send(struct virtio_net *self, uint32_t number, const void *data,
                          size_t size)
{
    struct virtio_net_link *link = NULL;
    hx_status status = begin(self, number, &link);

    if (status != HX_OK)
        return status;
    if (size < VIRTIO_NET_ETHERNET_HEADER ||
        size > (size_t)VIRTIO_NET_ETHERNET_HEADER + link->mtu)
        status = hx_fail(HX_ERR_INVALID, "a frame of %zu bytes", size);
    else
        status = virtio_net_put_frame(link, data, size);
    hx_mutex_give(&link->mutex);
    return status;
}

hx_status virtio_net_receive(struct virtio_net *self, uint32_t number, void *data,
                             size_t capacity, size_t *size)
{
    struct virtio_net_link *link = NULL;
    hx_status status = begin(self, number, &link);

    if (status != HX_OK)
        return status;
    status = virtio_net_take_frame(link, data, capacity, size);
    hx_mutex_give(&link->mutex);
    return status;
}
