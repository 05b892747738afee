/* SPDX-License-Identifier: MIT */
#include "relocate.h"

#include "elf_check.h"
#include "machine.h"

#include <helix/status.h>

/* A relocation, and where it stands, for details. */
struct position {
    const char *table;
    uint32_t index;
    const char *type; /* its name */
    const struct elf_relocation *relocation;
};

static hx_status refuse(const struct position *at, const char *field, uint64_t value,
                        const char *expected, uint64_t bound)
{
    return hx_fail(HX_ERR_LOAD, "%s, entry %u, %s: %s is %#llx, expected %s %#llx",
                   at->table, (unsigned)at->index, at->type, field,
                   (unsigned long long)value, expected, (unsigned long long)bound);
}

/* Linkers put what is writable last. */
static bool is_writable(const struct hx_elf *elf, uint64_t offset)
{
    for (uint32_t i = elf->segment_count; i-- > 0;) {
        const struct hx_elf_segment *segment = &elf->segments[i];
        const uint64_t inside = offset - segment->address; /* else it is huge */

        if (segment->rights == HX_ELF_READ_WRITE && inside < segment->memory_size &&
            sizeof(uint64_t) <= segment->memory_size - inside)
            return true;
    }
    return false;
}

static hx_status check_fields(const struct hx_elf *elf, const struct position *at,
                              enum elf_relocation_kind kind)
{
    const struct elf_relocation *relocation = at->relocation;
    const uint64_t offset = relocation->r_offset;
    const uint32_t symbol = elf_relocation_symbol(relocation);
    const uint64_t addend = (uint64_t)relocation->r_addend;

    if (offset % sizeof(uint64_t) != 0)
        return refuse(at, "r_offset", offset, "a multiple of", sizeof(uint64_t));
    if (!is_writable(elf, offset))
        return refuse(at, "r_offset", offset, "in a writable PT_LOAD, with all of its",
                      sizeof(uint64_t));
    if (kind == ELF_RELOCATION_BASE) {
        if (symbol != 0)
            return refuse(at, "the symbol", symbol, "none,", 0);
        if (addend > elf->span)
            return refuse(at, "r_addend", addend, "at most the object's memory,",
                          elf->span);
        return HX_OK;
    }
    if (symbol == 0 || symbol >= elf->symbols.count)
        return refuse(at, "the symbol", symbol, "one of the table, above 0 and below",
                      elf->symbols.count);
    if (kind == ELF_RELOCATION_SLOT && addend != 0)
        return refuse(at, "r_addend", addend, "none,", 0);
    return HX_OK;
}

static hx_status check_relocation(const struct hx_elf *elf, struct position *at)
{
    const uint32_t type = elf_relocation_type(at->relocation);
    const struct elf_relocation_type *known =
        type < hx_elf_machine.type_count ? &hx_elf_machine.types[type] : NULL;

    if (known == NULL || known->name == NULL)
        return hx_fail(HX_ERR_LOAD, "%s, entry %u: relocation type %u is not known",
                       at->table, (unsigned)at->index, (unsigned)type);
    at->type = known->name;
    if (known->kind == ELF_RELOCATION_REFUSED)
        return hx_fail(HX_ERR_LOAD,
                       "%s, entry %u: relocation %s is not one that a module may have",
                       at->table, (unsigned)at->index, at->type);
    return check_fields(elf, at, known->kind);
}

hx_status hx_elf_check_relocations(const struct elf_reading *reading)
{
    static const char *const table_names[] = {"DT_RELA", "DT_JMPREL"};
    const struct hx_elf *elf = &reading->elf;

    for (size_t i = 0; i < HX_COUNT_OF(elf->relocations); i++) {
        const struct hx_elf_table *table = &elf->relocations[i];
        const struct elf_relocation *relocations;

        if (table->count == 0)
            continue;
        relocations = hx_elf_table_data(reading, table);
        for (uint32_t j = 0; j < table->count; j++) {
            struct position at = {
                .table = table_names[i], .index = j, .relocation = &relocations[j]};
            hx_status status = check_relocation(elf, &at);

            if (status != HX_OK)
                return status;
        }
    }
    return HX_OK;
}

/*
 * Puts the address of each symbol that the object does not define into its st_value,
 * which was 0. The table is still writable, has no byte of another table, and nobody
 * else needs the field.
 */
static hx_status resolve_symbols(const struct hx_elf *elf, unsigned char *memory,
                                 hx_elf_resolve_fn resolve, void *arg)
{
    struct elf_symbol *symbols = (void *)(memory + elf->symbols.address);
    const char *strings = (const char *)memory + elf->strings.address;
    const char *first = NULL;
    uint32_t missing = 0;

    for (uint32_t i = 1; i < elf->symbols.count; i++) {
        struct elf_symbol *symbol = &symbols[i];
        const char *name = strings + symbol->st_name;

        if (symbol->st_shndx != SHN_UNDEF)
            continue;
        symbol->st_value = resolve(arg, name);
        if (symbol->st_value == 0 && elf_symbol_binding(symbol) != STB_WEAK &&
            missing++ == 0)
            first = name;
    }
    if (missing == 0)
        return HX_OK;
    if (missing == 1)
        return hx_fail(HX_ERR_LOAD, "'%s' is not exported", first);
    return hx_fail(HX_ERR_LOAD, "%u names are not exported, the first is '%s'",
                   (unsigned)missing, first);
}

static void apply(const struct hx_elf *elf, unsigned char *memory,
                  const struct hx_elf_table *table)
{
    const struct elf_relocation *relocations = (const void *)(memory + table->address);
    const struct elf_symbol *symbols = (const void *)(memory + elf->symbols.address);
    const uintptr_t base = (uintptr_t)memory;

    for (uint32_t i = 0; i < table->count; i++) {
        const struct elf_relocation *relocation = &relocations[i];
        const struct elf_symbol *symbol = &symbols[elf_relocation_symbol(relocation)];
        uint64_t *target = (void *)(memory + relocation->r_offset);
        uint64_t value = (uint64_t)relocation->r_addend;

        /* ELF_RELOCATION_BASE has the symbol 0, and the others have none such. */
        if (elf_relocation_symbol(relocation) == 0)
            value += base;
        else if (symbol->st_shndx == SHN_UNDEF)
            value += symbol->st_value;
        else
            value += base + symbol->st_value;
        *target = value;
    }
}

hx_status hx_elf_relocate(const struct hx_elf *elf, void *memory,
                          hx_elf_resolve_fn resolve, void *arg)
{
    hx_status status = resolve_symbols(elf, memory, resolve, arg);

    if (status != HX_OK)
        return status;
    for (size_t i = 0; i < HX_COUNT_OF(elf->relocations); i++)
        apply(elf, memory, &elf->relocations[i]);
    return HX_OK;
}
