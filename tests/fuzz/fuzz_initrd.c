/* SPDX-License-Identifier: MIT */
/*
 * Archives as libFuzzer damages them, read by the runtime and by a second reader that
 * first makes a list of all entries. Both have to say the same of every name in it, and
 * of the order in which the files are given.
 */
#include <helix/initrd.h>
#include <helix/port.h>
#include <helix/status.h>

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_SIZE 110
#define ENTRY_MAX 64 /* of more, the list is not made */
#define FIELD_COUNT 13

enum field {
    INO = 0,
    MODE = 1,
    NLINK = 4,
    FILE_SIZE = 6,
    MAJOR = 7,
    MINOR = 8,
    NAME_SIZE = 11,
    CHECK = 12,
};

struct entry {
    unsigned long fields[FIELD_COUNT];
    bool summed;
    const char *name;
    const unsigned char *bytes;
};

struct list {
    size_t count;
    bool good;      /* up to the entry that ends it */
    bool truncated; /* there are more than ENTRY_MAX */
    struct entry entries[ENTRY_MAX];
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct hx_bytes hx_port_initrd(void)
{
    return (struct hx_bytes){NULL, 0};
}

static void require(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "fuzz_initrd: not so: %s\n", what);
    abort();
}

static bool read_number(const uint8_t *text, unsigned long *number)
{
    char digits[9] = {0};

    memcpy(digits, text, 8);
    for (int i = 0; i < 8; i++)
        if (!isxdigit((unsigned char)digits[i]))
            return false;
    *number = strtoul(digits, NULL, 16);
    return true;
}

static unsigned long round_up(unsigned long offset)
{
    return (offset + 3) / 4 * 4;
}

/* Returns where the next entry begins, or 0 if this one is wrong. */
static unsigned long read_entry(const uint8_t *data, size_t size, unsigned long at,
                                struct entry *entry)
{
    unsigned long bytes;
    unsigned long end;

    if (at + HEADER_SIZE > size || memcmp(data + at, "07070", 5) != 0 ||
        (data[at + 5] != '1' && data[at + 5] != '2'))
        return 0;
    entry->summed = data[at + 5] == '2';
    for (unsigned i = 0; i < FIELD_COUNT; i++)
        if (!read_number(data + at + 6 + 8 * i, &entry->fields[i]))
            return 0;
    bytes = round_up(at + HEADER_SIZE + entry->fields[NAME_SIZE]);
    end = round_up(bytes + entry->fields[FILE_SIZE]);
    if (bytes > size || end > size)
        return 0;
    entry->name = (const char *)data + at + HEADER_SIZE;
    entry->bytes = data + bytes;
    if (strnlen(entry->name, entry->fields[NAME_SIZE]) + 1 != entry->fields[NAME_SIZE])
        return 0;
    return end;
}

static void make_list(const uint8_t *data, size_t size, struct list *list)
{
    unsigned long at = 0;

    for (list->count = 0; list->count < ENTRY_MAX; list->count++) {
        struct entry *entry = &list->entries[list->count];

        at = read_entry(data, size, at, entry);
        list->good = at != 0 && strcmp(entry->name, "TRAILER!!!") == 0;
        if (at == 0 || list->good)
            return;
    }
    list->truncated = true;
}

static const char *strip(const char *name)
{
    while (*name == '/' || strncmp(name, "./", 2) == 0)
        name += *name == '/' ? 1 : 2;
    return name;
}

static bool is_regular(const struct entry *entry)
{
    return entry->fields[MODE] / 010000 % 16 == 8;
}

static bool is_sum_good(const struct entry *entry)
{
    unsigned long sum = 0;

    for (unsigned long i = 0; i < entry->fields[FILE_SIZE]; i++)
        sum += entry->bytes[i];
    return !entry->summed || (sum & 0xffffffff) == entry->fields[CHECK];
}

/* The entry that has the bytes of `entry`: itself, or of its hard links the last. */
static const struct entry *follow(const struct list *list, const struct entry *entry)
{
    if (entry->fields[FILE_SIZE] > 0 || entry->fields[NLINK] < 2)
        return entry;
    for (size_t i = list->count; i-- > 0;) {
        const struct entry *other = &list->entries[i];

        if (other->fields[FILE_SIZE] > 0 && other->fields[NLINK] > 1 &&
            is_regular(other) && other->fields[INO] == entry->fields[INO] &&
            other->fields[MAJOR] == entry->fields[MAJOR] &&
            other->fields[MINOR] == entry->fields[MINOR])
            return other;
    }
    return entry;
}

static void check_name(struct hx_bytes archive, const struct list *list,
                       const char *name)
{
    const struct entry *wanted = NULL;
    struct hx_bytes file = {NULL, 77};
    hx_status status = hx_initrd_find_in(archive, name, &file);

    for (size_t i = list->count; i-- > 0 && wanted == NULL;)
        if (strcmp(strip(list->entries[i].name), strip(name)) == 0)
            wanted = &list->entries[i];
    if (wanted == NULL || !is_regular(wanted)) {
        require(status == HX_ERR_NOT_FOUND, "there is no such file");
    } else if (!is_sum_good(follow(list, wanted))) {
        require(status == HX_ERR_CORRUPT, "the sum is wrong");
    } else {
        require(status == HX_OK, "the file is found");
        wanted = follow(list, wanted);
        require(file.data == wanted->bytes, "at its place");
        require(file.size == wanted->fields[FILE_SIZE], "with its size");
    }
    require(status == HX_OK || file.size == 77, "a failure finds nothing");
}

/* Whether unpacking leaves a file or folder of entry number `i`. */
static bool is_left(const struct list *list, size_t i)
{
    const struct entry *entry = &list->entries[i];
    const char *name = strip(entry->name);

    if (*name == '\0' || strcmp(name, ".") == 0)
        return false;
    for (size_t k = i + 1; k < list->count; k++)
        if (strcmp(strip(list->entries[k].name), name) == 0)
            return false;
    return is_regular(entry) || entry->fields[MODE] / 010000 % 16 == 4;
}

/* The list is good: the same is given one by one, up to the first sum that is wrong. */
static void check_walk(struct hx_bytes archive, const struct list *list)
{
    size_t position = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct hx_initrd_entry given = {.name = "untouched"};
        const struct entry *wanted = &list->entries[i];
        const size_t before = position;
        hx_status status;

        if (!is_left(list, i))
            continue;
        status = hx_initrd_next_in(archive, &position, &given);
        if (is_regular(wanted) && !is_sum_good(follow(list, wanted))) {
            require(status == HX_ERR_CORRUPT, "the walk finds the wrong sum");
            require(position == before, "the walk stays there");
            require(strcmp(given.name, "untouched") == 0, "and gives nothing");
            return;
        }
        require(status == HX_OK, "the walk gives what is left");
        require(given.name == strip(wanted->name), "in its order");
        require(given.is_folder == !is_regular(wanted), "as what it is");
        if (is_regular(wanted)) {
            wanted = follow(list, wanted);
            require(given.data.data == wanted->bytes, "with its bytes");
            require(given.data.size == wanted->fields[FILE_SIZE], "all of them");
        } else {
            require(given.data.size == 0, "without bytes");
        }
    }
    require(hx_initrd_next_in(archive, &position, &(struct hx_initrd_entry){0}) ==
                HX_ERR_NOT_FOUND,
            "the walk has an end");
}

/* No number that is passed as a position leads out of the archive. */
static void walk_from_anywhere(struct hx_bytes archive, size_t position)
{
    struct hx_initrd_entry entry;

    while (hx_initrd_next_in(archive, &position, &entry) == HX_OK)
        require(position <= archive.size, "the position is inside");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct hx_bytes archive = {data, size};
    static struct list list;
    struct hx_bytes file = {NULL, 77};
    hx_status status = hx_initrd_find_in(archive, "a", &file);

    if (status != HX_OK)
        require(strcmp(hx_fail_detail(status), hx_status_text(status)) != 0,
                "a detail says why");
    walk_from_anywhere(archive, 0);
    if (size > 0)
        walk_from_anywhere(archive, (size_t)data[size - 1] * 4);
    list.truncated = false;
    make_list(data, size, &list);
    if (list.truncated)
        return 0;
    if (!list.good) {
        require(status == HX_ERR_CORRUPT, "what is wrong is found wrong");
        return 0;
    }
    check_name(archive, &list, "a");
    for (size_t i = 0; i < list.count; i++)
        check_name(archive, &list, list.entries[i].name);
    check_walk(archive, &list);
    return 0;
}
