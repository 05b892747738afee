/* SPDX-License-Identifier: MIT */
#include "naive.h"

#include <stdlib.h>
#include <string.h>

struct tables {
    const Elf64_Rela *relocations[2];
    size_t counts[2];
};

static size_t page_up(size_t address)
{
    return (address + NAIVE_PAGE_SIZE - 1) / NAIVE_PAGE_SIZE * NAIVE_PAGE_SIZE;
}

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);

    if (memory == NULL)
        abort();
    return memory;
}

static void set_rights(struct naive *naive, size_t start, size_t end, uint32_t rights)
{
    for (size_t page = start / NAIVE_PAGE_SIZE; page < end / NAIVE_PAGE_SIZE; page++)
        naive->rights[page] = rights;
}

static void place(struct naive *naive, const unsigned char *file)
{
    const Elf64_Ehdr *header = (const void *)file;
    const Elf64_Phdr *segments = (const void *)(file + header->e_phoff);

    naive->span = 0;
    for (size_t i = 0; i < header->e_phnum; i++)
        if (segments[i].p_type == PT_LOAD && segments[i].p_memsz > 0)
            naive->span = page_up(segments[i].p_vaddr + segments[i].p_memsz);
    naive->memory = allocate(naive->span);
    naive->rights = allocate(naive->span / NAIVE_PAGE_SIZE * sizeof(uint32_t));
    set_rights(naive, 0, naive->span, PF_R);
    for (size_t i = 0; i < header->e_phnum; i++) {
        const Elf64_Phdr *segment = &segments[i];

        if (segment->p_type != PT_LOAD || segment->p_memsz == 0)
            continue;
        memcpy(naive->memory + segment->p_vaddr, file + segment->p_offset,
               segment->p_filesz);
        set_rights(naive, segment->p_vaddr,
                   page_up(segment->p_vaddr + segment->p_memsz), segment->p_flags);
    }
    for (size_t i = 0; i < header->e_phnum; i++)
        if (segments[i].p_type == PT_GNU_RELRO)
            set_rights(naive, segments[i].p_vaddr,
                       segments[i].p_vaddr + segments[i].p_memsz, PF_R);
}

static const Elf64_Dyn *find_dynamic(const unsigned char *file)
{
    const Elf64_Ehdr *header = (const void *)file;
    const Elf64_Phdr *segments = (const void *)(file + header->e_phoff);

    while (segments->p_type != PT_DYNAMIC)
        segments++;
    return (const void *)(file + segments->p_offset);
}

static void find_tables(struct naive *naive, const Elf64_Dyn *entry,
                        struct tables *tables)
{
    for (; entry->d_tag != DT_NULL; entry++) {
        /* Not every tag has an address; where it has, this is what lies there. */
        const uintptr_t at = (uintptr_t)naive->memory + entry->d_un.d_ptr;

        switch (entry->d_tag) {
        case DT_HASH:
            naive->symbol_count = ((const uint32_t *)at)[1];
            break;
        case DT_SYMTAB:
            naive->symbols = (const Elf64_Sym *)at;
            break;
        case DT_STRTAB:
            naive->strings = (const char *)at;
            break;
        case DT_RELA:
            tables->relocations[0] = (const Elf64_Rela *)at;
            break;
        case DT_RELASZ:
            tables->counts[0] = entry->d_un.d_val / sizeof(Elf64_Rela);
            break;
        case DT_JMPREL:
            tables->relocations[1] = (const Elf64_Rela *)at;
            break;
        case DT_PLTRELSZ:
            tables->counts[1] = entry->d_un.d_val / sizeof(Elf64_Rela);
            break;
        default:
            break;
        }
    }
}

static uint64_t final_value(const struct naive *naive, const Elf64_Rela *relocation,
                            uint64_t base, naive_resolve_fn resolve)
{
    const Elf64_Sym *symbol = &naive->symbols[ELF64_R_SYM(relocation->r_info)];
    uint64_t value;

    if (ELF64_R_TYPE(relocation->r_info) == R_X86_64_RELATIVE)
        return base + (uint64_t)relocation->r_addend;
    value = symbol->st_shndx == SHN_UNDEF
                ? resolve(NULL, naive->strings + symbol->st_name)
                : base + symbol->st_value;
    if (ELF64_R_TYPE(relocation->r_info) == R_X86_64_64)
        value += (uint64_t)relocation->r_addend;
    return value;
}

void naive_load(struct naive *naive, const unsigned char *file, uint64_t base,
                naive_resolve_fn resolve)
{
    struct tables tables = {.counts = {0}};

    place(naive, file);
    find_tables(naive, find_dynamic(file), &tables);
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < tables.counts[i]; j++) {
            const Elf64_Rela *relocation = &tables.relocations[i][j];
            const uint64_t value = final_value(naive, relocation, base, resolve);

            memcpy(naive->memory + relocation->r_offset, &value, sizeof(value));
        }
    }
}

void naive_free(const struct naive *naive)
{
    free(naive->memory);
    free(naive->rights);
}
