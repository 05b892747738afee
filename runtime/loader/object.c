/* SPDX-License-Identifier: MIT */
/* Each step leaves what it took in the object, and hx_object_close() gives it back. */
#include "object.h"

#include "abi.h"
#include "elf_format.h"
#include "metadata.h"
#include "pages.h"
#include "relocate.h"
#include "signature.h"

#include <helix/fmt.h>
#include <helix/port.h>
#include <helix/status.h>
#include <helix/string.h>

/* Generated names begin with one of these, then comes the interface's C identifier. */
static const char *const interface_prefixes[] = {
    "hxg_interface_", "hxg_absent_slot_", "hxg_absent_", "hxg_late_", "hx_primary_",
};

static char c_character(char c)
{
    const bool fits =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

    return fits ? c : '_';
}

/* Is `text` the C identifier of the interface, alone or with more behind a `_`? */
static bool begins_with(const char *text, const struct hx_abi_interface *interface)
{
    size_t i = 0;

    for (; i < interface->name_size; i++)
        if (text[i] != c_character(interface->name[i]))
            return false;
    return text[i] == '\0' || text[i] == '_';
}

static bool is_of_declared_interface(const struct hx_object *object, const char *name)
{
    for (size_t i = 0; i < HX_COUNT_OF(interface_prefixes); i++) {
        const char *prefix = interface_prefixes[i];
        const size_t length = strlen(prefix);
        struct hx_abi_interface at = {.name = NULL};

        if (strncmp(name, prefix, length) != 0)
            continue;
        while (hx_abi_next_interface(object->abi, &at))
            if (begins_with(name + length, &at))
                return true;
    }
    return false;
}

/* The export table, without the interfaces that the object does not declare. */
static uintptr_t resolve(void *arg, const char *name)
{
    const struct hx_object *object = arg;
    const uint32_t index = hx_hash_find(&object->loading->names, name);
    const struct hx_export *found;

    if (index == HX_HASH_NONE)
        return 0;
    found = &object->loading->exports[index];
    if (found->signature == NULL && !is_of_declared_interface(object, name))
        return 0;
    return found->address;
}

/*
 * The text is read before the relocation, which could write to it, so it has to lie
 * where that does not write; and it has to end there, at the latest with its symbol.
 */
static hx_status find_abi(struct hx_object *object)
{
    const struct hx_elf *elf = &object->elf;
    uintptr_t address = 0;
    size_t size = 0;
    hx_status status =
        hx_elf_find_sized(elf, object->memory, "hxm_abi", &address, &size);

    if (status != HX_OK)
        return hx_fail(HX_ERR_LOAD, "no module for Helix: it does not define hxm_abi");
    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct hx_elf_segment *segment = &elf->segments[i];
        const size_t offset = address - (uintptr_t)object->memory - segment->address;
        const char *text = (const char *)address;

        if (segment->rights == HX_ELF_READ_WRITE || offset >= segment->file_size ||
            size > segment->file_size - offset || size == 0 || text[size - 1] != '\0')
            continue;
        object->abi = text;
        return HX_OK;
    }
    return hx_fail(HX_ERR_LOAD, "hxm_abi is not a text in what is only read");
}

static hx_status find_module(struct hx_object *object)
{
    uintptr_t address = 0;
    hx_status status =
        hx_elf_find(&object->elf, object->memory, "hxm_module", &address);

    if (status != HX_OK)
        return hx_fail(HX_ERR_LOAD,
                       "no module for Helix: it does not define hxm_module");
    object->module = (const struct hx_module *)address;
    return hx_metadata_check(object);
}

/*
 * Linkers write the section headers last. Nothing here reads them, but where there are
 * some, a file that was cut off or has lost the end of its trailer does not end with
 * them.
 */
static hx_status check_end(struct hx_bytes elf)
{
    const struct elf_header *header = elf.data;
    const uint64_t size = (uint64_t)header->e_shnum * header->e_shentsize;

    if (header->e_shoff == 0 || elf.size - header->e_shoff == size)
        return HX_OK;
    return hx_fail(HX_ERR_LOAD,
                   "the ELF part has %zu bytes, and its section headers, which come "
                   "last, end at %llu: it is cut off, or has something behind it",
                   elf.size, (unsigned long long)(header->e_shoff + size));
}

static hx_status place(struct hx_bytes file, struct hx_object *object)
{
    struct hx_bytes elf;
    hx_status status = hx_signature_strip(file, object->loading->key, &elf);

    if (status == HX_OK)
        status = hx_elf_check(elf.data, elf.size, &object->elf);
    if (status == HX_OK)
        status = check_end(elf);
    if (status == HX_OK)
        status = hx_pages_take_unfilled(object->elf.span, &object->memory);
    if (status == HX_OK)
        status = hx_elf_place(&object->elf, elf.data, object->memory, object->elf.span);
    return status;
}

static hx_status link_object(struct hx_object *object)
{
    hx_status status = find_abi(object);

    if (status == HX_OK)
        status = hx_abi_check(object->abi, object->loading, hx_port_name);
    if (status == HX_OK)
        status = hx_elf_relocate(&object->elf, object->memory, resolve, object);
    if (status == HX_OK)
        status = find_module(object);
    return status;
}

hx_status hx_object_open(struct hx_bytes file, const struct hx_loading *loading,
                         struct hx_object *object)
{
    struct hx_object opened = {.loading = loading};
    void *copy = NULL;
    hx_status status;

    if (file.size == 0)
        return hx_fail(HX_ERR_LOAD, "the file is empty");
    status = hx_pages_take_unfilled(file.size, &copy);
    if (status != HX_OK)
        return status;
    memcpy(copy, file.data, file.size);
    status = place((struct hx_bytes){copy, file.size}, &opened);
    hx_pages_give(copy, file.size);
    if (status == HX_OK)
        status = link_object(&opened);
    if (status != HX_OK) {
        hx_object_close(&opened);
        return status;
    }
    *object = opened;
    return HX_OK;
}

static enum hx_port_rights port_rights(enum hx_elf_rights rights)
{
    switch (rights) {
    case HX_ELF_READ_EXECUTE:
        return HX_PORT_READ_EXECUTE;
    case HX_ELF_READ_WRITE:
        return HX_PORT_READ_WRITE;
    default:
        return HX_PORT_READ;
    }
}

hx_status hx_object_seal(struct hx_object *object)
{
    struct hx_elf_range range = {0};

    object->sealed = true;
    while (hx_elf_rights(&object->elf, &range)) {
        unsigned char *start = (unsigned char *)object->memory + range.start;

        if (range.rights != HX_ELF_READ_WRITE &&
            !hx_port_protect(start, range.size, port_rights(range.rights)))
            return hx_fail(HX_ERR_NO_SPACE,
                           "no memory for the rights of %u bytes of pages",
                           (unsigned)range.size);
    }
    return HX_OK;
}

void hx_object_close(struct hx_object *object)
{
    if (object->memory == NULL)
        return;
    if (object->sealed)
        (void)hx_port_protect(object->memory, object->elf.span, HX_PORT_READ_WRITE);
    hx_pages_give(object->memory, object->elf.span);
    *object = (struct hx_object){.memory = NULL};
}

bool hx_object_has_code(const struct hx_object *object, uintptr_t address)
{
    for (uint32_t i = 0; i < object->elf.segment_count; i++) {
        const struct hx_elf_segment *segment = &object->elf.segments[i];
        const uintptr_t start = (uintptr_t)object->memory + segment->address;

        if (segment->rights == HX_ELF_READ_EXECUTE &&
            address - start < segment->memory_size)
            return true;
    }
    return false;
}
