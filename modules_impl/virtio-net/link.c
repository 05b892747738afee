/* SPDX-License-Identifier: MIT */
/* A device comes up, and goes down (section 5.1.5). */
#include "virtio_net.h"

#include <helix/memory.h>

#define FEATURE_MTU (UINT64_C(1) << 3)
#define FEATURE_ADDRESS (UINT64_C(1) << 5)
#define FEATURE_STATUS (UINT64_C(1) << 16)

/* Where the device's configuration has what (section 5.1.4). */
#define CONFIG_ADDRESS 0
#define CONFIG_STATUS 6
#define CONFIG_MTU 10

#define STATUS_LINK_UP 1u

#define BUFFER_COUNT (VIRTIO_NET_RECEIVE_BUFFERS + VIRTIO_NET_SEND_BUFFERS)
#define ALIGNMENT 64u

_Static_assert(sizeof(struct virtio_net_header) == 12, "section 5.1.6");

/* Not in the state, which a restart resets: claimed RAM cannot be given back. */
static struct hx_memory_region kept[VIRTIO_NET_LINKS_MAX];

static hx_status give_memory(struct virtio_net_link *link)
{
    struct hx_memory_region *region = &kept[link->number];
    hx_status status = HX_OK;

    if (region->start == NULL)
        status = hx_memory_claim(BUFFER_COUNT * sizeof(struct virtio_net_buffer),
                                 ALIGNMENT, region);
    if (status != HX_OK)
        return status;
    link->buffers = region->start;
    memset(link->buffers, 0, BUFFER_COUNT * sizeof(struct virtio_net_buffer));
    return HX_OK;
}

static hx_status read_u16(struct virtio_net_link *link, uint32_t offset,
                          uint16_t *value)
{
    return virtio_net_bus_read_config(link->owner, link->device, offset, value,
                                      sizeof(*value));
}

static hx_status read_config(struct virtio_net_link *link, uint64_t features)
{
    hx_status status = HX_OK;
    uint16_t mtu = VIRTIO_NET_MTU;

    if ((features & FEATURE_ADDRESS) == 0)
        return hx_fail(HX_ERR_UNSUPPORTED, "the device has no address of its own");
    for (uint32_t i = 0; status == HX_OK && i < sizeof(link->address); i++)
        status = virtio_net_bus_read_config(link->owner, link->device,
                                            CONFIG_ADDRESS + i, &link->address[i], 1);
    if (status == HX_OK && (features & FEATURE_MTU) != 0)
        status = read_u16(link, CONFIG_MTU, &mtu);
    if (status != HX_OK)
        return status;
    link->mtu = mtu < VIRTIO_NET_MTU ? mtu : VIRTIO_NET_MTU;
    link->tells_status = (features & FEATURE_STATUS) != 0;
    return HX_OK;
}

static uint32_t smaller(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

static hx_status add_queues(struct virtio_net_link *link)
{
    uint32_t size = 0;
    hx_status status =
        virtio_net_bus_add_queue(link->owner, link->device, VIRTIO_NET_RECEIVE_QUEUE,
                                 VIRTIO_NET_RECEIVE_BUFFERS, &size);

    if (status != HX_OK)
        return status;
    link->receive_count = smaller(size, VIRTIO_NET_RECEIVE_BUFFERS);
    status = virtio_net_bus_add_queue(link->owner, link->device, VIRTIO_NET_SEND_QUEUE,
                                      VIRTIO_NET_SEND_BUFFERS, &size);
    link->send_count = smaller(size, VIRTIO_NET_SEND_BUFFERS);
    return status;
}

static hx_status offer_all(struct virtio_net_link *link)
{
    hx_status status = HX_OK;

    for (uint32_t i = 0; status == HX_OK && i < link->receive_count; i++)
        status = virtio_net_offer(link, i);
    if (status == HX_OK)
        status =
            virtio_net_bus_notify(link->owner, link->device, VIRTIO_NET_RECEIVE_QUEUE);
    return status;
}

hx_status virtio_net_bring_up(struct virtio_net_link *link)
{
    uint64_t features = 0;
    hx_status status = give_memory(link);

    link->up = false;
    memset(link->sending, 0, sizeof(link->sending));
    __atomic_store_n(&link->told, false, __ATOMIC_RELAXED);
    if (status == HX_OK)
        status = virtio_net_bus_begin(link->owner, link->device,
                                      FEATURE_MTU | FEATURE_ADDRESS | FEATURE_STATUS,
                                      &features);
    if (status == HX_OK)
        status = read_config(link, features);
    if (status == HX_OK)
        status = add_queues(link);
    if (status == HX_OK)
        status = virtio_net_bus_ready(link->owner, link->device);
    if (status == HX_OK)
        status = offer_all(link);
    link->up = status == HX_OK;
    return status;
}

hx_status virtio_net_take_down(struct virtio_net_link *link)
{
    link->up = false;
    return virtio_net_bus_reset(link->owner, link->device);
}

bool virtio_net_is_connected(struct virtio_net_link *link)
{
    uint16_t status = STATUS_LINK_UP;

    if (!link->up)
        return false;
    return !link->tells_status || (read_u16(link, CONFIG_STATUS, &status) == HX_OK &&
                                   (status & STATUS_LINK_UP) != 0);
}
