/* SPDX-License-Identifier: MIT */
/* What is in a file, compared with a copy of it after each change. */
#include "answers.h"

#define PATH "/file"
#define UNTOUCHED 0xa5

enum { STORM_ROUNDS = 300 };

/* The file, and how much of `shadow` it should hold; behind that is zero. */
struct held {
    uint32_t file;
    size_t size;
};

/* All of the file, by one read that asks for more than there is. */
static const char *compare(struct filesystem_check *self, const struct held *held)
{
    struct helix_file_info info;
    size_t done = 0;

    EXPECT_OK(filesystem_check_fs_stat(self, PATH, &info));
    EXPECT(info.size == held->size);
    memset(self->buffer, UNTOUCHED, CHECK_SIZE);
    EXPECT_OK(
        filesystem_check_fs_read(self, held->file, 0, self->buffer, CHECK_SIZE, &done));
    EXPECT(done == held->size);
    EXPECT(memcmp(self->buffer, self->shadow, held->size) == 0);
    for (size_t i = done; i < CHECK_SIZE; i++)
        if (self->buffer[i] != UNTOUCHED)
            EXPECT(!"a read leaves the rest of the buffer alone");
    return NULL;
}

static const char *read_part(struct filesystem_check *self, const struct held *held,
                             size_t offset, size_t size)
{
    const size_t left = offset < held->size ? held->size - offset : 0;
    size_t done = 77;

    EXPECT_OK(
        filesystem_check_fs_read(self, held->file, offset, self->buffer, size, &done));
    EXPECT(done == (size < left ? size : left));
    EXPECT(memcmp(self->buffer, self->shadow + offset, done) == 0);
    return NULL;
}

/* Random bytes, into the file and its copy. */
static const char *write_part(struct filesystem_check *self, struct held *held,
                              size_t offset, size_t size)
{
    size_t done = 77;

    for (size_t i = 0; i < size; i++)
        self->shadow[offset + i] = (uint8_t)check_random(self, 256);
    EXPECT_OK(filesystem_check_fs_write(self, held->file, offset, self->shadow + offset,
                                        size, &done));
    EXPECT(done == size);
    if (size > 0 && offset + size > held->size)
        held->size = offset + size;
    return NULL;
}

static const char *resize(struct filesystem_check *self, struct held *held, size_t size)
{
    EXPECT_OK(filesystem_check_fs_resize(self, held->file, size));
    if (size < held->size)
        memset(self->shadow + size, 0, held->size - size);
    held->size = size;
    return NULL;
}

static const char *begin(struct filesystem_check *self, struct held *held)
{
    memset(self->shadow, 0, CHECK_SIZE);
    held->size = 0;
    EXPECT_OK(filesystem_check_fs_create(self, PATH, HELIX_FILE_REGULAR));
    EXPECT_OK(filesystem_check_fs_open(self, PATH, &held->file));
    return compare(self, held);
}

static const char *end(struct filesystem_check *self, struct held *held)
{
    EXPECT_OK(filesystem_check_fs_close(self, held->file));
    /* Another opening reads the same. */
    EXPECT_OK(filesystem_check_fs_open(self, PATH, &held->file));
    EXPECT_GOOD(compare(self, held));
    EXPECT_OK(filesystem_check_fs_close(self, held->file));
    EXPECT_OK(filesystem_check_fs_remove(self, PATH));
    return NULL;
}

/* Writes and reads around the multiples of one of the provider's units. */
static const char *check_edges_of(struct filesystem_check *self, struct held *held,
                                  size_t unit)
{
    const size_t sizes[] = {1, 2, unit - 1, unit, unit + 1, 2 * unit};

    for (size_t edge = 0; edge <= 3; edge++)
        for (size_t near = 0; near < 3; near++)
            for (size_t i = 0; i < HX_COUNT_OF(sizes); i++) {
                const size_t offset = edge * unit + near;

                if (offset == 0 || offset - 1 + sizes[i] > CHECK_SIZE)
                    continue;
                EXPECT_GOOD(write_part(self, held, offset - 1, sizes[i]));
                EXPECT_GOOD(compare(self, held));
                EXPECT_GOOD(read_part(self, held, offset - 1, sizes[i]));
                EXPECT_GOOD(read_part(self, held, offset, sizes[i]));
            }
    return NULL;
}

static const char *check_edges(struct filesystem_check *self)
{
    struct held held;
    size_t done = 77;

    self->random = 1;
    EXPECT_GOOD(begin(self, &held));
    for (size_t i = 0; i < HX_COUNT_OF(self->config->units); i++) {
        EXPECT_GOOD(check_edges_of(self, &held, self->config->units[i]));
        EXPECT_GOOD(resize(self, &held, 0));
    }
    /* At the end and behind it there is nothing to read, wherever that is. */
    EXPECT_GOOD(write_part(self, &held, 0, 100));
    EXPECT_OK(filesystem_check_fs_read(self, held.file, 100, self->buffer, 10, &done));
    EXPECT(done == 0);
    done = 77;
    EXPECT_OK(
        filesystem_check_fs_read(self, held.file, UINT64_MAX, self->buffer, 10, &done));
    EXPECT(done == 0);
    done = 77;
    EXPECT_OK(filesystem_check_fs_read(self, held.file, UINT64_C(1) << 32, self->buffer,
                                       10, &done));
    EXPECT(done == 0);
    done = 77;
    EXPECT_OK(filesystem_check_fs_read(self, held.file, 0, self->buffer, 0, &done));
    EXPECT(done == 0);
    EXPECT_GOOD(read_part(self, &held, 99, 10));
    return end(self, &held);
}

hx_status filesystem_check_request_edges(struct filesystem_check *self,
                                         const struct hx_request *request,
                                         struct hx_response *response)
{
    (void)request;
    return check_run(self, check_edges, response);
}

/* Of random bytes, so that what was there before would be seen. */
static const char *check_gaps(struct filesystem_check *self)
{
    static const size_t steps[] = {1, 511, 512, 513, 1023, 4096, 10000};
    struct held held;
    size_t done = 77;

    self->random = 2;
    /* First, so that the medium has no zeros left by chance. */
    EXPECT_GOOD(begin(self, &held));
    EXPECT_GOOD(write_part(self, &held, 0, CHECK_SIZE));
    EXPECT_GOOD(end(self, &held));
    EXPECT_GOOD(begin(self, &held));
    for (size_t i = 0; i < HX_COUNT_OF(steps); i++) {
        EXPECT_GOOD(write_part(self, &held, held.size + steps[i], 3));
        EXPECT_GOOD(compare(self, &held));
    }
    /* Behind what was cut off, and what was not written. */
    EXPECT_GOOD(resize(self, &held, 700));
    EXPECT_GOOD(write_part(self, &held, 5000, 1));
    EXPECT_GOOD(compare(self, &held));
    EXPECT_GOOD(resize(self, &held, 100));
    EXPECT_GOOD(write_part(self, &held, 101, 1));
    EXPECT_GOOD(compare(self, &held));
    /* Nothing is written: there is no gap. */
    EXPECT_OK(filesystem_check_fs_write(self, held.file, 20000, "x", 0, &done));
    EXPECT(done == 0);
    EXPECT_OK(filesystem_check_fs_write(self, held.file, UINT64_MAX, "x", 0, &done));
    EXPECT(done == 0);
    EXPECT_GOOD(compare(self, &held));
    return end(self, &held);
}

hx_status filesystem_check_request_gaps(struct filesystem_check *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    (void)request;
    return check_run(self, check_gaps, response);
}

static const char *check_resize(struct filesystem_check *self)
{
    struct held held;

    self->random = 3;
    EXPECT_GOOD(begin(self, &held));
    EXPECT_GOOD(resize(self, &held, 0));
    EXPECT_GOOD(compare(self, &held));
    for (size_t i = 0; i < HX_COUNT_OF(self->config->units); i++) {
        const size_t unit = self->config->units[i];
        const size_t sizes[] = {1, unit,     unit - 1,     unit + 1, 2 * unit,
                                0, 3 * unit, 2 * unit + 1, 2 * unit, 2 * unit};

        for (size_t k = 0; k < HX_COUNT_OF(sizes); k++) {
            if (sizes[k] > CHECK_SIZE)
                continue;
            EXPECT_GOOD(resize(self, &held, sizes[k]));
            EXPECT_GOOD(compare(self, &held));
            if (held.size > 0)
                EXPECT_GOOD(write_part(self, &held, held.size - 1, 1));
            EXPECT_GOOD(write_part(self, &held, 0, held.size / 2));
            EXPECT_GOOD(compare(self, &held));
        }
    }
    return end(self, &held);
}

hx_status filesystem_check_request_resize(struct filesystem_check *self,
                                          const struct hx_request *request,
                                          struct hx_response *response)
{
    (void)request;
    return check_run(self, check_resize, response);
}

/* A provider has room for one byte at `offset`, and then for the gap as well, or it
 * says so and nothing has changed. */
static const char *write_far(struct filesystem_check *self, const struct held *held,
                             uint64_t offset)
{
    struct helix_file_info info;
    size_t done = 77;
    hx_status status =
        filesystem_check_fs_write(self, held->file, offset, "x", 1, &done);

    if (status == HX_OK) {
        EXPECT(done == 1);
        EXPECT_OK(filesystem_check_fs_stat(self, PATH, &info));
        EXPECT(info.size == offset + 1);
        memset(self->buffer, UNTOUCHED, 16);
        EXPECT_OK(filesystem_check_fs_read(self, held->file, offset - 9, self->buffer,
                                           16, &done));
        EXPECT(done == 10 && memcmp(self->buffer, "\0\0\0\0\0\0\0\0\0x", 10) == 0);
        EXPECT_OK(filesystem_check_fs_resize(self, held->file, held->size));
    } else {
        EXPECT_STATUS(status, HX_ERR_NO_SPACE);
        EXPECT(done == 0);
    }
    return compare(self, held);
}

static const char *resize_far(struct filesystem_check *self, const struct held *held,
                              uint64_t size)
{
    struct helix_file_info info;
    hx_status status = filesystem_check_fs_resize(self, held->file, size);
    size_t done = 77;

    if (status == HX_OK) {
        EXPECT_OK(filesystem_check_fs_stat(self, PATH, &info));
        EXPECT(info.size == size);
        memset(self->buffer, UNTOUCHED, 16);
        EXPECT_OK(filesystem_check_fs_read(self, held->file, size - 2, self->buffer, 16,
                                           &done));
        EXPECT(done == 2 && self->buffer[0] == 0 && self->buffer[1] == 0);
        EXPECT_OK(filesystem_check_fs_resize(self, held->file, held->size));
    } else {
        EXPECT_STATUS(status, HX_ERR_NO_SPACE);
    }
    return compare(self, held);
}

static const char *check_far(struct filesystem_check *self)
{
    const uint64_t gib4 = UINT64_C(1) << 32;
    const uint64_t offsets[] = {gib4 - 2,           gib4 - 1,      gib4,
                                gib4 + 1,           gib4 << 8,     UINT64_MAX / 2,
                                UINT64_MAX / 2 + 1, UINT64_MAX - 1};
    struct held held;
    size_t done = 77;

    self->random = 4;
    EXPECT_GOOD(begin(self, &held));
    EXPECT_GOOD(write_part(self, &held, 0, 1000));
    for (size_t i = 0; i < HX_COUNT_OF(offsets); i++) {
        EXPECT_GOOD(write_far(self, &held, offsets[i]));
        EXPECT_GOOD(resize_far(self, &held, offsets[i]));
    }
    EXPECT_GOOD(resize_far(self, &held, UINT64_MAX));
    /* No file has bytes behind the last offset. */
    EXPECT_STATUS(filesystem_check_fs_write(self, held.file, UINT64_MAX, "x", 1, &done),
                  HX_ERR_NO_SPACE);
    EXPECT(done == 0);
    done = 77;
    EXPECT_STATUS(filesystem_check_fs_write(self, held.file, UINT64_MAX - 3, "xxxxxxxx",
                                            8, &done),
                  HX_ERR_NO_SPACE);
    EXPECT(done == 0);
    EXPECT_GOOD(compare(self, &held));
    return end(self, &held);
}

hx_status filesystem_check_request_far(struct filesystem_check *self,
                                       const struct hx_request *request,
                                       struct hx_response *response)
{
    (void)request;
    return check_run(self, check_far, response);
}

static const char *check_storm(struct filesystem_check *self)
{
    struct held held;

    EXPECT_GOOD(begin(self, &held));
    for (int i = 0; i < STORM_ROUNDS; i++) {
        const size_t offset = (size_t)check_random(self, CHECK_SIZE);
        const size_t size = (size_t)check_random(self, CHECK_SIZE - offset + 1);

        switch (check_random(self, 6)) {
        case 0:
            EXPECT_GOOD(resize(self, &held, offset));
            break;
        case 1:
            EXPECT_GOOD(read_part(self, &held, offset, size));
            break;
        case 2:
            EXPECT_GOOD(write_part(self, &held, offset, size));
            break;
        default:
            EXPECT_GOOD(write_part(self, &held, offset, size % 700));
            break;
        }
        if (i % 8 == 0)
            EXPECT_GOOD(compare(self, &held));
    }
    return end(self, &held);
}

hx_status filesystem_check_request_storm(struct filesystem_check *self,
                                         const struct hx_request *request,
                                         struct hx_response *response)
{
    const char *digits = request->payload.data;

    self->random = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < request->payload.size; i++)
        self->random = self->random * 31 + (uint64_t)digits[i];
    return check_run(self, check_storm, response);
}
