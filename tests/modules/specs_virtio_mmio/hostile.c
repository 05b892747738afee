/* SPDX-License-Identifier: MIT */
#include "modules/virtio_mmio/virtio_mmio.h"

#define REGISTER_FEATURES (0x010 / 4)
#define REGISTER_QUEUE_SIZE_MAX (0x034 / 4)
#define REGISTER_QUEUE_READY (0x044 / 4)
#define REGISTER_INTERRUPT (0x060 / 4)
#define REGISTER_STATUS (0x070 / 4)

#define STATUS_NEEDS_RESET 64

#define DEVICE 0
#define QUEUE 1
#define ENTRIES 16
#define ROUNDS 2000

extern struct virtio_mmio hxg_self_virtio_mmio;

static struct virtio_mmio_queue *queue(void)
{
    return &hxg_self_virtio_mmio.devices[DEVICE].queues[QUEUE];
}

static uint32_t next_random(struct hostile *self, uint32_t below)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return (uint32_t)(self->random >> 32) % below;
}

hx_status hostile_init(struct hostile *self, const struct hx_context *ctx)
{
    struct virtio_mmio_device *device = &hxg_self_virtio_mmio.devices[DEVICE];

    (void)ctx;
    device->registers = self->registers;
    device->config_size = 64;
    device->line = UINT32_MAX;
    device->type = 4;
    device->stage = VIRTIO_MMIO_RESET;
    hxg_self_virtio_mmio.device_count = 1;
    /* Plain memory gives the same for both halves: the features 0 and 32. */
    self->registers[REGISTER_FEATURES] = 1;
    self->registers[REGISTER_QUEUE_SIZE_MAX] = ENTRIES;
    return HX_OK;
}

/* The device is reset and set up, as a driver does it. */
static hx_status set_up(struct hostile *self)
{
    uint64_t features;
    uint32_t size;
    hx_status status;

    memset(self->requests, 0, sizeof(self->requests));
    self->there_count = 0;
    self->used_index = 0;
    self->registers[REGISTER_QUEUE_READY] = 0;
    status = hostile_bus_begin(self, DEVICE, UINT64_MAX, &features);
    if (status == HX_OK && features != (UINT64_C(1) << 32 | 1))
        return hx_fail(HX_ERR_INTERNAL, "features 0x%llx",
                       (unsigned long long)features);
    if (status == HX_OK)
        status = hostile_bus_add_queue(self, DEVICE, QUEUE, ENTRIES + 7, &size);
    if (status == HX_OK && size != ENTRIES)
        return hx_fail(HX_ERR_INTERNAL, "a queue of %u", (unsigned)size);
    if (status == HX_OK)
        status = hostile_bus_ready(self, DEVICE);
    return status;
}

static hx_status put(struct hostile *self, const struct helix_virtio_segment *segments,
                     size_t count)
{
    return hostile_bus_put(self, DEVICE, QUEUE, segments, count, self->next_token++);
}

hx_status hostile_request_order(struct hostile *self, const struct hx_request *request,
                                struct hx_response *response)
{
    const struct helix_virtio_segment segment = {.address = 4096, .size = 1};
    uint64_t features;
    uint32_t number;
    uint32_t size;
    uint8_t byte;
    hx_status early = put(self, &segment, 1);
    hx_status ready = hostile_bus_ready(self, DEVICE);
    hx_status nobody = hostile_bus_begin(self, 1, 0, &features);
    hx_status nothing = hostile_bus_find(self, 4, 1, &number);
    hx_status empty;
    hx_status many;
    hx_status none;
    hx_status twice;
    hx_status behind;
    hx_status other;

    (void)request;
    self->registers[REGISTER_QUEUE_READY] = 0;
    if (hostile_bus_begin(self, DEVICE, 0, &features) != HX_OK)
        return hx_respond_error(response, "begin");
    empty = hostile_bus_add_queue(self, DEVICE, 0, 0, &size);
    many = hostile_bus_add_queue(self, DEVICE, 9, 4, &size);
    self->registers[REGISTER_QUEUE_SIZE_MAX] = 0;
    none = hostile_bus_add_queue(self, DEVICE, 0, 4, &size);
    self->registers[REGISTER_QUEUE_SIZE_MAX] = ENTRIES;
    if (set_up(self) != HX_OK)
        return hx_respond_error(response, "set_up");
    twice = hostile_bus_add_queue(self, DEVICE, 2, 4, &size);
    other = hostile_bus_notify(self, DEVICE, 0);
    behind = hostile_bus_read_config(self, DEVICE, 64, &byte, 1);
    return hx_respond_fmt(
        response, "%s %s %s %s; %s %s %s; %s %s %s", hx_status_name(early),
        hx_status_name(ready), hx_status_name(nobody), hx_status_name(nothing),
        hx_status_name(empty), hx_status_name(many), hx_status_name(none),
        hx_status_name(twice), hx_status_name(other), hx_status_name(behind));
}

hx_status hostile_request_malformed(struct hostile *self,
                                    const struct hx_request *request,
                                    struct hx_response *response)
{
    struct helix_virtio_segment segments[ENTRIES + 1];
    hx_status none;
    hx_status empty;
    hx_status swapped;
    hx_status huge;
    hx_status long_one;
    hx_status full;
    hx_status busy;

    (void)request;
    if (set_up(self) != HX_OK)
        return hx_respond_error(response, "set_up");
    for (size_t i = 0; i <= ENTRIES; i++)
        segments[i] = (struct helix_virtio_segment){.address = 4096, .size = 8};
    none = put(self, segments, 0);
    segments[1].size = 0;
    empty = put(self, segments, 2);
    segments[1].size = 8;
    segments[0].device_writes = true;
    swapped = put(self, segments, 2);
    segments[0].device_writes = false;
    segments[0].size = UINT32_MAX;
    huge = put(self, segments, 2);
    segments[0].size = 8;
    long_one = put(self, segments, ENTRIES + 1);
    full = put(self, segments, ENTRIES);
    busy = put(self, segments, 1);
    return hx_respond_fmt(response, "%s %s %s %s %s; %s %s", hx_status_name(none),
                          hx_status_name(empty), hx_status_name(swapped),
                          hx_status_name(huge), hx_status_name(long_one),
                          hx_status_name(full), hx_status_name(busy));
}

/* Does the device see the request that was put last as it was asked for? */
static bool is_seen(uint16_t head, const struct helix_virtio_segment *segments,
                    size_t count)
{
    uint16_t at = head;

    for (size_t i = 0; i < count; i++) {
        const struct virtio_mmio_descriptor *entry = &queue()->descriptors[at];
        const uint16_t flags =
            (uint16_t)((i + 1 < count ? 1 : 0) | (segments[i].device_writes ? 2 : 0));

        if (at >= ENTRIES || entry->address != segments[i].address ||
            entry->size != segments[i].size || entry->flags != flags)
            return false;
        at = entry->next;
    }
    return true;
}

/* Puts a random request, if there is room. False: what the device sees is wrong. */
static bool put_random(struct hostile *self)
{
    struct helix_virtio_segment segments[5];
    const size_t count = 1 + next_random(self, HX_COUNT_OF(segments));
    const size_t readable = next_random(self, (uint32_t)count + 1);
    const uint64_t token = self->next_token;
    uint32_t writable = 0;
    uint16_t head;
    hx_status status;

    for (size_t i = 0; i < count; i++) {
        segments[i].address = 4096 + next_random(self, 1000000);
        segments[i].size = 1 + next_random(self, 100000);
        segments[i].device_writes = i >= readable;
        writable += segments[i].device_writes ? segments[i].size : 0;
    }
    status = put(self, segments, count);
    if (status != HX_OK)
        return status == HX_ERR_BUSY && queue()->free_count < count;
    head = queue()->offered[2 + (uint16_t)(queue()->offered[1] - 1) % ENTRIES];
    if (!is_seen(head, segments, count) || self->requests[head].there)
        return false;
    self->requests[head] = (struct hostile_request){token, writable, true};
    self->there_count++;
    return true;
}

/* The device says that it has done a request, or what else it is told to say. */
static void use(struct hostile *self, uint32_t head, uint32_t written)
{
    uint32_t *ring = (uint32_t *)(void *)&queue()->used[2];

    ring[2 * (self->used_index % ENTRIES)] = head;
    ring[2 * (self->used_index % ENTRIES) + 1] = written;
    queue()->used[1] = ++self->used_index;
}

static uint32_t pick(struct hostile *self)
{
    uint32_t head = next_random(self, ENTRIES);

    while (!self->requests[head].there)
        head = (head + 1) % ENTRIES;
    return head;
}

/* Does some request, and looks whether the driver is told so. */
static bool do_one(struct hostile *self)
{
    struct hostile_request *done = &self->requests[pick(self)];
    const uint32_t size =
        done->writable > 0 ? next_random(self, done->writable + 1) : 0;
    uint64_t token;
    uint32_t written;

    use(self, (uint32_t)(done - self->requests), size);
    done->there = false;
    self->there_count--;
    return hostile_bus_take(self, DEVICE, QUEUE, &token, &written) &&
           token == done->token && written == size;
}

hx_status hostile_request_honest(struct hostile *self, const struct hx_request *request,
                                 struct hx_response *response)
{
    uint64_t token;
    uint32_t written;

    (void)request;
    if (set_up(self) != HX_OK)
        return hx_respond_error(response, "set_up");
    for (unsigned i = 0; i < 40 * ROUNDS; i++) {
        if (self->there_count == 0 || next_random(self, 2) == 0) {
            if (!put_random(self))
                return hx_respond_fmt(response, "put %u", i);
        } else if (!do_one(self)) {
            return hx_respond_fmt(response, "take %u", i);
        }
    }
    while (self->there_count > 0)
        if (!do_one(self))
            return hx_respond_error(response, "rest");
    if (hostile_bus_take(self, DEVICE, QUEUE, &token, &written))
        return hx_respond_error(response, "more than was asked for");
    return hx_respond_fmt(response, "%u of %u free", (unsigned)queue()->free_count,
                          (unsigned)queue()->size);
}

/* Something that no request allows the device to say. */
static void lie(struct hostile *self, unsigned kind)
{
    uint32_t head = pick(self);

    switch (kind) {
    case 0: /* an entry behind the end, the nearest or any */
        use(self, next_random(self, 2) == 0 ? ENTRIES : UINT32_MAX - head, 0);
        break;
    case 1: /* more than there was room for */
        use(self, head, self->requests[head].writable + 1);
        break;
    case 2:
        use(self, head, UINT32_MAX);
        break;
    default: /* an entry in the middle of a request, or a free one */
        while (self->requests[head].there)
            head = (head + 1) % ENTRIES;
        use(self, head, 0);
        break;
    }
}

/* The driver hears nothing of it, and everything else is refused. */
static bool is_noticed(struct hostile *self)
{
    const struct helix_virtio_segment segment = {.address = 4096, .size = 1};
    uint64_t token;
    uint32_t written;

    return !hostile_bus_take(self, DEVICE, QUEUE, &token, &written) &&
           !hostile_bus_take(self, DEVICE, QUEUE, &token, &written) &&
           put(self, &segment, 1) == HX_ERR_CORRUPT &&
           hostile_bus_notify(self, DEVICE, QUEUE) == HX_ERR_CORRUPT;
}

hx_status hostile_request_lies(struct hostile *self, const struct hx_request *request,
                               struct hx_response *response)
{
    unsigned missed = 0;

    (void)request;
    for (unsigned i = 0; i < ROUNDS; i++) {
        const unsigned before = next_random(self, 4);

        if (set_up(self) != HX_OK)
            return hx_respond_error(response, "set_up");
        for (unsigned j = 0; j <= before; j++)
            if (!put_random(self) || !put_random(self) || !do_one(self))
                return hx_respond_error(response, "before");
        if (self->there_count == 0 || self->there_count == ENTRIES)
            continue;
        lie(self, i % 4);
        if (!is_noticed(self))
            missed++;
    }
    return hx_respond_fmt(response, "%u missed", missed);
}

hx_status hostile_request_needs_reset(struct hostile *self,
                                      const struct hx_request *request,
                                      struct hx_response *response)
{
    uint32_t first;
    uint32_t second;
    uint32_t third;
    bool noticed;

    (void)request;
    if (set_up(self) != HX_OK)
        return hx_respond_error(response, "set_up");
    self->registers[REGISTER_INTERRUPT] = 2;
    first = hostile_bus_acknowledge(self, DEVICE);
    if (hostile_bus_notify(self, DEVICE, QUEUE) != HX_OK)
        return hx_respond_error(response, "a changed configuration is no harm");
    self->registers[REGISTER_STATUS] |= STATUS_NEEDS_RESET;
    second = hostile_bus_acknowledge(self, DEVICE);
    self->registers[REGISTER_INTERRUPT] = 0;
    third = hostile_bus_acknowledge(self, DEVICE);
    noticed = is_noticed(self);
    return hx_respond_fmt(response, "%u %u %u %s %s", (unsigned)first, (unsigned)second,
                          (unsigned)third, noticed ? "broken" : "believed",
                          hx_status_name(set_up(self)));
}
