/* SPDX-License-Identifier: MIT */
/* For pread and pwrite. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <unistd.h>

enum { BLOCK_SIZE = 512 };

hx_status testdisk_init(struct testdisk *self, const struct hx_context *ctx)
{
    off_t size;

    (void)ctx;
    self->image = open(self->config->image, O_RDWR);
    if (self->image < 0)
        return hx_fail(HX_ERR_NOT_FOUND, "cannot open %s", self->config->image);
    size = lseek(self->image, 0, SEEK_END);
    self->blocks = (uint64_t)size / BLOCK_SIZE;
    if (self->config->journal[0] == '\0')
        return HX_OK;
    self->journal =
        open(self->config->journal, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    return self->journal >= 0 ? HX_OK : HX_ERR_INTERNAL;
}

static hx_status check(const struct testdisk *self, uint32_t unit, uint64_t lba,
                       size_t len)
{
    if (unit != 0)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no unit %u", (unsigned)unit);
    if (len % BLOCK_SIZE != 0 || lba > self->blocks ||
        len / BLOCK_SIZE > self->blocks - lba)
        return hx_fail(HX_ERR_INVALID, "behind the end of the disk");
    return HX_OK;
}

hx_status testdisk_read(struct testdisk *self, uint32_t unit, uint64_t lba, void *buf,
                        size_t len)
{
    hx_status status = check(self, unit, lba, len);

    if (status != HX_OK)
        return status;
    if (pread(self->image, buf, len, (off_t)(lba * BLOCK_SIZE)) != (ssize_t)len)
        return hx_fail(HX_ERR_INTERNAL, "the image cannot be read");
    return HX_OK;
}

static hx_status note(struct testdisk *self, uint64_t number, const void *block)
{
    if (self->journal < 0)
        return HX_OK;
    if (write(self->journal, &number, sizeof(number)) != (ssize_t)sizeof(number))
        return HX_ERR_INTERNAL;
    if (block != NULL && write(self->journal, block, BLOCK_SIZE) != BLOCK_SIZE)
        return HX_ERR_INTERNAL;
    return HX_OK;
}

hx_status testdisk_write(struct testdisk *self, uint32_t unit, uint64_t lba,
                         const void *buf, size_t len)
{
    const uint8_t *blocks = buf;
    hx_status status = check(self, unit, lba, len);

    if (status != HX_OK)
        return status;
    for (size_t at = 0; at < len; at += BLOCK_SIZE) {
        uint64_t number = lba + at / BLOCK_SIZE;

        if (pwrite(self->image, blocks + at, BLOCK_SIZE,
                   (off_t)(number * BLOCK_SIZE)) != BLOCK_SIZE)
            return hx_fail(HX_ERR_INTERNAL, "the image cannot be written");
        status = note(self, number, blocks + at);
        if (status != HX_OK)
            return status;
    }
    return HX_OK;
}

hx_status testdisk_flush(struct testdisk *self, uint32_t unit)
{
    (void)unit;
    return note(self, UINT64_MAX, NULL);
}
