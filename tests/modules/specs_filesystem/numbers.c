/* SPDX-License-Identifier: MIT */
/* The numbers that open gives, and what they are good for. */
#include "answers.h"

/* No operation takes this number. */
static const char *refuse(struct filesystem_check *self, uint32_t number)
{
    struct helix_file_info info;
    uint64_t position = 0;
    char byte = 'x';
    size_t done = 77;

    EXPECT_STATUS(filesystem_check_fs_read(self, number, 0, &byte, 1, &done),
                  HX_ERR_INVALID);
    EXPECT(done == 0 && byte == 'x');
    done = 77;
    EXPECT_STATUS(filesystem_check_fs_write(self, number, 0, "y", 1, &done),
                  HX_ERR_INVALID);
    EXPECT(done == 0);
    EXPECT_STATUS(filesystem_check_fs_resize(self, number, 0), HX_ERR_INVALID);
    EXPECT_STATUS(filesystem_check_fs_list(self, number, &position, &info),
                  HX_ERR_INVALID);
    EXPECT(position == 0);
    EXPECT_STATUS(filesystem_check_fs_close(self, number), HX_ERR_INVALID);
    return NULL;
}

/* A file is no folder, a folder no file, and there is nothing else. */
static const char *check_kinds(struct filesystem_check *self)
{
    struct helix_file_info info;
    uint64_t position = 0;
    char byte = 'x';
    size_t done = 77;
    uint32_t folder;
    uint32_t file;

    EXPECT_STATUS(filesystem_check_fs_create(self, "/other", (enum helix_file_kind)(2)),
                  HX_ERR_INVALID);
    EXPECT_STATUS(
        filesystem_check_fs_create(self, "/other", (enum helix_file_kind)(0x7fffffff)),
        HX_ERR_INVALID);
    EXPECT_GOOD(check_none(self, "/other"));
    EXPECT_OK(filesystem_check_fs_create(self, "/folder", HELIX_FILE_FOLDER));
    EXPECT_GOOD(check_make(self, "/file", "text"));
    EXPECT_OK(filesystem_check_fs_open(self, "/folder", &folder));
    EXPECT_STATUS(filesystem_check_fs_read(self, folder, 0, &byte, 1, &done),
                  HX_ERR_INVALID);
    EXPECT(done == 0 && byte == 'x');
    done = 77;
    EXPECT_STATUS(filesystem_check_fs_write(self, folder, 0, "y", 1, &done),
                  HX_ERR_INVALID);
    EXPECT(done == 0);
    EXPECT_STATUS(filesystem_check_fs_resize(self, folder, 0), HX_ERR_INVALID);
    EXPECT_STATUS(filesystem_check_fs_resize(self, folder, 10), HX_ERR_INVALID);
    EXPECT_OK(filesystem_check_fs_open(self, "/file", &file));
    EXPECT_STATUS(filesystem_check_fs_list(self, file, &position, &info),
                  HX_ERR_INVALID);
    EXPECT(position == 0);
    EXPECT_OK(filesystem_check_fs_stat(self, "/folder", &info));
    EXPECT(info.kind == HELIX_FILE_FOLDER && info.size == 0);
    EXPECT(strcmp(info.name, "folder") == 0);
    EXPECT_OK(filesystem_check_fs_close(self, file));
    EXPECT_OK(filesystem_check_fs_close(self, folder));
    EXPECT_GOOD(check_text(self, "/file", "text"));
    EXPECT_OK(filesystem_check_fs_remove(self, "/file"));
    EXPECT_OK(filesystem_check_fs_remove(self, "/folder"));
    return NULL;
}

hx_status filesystem_check_request_kinds(struct filesystem_check *self,
                                         const struct hx_request *request,
                                         struct hx_response *response)
{
    (void)request;
    return check_run(self, check_kinds, response);
}

static const char *check_numbers(struct filesystem_check *self)
{
    uint32_t before = 0;
    uint32_t file;

    EXPECT_GOOD(check_make(self, "/file", "text"));
    /* Nothing is open: none of these is a number. */
    for (uint32_t number = 0; number < 200; number++)
        EXPECT_GOOD(refuse(self, number));
    for (uint32_t bit = 0; bit < 32; bit++) {
        EXPECT_GOOD(refuse(self, UINT32_C(1) << bit));
        EXPECT_GOOD(refuse(self, UINT32_MAX - (UINT32_C(1) << bit)));
    }
    EXPECT_GOOD(refuse(self, UINT32_MAX));
    /* One that was closed is none, also when there is a new one. */
    for (uint32_t i = 0; i < 100; i++) {
        EXPECT_OK(filesystem_check_fs_open(self, "/file", &file));
        if (i > 0) {
            EXPECT(file != before);
            EXPECT_GOOD(refuse(self, before));
        }
        EXPECT_OK(filesystem_check_fs_close(self, file));
        EXPECT_GOOD(refuse(self, file));
        before = file;
    }
    EXPECT_GOOD(check_text(self, "/file", "text"));
    EXPECT_OK(filesystem_check_fs_remove(self, "/file"));
    return NULL;
}

hx_status filesystem_check_request_numbers(struct filesystem_check *self,
                                           const struct hx_request *request,
                                           struct hx_response *response)
{
    (void)request;
    return check_run(self, check_numbers, response);
}

static const char *check_opened_twice(struct filesystem_check *self)
{
    char held[8];
    size_t done = 0;
    uint32_t one;
    uint32_t two;

    EXPECT_GOOD(check_make(self, "/file", "text"));
    EXPECT_OK(filesystem_check_fs_open(self, "/file", &one));
    EXPECT_OK(filesystem_check_fs_open(self, "/file", &two));
    EXPECT(one != two);
    EXPECT_OK(filesystem_check_fs_write(self, one, 4, "ual", 3, &done));
    EXPECT_OK(filesystem_check_fs_read(self, two, 0, held, sizeof(held), &done));
    EXPECT(done == 7 && memcmp(held, "textual", 7) == 0);
    EXPECT_OK(filesystem_check_fs_resize(self, two, 2));
    EXPECT_OK(filesystem_check_fs_read(self, one, 0, held, sizeof(held), &done));
    EXPECT(done == 2 && memcmp(held, "te", 2) == 0);
    EXPECT_OK(filesystem_check_fs_resize(self, one, 0));
    EXPECT_OK(filesystem_check_fs_write(self, two, 1, "x", 1, &done));
    EXPECT_OK(filesystem_check_fs_close(self, two));
    EXPECT_STATUS(filesystem_check_fs_remove(self, "/file"), HX_ERR_BUSY);
    EXPECT_OK(filesystem_check_fs_read(self, one, 0, held, sizeof(held), &done));
    EXPECT(done == 2 && held[0] == '\0' && held[1] == 'x');
    EXPECT_OK(filesystem_check_fs_close(self, one));
    EXPECT_OK(filesystem_check_fs_remove(self, "/file"));
    return NULL;
}

hx_status filesystem_check_request_opened_twice(struct filesystem_check *self,
                                                const struct hx_request *request,
                                                struct hx_response *response)
{
    (void)request;
    return check_run(self, check_opened_twice, response);
}

/* There is a limit; who closes what is open can open as many again. */
static const char *check_many_open(struct filesystem_check *self)
{
    size_t first_count = 0;

    EXPECT_GOOD(check_make(self, "/file", "text"));
    for (int round = 0; round < 2; round++) {
        hx_status status = HX_OK;
        size_t count = 0;
        char byte = 'x';
        size_t done = 0;

        while (count < CHECK_OPEN && status == HX_OK) {
            status = filesystem_check_fs_open(self, count % 2 == 0 ? "/file" : "/",
                                              &self->numbers[count]);
            if (status == HX_OK)
                count++;
        }
        EXPECT(count >= 4 && count < CHECK_OPEN);
        EXPECT_STATUS(status, HX_ERR_NO_SPACE);
        for (size_t i = 0; i < count; i++) {
            for (size_t k = 0; k < i; k++)
                EXPECT(self->numbers[i] != self->numbers[k]);
            if (i % 2 == 0)
                EXPECT_OK(filesystem_check_fs_read(self, self->numbers[i], 1, &byte, 1,
                                                   &done));
        }
        EXPECT(byte == 'e');
        if (round == 0)
            first_count = count;
        EXPECT(count == first_count);
        for (size_t i = count; i-- > 0;)
            EXPECT_OK(filesystem_check_fs_close(self, self->numbers[i]));
    }
    EXPECT_OK(filesystem_check_fs_remove(self, "/file"));
    return NULL;
}

hx_status filesystem_check_request_many_open(struct filesystem_check *self,
                                             const struct hx_request *request,
                                             struct hx_response *response)
{
    (void)request;
    return check_run(self, check_many_open, response);
}
