/* SPDX-License-Identifier: MIT */
#include <helix/port.h>
#include <helix/wait.h>

#define STORM_ROUNDS 400
#define STORM_SEED UINT64_C(0x9e3779b97f4a7c15)
#define UNTOUCHED 0xa5

struct extent {
    uint64_t unit;
    uint64_t lba;
    uint64_t count;
    uint64_t seed;
};

/* The numbers of the payload; what is not there is 0. */
static struct extent read_extent(const struct hx_request *request)
{
    const char *text = request->payload.data;
    uint64_t numbers[4] = {0};
    size_t at = 0;

    for (size_t i = 0; i < request->payload.size && at < HX_COUNT_OF(numbers); i++) {
        if (text[i] == ' ')
            at++;
        else
            numbers[at] = numbers[at] * 10 + (uint64_t)(text[i] - '0');
    }
    return (struct extent){numbers[0], numbers[1], numbers[2], numbers[3]};
}

/* The word number `index` of a disk; tests/modules/disks.py has the same. */
static uint64_t pattern(uint64_t seed, uint64_t index)
{
    uint64_t value = (index + seed) * UINT64_C(0x9e3779b97f4a7c15);

    return value ^ value >> 29;
}

static void fill_pattern(uint8_t *bytes, uint64_t seed, uint64_t lba, size_t blocks)
{
    for (size_t i = 0; i < blocks * CHECK_BLOCK / 8; i++) {
        const uint64_t word = pattern(seed, lba * (CHECK_BLOCK / 8) + i);

        memcpy(bytes + 8 * i, &word, sizeof(word));
    }
}

static uint64_t next_random(struct disk_check *self, uint64_t below)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return self->random % below;
}

static hx_status answer(struct hx_response *response, hx_status status)
{
    return hx_respond_fmt(response, "%s", hx_status_name(status));
}

hx_status disk_check_init(struct disk_check *self, const struct hx_context *ctx)
{
    (void)ctx;
    if (!self->config->early)
        return HX_OK;
    return disk_check_disk_read(self, 0, 0, self->buffer, CHECK_BLOCK);
}

hx_status disk_check_request_counts(struct disk_check *self,
                                    const struct hx_request *request,
                                    struct hx_response *response)
{
    (void)request;
    return hx_respond_fmt(response, "%llu %llu %llu %llu",
                          (unsigned long long)disk_check_disk_block_count(self, 0),
                          (unsigned long long)disk_check_disk_block_count(self, 1),
                          (unsigned long long)disk_check_disk_block_count(self, 2),
                          (unsigned long long)disk_check_disk_block_count(self, 3));
}

/* Both directions of a call that must fail; `same` remembers whether nothing moved. */
static hx_status both(struct disk_check *self, uint32_t unit, uint64_t lba, size_t size,
                      bool *same)
{
    hx_status read;
    hx_status written;

    memset(self->buffer, UNTOUCHED, sizeof(self->buffer));
    read = disk_check_disk_read(self, unit, lba, self->buffer, size);
    for (size_t i = 0; i < sizeof(self->buffer); i++)
        *same = *same && self->buffer[i] == UNTOUCHED;
    written = disk_check_disk_write(self, unit, lba, self->buffer, size);
    return read == written ? read : HX_OK;
}

hx_status disk_check_request_errors(struct disk_check *self,
                                    const struct hx_request *request,
                                    struct hx_response *response)
{
    const uint32_t unit = (uint32_t)read_extent(request).unit;
    const uint64_t count = disk_check_disk_block_count(self, unit);
    const uint64_t last = count > 0 ? count - 1 : 0;
    const size_t two = (size_t)2 * CHECK_BLOCK;
    const size_t shown = count > 0 ? CHECK_BLOCK : 0;
    bool same = true;
    hx_status nobody;
    hx_status odd;
    hx_status part;
    hx_status across;
    hx_status behind;
    hx_status around;
    hx_status none;

    if (disk_check_disk_read(self, unit, last, self->shadow, shown) != HX_OK)
        return hx_respond_error(response, "the last block cannot be read");
    nobody = both(self, 77, 0, CHECK_BLOCK, &same);
    odd = both(self, unit, 0, CHECK_BLOCK - 1, &same);
    part = both(self, unit, last, CHECK_BLOCK + 1, &same);
    across = both(self, unit, last, count > 0 ? two : CHECK_BLOCK, &same);
    behind = both(self, unit, count, CHECK_BLOCK, &same);
    around = both(self, unit, UINT64_MAX, two, &same);
    none = disk_check_disk_flush(self, 77);
    if (disk_check_disk_read(self, unit, last, self->buffer, shown) != HX_OK ||
        memcmp(self->buffer, self->shadow, shown) != 0)
        same = false;
    return hx_respond_fmt(response, "%s %s %s %s %s %s %s %s", hx_status_name(nobody),
                          hx_status_name(none), hx_status_name(odd),
                          hx_status_name(part), hx_status_name(across),
                          hx_status_name(behind), hx_status_name(around),
                          same ? "same" : "changed");
}

/* Reads the extent window by window and compares it with a pattern, or with zeros. */
static hx_status compare(struct disk_check *self, struct extent extent, bool zero,
                         struct hx_response *response)
{
    while (extent.count > 0) {
        const uint64_t blocks =
            extent.count < CHECK_WINDOW ? extent.count : CHECK_WINDOW;
        const size_t size = (size_t)blocks * CHECK_BLOCK;
        hx_status status = disk_check_disk_read(self, (uint32_t)extent.unit, extent.lba,
                                                self->buffer, size);

        if (status != HX_OK)
            return answer(response, status);
        if (zero)
            memset(self->shadow, 0, size);
        else
            fill_pattern(self->shadow, extent.seed, extent.lba, (size_t)blocks);
        if (memcmp(self->buffer, self->shadow, size) != 0)
            return hx_respond_fmt(response, "differs from %llu on",
                                  (unsigned long long)extent.lba);
        extent.lba += blocks;
        extent.count -= blocks;
    }
    return answer(response, HX_OK);
}

hx_status disk_check_request_check(struct disk_check *self,
                                   const struct hx_request *request,
                                   struct hx_response *response)
{
    return compare(self, read_extent(request), false, response);
}

hx_status disk_check_request_zero(struct disk_check *self,
                                  const struct hx_request *request,
                                  struct hx_response *response)
{
    return compare(self, read_extent(request), true, response);
}

hx_status disk_check_request_fill(struct disk_check *self,
                                  const struct hx_request *request,
                                  struct hx_response *response)
{
    struct extent extent = read_extent(request);
    hx_status status = HX_OK;

    while (status == HX_OK && extent.count > 0) {
        const uint64_t blocks =
            extent.count < CHECK_WINDOW ? extent.count : CHECK_WINDOW;

        fill_pattern(self->buffer, extent.seed, extent.lba, (size_t)blocks);
        status = disk_check_disk_write(self, (uint32_t)extent.unit, extent.lba,
                                       self->buffer, (size_t)blocks * CHECK_BLOCK);
        extent.lba += blocks;
        extent.count -= blocks;
    }
    return answer(response, status);
}

/* One read or write of a random extent, from a random address. */
static hx_status storm_step(struct disk_check *self, const struct extent *extent)
{
    const uint64_t first = next_random(self, extent->count);
    const uint64_t blocks = next_random(self, extent->count - first) + 1;
    const size_t size = (size_t)blocks * CHECK_BLOCK;
    uint8_t *buffer = self->buffer + next_random(self, 4096);
    uint8_t *shadow = self->shadow + first * CHECK_BLOCK;
    const uint32_t unit = (uint32_t)extent->unit;
    hx_status status;

    if (next_random(self, 2) == 0) {
        memset(buffer, UNTOUCHED, size);
        status = disk_check_disk_read(self, unit, extent->lba + first, buffer, size);
        if (status == HX_OK && memcmp(buffer, shadow, size) != 0)
            return hx_fail(HX_ERR_CORRUPT, "%llu blocks at %llu",
                           (unsigned long long)blocks, (unsigned long long)first);
        return status;
    }
    fill_pattern(buffer, next_random(self, UINT64_MAX), 0, (size_t)blocks);
    memcpy(shadow, buffer, size);
    status = disk_check_disk_write(self, unit, extent->lba + first, buffer, size);
    if (status == HX_OK && memcmp(buffer, shadow, size) != 0)
        return hx_fail(HX_ERR_CORRUPT, "what is written has changed");
    return status;
}

hx_status disk_check_request_storm(struct disk_check *self,
                                   const struct hx_request *request,
                                   struct hx_response *response)
{
    const struct extent extent = read_extent(request);
    hx_status status;

    self->random = STORM_SEED ^ extent.seed;
    status = disk_check_disk_read(self, (uint32_t)extent.unit, extent.lba, self->shadow,
                                  (size_t)extent.count * CHECK_BLOCK);
    for (unsigned i = 0; status == HX_OK && i < STORM_ROUNDS; i++)
        status = storm_step(self, &extent);
    if (status != HX_OK)
        return status;
    return answer(response, disk_check_disk_flush(self, (uint32_t)extent.unit));
}

hx_status disk_check_request_each(struct disk_check *self,
                                  const struct hx_request *request,
                                  struct hx_response *response)
{
    const struct extent extent = read_extent(request);
    const uint32_t unit = (uint32_t)extent.unit;
    hx_status read =
        disk_check_disk_read(self, unit, extent.lba, self->buffer, CHECK_BLOCK);
    hx_status written =
        disk_check_disk_write(self, unit, extent.lba, self->shadow, CHECK_BLOCK);

    return hx_respond_fmt(response, "%s %s %s", hx_status_name(read),
                          hx_status_name(written),
                          hx_status_name(disk_check_disk_flush(self, unit)));
}

hx_status disk_check_request_flush(struct disk_check *self,
                                   const struct hx_request *request,
                                   struct hx_response *response)
{
    return answer(response,
                  disk_check_disk_flush(self, (uint32_t)read_extent(request).unit));
}

hx_status disk_check_request_pause(struct disk_check *self,
                                   const struct hx_request *request,
                                   struct hx_response *response)
{
    const uint64_t end_ns = hx_port_time_ns() + read_extent(request).unit * 1000000;

    (void)self;
    while (hx_port_time_ns() < end_ns)
        hx_wait();
    return answer(response, HX_OK);
}
