/* SPDX-License-Identifier: MIT */
/* What a path may be, and what is said of one that leads nowhere. */
#include "answers.h"

/* Every operation that takes a path refuses this one, whatever exists. */
static const char *refuse(struct filesystem_check *self, const char *path,
                          hx_status status)
{
    struct helix_file_info info;
    uint32_t file;

    EXPECT_STATUS(filesystem_check_fs_open(self, path, &file), status);
    EXPECT_STATUS(filesystem_check_fs_stat(self, path, &info), status);
    EXPECT_STATUS(filesystem_check_fs_remove(self, path), status);
    EXPECT_STATUS(filesystem_check_fs_rename(self, path, "/new"), status);
    return NULL;
}

static const char *refuse_new(struct filesystem_check *self, const char *path,
                              hx_status status)
{
    EXPECT_STATUS(filesystem_check_fs_create(self, path, HELIX_FILE_REGULAR), status);
    EXPECT_STATUS(filesystem_check_fs_create(self, path, HELIX_FILE_FOLDER), status);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/file", path), status);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/folder", path), status);
    if (status == HX_ERR_INVALID)
        EXPECT_STATUS(filesystem_check_fs_rename(self, "/missing", path), status);
    return NULL;
}

static const char *check_paths(struct filesystem_check *self)
{
    static const char *const malformed[] = {
        "",
        "file",
        "folder/file",
        "./file",
        "//",
        "//file",
        "/file/",
        "/folder/",
        "/folder//file",
        "/.",
        "/..",
        "/./file",
        "/folder/.",
        "/folder/..",
        "/folder/../file",
        "/missing/../file",
        "/missing//file",
        "/a\x01"
        "b",
        "/line\n",
        "/\x1f",
        "/\x7f",
        "/folder/\x7f/file",
        /* No UTF-8: a byte of a longer one alone, one that ends too soon, too long a
         * form, half of a pair, behind the last character, bytes of no character. */
        "/\x80",
        "/a\xc3",
        "/\xc3/a",
        "/\xe2\x82",
        "/\xc0\xaf",
        "/\xe0\x80\xaf",
        "/\xf0\x80\x80\xaf",
        "/\xed\xa0\x80",
        "/\xf4\x90\x80\x80",
        "/\xf8\x88\x80\x80\x80",
        "/\xff",
    };
    static const char *const missing[] = {
        "/missing/file",
        "/missing/missing",
        /* A file is no folder. */
        "/file/missing",
        "/file/file",
        "/file/missing/deeper",
        /* From here on for what is there only: something new may have these paths, or a
         * folder would move into itself. */
        "/missing",
        "/folder/missing",
        "/folder/file/missing",
    };

    EXPECT_GOOD(check_make(self, "/file", "text"));
    EXPECT_OK(filesystem_check_fs_create(self, "/folder", HELIX_FILE_FOLDER));
    EXPECT_GOOD(check_make(self, "/folder/file", "inner"));
    for (size_t i = 0; i < HX_COUNT_OF(malformed); i++) {
        EXPECT_GOOD(refuse(self, malformed[i], HX_ERR_INVALID));
        EXPECT_GOOD(refuse_new(self, malformed[i], HX_ERR_INVALID));
    }
    for (size_t i = 0; i < HX_COUNT_OF(missing); i++) {
        EXPECT_GOOD(refuse(self, missing[i], HX_ERR_NOT_FOUND));
        if (i < 5)
            EXPECT_GOOD(refuse_new(self, missing[i], HX_ERR_NOT_FOUND));
    }
    EXPECT_GOOD(check_text(self, "/file", "text"));
    EXPECT_GOOD(check_text(self, "/folder/file", "inner"));
    EXPECT_GOOD(check_count(self, "/folder", 1));
    EXPECT_GOOD(check_count(self, "/", 2));
    EXPECT_OK(filesystem_check_fs_remove(self, "/folder/file"));
    EXPECT_OK(filesystem_check_fs_remove(self, "/folder"));
    EXPECT_OK(filesystem_check_fs_remove(self, "/file"));
    return NULL;
}

hx_status filesystem_check_request_paths(struct filesystem_check *self,
                                         const struct hx_request *request,
                                         struct hx_response *response)
{
    (void)request;
    return check_run(self, check_paths, response);
}

/* A name is told as it was given, by stat and by list. */
static const char *check_name(struct filesystem_check *self, const char *path)
{
    struct helix_file_info info;
    uint64_t position = 0;
    uint32_t root;

    EXPECT_GOOD(check_make(self, path, path + 1 + strlen(path + 1) / 2));
    EXPECT_OK(filesystem_check_fs_stat(self, path, &info));
    EXPECT(strcmp(info.name, path + 1) == 0);
    EXPECT_OK(filesystem_check_fs_open(self, "/", &root));
    EXPECT_OK(filesystem_check_fs_list(self, root, &position, &info));
    EXPECT(strcmp(info.name, path + 1) == 0);
    EXPECT(info.kind == HELIX_FILE_REGULAR);
    EXPECT(info.size == strlen(path + 1 + strlen(path + 1) / 2));
    EXPECT_OK(filesystem_check_fs_close(self, root));
    EXPECT_OK(filesystem_check_fs_remove(self, path));
    EXPECT_GOOD(check_none(self, path));
    return NULL;
}

/* Puts a name of `size` bytes, of these characters, into `path`. */
static void fill_name(struct filesystem_check *self, const char *character, size_t size)
{
    const size_t step = strlen(character);
    char *path = self->path;

    path[0] = '/';
    for (size_t i = 0; i < size; i++)
        path[1 + i] = i < size - size % step ? character[i % step] : '+';
    path[1 + size] = '\0';
}

static const char *check_names(struct filesystem_check *self)
{
    static const char *const names[] = {
        "/a",
        "/...x",
        "/.hidden",
        "/A name with spaces",
        "/UPPER.TXT",
        "/Mixed.Case",
        "/two.dots.txt",
        "/\xc3\xa9t\xc3\xa9",
        "/\xf0\x9f\x8e\x88 balloon",
        "/\xef\xbf\xbd",
        "/~$#%&'()-@^_`{}!",
        "/+,;=[]",
    };
    static const char *const characters[] = {"n", "\xc3\xa9", "\xe2\x82\xac",
                                             "\xf0\x9f\x8e\x88"};

    for (size_t i = 0; i < HX_COUNT_OF(names); i++)
        EXPECT_GOOD(check_name(self, names[i]));
    for (size_t i = 0; i < HX_COUNT_OF(characters); i++) {
        for (size_t size = 240; size <= 255; size++) {
            fill_name(self, characters[i], size);
            /* The text of the file is half of the name: 64 bytes are looked at. */
            EXPECT_OK(filesystem_check_fs_create(self, self->path, HELIX_FILE_FOLDER));
            EXPECT_GOOD(check_count(self, self->path, 0));
            EXPECT_OK(filesystem_check_fs_remove(self, self->path));
            EXPECT_GOOD(check_none(self, self->path));
        }
        for (size_t size = 1; size <= 120; size += size < 30 ? 1 : 13) {
            fill_name(self, characters[i], size);
            EXPECT_GOOD(check_name(self, self->path));
        }
        fill_name(self, characters[i], 256);
        EXPECT_STATUS(filesystem_check_fs_create(self, self->path, HELIX_FILE_REGULAR),
                      HX_ERR_INVALID);
        fill_name(self, characters[i], 5000);
        EXPECT_STATUS(filesystem_check_fs_create(self, self->path, HELIX_FILE_REGULAR),
                      HX_ERR_INVALID);
    }
    return NULL;
}

hx_status filesystem_check_request_names(struct filesystem_check *self,
                                         const struct hx_request *request,
                                         struct hx_response *response)
{
    (void)request;
    return check_run(self, check_names, response);
}

static const char *check_root(struct filesystem_check *self)
{
    struct helix_file_info info;
    uint32_t root;

    memset(&info, 0xff, sizeof(info));
    EXPECT_OK(filesystem_check_fs_stat(self, "/", &info));
    EXPECT(info.kind == HELIX_FILE_FOLDER && info.size == 0 && info.name[0] == '\0');
    EXPECT_GOOD(check_make(self, "/file", "text"));
    EXPECT_STATUS(filesystem_check_fs_create(self, "/", HELIX_FILE_FOLDER),
                  HX_ERR_ALREADY_EXISTS);
    EXPECT_STATUS(filesystem_check_fs_create(self, "/", HELIX_FILE_REGULAR),
                  HX_ERR_ALREADY_EXISTS);
    EXPECT_STATUS(filesystem_check_fs_remove(self, "/"), HX_ERR_BUSY);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/", "/new"), HX_ERR_INVALID);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/", "/"), HX_ERR_INVALID);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/file", "/"),
                  HX_ERR_ALREADY_EXISTS);
    EXPECT_STATUS(filesystem_check_fs_rename(self, "/none", "/"), HX_ERR_NOT_FOUND);
    EXPECT_GOOD(check_text(self, "/file", "text"));
    EXPECT_OK(filesystem_check_fs_remove(self, "/file"));
    EXPECT_STATUS(filesystem_check_fs_remove(self, "/"), HX_ERR_BUSY);
    EXPECT_OK(filesystem_check_fs_open(self, "/", &root));
    EXPECT_OK(filesystem_check_fs_close(self, root));
    return NULL;
}

hx_status filesystem_check_request_root(struct filesystem_check *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    (void)request;
    return check_run(self, check_root, response);
}

/* Folders in folders, and a path that is longer than any buffer of a careless one. */
static const char *check_deep(struct filesystem_check *self)
{
    enum { DEPTH = 60, PART = 200 };
    size_t size = 0;

    for (size_t depth = 0; depth < DEPTH; depth++) {
        self->path[size++] = '/';
        memset(self->path + size, 'a' + (int)(depth % 26), PART);
        size += PART;
        self->path[size] = '\0';
        EXPECT_OK(filesystem_check_fs_create(self, self->path, HELIX_FILE_FOLDER));
    }
    memcpy(self->path + size, "/file", sizeof("/file"));
    EXPECT_GOOD(check_make(self, self->path, "far below"));
    /* All of it goes along with the topmost. */
    memcpy(self->other, self->path, size + sizeof("/file"));
    self->other[1 + PART] = '\0';
    EXPECT_OK(filesystem_check_fs_rename(self, self->other, "/top"));
    memcpy(self->other, "/top", sizeof("/top") - 1);
    memcpy(self->other + 4, self->path + 1 + PART, size + sizeof("/file") - 1 - PART);
    EXPECT_GOOD(check_text(self, self->other, "far below"));
    EXPECT_GOOD(check_none(self, self->path));
    EXPECT_OK(filesystem_check_fs_remove(self, self->other));
    size = strlen(self->other) - (sizeof("/file") - 1);
    for (size_t depth = DEPTH; depth-- > 0;) {
        self->other[size] = '\0';
        EXPECT_GOOD(check_count(self, self->other, 0));
        EXPECT_OK(filesystem_check_fs_remove(self, self->other));
        size -= PART + 1;
    }
    return NULL;
}

hx_status filesystem_check_request_deep(struct filesystem_check *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    (void)request;
    return check_run(self, check_deep, response);
}
