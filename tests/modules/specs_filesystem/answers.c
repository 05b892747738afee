/* SPDX-License-Identifier: MIT */
#include "answers.h"

static char wrong[HX_FAIL_DETAIL_SIZE + 128];

const char *check_status(struct filesystem_check *self, int line, const char *call,
                         hx_status got, hx_status wanted)
{
    self->seen++;
    if (got == wanted)
        return NULL;
    hx_format(wrong, sizeof(wrong), "line %d: %s is %s, not %s: %s", line, call,
              hx_status_name(got), hx_status_name(wanted), hx_fail_detail(got));
    return wrong;
}

const char *check_truth(struct filesystem_check *self, int line, const char *what,
                        bool is_true)
{
    self->seen++;
    if (is_true)
        return NULL;
    hx_format(wrong, sizeof(wrong), "line %d: not so: %s", line, what);
    return wrong;
}

hx_status check_run(struct filesystem_check *self, check_fn check,
                    struct hx_response *response)
{
    const char *found;

    self->seen = 0;
    found = check_count(self, "/", 0);
    if (found != NULL)
        return hx_respond_fmt(response, "not begun: %s", found);
    found = check(self);
    if (found == NULL)
        found = check_count(self, "/", 0);
    if (found != NULL)
        return hx_respond_fmt(response, "wrong: %s", found);
    return hx_respond_fmt(response, "good: %u answers", (unsigned)self->seen);
}

const char *check_make(struct filesystem_check *self, const char *path,
                       const char *text)
{
    const size_t size = strlen(text);
    uint32_t file;
    size_t done = 0;

    EXPECT_OK(filesystem_check_fs_create(self, path, HELIX_FILE_REGULAR));
    EXPECT_OK(filesystem_check_fs_open(self, path, &file));
    EXPECT_OK(filesystem_check_fs_write(self, file, 0, text, size, &done));
    EXPECT(done == size);
    EXPECT_OK(filesystem_check_fs_close(self, file));
    return NULL;
}

const char *check_text(struct filesystem_check *self, const char *path,
                       const char *text)
{
    const size_t size = strlen(text);
    struct helix_file_info info;
    char held[64];
    uint32_t file;
    size_t done = 0;

    EXPECT_OK(filesystem_check_fs_stat(self, path, &info));
    EXPECT(info.kind == HELIX_FILE_REGULAR && info.size == size);
    EXPECT_OK(filesystem_check_fs_open(self, path, &file));
    EXPECT_OK(filesystem_check_fs_read(self, file, 0, held, sizeof(held), &done));
    EXPECT(done == size && memcmp(held, text, size) == 0);
    EXPECT_OK(filesystem_check_fs_close(self, file));
    return NULL;
}

const char *check_none(struct filesystem_check *self, const char *path)
{
    struct helix_file_info info;

    EXPECT_STATUS(filesystem_check_fs_stat(self, path, &info), HX_ERR_NOT_FOUND);
    return NULL;
}

const char *check_count(struct filesystem_check *self, const char *path, size_t count)
{
    struct helix_file_info info;
    uint64_t position = 0;
    uint32_t folder;

    EXPECT_OK(filesystem_check_fs_open(self, path, &folder));
    for (size_t i = 0; i < count; i++)
        EXPECT_OK(filesystem_check_fs_list(self, folder, &position, &info));
    EXPECT_STATUS(filesystem_check_fs_list(self, folder, &position, &info),
                  HX_ERR_NOT_FOUND);
    EXPECT_OK(filesystem_check_fs_close(self, folder));
    return NULL;
}

uint64_t check_random(struct filesystem_check *self, uint64_t below)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return self->random % below;
}
