/* SPDX-License-Identifier: MIT */
#include "elf_check.h"

#include <helix/status.h>

enum tag_use {
    TAG_UNKNOWN,
    TAG_USED,
    TAG_IGNORED, /* says nothing that loading needs */
    TAG_REFUSED,
};

struct tag_rule {
    const char *name;
    enum tag_use use;
    const char *refusal;
};

#define USED(tag) [tag] = {#tag, TAG_USED, NULL}
#define IGNORED(tag) [tag] = {#tag, TAG_IGNORED, NULL}
#define REFUSED(tag, why) [tag] = {#tag, TAG_REFUSED, why}

#define NO_CONSTRUCTOR "no constructor or destructor of a module runs"
#define NO_OTHER "a module needs no other object"
#define ONLY_RELA "relocations come as DT_RELA and DT_JMPREL only"

static const struct tag_rule rules[] = {
    USED(DT_HASH),
    USED(DT_SYMTAB),
    USED(DT_SYMENT),
    USED(DT_STRTAB),
    USED(DT_STRSZ),
    USED(DT_RELA),
    USED(DT_RELASZ),
    USED(DT_RELAENT),
    USED(DT_JMPREL),
    USED(DT_PLTRELSZ),
    USED(DT_PLTREL),
    USED(DT_FLAGS),

    IGNORED(DT_PLTGOT),
    IGNORED(DT_SONAME),
    IGNORED(DT_SYMBOLIC),
    IGNORED(DT_DEBUG),
    IGNORED(DT_BIND_NOW),

    REFUSED(DT_INIT, NO_CONSTRUCTOR),
    REFUSED(DT_FINI, NO_CONSTRUCTOR),
    REFUSED(DT_INIT_ARRAY, NO_CONSTRUCTOR),
    REFUSED(DT_INIT_ARRAYSZ, NO_CONSTRUCTOR),
    REFUSED(DT_FINI_ARRAY, NO_CONSTRUCTOR),
    REFUSED(DT_FINI_ARRAYSZ, NO_CONSTRUCTOR),
    REFUSED(DT_PREINIT_ARRAY, NO_CONSTRUCTOR),
    REFUSED(DT_PREINIT_ARRAYSZ, NO_CONSTRUCTOR),
    REFUSED(DT_NEEDED, NO_OTHER),
    REFUSED(DT_RPATH, NO_OTHER),
    REFUSED(DT_RUNPATH, NO_OTHER),
    REFUSED(DT_TEXTREL, "code is not relocated; compile with -fPIC"),
    REFUSED(DT_REL, ONLY_RELA),
    REFUSED(DT_RELSZ, ONLY_RELA),
    REFUSED(DT_RELENT, ONLY_RELA),
    REFUSED(DT_RELR, ONLY_RELA),
    REFUSED(DT_RELRSZ, ONLY_RELA),
    REFUSED(DT_RELRENT, ONLY_RELA),
    REFUSED(DT_SYMTAB_SHNDX, "no module has so many sections"),
};

/* Some that GNU tools add, too high for the table. */
static bool is_ignored_gnu_tag(int64_t tag)
{
    return tag == DT_GNU_HASH || tag == DT_RELACOUNT || tag == DT_FLAGS_1;
}

/* The values of the tags that are used. */
struct values {
    uint64_t seen; /* a bit for each */
    uint64_t of[HX_COUNT_OF(rules)];
};

_Static_assert(HX_COUNT_OF(rules) <= 64, "a bit for each");

static bool has(const struct values *values, enum elf_tag tag)
{
    return (values->seen >> tag & 1) != 0;
}

static hx_status read_entry(struct values *values, const struct elf_dynamic *entry)
{
    const struct tag_rule *rule;

    if (is_ignored_gnu_tag(entry->d_tag))
        return HX_OK;
    rule = (uint64_t)entry->d_tag < HX_COUNT_OF(rules) ? &rules[entry->d_tag] : NULL;
    if (rule == NULL || rule->use == TAG_UNKNOWN)
        return hx_fail(HX_ERR_LOAD, "dynamic section: tag %#llx is not known",
                       (unsigned long long)entry->d_tag);
    if (rule->use == TAG_REFUSED)
        return hx_fail(HX_ERR_LOAD, "dynamic section: %s is refused: %s", rule->name,
                       rule->refusal);
    if (rule->use == TAG_IGNORED)
        return HX_OK;
    if (has(values, (enum elf_tag)entry->d_tag))
        return hx_fail(HX_ERR_LOAD, "dynamic section: %s stands twice", rule->name);
    values->seen |= UINT64_C(1) << entry->d_tag;
    values->of[entry->d_tag] = entry->d_val;
    return HX_OK;
}

static hx_status read_entries(const struct elf_reading *reading, struct values *values)
{
    for (size_t i = 0; i < reading->dynamic_count; i++) {
        hx_status status;

        if (reading->dynamic[i].d_tag == DT_NULL)
            return HX_OK;
        status = read_entry(values, &reading->dynamic[i]);
        if (status != HX_OK)
            return status;
    }
    return hx_fail(HX_ERR_LOAD, "dynamic section: no DT_NULL ends its %zu entries",
                   reading->dynamic_count);
}

static hx_status require(const struct values *values, enum elf_tag tag)
{
    if (has(values, tag))
        return HX_OK;
    return hx_fail(HX_ERR_LOAD, "dynamic section: %s is missing", rules[tag].name);
}

/* A tag that must be there, with this value. */
static hx_status require_value(const struct values *values, enum elf_tag tag,
                               uint64_t expected)
{
    hx_status status = require(values, tag);

    if (status == HX_OK && values->of[tag] != expected)
        return hx_fail(HX_ERR_LOAD, "dynamic section: %s is %#llx, expected %#llx",
                       rules[tag].name, (unsigned long long)values->of[tag],
                       (unsigned long long)expected);
    return status;
}

/*
 * `size` bytes at what `tag` says. A segment's place in a page is the same in the file
 * and in memory, so what is aligned here is aligned in both.
 */
static hx_status find_table(const struct hx_elf *elf, const struct values *values,
                            enum elf_tag tag, uint64_t size, size_t alignment,
                            uint32_t *address)
{
    const uint64_t value = values->of[tag];
    const struct hx_elf_segment *segment = hx_elf_segment_of(elf, value, size);

    if (segment == NULL || segment->rights == HX_ELF_READ_WRITE)
        return hx_fail(HX_ERR_LOAD,
                       "dynamic section: %s is %#llx, expected %#llx bytes in the file "
                       "and in a PT_LOAD that is not writable",
                       rules[tag].name, (unsigned long long)value,
                       (unsigned long long)size);
    if (value % alignment != 0)
        return hx_fail(HX_ERR_LOAD,
                       "dynamic section: %s is %#llx, expected a multiple of %zu",
                       rules[tag].name, (unsigned long long)value, alignment);
    *address = (uint32_t)value;
    return HX_OK;
}

static hx_status read_strings(struct elf_reading *reading, const struct values *values)
{
    struct hx_elf_table *table = &reading->elf.strings;
    const uint64_t size = values->of[DT_STRSZ];
    hx_status status = require(values, DT_STRTAB);
    const char *text;

    if (status == HX_OK)
        status = require(values, DT_STRSZ);
    if (status == HX_OK)
        status = find_table(&reading->elf, values, DT_STRTAB, size, 1, &table->address);
    if (status != HX_OK)
        return status;
    table->count = (uint32_t)size;
    text = hx_elf_table_data(reading, table);
    if (size == 0 || text[size - 1] != '\0')
        return hx_fail(HX_ERR_LOAD,
                       "dynamic section: DT_STRSZ is %#llx, expected a NUL at the end",
                       (unsigned long long)size);
    return HX_OK;
}

/* DT_HASH: the counts of buckets and of symbols, the buckets, the symbols' chains. */
static hx_status read_hash(struct elf_reading *reading, const struct values *values)
{
    struct hx_elf *elf = &reading->elf;
    struct hx_elf_table head;
    const uint32_t *counts;
    uint64_t words;
    hx_status status = require(values, DT_HASH);

    if (status == HX_OK)
        status = find_table(elf, values, DT_HASH, 2 * sizeof(*counts),
                            _Alignof(uint32_t), &head.address);
    if (status != HX_OK)
        return status;
    counts = hx_elf_table_data(reading, &head);
    words = UINT64_C(2) + counts[0] + counts[1];
    if (counts[0] == 0 || counts[1] == 0)
        return hx_fail(HX_ERR_LOAD,
                       "DT_HASH: nbucket is %u and nchain %u, expected at least 1",
                       (unsigned)counts[0], (unsigned)counts[1]);
    status = find_table(elf, values, DT_HASH, words * sizeof(*counts),
                        _Alignof(uint32_t), &head.address);
    if (status != HX_OK)
        return status;
    elf->buckets.count = counts[0];
    elf->buckets.address = head.address + 2 * (uint32_t)sizeof(*counts);
    elf->chains.count = counts[1];
    elf->chains.address = elf->buckets.address + counts[0] * (uint32_t)sizeof(*counts);
    return HX_OK;
}

/* There are as many symbols as DT_HASH has chains. */
static hx_status read_symbols(struct elf_reading *reading, const struct values *values)
{
    struct hx_elf_table *table = &reading->elf.symbols;
    const uint32_t count = reading->elf.chains.count;
    hx_status status = require(values, DT_SYMTAB);

    if (status == HX_OK)
        status = require_value(values, DT_SYMENT, sizeof(struct elf_symbol));
    if (status == HX_OK)
        status = find_table(&reading->elf, values, DT_SYMTAB,
                            count * sizeof(struct elf_symbol),
                            _Alignof(struct elf_symbol), &table->address);
    if (status == HX_OK)
        table->count = count;
    return status;
}

/* The tags of a table of relocations: where, how large, and how it is made up. */
struct relocation_tags {
    enum elf_tag table;
    enum elf_tag size;
    enum elf_tag form;
    uint64_t form_expected;
};

static const struct relocation_tags relocation_tags[] = {
    {DT_RELA, DT_RELASZ, DT_RELAENT, sizeof(struct elf_relocation)},
    {DT_JMPREL, DT_PLTRELSZ, DT_PLTREL, DT_RELA},
};

static hx_status read_relocations(struct elf_reading *reading,
                                  const struct values *values,
                                  const struct relocation_tags *tags,
                                  struct hx_elf_table *table)
{
    const uint64_t size = values->of[tags->size];
    hx_status status;

    if (!has(values, tags->table) && !has(values, tags->size) &&
        !has(values, tags->form))
        return HX_OK;
    status = require(values, tags->table);
    if (status == HX_OK)
        status = require(values, tags->size);
    if (status == HX_OK)
        status = require_value(values, tags->form, tags->form_expected);
    if (status == HX_OK)
        status = find_table(&reading->elf, values, tags->table, size,
                            _Alignof(struct elf_relocation), &table->address);
    if (status != HX_OK)
        return status;
    if (size % sizeof(struct elf_relocation) != 0)
        return hx_fail(HX_ERR_LOAD,
                       "dynamic section: %s is %#llx, expected a multiple of %zu",
                       rules[tags->size].name, (unsigned long long)size,
                       sizeof(struct elf_relocation));
    table->count = (uint32_t)(size / sizeof(struct elf_relocation));
    return HX_OK;
}

/*
 * relocate.c keeps addresses in the table of symbols, and must not change by that what
 * has been checked as part of another.
 */
static hx_status check_apart(const struct hx_elf *elf)
{
    const uint64_t start = elf->symbols.address;
    const uint64_t end = start + elf->symbols.count * sizeof(struct elf_symbol);
    const struct hx_elf_table *relocations = elf->relocations;
    const struct {
        enum elf_tag tag;
        uint32_t address;
        uint64_t size;
    } others[] = {
        {DT_STRTAB, elf->strings.address, elf->strings.count},
        {DT_HASH, elf->buckets.address,
         (UINT64_C(0) + elf->buckets.count + elf->chains.count) * sizeof(uint32_t)},
        {DT_RELA, relocations[0].address,
         relocations[0].count * sizeof(struct elf_relocation)},
        {DT_JMPREL, relocations[1].address,
         relocations[1].count * sizeof(struct elf_relocation)},
    };

    for (size_t i = 0; i < HX_COUNT_OF(others); i++)
        if (others[i].address < end && start < others[i].address + others[i].size)
            return hx_fail(HX_ERR_LOAD,
                           "dynamic section: %s has bytes of %s, expected none",
                           rules[DT_SYMTAB].name, rules[others[i].tag].name);
    return HX_OK;
}

static hx_status check_flags(const struct values *values)
{
    const uint64_t refused = DF_TEXTREL | DF_STATIC_TLS;

    if ((values->of[DT_FLAGS] & refused) == 0)
        return HX_OK;
    return hx_fail(HX_ERR_LOAD,
                   "dynamic section: DT_FLAGS is %#llx, expected no %#x (DF_TEXTREL) "
                   "and no %#x (DF_STATIC_TLS)",
                   (unsigned long long)values->of[DT_FLAGS], (unsigned)DF_TEXTREL,
                   (unsigned)DF_STATIC_TLS);
}

const void *hx_elf_table_data(const struct elf_reading *reading,
                              const struct hx_elf_table *table)
{
    const struct hx_elf_segment *segment =
        hx_elf_segment_of(&reading->elf, table->address, 0);

    return reading->data + segment->offset + (table->address - segment->address);
}

hx_status hx_elf_check_dynamic(struct elf_reading *reading)
{
    struct values values = {.seen = 0};
    hx_status status = read_entries(reading, &values);

    if (status == HX_OK)
        status = check_flags(&values);
    if (status == HX_OK)
        status = read_strings(reading, &values);
    if (status == HX_OK)
        status = read_hash(reading, &values);
    if (status == HX_OK)
        status = read_symbols(reading, &values);
    for (size_t i = 0; status == HX_OK && i < HX_COUNT_OF(relocation_tags); i++)
        status = read_relocations(reading, &values, &relocation_tags[i],
                                  &reading->elf.relocations[i]);
    if (status == HX_OK)
        status = check_apart(&reading->elf);
    return status;
}
