/* SPDX-License-Identifier: MIT */
#include "oracle.h"

#include "../../runtime/loader/relocate.h"

#include "naive.h"

#include <helix/status.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPAN_LIMIT (4u << 20)

static void require(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "oracle: not so: %s\n", what);
    abort();
}

/* The kernel has every name that begins with "host", at an address of its own. */
static uintptr_t resolve(void *arg, const char *name)
{
    uintptr_t address = 0xffff800000000000;

    (void)arg;
    if (strncmp(name, "host", 4) != 0)
        return 0;
    for (; *name != '\0'; name++)
        address = address * 31 + (unsigned char)*name;
    return address;
}

static void check_refusal(hx_status status)
{
    const char *detail = hx_fail_detail(status);

    require(status == HX_ERR_LOAD || status == HX_ERR_ABI, "refused as LOAD or ABI");
    require(strcmp(detail, hx_status_text(status)) != 0, "a detail says why");
}

static void compare_memory(const struct hx_elf *elf, const unsigned char *memory,
                           const struct naive *naive)
{
    unsigned char *copy = malloc(elf->span);

    memcpy(copy, memory, elf->span);
    /* The addresses of imports are kept in the table, for which nobody else looks. */
    for (size_t i = 1; i < naive->symbol_count; i++)
        if (naive->symbols[i].st_shndx == SHN_UNDEF)
            memset(copy + ((const unsigned char *)&naive->symbols[i].st_value -
                           naive->memory),
                   0, sizeof(Elf64_Addr));
    require(memcmp(copy, naive->memory, elf->span) == 0, "the same bytes");
    free(copy);
}

static void compare_rights(const struct hx_elf *elf, const struct naive *naive)
{
    static const uint32_t flags[] = {
        [HX_ELF_READ] = PF_R,
        [HX_ELF_READ_EXECUTE] = PF_R | PF_X,
        [HX_ELF_READ_WRITE] = PF_R | PF_W,
    };
    struct hx_elf_range range = {0};
    uint32_t end = 0;

    while (hx_elf_rights(elf, &range)) {
        require(range.start == end && range.size > 0, "ranges follow one another");
        end = range.start + range.size;
        require(end <= elf->span && end % HX_ELF_PAGE_SIZE == 0, "whole pages");
        for (uint32_t page = range.start / HX_ELF_PAGE_SIZE;
             page < end / HX_ELF_PAGE_SIZE; page++)
            require(naive->rights[page] == flags[range.rights], "the same rights");
    }
    require(end == elf->span, "ranges make up the span");
}

static bool is_exported(const Elf64_Sym *symbol)
{
    return symbol->st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbol->st_info) != STB_LOCAL;
}

/* What is found is defined under this name. */
static void check_find(const struct hx_elf *elf, const unsigned char *memory,
                       const struct naive *naive, const char *name)
{
    uintptr_t address;
    bool matches = false;

    if (hx_elf_find(elf, memory, name, &address) != HX_OK)
        return;
    for (size_t i = 1; i < naive->symbol_count; i++) {
        const Elf64_Sym *symbol = &naive->symbols[i];

        if (is_exported(symbol) &&
            strcmp(naive->strings + symbol->st_name, name) == 0 &&
            address == (uintptr_t)memory + symbol->st_value)
            matches = true;
    }
    require(matches, "a symbol that is found is there");
}

static enum oracle_outcome load(const struct hx_elf *elf, const void *data,
                                unsigned char *memory)
{
    struct naive naive;
    hx_status status;

    memset(memory, 0xa5, elf->span);
    require(hx_elf_place(elf, data, memory, elf->span) == HX_OK, "it can be placed");
    status = hx_elf_relocate(elf, memory, resolve, NULL);
    if (status != HX_OK) {
        check_refusal(status);
        return ORACLE_REFUSED;
    }
    naive_load(&naive, data, (uintptr_t)memory, resolve);
    require(naive.span == elf->span, "the same span");
    compare_memory(elf, memory, &naive);
    compare_rights(elf, &naive);
    check_find(elf, memory, &naive, "sample_ops");
    check_find(elf, memory, &naive, "");
    for (size_t i = 1; i < naive.symbol_count && i < 16; i++)
        check_find(elf, memory, &naive, naive.strings + naive.symbols[i].st_name);
    naive_free(&naive);
    return ORACLE_LOADED;
}

static enum oracle_outcome try_copy(const void *data, size_t size)
{
    enum oracle_outcome outcome;
    unsigned char *memory;
    struct hx_elf elf;
    hx_status status = hx_elf_check(data, size, &elf);

    if (status != HX_OK) {
        check_refusal(status);
        return ORACLE_REFUSED;
    }
    if (elf.span > SPAN_LIMIT)
        return ORACLE_TOO_LARGE;
    memory = aligned_alloc(HX_ELF_PAGE_SIZE, elf.span);
    outcome = load(&elf, data, memory);
    free(memory);
    return outcome;
}

enum oracle_outcome oracle_try(const void *data, size_t size)
{
    void *copy = malloc(size);
    enum oracle_outcome outcome;

    memcpy(copy, data, size);
    outcome = try_copy(copy, size);
    free(copy);
    return outcome;
}

void oracle_find_all(const void *data, size_t size)
{
    struct naive naive;
    struct hx_elf elf;
    unsigned char *memory;
    uintptr_t address;

    require(hx_elf_check(data, size, &elf) == HX_OK, "the object is good");
    memory = aligned_alloc(HX_ELF_PAGE_SIZE, elf.span);
    require(hx_elf_place(&elf, data, memory, elf.span) == HX_OK, "it can be placed");
    naive_load(&naive, data, 0, resolve);
    for (size_t i = 1; i < naive.symbol_count; i++) {
        const Elf64_Sym *symbol = &naive.symbols[i];
        const char *name = naive.strings + symbol->st_name;

        if (!is_exported(symbol))
            continue;
        require(hx_elf_find(&elf, memory, name, &address) == HX_OK, name);
        require(address == (uintptr_t)memory + symbol->st_value, name);
    }
    naive_free(&naive);
    free(memory);
}
