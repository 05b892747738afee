/* SPDX-License-Identifier: MIT */
/*
 * An entry is a header of text, a name and the file's bytes; the latter two end at a
 * multiple of 4. An entry is read as a whole and checked before anything of it is used;
 * what decides is the last of a name, so all of them are read.
 */
#include <helix/initrd.h>
#include <helix/port.h>
#include <helix/status.h>
#include <helix/string.h>

#define MAGIC_SIZE 6
#define FIELD_SIZE 8
#define HEADER_SIZE (MAGIC_SIZE + FIELD_COUNT * FIELD_SIZE)
#define ALIGNMENT 4
#define LAST_NAME "TRAILER!!!"

#define MODE_TYPE UINT32_C(0170000)
#define MODE_REGULAR UINT32_C(0100000)
#define MODE_FOLDER UINT32_C(0040000)

/* In the header's order. */
enum field {
    FIELD_INO,
    FIELD_MODE,
    FIELD_UID,
    FIELD_GID,
    FIELD_NLINK,
    FIELD_MTIME,
    FIELD_FILESIZE,
    FIELD_DEVMAJOR,
    FIELD_DEVMINOR,
    FIELD_RDEVMAJOR,
    FIELD_RDEVMINOR,
    FIELD_NAMESIZE,
    FIELD_CHECK,
    FIELD_COUNT,
};

/* As cpio(5) calls them. */
static const char *const field_names[FIELD_COUNT] = {
    "c_ino",       "c_mode",     "c_uid",      "c_gid",      "c_nlink",
    "c_mtime",     "c_filesize", "c_devmajor", "c_devminor", "c_rdevmajor",
    "c_rdevminor", "c_namesize", "c_check",
};

struct entry {
    size_t offset; /* in the archive; so are its `end` and what failures name */
    size_t end;    /* where the next one begins */
    uint32_t fields[FIELD_COUNT];
    bool summed; /* c_check is the sum of its bytes */
    const char *name;
    struct hx_bytes data;
};

/* Is it the one that is looked for? */
typedef bool (*wanted_fn)(const struct entry *entry, const void *about);

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

static bool read_field(const char *text, uint32_t *value)
{
    uint32_t number = 0;

    for (size_t i = 0; i < FIELD_SIZE; i++) {
        int digit = digit_value(text[i]);

        if (digit < 0)
            return false;
        number = number << 4 | (uint32_t)digit;
    }
    *value = number;
    return true;
}

/* How many bytes behind `size` the next multiple of the alignment is. */
static size_t padding(size_t size)
{
    return (size_t)(0 - size) & (ALIGNMENT - 1);
}

/* `left` bytes are there from the header on. */
static hx_status read_header(const char *header, size_t left, struct entry *entry)
{
    if (left == 0)
        return hx_fail(HX_ERR_CORRUPT, "initrd, offset %zu: it ends without " LAST_NAME,
                       entry->offset);
    if (left < HEADER_SIZE)
        return hx_fail(HX_ERR_CORRUPT,
                       "initrd, offset %zu: a header has %d bytes, %zu are left",
                       entry->offset, (int)HEADER_SIZE, left);
    entry->summed = memcmp(header, "070702", MAGIC_SIZE) == 0;
    if (!entry->summed && memcmp(header, "070701", MAGIC_SIZE) != 0)
        return hx_fail(HX_ERR_CORRUPT,
                       "initrd, offset %zu: c_magic is not 070701 (made by cpio -H "
                       "newc), nor 070702",
                       entry->offset);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (!read_field(header + MAGIC_SIZE + i * FIELD_SIZE, &entry->fields[i]))
            return hx_fail(HX_ERR_CORRUPT,
                           "initrd, offset %zu: %s is not %d hexadecimal digits",
                           entry->offset, field_names[i], FIELD_SIZE);
    return HX_OK;
}

/*
 * Checks that the `used` bytes behind which it lies, what `field` gives the size of,
 * and its padding are within the `left` bytes from the header on; then `end` is where
 * it ends, padding included.
 */
static hx_status check_size(const struct entry *entry, enum field field, size_t used,
                            size_t left, size_t *end)
{
    const uint32_t size = entry->fields[field];

    if (size > left - used || padding(used + size) > left - used - size)
        return hx_fail(HX_ERR_CORRUPT,
                       "initrd, offset %zu: %s is %u, and %zu bytes are left",
                       entry->offset, field_names[field], (unsigned)size, left - used);
    *end = used + size + padding(used + size);
    return HX_OK;
}

static hx_status check_name(const struct entry *entry)
{
    const uint32_t size = entry->fields[FIELD_NAMESIZE];

    if (size == 0 || entry->name[size - 1] != '\0' || strlen(entry->name) != size - 1)
        return hx_fail(HX_ERR_CORRUPT,
                       "initrd, offset %zu: c_namesize is %u, the name has another",
                       entry->offset, (unsigned)size);
    return HX_OK;
}

/* `offset` is not beyond the archive, and a multiple of the alignment. */
static hx_status read_entry(struct hx_bytes archive, size_t offset, struct entry *entry)
{
    const char *header = (const char *)archive.data + offset;
    const size_t left = archive.size - offset;
    size_t data = 0;
    size_t end = 0;
    hx_status status;

    entry->offset = offset;
    status = read_header(header, left, entry);
    if (status == HX_OK)
        status = check_size(entry, FIELD_NAMESIZE, HEADER_SIZE, left, &data);
    if (status != HX_OK)
        return status;
    entry->name = header + HEADER_SIZE;
    status = check_name(entry);
    if (status == HX_OK)
        status = check_size(entry, FIELD_FILESIZE, data, left, &end);
    if (status != HX_OK)
        return status;
    entry->data = (struct hx_bytes){header + data, entry->fields[FIELD_FILESIZE]};
    entry->end = offset + end;
    return HX_OK;
}

/*
 * Puts the last entry from `offset` on that is `wanted` into `found`, whose name stays
 * NULL if there is none.
 */
static hx_status find_last(struct hx_bytes archive, size_t offset, wanted_fn wanted,
                           const void *about, struct entry *found)
{
    struct entry entry = {.end = offset};
    hx_status status;

    found->name = NULL;
    for (;;) {
        status = read_entry(archive, entry.end, &entry);
        if (status != HX_OK)
            return status;
        if (strcmp(entry.name, LAST_NAME) == 0)
            return HX_OK;
        if (wanted(&entry, about))
            *found = entry;
    }
}

static bool is_regular(const struct entry *entry)
{
    return (entry->fields[FIELD_MODE] & MODE_TYPE) == MODE_REGULAR;
}

static bool is_folder(const struct entry *entry)
{
    return (entry->fields[FIELD_MODE] & MODE_TYPE) == MODE_FOLDER;
}

static const char *skip_root(const char *name)
{
    for (;;) {
        if (name[0] == '/')
            name++;
        else if (name[0] == '.' && name[1] == '/')
            name += 2;
        else
            return name;
    }
}

static bool has_name(const struct entry *entry, const void *about)
{
    return strcmp(skip_root(entry->name), about) == 0;
}

/* Is it another name of the same file, and the one that has the bytes? */
static bool has_bytes_of(const struct entry *entry, const void *about)
{
    const struct entry *other = about;

    return entry->data.size > 0 && is_regular(entry) &&
           entry->fields[FIELD_NLINK] > 1 &&
           entry->fields[FIELD_INO] == other->fields[FIELD_INO] &&
           entry->fields[FIELD_DEVMAJOR] == other->fields[FIELD_DEVMAJOR] &&
           entry->fields[FIELD_DEVMINOR] == other->fields[FIELD_DEVMINOR];
}

static hx_status check_sum(const struct entry *entry)
{
    const uint8_t *bytes = entry->data.data;
    uint32_t sum = 0;

    if (!entry->summed)
        return HX_OK;
    for (size_t i = 0; i < entry->data.size; i++)
        sum += bytes[i];
    if (sum != entry->fields[FIELD_CHECK])
        return hx_fail(HX_ERR_CORRUPT,
                       "initrd, offset %zu: c_check is %08x, the sum of '%s' is %08x",
                       entry->offset, (unsigned)entry->fields[FIELD_CHECK], entry->name,
                       (unsigned)sum);
    return HX_OK;
}

/*
 * Of a file with several names cpio writes the bytes once, with the last of them. Puts
 * the entry that has those of `entry`, which may be itself, into `source`; its sum is
 * right.
 */
static hx_status find_bytes(struct hx_bytes archive, const struct entry *entry,
                            struct entry *source)
{
    hx_status status;

    source->name = NULL;
    if (entry->data.size == 0 && entry->fields[FIELD_NLINK] > 1) {
        status = find_last(archive, 0, has_bytes_of, entry, source);
        if (status != HX_OK)
            return status;
    }
    if (source->name == NULL)
        *source = *entry;
    return check_sum(source);
}

hx_status hx_initrd_find_in(struct hx_bytes archive, const char *name,
                            struct hx_bytes *file)
{
    struct entry found;
    struct entry source;
    hx_status status;

    name = skip_root(name);
    status = find_last(archive, 0, has_name, name, &found);
    if (status != HX_OK)
        return status;
    if (found.name == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "the initrd has no file '%s'", name);
    if (!is_regular(&found))
        return hx_fail(HX_ERR_NOT_FOUND, "'%s' in the initrd is not a regular file",
                       name);
    status = find_bytes(archive, &found, &source);
    if (status == HX_OK)
        *file = source.data;
    return status;
}

hx_status hx_initrd_find(const char *name, struct hx_bytes *file)
{
    struct hx_bytes archive = hx_port_initrd();

    if (archive.size == 0)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no initrd to find '%s' in", name);
    return hx_initrd_find_in(archive, name, file);
}

static bool is_root(const struct entry *entry)
{
    const char *name = skip_root(entry->name);

    return name[0] == '\0' || (name[0] == '.' && name[1] == '\0');
}

/* Puts the entry into `given`, if it is one to be given. */
static hx_status give(struct hx_bytes archive, const struct entry *entry,
                      struct hx_initrd_entry *given, bool *is_given)
{
    const char *name = skip_root(entry->name);
    struct entry other;
    hx_status status;

    *is_given = false;
    if (is_root(entry) || (!is_regular(entry) && !is_folder(entry)))
        return HX_OK;
    status = find_last(archive, entry->end, has_name, name, &other);
    if (status != HX_OK || other.name != NULL)
        return status;
    other = *entry;
    if (is_regular(entry))
        status = find_bytes(archive, entry, &other);
    if (status != HX_OK)
        return status;
    given->name = name;
    given->is_folder = is_folder(entry);
    given->data = given->is_folder ? (struct hx_bytes){NULL, 0} : other.data;
    *is_given = true;
    return HX_OK;
}

hx_status hx_initrd_next_in(struct hx_bytes archive, size_t *position,
                            struct hx_initrd_entry *entry)
{
    struct entry at = {.end = *position};
    bool is_given = false;

    if (at.end > archive.size || padding(at.end) != 0)
        return hx_fail(HX_ERR_INVALID, "no entry of the initrd ends at offset %zu",
                       at.end);
    while (!is_given) {
        hx_status status = read_entry(archive, at.end, &at);

        if (status != HX_OK)
            return status;
        if (strcmp(at.name, LAST_NAME) == 0)
            return HX_ERR_NOT_FOUND;
        status = give(archive, &at, entry, &is_given);
        if (status != HX_OK)
            return status;
    }
    *position = at.end;
    return HX_OK;
}

hx_status hx_initrd_next(size_t *position, struct hx_initrd_entry *entry)
{
    struct hx_bytes archive = hx_port_initrd();

    if (archive.size == 0)
        return HX_ERR_NOT_FOUND;
    return hx_initrd_next_in(archive, position, entry);
}
