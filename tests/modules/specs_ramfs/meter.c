/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>

/* Before each block: the size that it was asked for with, and its alignment kept. */
enum { HEAD = 64 };

hx_status meter_init(struct meter *self, const struct hx_context *ctx)
{
    FILE *file = fopen("fail", "r");
    unsigned long long number = 0;

    (void)ctx;
    if (file == NULL)
        return HX_OK;
    if (fscanf(file, "%llu", &number) != 1)
        number = 0;
    (void)fclose(file);
    self->fail_at = number;
    return HX_OK;
}

hx_status meter_stop(struct meter *self)
{
    FILE *file = fopen("metered", "w");

    if (file == NULL)
        return HX_ERR_INTERNAL;
    fprintf(file, "%llu %llu %llu %llu\n", (unsigned long long)self->calls,
            (unsigned long long)self->failed, (unsigned long long)self->blocks,
            (unsigned long long)self->bytes);
    return fclose(file) == 0 ? HX_OK : HX_ERR_INTERNAL;
}

void *meter_alloc(struct meter *self, size_t size, size_t align)
{
    void *start = NULL;

    self->calls++;
    if (self->calls == self->fail_at) {
        self->failed++;
        return NULL;
    }
    if (size == 0 || align > HEAD || posix_memalign(&start, HEAD, HEAD + size) != 0)
        return NULL;
    memcpy(start, &size, sizeof(size));
    memset((char *)start + HEAD, 0xa5, size);
    self->blocks++;
    self->bytes += size;
    return (char *)start + HEAD;
}

hx_status meter_give_back(struct meter *self, void *block, size_t size)
{
    void *start = (char *)block - HEAD;
    size_t known;

    memcpy(&known, start, sizeof(known));
    if (known != size)
        abort();
    self->blocks--;
    self->bytes -= size;
    free(start);
    return HX_OK;
}
