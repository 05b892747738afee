/* SPDX-License-Identifier: MIT */

/* Locally administered, as nobody has given it: IEEE 802, section 8.2.2. */
static const uint8_t address[6] = {0x02, 0, 0, 0, 0, 0x01};

static hx_status check_link(uint32_t link)
{
    if (link != 0)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no link %u", (unsigned)link);
    return HX_OK;
}

hx_status loopback_link_info(struct loopback *self, uint32_t link,
                             struct helix_link_info *info)
{
    hx_status status = check_link(link);

    (void)self;
    if (status != HX_OK)
        return status;
    memcpy(info->address, address, sizeof(address));
    info->mtu = LOOPBACK_MTU;
    info->up = true;
    return HX_OK;
}

/* Under the mutex. */
static hx_status append(struct loopback *self, const void *data, size_t size)
{
    struct loopback_frame *frame;

    if (self->count == LOOPBACK_FRAMES_MAX)
        return hx_fail(HX_ERR_BUSY, "%d frames wait already", LOOPBACK_FRAMES_MAX);
    frame = &self->frames[(self->first + self->count) % LOOPBACK_FRAMES_MAX];
    memcpy(frame->data, data, size);
    frame->size = size;
    self->count++;
    return HX_OK;
}

hx_status loopback_send(struct loopback *self, uint32_t link, const void *data,
                        size_t size)
{
    const struct hx_event event = {
        .kind = HX_EVENT_CUSTOM,
        .custom = {.name = "network.frame"},
    };
    hx_status status = check_link(link);
    bool was_empty;

    if (status != HX_OK)
        return status;
    if (size < LOOPBACK_HEADER_SIZE || size > LOOPBACK_HEADER_SIZE + LOOPBACK_MTU)
        return hx_fail(HX_ERR_INVALID, "a frame of %zu bytes", size);
    status = hx_mutex_take(&self->mutex);
    if (status != HX_OK)
        return status;
    was_empty = self->count == 0;
    status = append(self, data, size);
    hx_mutex_give(&self->mutex);
    /* Posted, as the sender may be the listener. If the event has no room, the frame
     * waits for whoever looks next. */
    if (status == HX_OK && was_empty)
        (void)hx_event_post(&event);
    return status;
}

hx_status loopback_receive(struct loopback *self, uint32_t link, void *data,
                           size_t capacity, size_t *size)
{
    hx_status status = check_link(link);
    const struct loopback_frame *frame;

    if (status == HX_OK)
        status = hx_mutex_take(&self->mutex);
    if (status != HX_OK)
        return status;
    frame = &self->frames[self->first];
    if (self->count == 0) {
        *size = 0;
    } else {
        if (frame->size > capacity) {
            status = hx_fail(HX_ERR_NO_SPACE, "a frame of %zu bytes, room for %zu",
                             frame->size, capacity);
        } else {
            memcpy(data, frame->data, frame->size);
            *size = frame->size;
        }
        self->first = (self->first + 1) % LOOPBACK_FRAMES_MAX;
        self->count--;
    }
    hx_mutex_give(&self->mutex);
    return status;
}
