/* SPDX-License-Identifier: MIT */
#include "elf_check.h"

#include <helix/status.h>

/* More than any linker makes. */
#define PROGRAM_HEADER_MAX 32

/* A program header, and where it stands, for details. */
struct entry {
    uint32_t index;
    const char *type;
    const struct elf_program_header *header;
};

/* What a field is, whether that is good, and in words what it should be. */
struct rule {
    const char *field;
    uint64_t value;
    bool holds;
    const char *expected;
    uint64_t bound;
};

/* Refuses the first rule that does not hold: a rule may rely on those before it. */
static hx_status check_rules(const struct entry *entry, const struct rule *rules,
                             size_t count)
{
    for (const struct rule *rule = rules; rule < rules + count; rule++)
        if (!rule->holds)
            return hx_fail(HX_ERR_LOAD,
                           "%s (program header %u): %s is %#llx, expected %s %#llx",
                           entry->type, (unsigned)entry->index, rule->field,
                           (unsigned long long)rule->value, rule->expected,
                           (unsigned long long)rule->bound);
    return HX_OK;
}

const struct hx_elf_segment *hx_elf_segment_of(const struct hx_elf *elf,
                                               uint64_t address, uint64_t size)
{
    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct hx_elf_segment *segment = &elf->segments[i];
        const uint64_t inside = address - segment->address; /* else it is huge */

        if (inside < segment->file_size && size <= segment->file_size - inside)
            return segment;
    }
    return NULL;
}

static bool read_rights(uint32_t flags, enum hx_elf_rights *rights)
{
    switch (flags) {
    case PF_R:
        *rights = HX_ELF_READ;
        return true;
    case PF_R | PF_X:
        *rights = HX_ELF_READ_EXECUTE;
        return true;
    case PF_R | PF_W:
        *rights = HX_ELF_READ_WRITE;
        return true;
    default:
        return false;
    }
}

static hx_status check_load(const struct elf_reading *reading,
                            const struct entry *entry)
{
    const struct hx_elf *elf = &reading->elf;
    const struct elf_program_header *header = entry->header;
    const uint64_t address = header->p_vaddr;
    const uint64_t offset = header->p_offset;
    const uint64_t align = header->p_align;
    const uint64_t left = reading->size - offset;
    const bool empty = header->p_memsz == 0;
    const struct rule rules[] = {
        {"p_vaddr", address, address <= HX_ELF_SPAN_MAX, "at most", HX_ELF_SPAN_MAX},
        {"p_memsz", header->p_memsz, header->p_memsz <= HX_ELF_SPAN_MAX - address,
         "with p_vaddr at most", HX_ELF_SPAN_MAX},
        {"p_filesz", header->p_filesz, header->p_filesz <= header->p_memsz,
         "at most p_memsz,", header->p_memsz},
        {"p_offset", offset, offset <= reading->size, "at most the object's size,",
         reading->size},
        {"p_filesz", header->p_filesz, header->p_filesz <= left,
         "at most what the object has from p_offset on,", left},
        {"p_align", align, align != 0 && (align & (align - 1)) == 0,
         "a power of two, like", HX_ELF_PAGE_SIZE},
        {"p_align", align, align <= HX_ELF_PAGE_SIZE, "at most", HX_ELF_PAGE_SIZE},
        {"p_offset", offset, (offset - address) % HX_ELF_PAGE_SIZE == 0,
         "at the same place of a page as p_vaddr,", address},
        {"p_vaddr", address, empty || elf_page_down(address) >= elf->span,
         "behind the pages of the segment before, from", elf->span},
        {"the count of segments", elf->segment_count + 1,
         empty || elf->segment_count < HX_ELF_SEGMENT_MAX, "at most",
         HX_ELF_SEGMENT_MAX},
    };

    return check_rules(entry, rules, HX_COUNT_OF(rules));
}

static hx_status add_segment(struct elf_reading *reading, const struct entry *entry)
{
    const struct elf_program_header *header = entry->header;
    struct hx_elf *elf = &reading->elf;
    struct hx_elf_segment *segment;
    enum hx_elf_rights rights;
    hx_status status = check_load(reading, entry);

    if (status != HX_OK)
        return status;
    if (!read_rights(header->p_flags, &rights))
        return hx_fail(HX_ERR_LOAD,
                       "%s (program header %u): p_flags is %#x, expected %#x (R), %#x "
                       "(R and X) or %#x (R and W)",
                       entry->type, (unsigned)entry->index, (unsigned)header->p_flags,
                       (unsigned)PF_R, (unsigned)(PF_R | PF_X),
                       (unsigned)(PF_R | PF_W));
    /* GNU ld makes empty ones, on pages of others. */
    if (header->p_memsz == 0)
        return HX_OK;
    segment = &elf->segments[elf->segment_count++];
    segment->address = (uint32_t)header->p_vaddr;
    segment->memory_size = (uint32_t)header->p_memsz;
    segment->offset = (uint32_t)header->p_offset;
    segment->file_size = (uint32_t)header->p_filesz;
    segment->rights = rights;
    elf->span = (uint32_t)elf_page_up(header->p_vaddr + header->p_memsz);
    return HX_OK;
}

static hx_status set_dynamic(struct elf_reading *reading, const struct entry *entry)
{
    const struct elf_program_header *header = entry->header;
    const struct hx_elf_segment *segment =
        hx_elf_segment_of(&reading->elf, header->p_vaddr, header->p_filesz);
    const uint64_t offset =
        segment == NULL ? 0 : segment->offset + (header->p_vaddr - segment->address);
    const struct rule rules[] = {
        {"p_vaddr", header->p_vaddr, segment != NULL,
         "in a PT_LOAD, and so in the file, with a p_filesz of", header->p_filesz},
        {"p_vaddr", header->p_vaddr,
         header->p_vaddr % _Alignof(struct elf_dynamic) == 0, "a multiple of",
         _Alignof(struct elf_dynamic)},
        {"p_offset", header->p_offset, header->p_offset == offset,
         "where p_vaddr is in the file,", offset},
    };

    hx_status status = check_rules(entry, rules, HX_COUNT_OF(rules));

    if (status != HX_OK)
        return status;
    reading->dynamic = (const void *)(reading->data + offset);
    reading->dynamic_count = header->p_filesz / sizeof(struct elf_dynamic);
    return HX_OK;
}

/*
 * The linker rounds RELRO up to whole pages: it may end behind its segment, and begin
 * in the middle of a page of which the rest is not written either.
 */
static hx_status set_relro(struct hx_elf *elf, const struct entry *entry)
{
    const uint64_t address = entry->header->p_vaddr;
    const uint64_t size = entry->header->p_memsz;

    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct hx_elf_segment *segment = &elf->segments[i];
        const uint64_t inside = address - segment->address; /* else it is huge */
        const uint64_t end =
            elf_page_up((uint64_t)segment->address + segment->memory_size);

        if (segment->rights != HX_ELF_READ_WRITE || inside >= end - segment->address ||
            size > end - address)
            continue;
        elf->relro_end = (uint32_t)elf_page_down(address + size);
        elf->relro_start = (uint32_t)elf_page_down(address);
        if (elf->relro_start == elf->relro_end)
            elf->relro_start = elf->relro_end = 0;
        return HX_OK;
    }
    return hx_fail(HX_ERR_LOAD,
                   "%s (program header %u): p_vaddr is %#llx, expected in the pages of "
                   "a writable PT_LOAD with a p_memsz of %#llx",
                   entry->type, (unsigned)entry->index, (unsigned long long)address,
                   (unsigned long long)size);
}

/* What the type of a program header means here. */
struct type_rule {
    uint32_t type;
    const char *name;
    const char *refusal; /* NULL: taken, or without meaning for loading */
};

static const struct type_rule *find_type(uint32_t type)
{
    static const struct type_rule rules[] = {
        {PT_LOAD, "PT_LOAD", NULL},
        {PT_DYNAMIC, "PT_DYNAMIC", NULL},
        {PT_GNU_RELRO, "PT_GNU_RELRO", NULL},
        {PT_GNU_STACK, "PT_GNU_STACK", NULL},
        {PT_NULL, "PT_NULL", NULL},
        {PT_NOTE, "PT_NOTE", NULL},
        {PT_PHDR, "PT_PHDR", NULL},
        {PT_GNU_EH_FRAME, "PT_GNU_EH_FRAME", NULL},
        {PT_GNU_PROPERTY, "PT_GNU_PROPERTY", NULL},
        {PT_INTERP, "PT_INTERP",
         "this is a program, which asks for another to load it"},
        {PT_TLS, "PT_TLS", "a module has no thread-local variables"},
        {PT_SHLIB, "PT_SHLIB", "it has no defined meaning"},
    };

    for (size_t i = 0; i < HX_COUNT_OF(rules); i++)
        if (rules[i].type == type)
            return &rules[i];
    return NULL;
}

/* What is looked at when all segments are known. Without header: there is none. */
struct later {
    struct entry dynamic;
    struct entry relro;
};

static hx_status keep(struct entry *later, const struct entry *entry)
{
    if (later->header != NULL)
        return hx_fail(HX_ERR_LOAD, "%s (program header %u): expected only one",
                       entry->type, (unsigned)entry->index);
    *later = *entry;
    return HX_OK;
}

static hx_status read_program_header(struct elf_reading *reading, struct later *later,
                                     uint32_t index,
                                     const struct elf_program_header *header)
{
    const struct type_rule *rule = find_type(header->p_type);
    struct entry entry = {.index = index, .header = header};

    if (rule == NULL)
        return hx_fail(HX_ERR_LOAD, "program header %u: p_type %#x is not known",
                       (unsigned)index, (unsigned)header->p_type);
    entry.type = rule->name;
    if (rule->refusal != NULL)
        return hx_fail(HX_ERR_LOAD, "%s (program header %u): %s", entry.type,
                       (unsigned)index, rule->refusal);
    switch (header->p_type) {
    case PT_LOAD:
        return add_segment(reading, &entry);
    case PT_DYNAMIC:
        return keep(&later->dynamic, &entry);
    case PT_GNU_RELRO:
        return keep(&later->relro, &entry);
    case PT_GNU_STACK:
        if ((header->p_flags & PF_X) != 0)
            return hx_fail(HX_ERR_LOAD,
                           "%s (program header %u): p_flags is %#x, expected no %#x: "
                           "a module runs on the kernel's stack",
                           entry.type, (unsigned)index, (unsigned)header->p_flags,
                           (unsigned)PF_X);
        return HX_OK;
    default:
        return HX_OK;
    }
}

hx_status hx_elf_check_segments(struct elf_reading *reading,
                                const struct elf_header *header)
{
    const uint64_t offset = header->e_phoff;
    const uint32_t count = header->e_phnum;
    const uint64_t size = count * sizeof(struct elf_program_header);
    struct later later = {.dynamic = {.header = NULL}};
    const struct elf_program_header *entries;

    if (count == 0 || count > PROGRAM_HEADER_MAX)
        return hx_fail(HX_ERR_LOAD, "e_phnum is %u, expected 1 to %u", (unsigned)count,
                       PROGRAM_HEADER_MAX);
    if (offset % _Alignof(struct elf_program_header) != 0 || offset > reading->size ||
        size > reading->size - offset)
        return hx_fail(HX_ERR_LOAD,
                       "e_phoff is %#llx, expected a multiple of %zu with %zu bytes "
                       "behind it, of %zu",
                       (unsigned long long)offset, _Alignof(struct elf_program_header),
                       (size_t)size, reading->size);
    entries = (const void *)(reading->data + offset);
    for (uint32_t i = 0; i < count; i++) {
        hx_status status = read_program_header(reading, &later, i, &entries[i]);

        if (status != HX_OK)
            return status;
    }
    if (later.dynamic.header == NULL)
        return hx_fail(HX_ERR_LOAD, "there is no PT_DYNAMIC");
    if (later.relro.header != NULL) {
        hx_status status = set_relro(&reading->elf, &later.relro);

        if (status != HX_OK)
            return status;
    }
    return set_dynamic(reading, &later.dynamic);
}
