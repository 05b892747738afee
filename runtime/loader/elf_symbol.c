/* SPDX-License-Identifier: MIT */
#include "elf_check.h"

#include <helix/status.h>
#include <helix/string.h>

/*
 * Every chain ends, and holds symbols that there are. No symbol is in two chains, so
 * all of them together are no longer than the table.
 */
static hx_status check_chains(const struct elf_reading *reading)
{
    const struct hx_elf *elf = &reading->elf;
    const uint32_t *buckets = hx_elf_table_data(reading, &elf->buckets);
    const uint32_t *chains = hx_elf_table_data(reading, &elf->chains);
    const uint32_t count = elf->symbols.count;
    uint32_t seen = 0;

    for (uint32_t i = 0; i < elf->buckets.count; i++) {
        for (uint32_t at = buckets[i]; at != 0; at = chains[at]) {
            if (at >= count)
                return hx_fail(HX_ERR_LOAD,
                               "DT_HASH: bucket %u has symbol %u, expected below %u",
                               (unsigned)i, (unsigned)at, (unsigned)count);
            if (++seen >= count)
                return hx_fail(HX_ERR_LOAD,
                               "DT_HASH: the chain of bucket %u is a circle, or has "
                               "symbols of another",
                               (unsigned)i);
        }
    }
    return HX_OK;
}

static hx_status refuse(uint32_t index, const char *name, const char *why)
{
    return hx_fail(HX_ERR_LOAD, "symbol %u, '%s': %s", (unsigned)index, name, why);
}

static hx_status check_undefined(const struct elf_symbol *symbol, uint32_t index,
                                 const char *name)
{
    if (elf_symbol_binding(symbol) == STB_LOCAL)
        return refuse(index, name, "it is local and not defined");
    /* relocate.c keeps the address here. */
    if (symbol->st_value != 0)
        return hx_fail(HX_ERR_LOAD,
                       "symbol %u, '%s': st_value is %#llx, expected 0 where it is not "
                       "defined",
                       (unsigned)index, name, (unsigned long long)symbol->st_value);
    return HX_OK;
}

static hx_status check_symbol(const struct hx_elf *elf, const struct elf_symbol *symbol,
                              uint32_t index, const char *strings)
{
    const char *name;

    if (symbol->st_name >= elf->strings.count)
        return hx_fail(
            HX_ERR_LOAD, "symbol %u: st_name is %u, expected below %u (DT_STRSZ)",
            (unsigned)index, (unsigned)symbol->st_name, (unsigned)elf->strings.count);
    name = strings + symbol->st_name;
    if (elf_symbol_binding(symbol) > STB_WEAK)
        return refuse(index, name, "it is not local, global or weak");
    if (elf_symbol_type(symbol) == STT_TLS)
        return refuse(index, name, "it is thread-local (STT_TLS)");
    if (elf_symbol_type(symbol) == STT_GNU_IFUNC)
        return refuse(index, name, "it is known only at run time (STT_GNU_IFUNC)");
    if (elf_symbol_type(symbol) > STT_FILE)
        return refuse(index, name, "its type is not known");
    if (symbol->st_shndx == SHN_UNDEF)
        return check_undefined(symbol, index, name);
    if (symbol->st_shndx >= SHN_LORESERVE)
        return hx_fail(HX_ERR_LOAD,
                       "symbol %u, '%s': st_shndx is %#x, expected a section",
                       (unsigned)index, name, (unsigned)symbol->st_shndx);
    if (symbol->st_value > elf->span || symbol->st_size > elf->span - symbol->st_value)
        return hx_fail(HX_ERR_LOAD,
                       "symbol %u, '%s': %#llx bytes at %#llx (st_value), expected in "
                       "a memory of %#x",
                       (unsigned)index, name, (unsigned long long)symbol->st_size,
                       (unsigned long long)symbol->st_value, (unsigned)elf->span);
    return HX_OK;
}

/* The first symbol stands for none, and nobody looks at it. */
hx_status hx_elf_check_symbols(const struct elf_reading *reading)
{
    const struct hx_elf *elf = &reading->elf;
    const char *strings = hx_elf_table_data(reading, &elf->strings);
    const struct elf_symbol *symbols = hx_elf_table_data(reading, &elf->symbols);
    hx_status status = check_chains(reading);

    for (uint32_t i = 1; status == HX_OK && i < elf->symbols.count; i++)
        status = check_symbol(elf, &symbols[i], i, strings);
    return status;
}

/* gABI, chapter 5, "Hash Table". */
static uint32_t hash(const char *name)
{
    uint32_t h = 0;

    for (; *name != '\0'; name++) {
        h = (h << 4) + (unsigned char)*name;
        h ^= h >> 24 & 0xf0;
        h &= 0x0fffffff;
    }
    return h;
}

hx_status hx_elf_find_sized(const struct hx_elf *elf, const void *memory,
                            const char *name, uintptr_t *address, size_t *size)
{
    const unsigned char *bytes = memory;
    const struct elf_symbol *symbols = (const void *)(bytes + elf->symbols.address);
    const uint32_t *buckets = (const void *)(bytes + elf->buckets.address);
    const uint32_t *chains = (const void *)(bytes + elf->chains.address);
    const char *strings = (const char *)memory + elf->strings.address;

    for (uint32_t i = buckets[hash(name) % elf->buckets.count]; i != 0; i = chains[i]) {
        const struct elf_symbol *symbol = &symbols[i];

        if (symbol->st_shndx != SHN_UNDEF && elf_symbol_binding(symbol) != STB_LOCAL &&
            strcmp(strings + symbol->st_name, name) == 0) {
            *address = (uintptr_t)bytes + symbol->st_value;
            *size = symbol->st_size;
            return HX_OK;
        }
    }
    return hx_fail(HX_ERR_NOT_FOUND, "the object does not define '%s'", name);
}

hx_status hx_elf_find(const struct hx_elf *elf, const void *memory, const char *name,
                      uintptr_t *address)
{
    size_t size;

    return hx_elf_find_sized(elf, memory, name, address, &size);
}
