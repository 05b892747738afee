/* SPDX-License-Identifier: MIT */
/* What the parts of this module offer each other. */
#pragma once

#include <helix/types.h>

#define VIRTIO_NET_RECEIVE_QUEUE 0u
#define VIRTIO_NET_SEND_QUEUE 1u

struct virtio_net_link;

/*
 * link.c: sets the device up anew, with all buffers to receive into in its hands, or
 * stops it, which takes all buffers back. On the main loop.
 */
hx_status virtio_net_bring_up(struct virtio_net_link *link);
hx_status virtio_net_take_down(struct virtio_net_link *link);

/* link.c: is the cable in, as the device says? */
bool virtio_net_is_connected(struct virtio_net_link *link);

/*
 * frames.c, by who holds the link's mutex: copy a frame, as helix.network says. `size`
 * fits into a frame.
 */
hx_status virtio_net_put_frame(struct virtio_net_link *link, const void *data,
                               size_t size);
hx_status virtio_net_take_frame(struct virtio_net_link *link, void *data,
                                size_t capacity, size_t *size);

/* frames.c: gives the device a buffer, by its number, to receive into. */
hx_status virtio_net_offer(struct virtio_net_link *link, uint32_t number);
