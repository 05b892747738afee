/* SPDX-License-Identifier: MIT */
/* Making, removing, renaming and listing. */
#include "answers.h"

#define FOLDER "/folder"

static const char *make_folder(struct filesystem_check *self, const char *path)
{
    EXPECT_OK(filesystem_check_fs_create(self, path, HELIX_FILE_FOLDER));
    return NULL;
}

static const char *remove_it(struct filesystem_check *self, const char *path)
{
    EXPECT_OK(filesystem_check_fs_remove(self, path));
    return check_none(self, path);
}

static const char *check_exists(struct filesystem_check *self)
{
    static const char *const paths[] = {"/file", FOLDER, FOLDER "/file"};
    static const enum helix_file_kind kinds[] = {HELIX_FILE_REGULAR, HELIX_FILE_FOLDER};

    EXPECT_GOOD(check_make(self, "/file", "text"));
    EXPECT_GOOD(make_folder(self, FOLDER));
    EXPECT_GOOD(check_make(self, FOLDER "/file", "inner"));
    for (size_t i = 0; i < HX_COUNT_OF(paths); i++)
        for (size_t k = 0; k < HX_COUNT_OF(kinds); k++)
            EXPECT_STATUS(filesystem_check_fs_create(self, paths[i], kinds[k]),
                          HX_ERR_ALREADY_EXISTS);
    EXPECT_GOOD(check_text(self, "/file", "text"));
    EXPECT_GOOD(check_text(self, FOLDER "/file", "inner"));
    EXPECT_GOOD(check_count(self, "/", 2));
    EXPECT_GOOD(remove_it(self, FOLDER "/file"));
    EXPECT_GOOD(remove_it(self, FOLDER));
    EXPECT_GOOD(remove_it(self, "/file"));
    return NULL;
}

hx_status filesystem_check_request_exists(struct filesystem_check *self,
                                          const struct hx_request *request,
                                          struct hx_response *response)
{
    (void)request;
    return check_run(self, check_exists, response);
}

static const char *check_removal(struct filesystem_check *self)
{
    uint32_t folder;
    uint32_t file;

    EXPECT_GOOD(make_folder(self, FOLDER));
    EXPECT_GOOD(check_make(self, FOLDER "/file", "text"));
    EXPECT_STATUS(filesystem_check_fs_remove(self, FOLDER), HX_ERR_BUSY);
    EXPECT_GOOD(check_text(self, FOLDER "/file", "text"));
    EXPECT_OK(filesystem_check_fs_open(self, FOLDER "/file", &file));
    EXPECT_STATUS(filesystem_check_fs_remove(self, FOLDER "/file"), HX_ERR_BUSY);
    EXPECT_GOOD(check_text(self, FOLDER "/file", "text"));
    EXPECT_OK(filesystem_check_fs_close(self, file));
    EXPECT_GOOD(remove_it(self, FOLDER "/file"));
    EXPECT_STATUS(filesystem_check_fs_remove(self, FOLDER "/file"), HX_ERR_NOT_FOUND);
    /* What has the same path is another file. */
    EXPECT_GOOD(check_make(self, FOLDER "/file", ""));
    EXPECT_GOOD(check_text(self, FOLDER "/file", ""));
    EXPECT_GOOD(remove_it(self, FOLDER "/file"));
    EXPECT_GOOD(make_folder(self, FOLDER "/file"));
    EXPECT_GOOD(check_count(self, FOLDER "/file", 0));
    EXPECT_STATUS(filesystem_check_fs_remove(self, FOLDER), HX_ERR_BUSY);
    EXPECT_GOOD(remove_it(self, FOLDER "/file"));
    EXPECT_OK(filesystem_check_fs_open(self, FOLDER, &folder));
    EXPECT_STATUS(filesystem_check_fs_remove(self, FOLDER), HX_ERR_BUSY);
    EXPECT_OK(filesystem_check_fs_close(self, folder));
    EXPECT_GOOD(remove_it(self, FOLDER));
    EXPECT_STATUS(filesystem_check_fs_remove(self, FOLDER "/file"), HX_ERR_NOT_FOUND);
    return NULL;
}

hx_status filesystem_check_request_removal(struct filesystem_check *self,
                                           const struct hx_request *request,
                                           struct hx_response *response)
{
    (void)request;
    return check_run(self, check_removal, response);
}

/* `from` is at `to` afterwards, and nowhere else. */
static const char *move(struct filesystem_check *self, const char *from, const char *to,
                        const char *text)
{
    EXPECT_OK(filesystem_check_fs_rename(self, from, to));
    EXPECT_GOOD(check_none(self, from));
    return check_text(self, to, text);
}

static const char *check_rename(struct filesystem_check *self)
{
    static const char long_name[] =
        "/a name that is much longer than the one before, with more than one sector of "
        "a disk could hold the parts of, if they were of the usual size; and that goes "
        "on and on until there is no more that it could say";
    static const char *const taken[] = {"/other", FOLDER, FOLDER "/inner"};

    EXPECT_GOOD(check_make(self, "/file", "text"));
    EXPECT_GOOD(check_make(self, "/other", "other"));
    EXPECT_GOOD(make_folder(self, FOLDER));
    EXPECT_GOOD(check_make(self, FOLDER "/inner", "inner"));
    for (size_t i = 0; i < HX_COUNT_OF(taken); i++) {
        EXPECT_STATUS(filesystem_check_fs_rename(self, "/file", taken[i]),
                      HX_ERR_ALREADY_EXISTS);
        if (i != 1)
            EXPECT_STATUS(filesystem_check_fs_rename(self, FOLDER, taken[i]),
                          i == 2 ? HX_ERR_INVALID : HX_ERR_ALREADY_EXISTS);
    }
    /* Nothing else is at its own path. */
    EXPECT_OK(filesystem_check_fs_rename(self, "/file", "/file"));
    EXPECT_OK(filesystem_check_fs_rename(self, FOLDER, FOLDER));
    EXPECT_GOOD(check_text(self, "/file", "text"));
    EXPECT_GOOD(check_text(self, "/other", "other"));
    EXPECT_GOOD(check_text(self, FOLDER "/inner", "inner"));
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/none", "/new"), HX_ERR_NOT_FOUND);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/none", "/none"), HX_ERR_NOT_FOUND);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/none", "/other"),
                  HX_ERR_NOT_FOUND);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/none", "/new/"), HX_ERR_INVALID);
    EXPECT_GOOD(check_none(self, "/new"));
    EXPECT_GOOD(move(self, "/file", "/x", "text"));
    EXPECT_GOOD(move(self, "/x", long_name, "text"));
    EXPECT_GOOD(move(self, long_name, FOLDER "/moved", "text"));
    EXPECT_GOOD(move(self, FOLDER "/moved", "/back", "text"));
    EXPECT_GOOD(check_count(self, FOLDER, 1));
    EXPECT_GOOD(check_count(self, "/", 3));
    /* Of one letter, whether that is another name or not. */
    EXPECT_OK(filesystem_check_fs_rename(self, "/back", "/BACK"));
    EXPECT_GOOD(check_text(self, "/BACK", "text"));
    EXPECT_GOOD(check_count(self, "/", 3));
    EXPECT_GOOD(remove_it(self, "/BACK"));
    EXPECT_GOOD(remove_it(self, "/other"));
    EXPECT_GOOD(remove_it(self, FOLDER "/inner"));
    EXPECT_GOOD(remove_it(self, FOLDER));
    return NULL;
}

hx_status filesystem_check_request_rename(struct filesystem_check *self,
                                          const struct hx_request *request,
                                          struct hx_response *response)
{
    (void)request;
    return check_run(self, check_rename, response);
}

static const char *check_rename_folders(struct filesystem_check *self)
{
    static const char *const inside[] = {
        "/a/new", "/a/b/new", "/a/b/c/new", "/a/none/new", "/a/b/none/none/new",
    };

    EXPECT_GOOD(make_folder(self, "/a"));
    EXPECT_GOOD(make_folder(self, "/a/b"));
    EXPECT_GOOD(make_folder(self, "/a/b/c"));
    EXPECT_GOOD(check_make(self, "/a/b/c/file", "text"));
    EXPECT_GOOD(make_folder(self, "/ab"));
    for (size_t i = 0; i < HX_COUNT_OF(inside); i++)
        EXPECT_STATUS(filesystem_check_fs_rename(self, "/a", inside[i]),
                      HX_ERR_INVALID);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/a/b", "/a/b/new"), HX_ERR_INVALID);
    /* A name that begins alike is another folder. */
    EXPECT_OK(filesystem_check_fs_rename(self, "/a", "/ab/a"));
    EXPECT_GOOD(check_none(self, "/a"));
    EXPECT_GOOD(check_text(self, "/ab/a/b/c/file", "text"));
    /* Upwards, and then what was above it into it. */
    EXPECT_OK(filesystem_check_fs_rename(self, "/ab/a/b", "/b"));
    EXPECT_OK(filesystem_check_fs_rename(self, "/ab", "/b/ab"));
    EXPECT_GOOD(check_text(self, "/b/c/file", "text"));
    EXPECT_GOOD(check_count(self, "/b", 2));
    EXPECT_GOOD(check_count(self, "/b/ab", 1));
    EXPECT_GOOD(check_count(self, "/b/ab/a", 0));
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/b", "/b/ab/a/b"), HX_ERR_INVALID);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/b/c", "/b/ab"),
                  HX_ERR_ALREADY_EXISTS);
    EXPECT_GOOD(remove_it(self, "/b/ab/a"));
    EXPECT_GOOD(remove_it(self, "/b/ab"));
    EXPECT_GOOD(remove_it(self, "/b/c/file"));
    EXPECT_GOOD(remove_it(self, "/b/c"));
    EXPECT_GOOD(remove_it(self, "/b"));
    return NULL;
}

hx_status filesystem_check_request_rename_folders(struct filesystem_check *self,
                                                  const struct hx_request *request,
                                                  struct hx_response *response)
{
    (void)request;
    return check_run(self, check_rename_folders, response);
}

/* Numbers are of files, not of paths. */
static const char *check_rename_open(struct filesystem_check *self)
{
    struct helix_file_info info;
    uint64_t position = 0;
    size_t done = 0;
    char held[8];
    uint32_t folder;
    uint32_t file;

    EXPECT_GOOD(make_folder(self, FOLDER));
    EXPECT_GOOD(check_make(self, FOLDER "/file", "text"));
    EXPECT_OK(filesystem_check_fs_open(self, FOLDER, &folder));
    EXPECT_OK(filesystem_check_fs_open(self, FOLDER "/file", &file));
    EXPECT_OK(filesystem_check_fs_rename(self, FOLDER "/file", FOLDER "/renamed"));
    EXPECT_OK(filesystem_check_fs_rename(self, FOLDER, "/moved"));
    EXPECT_OK(filesystem_check_fs_write(self, file, 4, "ual", 3, &done));
    EXPECT_OK(filesystem_check_fs_read(self, file, 0, held, sizeof(held), &done));
    EXPECT(done == 7 && memcmp(held, "textual", 7) == 0);
    EXPECT_OK(filesystem_check_fs_list(self, folder, &position, &info));
    EXPECT(strcmp(info.name, "renamed") == 0 && info.size == 7);
    EXPECT_STATUS(filesystem_check_fs_list(self, folder, &position, &info),
                  HX_ERR_NOT_FOUND);
    EXPECT_STATUS(filesystem_check_fs_remove(self, "/moved/renamed"), HX_ERR_BUSY);
    EXPECT_OK(filesystem_check_fs_rename(self, "/moved/renamed", "/up"));
    EXPECT_STATUS(filesystem_check_fs_remove(self, "/moved"), HX_ERR_BUSY);
    EXPECT_STATUS(filesystem_check_fs_remove(self, "/up"), HX_ERR_BUSY);
    /* What takes its old path is not open. */
    EXPECT_GOOD(check_make(self, "/moved/renamed", "other"));
    EXPECT_GOOD(remove_it(self, "/moved/renamed"));
    EXPECT_OK(filesystem_check_fs_close(self, folder));
    EXPECT_OK(filesystem_check_fs_close(self, file));
    EXPECT_GOOD(check_text(self, "/up", "textual"));
    EXPECT_GOOD(remove_it(self, "/up"));
    EXPECT_GOOD(remove_it(self, "/moved"));
    return NULL;
}

hx_status filesystem_check_request_rename_open(struct filesystem_check *self,
                                               const struct hx_request *request,
                                               struct hx_response *response)
{
    (void)request;
    return check_run(self, check_rename_open, response);
}

/* Number `i` of what is listed; every seventh is a folder. Names differ in length. */
static const char *entry_path(struct filesystem_check *self, size_t i)
{
    hx_format(self->path, sizeof(self->path), FOLDER "/%.*s%zu", (int)(i % 40),
              "an entry and some more of its name, to forty", i);
    return self->path;
}

static enum helix_file_kind entry_kind(size_t i)
{
    return i % 7 == 0 ? HELIX_FILE_FOLDER : HELIX_FILE_REGULAR;
}

static const char *fill_folder(struct filesystem_check *self)
{
    EXPECT_GOOD(make_folder(self, FOLDER));
    for (size_t i = 0; i < CHECK_ENTRIES; i++) {
        const char *path = entry_path(self, i);

        if (entry_kind(i) == HELIX_FILE_FOLDER)
            EXPECT_GOOD(make_folder(self, path));
        else
            EXPECT_GOOD(check_make(self, path, "a few bytes"));
    }
    memset(self->given, 0, sizeof(self->given));
    return NULL;
}

/* Which one this is; CHECK_ENTRIES, if it is none of them. */
static size_t number_of(struct filesystem_check *self,
                        const struct helix_file_info *info)
{
    for (size_t i = 0; i < CHECK_ENTRIES; i++)
        if (strcmp(entry_path(self, i) + sizeof(FOLDER), info->name) == 0)
            return i;
    return CHECK_ENTRIES;
}

static const char *check_list(struct filesystem_check *self)
{
    struct helix_file_info info;
    uint64_t position = 0;
    uint64_t other = 0;
    uint32_t folder;
    uint32_t again;

    EXPECT_GOOD(fill_folder(self));
    EXPECT_OK(filesystem_check_fs_open(self, FOLDER, &folder));
    EXPECT_OK(filesystem_check_fs_open(self, FOLDER, &again));
    for (size_t i = 0; i < CHECK_ENTRIES; i++) {
        const uint64_t before = position;
        size_t number;

        memset(&info, 0xff, sizeof(info));
        EXPECT_OK(filesystem_check_fs_list(self, folder, &position, &info));
        EXPECT(position != before);
        EXPECT(info.name[sizeof(info.name) - 1] == '\0');
        number = number_of(self, &info);
        EXPECT(number < CHECK_ENTRIES);
        self->given[number]++;
        EXPECT(info.kind == entry_kind(number));
        EXPECT(info.size == (info.kind == HELIX_FILE_FOLDER ? 0 : 11));
        /* Who else lists it is not disturbed, and comes back to the same. */
        if (i % 3 == 0)
            EXPECT_OK(filesystem_check_fs_list(self, again, &other, &info));
    }
    for (size_t i = 0; i < CHECK_ENTRIES; i++)
        EXPECT(self->given[i] == 1);
    for (int i = 0; i < 3; i++)
        EXPECT_STATUS(filesystem_check_fs_list(self, folder, &position, &info),
                      HX_ERR_NOT_FOUND);
    /* From the middle on: as many are left. */
    for (size_t i = (CHECK_ENTRIES + 2) / 3; i < CHECK_ENTRIES; i++)
        EXPECT_OK(filesystem_check_fs_list(self, folder, &other, &info));
    EXPECT_STATUS(filesystem_check_fs_list(self, folder, &other, &info),
                  HX_ERR_NOT_FOUND);
    other = UINT64_MAX;
    EXPECT_STATUS(filesystem_check_fs_list(self, folder, &other, &info),
                  HX_ERR_NOT_FOUND);
    other = UINT32_MAX;
    EXPECT_STATUS(filesystem_check_fs_list(self, folder, &other, &info),
                  HX_ERR_NOT_FOUND);
    EXPECT_OK(filesystem_check_fs_close(self, again));
    EXPECT_OK(filesystem_check_fs_close(self, folder));
    for (size_t i = 0; i < CHECK_ENTRIES; i++)
        EXPECT_GOOD(remove_it(self, entry_path(self, i)));
    EXPECT_GOOD(remove_it(self, FOLDER));
    return NULL;
}

hx_status filesystem_check_request_list(struct filesystem_check *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    (void)request;
    return check_run(self, check_list, response);
}

enum {
    IS_GIVEN = 1,
    IS_REMOVED = 2,
};

/* Removes one entry, which has been given already or not. */
static const char *remove_some(struct filesystem_check *self, bool was_given)
{
    size_t number = (size_t)check_random(self, CHECK_ENTRIES);

    for (size_t tries = 0; tries < CHECK_ENTRIES; tries++) {
        const uint8_t what = self->given[number];

        if (what == (was_given ? IS_GIVEN : 0)) {
            self->given[number] = what | IS_REMOVED;
            return remove_it(self, entry_path(self, number));
        }
        number = (number + 1) % CHECK_ENTRIES;
    }
    return NULL;
}

/* While others make and remove entries of it. */
static const char *check_list_changes(struct filesystem_check *self)
{
    struct helix_file_info info;
    uint64_t position = 0;
    size_t made = 0;
    size_t steps = 0;
    hx_status status;
    uint32_t folder;

    self->random = 5;
    EXPECT_GOOD(fill_folder(self));
    EXPECT_OK(filesystem_check_fs_open(self, FOLDER, &folder));
    while ((status = filesystem_check_fs_list(self, folder, &position, &info)) ==
           HX_OK) {
        const size_t number = number_of(self, &info);

        EXPECT(++steps <= 3 * CHECK_ENTRIES);
        if (number < CHECK_ENTRIES) {
            EXPECT(self->given[number] == 0);
            self->given[number] = IS_GIVEN;
        }
        if (steps % 3 == 0)
            EXPECT_GOOD(remove_some(self, false));
        if (steps % 4 == 0)
            EXPECT_GOOD(remove_some(self, true));
        /* Fewer than are given, so that there is an end. */
        if (steps % 5 == 0) {
            hx_format(self->path, sizeof(self->path), FOLDER "/new %zu", made++);
            EXPECT_GOOD(check_make(self, self->path, "new"));
        }
    }
    EXPECT_STATUS(status, HX_ERR_NOT_FOUND);
    EXPECT(made > 5);
    EXPECT_OK(filesystem_check_fs_close(self, folder));
    for (size_t i = 0; i < CHECK_ENTRIES; i++) {
        EXPECT(self->given[i] != 0);
        if ((self->given[i] & IS_REMOVED) == 0)
            EXPECT_GOOD(remove_it(self, entry_path(self, i)));
    }
    EXPECT_GOOD(check_count(self, FOLDER, made));
    while (made-- > 0) {
        hx_format(self->path, sizeof(self->path), FOLDER "/new %zu", made);
        EXPECT_GOOD(remove_it(self, self->path));
    }
    EXPECT_GOOD(remove_it(self, FOLDER));
    return NULL;
}

hx_status filesystem_check_request_list_changes(struct filesystem_check *self,
                                                const struct hx_request *request,
                                                struct hx_response *response)
{
    (void)request;
    return check_run(self, check_list_changes, response);
}
