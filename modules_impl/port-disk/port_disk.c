/* SPDX-License-Identifier: MIT */
#include <helix/mutex.h>
#include <helix/port_disk.h>

hx_status port_disk_init(struct port_disk *self, const struct hx_context *ctx)
{
    (void)ctx;
    self->unit_count = hx_port_disk_count();
    for (uint32_t i = 0; i < self->unit_count; i++)
        hx_log_info("port-disk: unit %u has %llu blocks", (unsigned)i,
                    (unsigned long long)hx_port_disk_size(i));
    return HX_OK;
}

uint64_t port_disk_block_count(struct port_disk *self, uint32_t unit)
{
    return unit < self->unit_count ? hx_port_disk_size(unit) : 0;
}

/* HX_OK with the mutex taken. */
static hx_status begin(struct port_disk *self, uint32_t unit, uint64_t lba, size_t size)
{
    const uint64_t count = size / PORT_DISK_BLOCK_SIZE;
    uint64_t unit_size;

    if (unit >= self->unit_count)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no unit %u", (unsigned)unit);
    if (size % PORT_DISK_BLOCK_SIZE != 0)
        return hx_fail(HX_ERR_INVALID, "%zu bytes are not whole blocks", size);
    unit_size = hx_port_disk_size(unit);
    if (lba > unit_size || count > unit_size - lba)
        return hx_fail(HX_ERR_INVALID, "%llu blocks at %llu, unit %u has %llu",
                       (unsigned long long)count, (unsigned long long)lba,
                       (unsigned)unit, (unsigned long long)unit_size);
    return hx_mutex_take(&self->mutex);
}

static hx_status end(struct port_disk *self, uint32_t unit, bool done)
{
    hx_mutex_give(&self->mutex);
    return done ? HX_OK
                : hx_fail(HX_ERR_INTERNAL, "unit %u: input/output error",
                          (unsigned)unit);
}

hx_status port_disk_read(struct port_disk *self, uint32_t unit, uint64_t lba, void *buf,
                         size_t len)
{
    hx_status status = begin(self, unit, lba, len);

    if (status != HX_OK)
        return status;
    return end(self, unit,
               hx_port_disk_read(unit, lba, buf, len / PORT_DISK_BLOCK_SIZE));
}

hx_status port_disk_write(struct port_disk *self, uint32_t unit, uint64_t lba,
                          const void *buf, size_t len)
{
    hx_status status = begin(self, unit, lba, len);

    if (status != HX_OK)
        return status;
    return end(self, unit,
               hx_port_disk_write(unit, lba, buf, len / PORT_DISK_BLOCK_SIZE));
}

hx_status port_disk_flush(struct port_disk *self, uint32_t unit)
{
    hx_status status = begin(self, unit, 0, 0);

    if (status != HX_OK)
        return status;
    return end(self, unit, hx_port_disk_flush(unit));
}

hx_status port_disk_stop(struct port_disk *self)
{
    hx_status result = HX_OK;

    for (uint32_t i = 0; i < self->unit_count; i++) {
        hx_status status = port_disk_flush(self, i);

        if (result == HX_OK)
            result = status;
    }
    return result;
}
