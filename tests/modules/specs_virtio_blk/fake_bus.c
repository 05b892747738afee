/* SPDX-License-Identifier: MIT */
#define BLOCK 512u
#define FEATURE_SIZE_MAX 2
#define FEATURE_SEGMENTS_MAX 4

struct request {
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
};

/* The device's configuration (section 5.2.4). */
struct config {
    uint64_t capacity;
    uint32_t size_max;
    uint32_t segments_max;
    uint32_t geometry;
    uint32_t block_size;
};

hx_status fake_bus_request_mode(struct fake_bus *self, const struct hx_request *request,
                                struct hx_response *response)
{
    self->mode = (enum fake_mode)(((const char *)request->payload.data)[0] - '0');
    return hx_respond(response, NULL, 0);
}

hx_status fake_bus_begin(struct fake_bus *self, uint32_t device, uint64_t wanted,
                         uint64_t *accepted)
{
    self->ready = false;
    self->waits = false;
    self->begins++;
    if (self->mode == FAKE_GONE || device != 3)
        return hx_fail(HX_ERR_TIMEOUT, "the device is gone");
    self->agreed = wanted & self->config->features;
    *accepted = self->agreed | UINT64_C(1) << 32;
    return HX_OK;
}

hx_status fake_bus_add_queue(struct fake_bus *self, uint32_t device, uint32_t queue,
                             uint32_t most, uint32_t *size)
{
    *size = most < self->config->entries ? most : self->config->entries;
    return device == 3 && queue == 0 ? HX_OK : HX_ERR_NOT_FOUND;
}

hx_status fake_bus_read_config(struct fake_bus *self, uint32_t device, uint32_t offset,
                               void *data, size_t size)
{
    const struct config config = {
        .capacity = FAKE_BLOCKS,
        .size_max = self->config->size_max,
        .segments_max = self->config->segments_max,
        .block_size = BLOCK,
    };

    if (device != 3 || offset + size > sizeof(config))
        return HX_ERR_INVALID;
    memcpy(data, (const uint8_t *)&config + offset, size);
    return HX_OK;
}

static bool is_allowed(const struct fake_bus *self,
                       const struct helix_virtio_segment *segments, size_t count)
{
    const struct helix_virtio_segment *data = &segments[1];
    /* As a bus counts them that knows addresses page by page. */
    const uint64_t pages =
        count == 3 ? (data->address % 4096 + data->size + 4095) / 4096 : 0;

    if (!self->ready || self->waits || count < 2 || count > 3 ||
        segments[0].size != sizeof(struct request) || segments[0].device_writes ||
        segments[count - 1].size != 1 || !segments[count - 1].device_writes)
        return false;
    if ((self->agreed & FEATURE_SIZE_MAX) != 0 && count == 3 &&
        data->size > self->config->size_max)
        return false;
    if ((self->agreed & FEATURE_SEGMENTS_MAX) != 0 &&
        pages > self->config->segments_max)
        return false;
    return pages + 2 <= self->config->entries;
}

/* Returns the outcome, as the device says it. */
static uint8_t serve(struct fake_bus *self, const struct request *request,
                     const struct helix_virtio_segment *data)
{
    uint8_t *blocks;

    if (request->type == 4) {
        self->flushes++;
        return 0;
    }
    if (data == NULL || data->size % BLOCK != 0 || request->sector >= FAKE_BLOCKS ||
        data->size / BLOCK > FAKE_BLOCKS - request->sector) {
        self->violations++;
        return 1;
    }
    if (data->size > self->largest)
        self->largest = data->size;
    blocks = self->blocks + request->sector * BLOCK;
    if (request->type == 0 && data->device_writes)
        memcpy((void *)(uintptr_t)data->address, blocks, data->size);
    else if (request->type == 1 && !data->device_writes)
        memcpy(blocks, (const void *)(uintptr_t)data->address, data->size);
    else
        self->violations++;
    return 0;
}

hx_status fake_bus_put(struct fake_bus *self, uint32_t device, uint32_t queue,
                       const struct helix_virtio_segment *segments, size_t count,
                       uint64_t token)
{
    const struct helix_virtio_segment *data = count == 3 ? &segments[1] : NULL;
    uint8_t *outcome = (uint8_t *)(uintptr_t)segments[count - 1].address;

    if (device != 3 || queue != 0 || !is_allowed(self, segments, count))
        self->violations++;
    self->waits = true;
    self->done = self->mode < FAKE_BROKEN && self->mode != FAKE_SILENT;
    self->token = token;
    self->written = 1;
    if (!self->done)
        return HX_OK;
    *outcome =
        serve(self, (const struct request *)(uintptr_t)segments[0].address, data);
    if (data != NULL && data->device_writes)
        self->written = self->mode == FAKE_SHORT ? data->size - 1 : data->size + 1;
    if (self->mode == FAKE_STRANGE)
        *outcome = 3;
    if (self->mode == FAKE_UNKNOWN)
        *outcome = 2;
    return HX_OK;
}

bool fake_bus_take(struct fake_bus *self, uint32_t device, uint32_t queue,
                   uint64_t *token, uint32_t *written)
{
    if (device != 3 || queue != 0 || !self->waits || !self->done)
        return false;
    self->waits = false;
    *token = self->token;
    *written = self->written;
    return true;
}
