/* SPDX-License-Identifier: MIT */
/*
 * Archives as libFuzzer damages them, read by the loader and by a second reader that
 * first makes a list of all entries. Both have to say the same of every name in it.
 */
#include "../../runtime/loader/initrd.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct hx_bytes archive = {data, size};
    static struct list list;
    struct hx_bytes file = {NULL, 77};
    hx_status status = hx_initrd_find_in(archive, "a", &file);

    if (status != HX_OK)
        require(strcmp(hx_fail_detail(status), hx_status_text(status)) != 0,
                "a detail says why");
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
    return 0;
}
