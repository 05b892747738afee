/* SPDX-License-Identifier: MIT */
#include "expect.h"
#include "fake_port.h"
#include "gnu_archives.h"

#include <helix/compiler.h>
#include <helix/fmt.h>
#include <helix/initrd.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_SIZE 110
#define FIELD_COUNT 13
#define ARCHIVE_MAX 4096

TestSuite(initrd);

/* What c_mode says. */
#define REGULAR 0100644u
#define DIRECTORY 0040755u
#define SYMBOLIC_LINK 0120777u

/* An archive that a test makes, entry by entry. */
static char archive[ARCHIVE_MAX];
static size_t archive_size;

struct made {
    const char *name;
    const char *text;
    unsigned mode;
    unsigned ino;
    unsigned nlink;
    unsigned device;
};

static void pad(void)
{
    while (archive_size % 4 != 0)
        archive[archive_size++] = '\0';
}

static void add_entry(const struct made *made)
{
    const size_t name_size = strlen(made->name) + 1;
    const size_t text_size = made->text != NULL ? strlen(made->text) : 0;

    cr_assert_lt(archive_size + HEADER_SIZE + name_size + text_size + 8, ARCHIVE_MAX);
    archive_size += (size_t)sprintf(
        archive + archive_size,
        "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", made->ino,
        made->mode, 0u, 0u, made->nlink, 0u, (unsigned)text_size, made->device, 1u, 0u,
        0u, (unsigned)name_size, 0u);
    memcpy(archive + archive_size, made->name, name_size);
    archive_size += name_size;
    pad();
    if (text_size > 0)
        memcpy(archive + archive_size, made->text, text_size);
    archive_size += text_size;
    pad();
}

static void add(const char *name, const char *text)
{
    add_entry(&(struct made){.name = name, .text = text, .mode = REGULAR, .nlink = 1});
}

static void add_end(void)
{
    add_entry(&(struct made){.name = "TRAILER!!!", .nlink = 1});
}

/*
 * In a copy of just that size, so that the sanitizer sees whoever reads beyond; what is
 * found stays, where the copy was, until the next call.
 */
static hx_status find_in(const char *bytes, size_t size, const char *name,
                         struct hx_bytes *file)
{
    static char *copy;

    free(copy);
    copy = malloc(size > 0 ? size : 1);
    cr_assert_not_null(copy);
    memcpy(copy, bytes, size);
    return hx_initrd_find_in((struct hx_bytes){copy, size}, name, file);
}

static void expect_file(const char *bytes, size_t size, const char *name,
                        const char *wanted, size_t wanted_size)
{
    struct hx_bytes file = {NULL, 0};
    hx_status status = find_in(bytes, size, name, &file);

    cr_assert_eq(status, HX_OK, "%s: %s", name, hx_fail_detail(status));
    cr_assert_eq(file.size, wanted_size, "%s: %zu bytes", name, file.size);
    cr_assert_eq(memcmp(file.data, wanted, wanted_size), 0, "%s", name);
    cr_assert_eq((uintptr_t)file.data % 4, 0, "%s", name);
}

static void expect_text(const char *name, const char *text)
{
    expect_file(archive, archive_size, name, text, strlen(text));
}

static void expect_fail(const char *name, hx_status status, const char *detail)
{
    struct hx_bytes file = {archive, 77};

    EXPECT_FAIL(find_in(archive, archive_size, name, &file), status, detail);
    cr_assert_eq(file.data, archive);
    cr_assert_eq(file.size, 77);
}

static void use(const char *gnu)
{
    memcpy(archive, gnu, GNU_ARCHIVE_SIZE);
    archive_size = GNU_ARCHIVE_SIZE;
}

Test(initrd, what_cpio_has_written)
{
    static const char *const archives[] = {gnu_newc, gnu_crc};

    for (size_t i = 0; i < HX_COUNT_OF(archives); i++) {
        use(archives[i]);
        expect_text("hello.txt", "hello\n");
        expect_text("empty", "");
        expect_text("first", "linked");
        expect_text("second", "linked");
        expect_file(archives[i], GNU_ARCHIVE_SIZE, "sub/two.bin", "two\0bytes\377\376",
                    11);
        expect_fail("two.bin", HX_ERR_NOT_FOUND, "the initrd has no file 'two.bin'");
        expect_fail("hello", HX_ERR_NOT_FOUND, "the initrd has no file 'hello'");
        expect_fail("", HX_ERR_NOT_FOUND, "the initrd has no file ''");
        expect_fail("TRAILER!!!", HX_ERR_NOT_FOUND,
                    "the initrd has no file 'TRAILER!!!'");
        expect_fail("sub", HX_ERR_NOT_FOUND,
                    "'sub' in the initrd is not a regular file");
        expect_fail("link", HX_ERR_NOT_FOUND,
                    "'link' in the initrd is not a regular file");
    }
}

Test(initrd, the_archive_of_the_machine)
{
    struct hx_bytes file = {NULL, 0};

    EXPECT_FAIL(hx_initrd_find("hello.txt", &file), HX_ERR_NOT_FOUND,
                "there is no initrd to find 'hello.txt' in");
    fake_initrd = (struct hx_bytes){gnu_newc, sizeof(gnu_newc)};
    cr_assert_eq(hx_initrd_find("hello.txt", &file), HX_OK);
    cr_assert_eq(file.size, 6);
    cr_assert_eq(file.data, gnu_newc + 112 + 120, "nothing is copied");
    cr_assert_eq(hx_initrd_find("other", &file), HX_ERR_NOT_FOUND);
}

Test(initrd, the_root_before_a_name_does_not_count)
{
    static const char *const roots[] = {"", "./", "/", "././", ".//", "//", "/./"};

    for (size_t i = 0; i < HX_COUNT_OF(roots); i++) {
        char name[32];

        archive_size = 0;
        hx_format(name, sizeof(name), "%sa/b", roots[i]);
        add(name, "text");
        add(".hidden", "dot");
        add_end();
        expect_text("a/b", "text");
        expect_text(name, "text");
        expect_text(".hidden", "dot");
        expect_fail("b", HX_ERR_NOT_FOUND, "the initrd has no file 'b'");
        expect_fail("hidden", HX_ERR_NOT_FOUND, "the initrd has no file 'hidden'");
        expect_fail("../a/b", HX_ERR_NOT_FOUND, "the initrd has no file '../a/b'");
    }
}

Test(initrd, the_last_of_a_name_counts)
{
    add("a", "first");
    add("b", "other");
    add("./a", "second, longer");
    add_end();
    expect_text("a", "second, longer");

    archive_size = 0;
    add("a", "first");
    add_entry(&(struct made){.name = "a", .mode = DIRECTORY, .nlink = 2});
    add_end();
    expect_fail("a", HX_ERR_NOT_FOUND, "'a' in the initrd is not a regular file");

    archive_size = 0;
    add_entry(&(struct made){.name = "a", .mode = SYMBOLIC_LINK, .text = "b"});
    add("a", "text");
    add_end();
    expect_text("a", "text");
}

Test(initrd, what_is_behind_the_end_is_not_there)
{
    add("a", "before");
    add_end();
    add("a", "behind");
    add("b", "behind");
    expect_text("a", "before");
    expect_fail("b", HX_ERR_NOT_FOUND, "the initrd has no file 'b'");
}

/* Names of one file: those that go with `bytes` have its number, device and links. */
Test(initrd, a_hard_link_has_the_bytes_of_its_file)
{
    const struct made bytes = {
        .name = "bytes", .text = "bytes", .mode = REGULAR, .ino = 5, .nlink = 2};
    struct made link = {.name = "link", .mode = REGULAR, .ino = 5, .nlink = 2};

    add_entry(&link);
    add_entry(&bytes);
    add_end();
    expect_text("link", "bytes");

    archive_size = 0;
    add_entry(&bytes);
    add_entry(&link);
    add_end();
    expect_text("link", "bytes");

    archive_size = 0;
    add_entry(&bytes);
    link.ino = 6;
    add_entry(&link);
    add_end();
    expect_text("link", "");

    archive_size = 0;
    add_entry(&bytes);
    link.ino = 5;
    link.device = 1;
    add_entry(&link);
    add_end();
    expect_text("link", "");
}

/* Archives for which all files have the number 0 are no strangers. */
Test(initrd, an_empty_file_with_one_name_is_empty)
{
    add("full", "text");
    add("empty", "");
    add_entry(&(struct made){
        .name = "two", .text = "text", .mode = REGULAR, .ino = 0, .nlink = 2});
    add_end();
    expect_text("empty", "");
}

Test(initrd, an_archive_that_is_cut_is_corrupt)
{
    static const char *const archives[] = {gnu_newc, gnu_crc};
    struct hx_bytes file = {NULL, 77};

    for (size_t i = 0; i < HX_COUNT_OF(archives); i++)
        for (size_t size = 0; size < GNU_ARCHIVE_SIZE; size++) {
            hx_status status = find_in(archives[i], size, "none", &file);
            const char *detail = hx_fail_detail(status);

            if (size >= GNU_ARCHIVE_USED) {
                cr_assert_eq(status, HX_ERR_NOT_FOUND, "%zu bytes", size);
            } else {
                cr_assert_eq(status, HX_ERR_CORRUPT, "%zu bytes", size);
                cr_assert_eq(strncmp(detail, "initrd, offset ", 15), 0, "%s", detail);
            }
        }
    cr_assert_eq(file.size, 77);
}

Test(initrd, each_place_of_a_cut_is_named)
{
    use(gnu_newc);
    archive_size = 0;
    expect_fail("x", HX_ERR_CORRUPT, "initrd, offset 0: it ends without TRAILER!!!");
    archive_size = 109;
    expect_fail("x", HX_ERR_CORRUPT,
                "initrd, offset 0: a header has 110 bytes, 109 are left");
    archive_size = 111;
    expect_fail("x", HX_ERR_CORRUPT,
                "initrd, offset 0: c_namesize is 2, and 1 bytes are left");
    archive_size = 112;
    expect_fail("x", HX_ERR_CORRUPT, "initrd, offset 112: it ends without TRAILER!!!");
    archive_size = 112 + 120 + 5;
    expect_fail("x", HX_ERR_CORRUPT,
                "initrd, offset 112: c_filesize is 6, and 5 bytes are left");
    archive_size = 112 + 120 + 6;
    expect_fail("x", HX_ERR_CORRUPT,
                "initrd, offset 112: c_filesize is 6, and 6 bytes are left");
}

static const char *const field_names[FIELD_COUNT] = {
    "c_ino",       "c_mode",     "c_uid",      "c_gid",      "c_nlink",
    "c_mtime",     "c_filesize", "c_devmajor", "c_devminor", "c_rdevmajor",
    "c_rdevminor", "c_namesize", "c_check",
};

/* What stands next to the digits in ASCII, and what strtoul() would skip. */
Test(initrd, a_field_has_digits_only)
{
    static const char wrong[] = "/:@G`g -+x\n";
    char detail[160];

    for (size_t at = 6; at < HEADER_SIZE; at++)
        for (size_t i = 0; i < sizeof(wrong); i++) {
            use(gnu_newc);
            archive[112 + at] = wrong[i];
            hx_format(detail, sizeof(detail),
                      "initrd, offset 112: %s is not 8 hexadecimal digits",
                      field_names[(at - 6) / 8]);
            expect_fail("x", HX_ERR_CORRUPT, detail);
        }
}

Test(initrd, digits_may_be_small)
{
    use(gnu_newc);
    for (size_t i = 0; i < GNU_ARCHIVE_SIZE; i++)
        if (archive[i] >= 'A' && archive[i] <= 'F' && i < 112 + HEADER_SIZE)
            archive[i] = (char)(archive[i] + 'a' - 'A');
    expect_text("hello.txt", "hello\n");
}

Test(initrd, another_magic_is_another_format)
{
    for (size_t at = 0; at < 6; at++)
        for (int byte = 0; byte < 256; byte++) {
            use(gnu_newc);
            if ((char)byte == archive[at] || (at == 5 && byte == '2'))
                continue;
            archive[at] = (char)byte;
            expect_fail("x", HX_ERR_CORRUPT,
                        "initrd, offset 0: c_magic is not 070701 (made by cpio -H "
                        "newc), nor 070702");
        }
}

/* Writes a field of the entry of hello.txt. */
static void set_field(size_t field, const char *digits)
{
    memcpy(archive + 112 + 6 + 8 * field, digits, 8);
}

Test(initrd, the_size_of_a_name_is_that_of_the_name)
{
    static const char *const wrong[] = {"00000000", "00000001", "00000009", "0000000B",
                                        "0000000C"};
    char detail[160];

    for (size_t i = 0; i < HX_COUNT_OF(wrong); i++) {
        use(gnu_newc);
        set_field(11, wrong[i]);
        hx_format(detail, sizeof(detail),
                  "initrd, offset 112: c_namesize is %lu, the name has another",
                  strtoul(wrong[i], NULL, 16));
        expect_fail("x", HX_ERR_CORRUPT, detail);
    }
}

Test(initrd, a_size_is_not_beyond_the_archive)
{
    const char *detail =
        "initrd, offset 112: c_namesize is 4294967295, and 1314 bytes are left";

    use(gnu_newc);
    set_field(11, "FFFFFFFF");
    expect_fail("x", HX_ERR_CORRUPT, detail);
    use(gnu_newc);
    set_field(6, "FFFFFFFF");
    expect_fail(
        "x", HX_ERR_CORRUPT,
        "initrd, offset 112: c_filesize is 4294967295, and 1304 bytes are left");
    use(gnu_newc);
    set_field(6, "00000519");
    expect_fail("x", HX_ERR_CORRUPT,
                "initrd, offset 112: c_filesize is 1305, and 1304 bytes are left");
    use(gnu_newc);
    set_field(6, "00000518");
    expect_fail("x", HX_ERR_CORRUPT, "initrd, offset 1536: it ends without TRAILER!!!");
}

Test(initrd, the_sum_of_what_is_found_is_checked)
{
    char *hello;

    use(gnu_crc);
    hello = archive + 112 + 120;
    cr_assert_eq(memcmp(hello, "hello\n", 6), 0);
    for (size_t at = 0; at < 6; at++) {
        use(gnu_crc);
        hello[at]++;
        expect_fail("hello.txt", HX_ERR_CORRUPT,
                    "initrd, offset 112: c_check is 0000021e, the sum of 'hello.txt' "
                    "is 0000021f");
        expect_text("second", "linked");
    }
    use(gnu_crc);
    set_field(12, "0000021F");
    expect_fail("hello.txt", HX_ERR_CORRUPT,
                "initrd, offset 112: c_check is 0000021f, the sum of 'hello.txt' is "
                "0000021e");

    /* Without a sum there is nothing that it could differ from. */
    use(gnu_newc);
    set_field(12, "0000021F");
    expect_text("hello.txt", "hello\n");
}

Test(initrd, the_sum_of_a_hard_link_is_that_of_its_file)
{
    char *linked;

    use(gnu_crc);
    for (linked = archive; memcmp(linked, "linked", 6) != 0; linked++) {
    }
    linked[5]--;
    expect_fail("first", HX_ERR_CORRUPT,
                "initrd, offset 724: c_check is 00000277, the sum of 'second' is "
                "00000276");
}

/* Where a walk is: in a copy of just that size, as for find_in(). */
struct walk {
    char *copy;
    size_t size;
    size_t position;
};

static struct walk begin_walk(void)
{
    struct walk walk = {.copy = malloc(archive_size), .size = archive_size};

    cr_assert_not_null(walk.copy);
    memcpy(walk.copy, archive, archive_size);
    return walk;
}

static hx_status step(struct walk *walk, struct hx_initrd_entry *entry)
{
    return hx_initrd_next_in((struct hx_bytes){walk->copy, walk->size}, &walk->position,
                             entry);
}

/* `text` is NULL for a folder. */
static void expect_next(struct walk *walk, const char *name, const char *text)
{
    struct hx_initrd_entry entry = {0};
    hx_status status = step(walk, &entry);

    cr_assert_eq(status, HX_OK, "%s: %s", name, hx_fail_detail(status));
    cr_assert_str_eq(entry.name, name);
    cr_assert_eq(entry.is_folder, text == NULL, "%s", name);
    cr_assert_eq(entry.data.size, text != NULL ? strlen(text) : 0, "%s", name);
    if (entry.data.size > 0) {
        cr_assert_eq(memcmp(entry.data.data, text, entry.data.size), 0, "%s", name);
        cr_assert_eq((uintptr_t)entry.data.data % 4, 0, "%s", name);
    }
}

/* Twice: the end stays the end. */
static void expect_walk_end(struct walk *walk)
{
    struct hx_initrd_entry entry = {.name = "untouched"};

    for (int i = 0; i < 2; i++) {
        cr_assert_eq(step(walk, &entry), HX_ERR_NOT_FOUND, "%s", entry.name);
        cr_assert_str_eq(entry.name, "untouched");
    }
    free(walk->copy);
}

static void expect_walk_fail(struct walk *walk, hx_status status, const char *detail)
{
    struct hx_initrd_entry entry = {.name = "untouched"};
    const size_t position = walk->position;

    EXPECT_FAIL(step(walk, &entry), status, detail);
    cr_assert_str_eq(entry.name, "untouched");
    cr_assert_eq(walk->position, position);
}

Test(initrd, a_walk_gives_what_cpio_has_packed)
{
    static const char *const archives[] = {gnu_newc, gnu_crc};

    for (size_t i = 0; i < HX_COUNT_OF(archives); i++) {
        struct hx_initrd_entry entry;
        struct walk walk;

        use(archives[i]);
        walk = begin_walk();
        expect_next(&walk, "hello.txt", "hello\n");
        expect_next(&walk, "sub", NULL);
        cr_assert_eq(step(&walk, &entry), HX_OK);
        cr_assert_str_eq(entry.name, "sub/two.bin");
        cr_assert_eq(entry.data.size, 11);
        cr_assert_eq(memcmp(entry.data.data, "two\0bytes\377\376", 11), 0);
        expect_next(&walk, "empty", "");
        expect_next(&walk, "first", "linked");
        expect_next(&walk, "second", "linked");
        expect_walk_end(&walk);
    }
}

Test(initrd, a_walk_through_the_archive_of_the_machine)
{
    struct hx_initrd_entry entry = {.name = "untouched"};
    size_t position = 0;

    cr_assert_eq(hx_initrd_next(&position, &entry), HX_ERR_NOT_FOUND);
    cr_assert_str_eq(entry.name, "untouched");
    cr_assert_eq(position, 0);
    fake_initrd = (struct hx_bytes){gnu_newc, sizeof(gnu_newc)};
    cr_assert_eq(hx_initrd_next(&position, &entry), HX_OK);
    cr_assert_eq(entry.name, gnu_newc + 112 + HEADER_SIZE, "nothing is copied");
    cr_assert_eq(entry.data.data, gnu_newc + 112 + 120);
}

Test(initrd, a_walk_gives_each_name_once_as_the_last_of_it)
{
    struct walk walk;

    add("a", "first");
    add("b", "other");
    add("./a", "second, longer");
    add("c", "file");
    add_entry(&(struct made){.name = "/c", .mode = DIRECTORY, .nlink = 2});
    add("d", "file, then none");
    add_entry(&(struct made){.name = "d", .mode = SYMBOLIC_LINK, .text = "a"});
    add_entry(&(struct made){.name = "e", .mode = DIRECTORY, .nlink = 2});
    add("e", "folder, then file");
    add_end();
    walk = begin_walk();
    expect_next(&walk, "b", "other");
    expect_next(&walk, "a", "second, longer");
    expect_next(&walk, "c", NULL);
    expect_next(&walk, "e", "folder, then file");
    expect_walk_end(&walk);
}

Test(initrd, a_walk_leaves_out_the_root)
{
    static const char *const roots[] = {".", "./", "/", "././", "./.", "/."};
    struct walk walk;

    for (size_t i = 0; i < HX_COUNT_OF(roots); i++)
        add_entry(&(struct made){.name = roots[i], .mode = DIRECTORY, .nlink = 2});
    add("..", "a name like others, here");
    add_end();
    walk = begin_walk();
    expect_next(&walk, "..", "a name like others, here");
    expect_walk_end(&walk);
}

/* The bytes stay those of the file, also where the name that they came with is gone. */
Test(initrd, a_walk_follows_hard_links)
{
    const struct made bytes = {
        .name = "bytes", .text = "bytes", .mode = REGULAR, .ino = 5, .nlink = 2};
    const struct made link = {.name = "link", .mode = REGULAR, .ino = 5, .nlink = 2};
    struct walk walk;

    add_entry(&link);
    add_entry(&bytes);
    add("bytes", "others");
    add_end();
    walk = begin_walk();
    expect_next(&walk, "link", "bytes");
    expect_next(&walk, "bytes", "others");
    expect_walk_end(&walk);
}

Test(initrd, a_folder_has_no_bytes)
{
    struct walk walk;

    add_entry(&(struct made){
        .name = "a", .mode = DIRECTORY, .nlink = 2, .text = "what nobody reads"});
    add_end();
    walk = begin_walk();
    expect_next(&walk, "a", NULL);
    expect_walk_end(&walk);
}

Test(initrd, a_walk_finds_what_is_corrupt)
{
    struct walk walk;

    /* Behind the entry as well: what follows could be of the same name. */
    add("a", "text");
    add("b", "text");
    archive_size -= 1;
    walk = begin_walk();
    expect_walk_fail(&walk, HX_ERR_CORRUPT,
                     "initrd, offset 116: c_filesize is 4, and 3 bytes are left");
    free(walk.copy);

    archive_size += 1;
    walk = begin_walk();
    expect_walk_fail(&walk, HX_ERR_CORRUPT,
                     "initrd, offset 232: it ends without TRAILER!!!");
    free(walk.copy);

    use(gnu_crc);
    archive[112 + 120]++;
    walk = begin_walk();
    expect_walk_fail(&walk, HX_ERR_CORRUPT,
                     "initrd, offset 112: c_check is 0000021e, the sum of 'hello.txt' "
                     "is 0000021f");
    free(walk.copy);
}

Test(initrd, a_position_is_one_that_was_given)
{
    static const size_t wrong[] = {
        1, 2, 3, 5, GNU_ARCHIVE_SIZE + 1, GNU_ARCHIVE_SIZE + 4, SIZE_MAX, SIZE_MAX - 3};
    struct walk walk;
    char detail[160];

    use(gnu_newc);
    walk = begin_walk();
    for (size_t i = 0; i < HX_COUNT_OF(wrong); i++) {
        walk.position = wrong[i];
        hx_format(detail, sizeof(detail), "no entry of the initrd ends at offset %zu",
                  wrong[i]);
        expect_walk_fail(&walk, HX_ERR_INVALID, detail);
    }
    walk.position = 4;
    expect_walk_fail(&walk, HX_ERR_CORRUPT,
                     "initrd, offset 4: c_magic is not 070701 (made by cpio -H newc), "
                     "nor 070702");
    walk.position = GNU_ARCHIVE_SIZE;
    expect_walk_fail(&walk, HX_ERR_CORRUPT,
                     "initrd, offset 1536: it ends without TRAILER!!!");
    free(walk.copy);
}
