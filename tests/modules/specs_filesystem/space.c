/* SPDX-License-Identifier: MIT */
/* A medium that is full: nothing is lost, and what is given back can be had again. */
#include "answers.h"

enum { PIECE = 20000 };

static void fill_piece(struct filesystem_check *self, size_t number)
{
    for (size_t i = 0; i < PIECE; i++)
        self->shadow[i] = (uint8_t)(i * 7 + number * 13 + 1);
}

/* Appends pieces to a file until there is no room; `size` is what it holds then. */
static const char *fill_file(struct filesystem_check *self, uint32_t file,
                             uint64_t *size)
{
    hx_status status = HX_OK;
    size_t done = 0;

    *size = 0;
    for (size_t number = 0; status == HX_OK; number++) {
        fill_piece(self, number);
        done = 77;
        status =
            filesystem_check_fs_write(self, file, *size, self->shadow, PIECE, &done);
        EXPECT(status == HX_OK ? done == PIECE : done < PIECE);
        *size += done;
        EXPECT(number < 100000);
    }
    EXPECT_STATUS(status, HX_ERR_NO_SPACE);
    return NULL;
}

static const char *compare_file(struct filesystem_check *self, uint32_t file,
                                uint64_t size)
{
    for (uint64_t at = 0; at < size; at += PIECE) {
        const size_t wanted = size - at < PIECE ? (size_t)(size - at) : PIECE;
        size_t done = 0;

        fill_piece(self, (size_t)(at / PIECE));
        EXPECT_OK(filesystem_check_fs_read(self, file, at, self->buffer, PIECE, &done));
        EXPECT(done == wanted && memcmp(self->buffer, self->shadow, wanted) == 0);
    }
    return NULL;
}

static const char *check_full(struct filesystem_check *self)
{
    uint64_t first_size = 0;
    uint32_t file;

    EXPECT_GOOD(check_make(self, "/small", "text"));
    for (int round = 0; round < 3; round++) {
        struct helix_file_info info;
        uint64_t size = 0;
        size_t done = 77;
        uint32_t small;

        EXPECT_OK(filesystem_check_fs_create(self, "/large", HELIX_FILE_REGULAR));
        EXPECT_OK(filesystem_check_fs_open(self, "/large", &file));
        EXPECT_GOOD(fill_file(self, file, &size));
        EXPECT(size >= 2 * PIECE);
        if (round == 0)
            first_size = size;
        EXPECT(size == first_size);
        EXPECT_OK(filesystem_check_fs_stat(self, "/large", &info));
        EXPECT(info.size == size);
        EXPECT_GOOD(compare_file(self, file, size));
        /* A full medium reads, and writes over what is there. */
        EXPECT_GOOD(check_text(self, "/small", "text"));
        EXPECT_OK(filesystem_check_fs_open(self, "/small", &small));
        EXPECT_OK(filesystem_check_fs_write(self, small, 0, "four", 4, &done));
        EXPECT_OK(filesystem_check_fs_write(self, small, 0, "text", 4, &done));
        fill_piece(self, 0);
        EXPECT_STATUS(
            filesystem_check_fs_write(self, small, 2, self->shadow, PIECE, &done),
            HX_ERR_NO_SPACE);
        EXPECT_OK(filesystem_check_fs_resize(self, small, 4));
        EXPECT_OK(filesystem_check_fs_close(self, small));
        if (done == 0)
            EXPECT_GOOD(check_text(self, "/small", "text"));
        /* In turn: it is cut, and it is removed. */
        if (round == 0) {
            EXPECT_OK(filesystem_check_fs_resize(self, file, 3));
            EXPECT_GOOD(fill_file(self, file, &size));
            EXPECT(size == first_size);
            EXPECT_GOOD(compare_file(self, file, size));
        }
        EXPECT_OK(filesystem_check_fs_close(self, file));
        EXPECT_OK(filesystem_check_fs_remove(self, "/large"));
    }
    EXPECT_OK(filesystem_check_fs_remove(self, "/small"));
    return NULL;
}

hx_status filesystem_check_request_full(struct filesystem_check *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    (void)request;
    return check_run(self, check_full, response);
}

/* In a folder: the root of some media has room for a fixed number of entries. */
static const char *folder_path(struct filesystem_check *self, size_t number)
{
    hx_format(self->path, sizeof(self->path), "/folder/one of many folders, %zu",
              number);
    return self->path;
}

static const char *check_full_of_folders(struct filesystem_check *self)
{
    size_t first_count = 0;

    for (int round = 0; round < 2; round++) {
        hx_status status = HX_OK;
        size_t count = 0;

        EXPECT_OK(filesystem_check_fs_create(self, "/folder", HELIX_FILE_FOLDER));
        while (status == HX_OK) {
            status = filesystem_check_fs_create(self, folder_path(self, count),
                                                HELIX_FILE_FOLDER);
            if (status == HX_OK)
                count++;
            EXPECT(count < 100000);
        }
        EXPECT_STATUS(status, HX_ERR_NO_SPACE);
        EXPECT_GOOD(check_none(self, folder_path(self, count)));
        EXPECT(count > 10);
        if (round == 0)
            first_count = count;
        EXPECT(count == first_count);
        EXPECT_GOOD(check_count(self, "/folder", count));
        while (count-- > 0)
            EXPECT_OK(filesystem_check_fs_remove(self, folder_path(self, count)));
        EXPECT_OK(filesystem_check_fs_remove(self, "/folder"));
    }
    return NULL;
}

hx_status filesystem_check_request_full_of_folders(struct filesystem_check *self,
                                                   const struct hx_request *request,
                                                   struct hx_response *response)
{
    (void)request;
    return check_run(self, check_full_of_folders, response);
}

static const char *check_sync(struct filesystem_check *self)
{
    uint32_t file;

    EXPECT_OK(filesystem_check_fs_sync(self));
    EXPECT_GOOD(check_make(self, "/file", "text"));
    EXPECT_OK(filesystem_check_fs_open(self, "/file", &file));
    EXPECT_OK(filesystem_check_fs_sync(self));
    EXPECT_OK(filesystem_check_fs_close(self, file));
    EXPECT_GOOD(check_text(self, "/file", "text"));
    EXPECT_OK(filesystem_check_fs_remove(self, "/file"));
    EXPECT_OK(filesystem_check_fs_sync(self));
    return NULL;
}

hx_status filesystem_check_request_sync(struct filesystem_check *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    (void)request;
    return check_run(self, check_sync, response);
}
