/* SPDX-License-Identifier: MIT */
#include <helix/memory.h>
#include <helix/mutex.h>

/* Not in the state, which a restart resets: claimed RAM cannot be given back, and what
 * was written to a disk stays there. */
static struct hx_memory_region claimed;

/* A page, for those who look at addresses. */
enum { RAMDISK_ALIGNMENT = 4096 };

hx_status ramdisk_init(struct ramdisk *self, const struct hx_context *ctx)
{
    const size_t size = (size_t)self->config->kib * 1024u;

    (void)ctx;
    if (claimed.start == NULL && size > 0) {
        hx_status status = hx_memory_claim(size, RAMDISK_ALIGNMENT, &claimed);

        if (status != HX_OK)
            return status;
        memset(claimed.start, 0, claimed.size);
    }
    self->blocks = claimed.start;
    self->block_count = claimed.size / RAMDISK_BLOCK_SIZE;
    return HX_OK;
}

/* The bytes of that extent, NULL if there are none; HX_OK with the mutex taken. */
static hx_status begin(struct ramdisk *self, uint32_t unit, uint64_t lba, size_t size,
                       uint8_t **bytes)
{
    const uint64_t count = size / RAMDISK_BLOCK_SIZE;

    if (unit != 0)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no unit %u", (unsigned)unit);
    if (size % RAMDISK_BLOCK_SIZE != 0)
        return hx_fail(HX_ERR_INVALID, "%zu bytes are not whole blocks", size);
    if (lba > self->block_count || count > self->block_count - lba)
        return hx_fail(HX_ERR_INVALID, "%llu blocks at %llu, the disk has %llu",
                       (unsigned long long)count, (unsigned long long)lba,
                       (unsigned long long)self->block_count);
    *bytes = count > 0 ? self->blocks + lba * RAMDISK_BLOCK_SIZE : NULL;
    return hx_mutex_take(&self->mutex);
}

hx_status ramdisk_read(struct ramdisk *self, uint32_t unit, uint64_t lba, void *buf,
                       size_t len)
{
    uint8_t *bytes = NULL;
    hx_status status = begin(self, unit, lba, len, &bytes);

    if (status != HX_OK)
        return status;
    if (bytes != NULL)
        memcpy(buf, bytes, len);
    hx_mutex_give(&self->mutex);
    return HX_OK;
}

hx_status ramdisk_write(struct ramdisk *self, uint32_t unit, uint64_t lba,
                        const void *buf, size_t len)
{
    uint8_t *bytes = NULL;
    hx_status status = begin(self, unit, lba, len, &bytes);

    if (status != HX_OK)
        return status;
    if (bytes != NULL)
        memcpy(bytes, buf, len);
    hx_mutex_give(&self->mutex);
    return HX_OK;
}

/* RAM does not survive a loss of power; there is nothing that could be done about it.
 */
hx_status ramdisk_flush(struct ramdisk *self, uint32_t unit)
{
    (void)self;
    if (unit != 0)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no unit %u", (unsigned)unit);
    return HX_OK;
}
