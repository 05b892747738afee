/* SPDX-License-Identifier: MIT */
/*
 * Frames in and out of the device (section 5.1.6). The token of a request is the number
 * of its buffer. A buffer is the device's from put() to take(); in between nothing here
 * looks at it.
 */
#include "virtio_net.h"

static struct virtio_net_buffer *send_buffer(struct virtio_net_link *link,
                                             uint32_t number)
{
    return &link->buffers[link->receive_count + number];
}

static hx_status put(struct virtio_net_link *link, uint32_t queue,
                     struct virtio_net_buffer *buffer, size_t frame_size,
                     uint32_t number)
{
    const struct helix_virtio_segment segment = {
        .address = (uintptr_t)buffer,
        .size = (uint32_t)(sizeof(buffer->header) + frame_size),
        .device_writes = queue == VIRTIO_NET_RECEIVE_QUEUE,
    };

    return virtio_net_bus_put(link->owner, link->device, queue, &segment, 1, number);
}

hx_status virtio_net_offer(struct virtio_net_link *link, uint32_t number)
{
    struct virtio_net_buffer *buffer = &link->buffers[number];

    return put(link, VIRTIO_NET_RECEIVE_QUEUE, buffer, sizeof(buffer->frame), number);
}

/* Takes the buffers back whose frames the device has sent. */
static void reclaim(struct virtio_net_link *link)
{
    uint64_t number;
    uint32_t written;

    while (virtio_net_bus_take(link->owner, link->device, VIRTIO_NET_SEND_QUEUE,
                               &number, &written))
        if (number < link->send_count)
            link->sending[number] = false;
}

hx_status virtio_net_put_frame(struct virtio_net_link *link, const void *data,
                               size_t size)
{
    struct virtio_net_buffer *buffer;
    uint32_t number = 0;
    hx_status status;

    reclaim(link);
    while (number < link->send_count && link->sending[number])
        number++;
    if (number == link->send_count) {
        link->refused++;
        return hx_fail(HX_ERR_BUSY, "link %u: %u frames are on their way",
                       (unsigned)link->number, (unsigned)link->send_count);
    }
    buffer = send_buffer(link, number);
    memset(&buffer->header, 0, sizeof(buffer->header));
    memcpy(buffer->frame, data, size);
    status = put(link, VIRTIO_NET_SEND_QUEUE, buffer, size, number);
    if (status != HX_OK)
        return status;
    link->sending[number] = true;
    link->sent++;
    return virtio_net_bus_notify(link->owner, link->device, VIRTIO_NET_SEND_QUEUE);
}

/*
 * Once there is none, an interrupt tells of the next. One that came between the look
 * and that has told nobody: hence the second look.
 */
static bool take(struct virtio_net_link *link, uint64_t *number, uint32_t *written)
{
    if (virtio_net_bus_take(link->owner, link->device, VIRTIO_NET_RECEIVE_QUEUE, number,
                            written))
        return true;
    __atomic_store_n(&link->told, false, __ATOMIC_SEQ_CST);
    return virtio_net_bus_take(link->owner, link->device, VIRTIO_NET_RECEIVE_QUEUE,
                               number, written);
}

/* The bus has checked that the device has not written more than it was given. */
static hx_status copy_frame(const struct virtio_net_link *link, uint32_t number,
                            uint32_t written, void *data, size_t capacity, size_t *size)
{
    const struct virtio_net_buffer *buffer = &link->buffers[number];
    size_t frame_size;

    if (written < sizeof(buffer->header) + VIRTIO_NET_ETHERNET_HEADER)
        return hx_fail(HX_ERR_CORRUPT, "link %u: %u bytes are no frame",
                       (unsigned)link->number, (unsigned)written);
    frame_size = written - sizeof(buffer->header);
    if (frame_size > capacity)
        return hx_fail(HX_ERR_NO_SPACE, "a frame of %zu bytes, room for %zu",
                       frame_size, capacity);
    memcpy(data, buffer->frame, frame_size);
    *size = frame_size;
    return HX_OK;
}

hx_status virtio_net_take_frame(struct virtio_net_link *link, void *data,
                                size_t capacity, size_t *size)
{
    uint64_t number = 0;
    uint32_t written = 0;
    hx_status status;
    hx_status offered;

    if (!take(link, &number, &written)) {
        *size = 0;
        return HX_OK;
    }
    if (number >= link->receive_count)
        return hx_fail(HX_ERR_CORRUPT, "link %u: there is no buffer %llu",
                       (unsigned)link->number, (unsigned long long)number);
    status = copy_frame(link, (uint32_t)number, written, data, capacity, size);
    if (status == HX_OK)
        link->received++;
    offered = virtio_net_offer(link, (uint32_t)number);
    if (offered == HX_OK)
        offered =
            virtio_net_bus_notify(link->owner, link->device, VIRTIO_NET_RECEIVE_QUEUE);
    return status != HX_OK ? status : offered;
}
