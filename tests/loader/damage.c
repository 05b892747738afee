/* SPDX-License-Identifier: MIT */
#include "damage.h"

#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void try_file(const struct file *file, struct outcomes *outcomes)
{
    outcomes->of[oracle_try(file->data, file->size)]++;
}

void damage_truncate(const struct file *file, struct outcomes *outcomes)
{
    for (size_t size = 0; size < file->size; size++)
        outcomes->of[oracle_try(file->data, size)]++;
}

/* A field in the file, and what to report when the oracle aborts. */
static void try_value(const struct file *file, size_t offset, size_t size,
                      uint64_t value, struct outcomes *outcomes)
{
    unsigned char saved[sizeof(value)];

    memcpy(saved, file->data + offset, size);
    memcpy(file->data + offset, &value, size);
    /* The last line before an abort says where it was. */
    fprintf(stderr, "%zu bytes at %#zx are %#llx\n", size, offset,
            (unsigned long long)value);
    try_file(file, outcomes);
    memcpy(file->data + offset, saved, size);
}

static void damage_field(const struct file *file, size_t offset, size_t size,
                         struct outcomes *outcomes)
{
    const uint64_t max = UINT64_MAX >> (64 - 8 * size);
    uint64_t now = 0;

    memcpy(&now, file->data + offset, size);

    const uint64_t values[] = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        now + 1,
        now - 1,
        now + 8,
        now - 8,
        now + 0x1000,
        now - 0x1000,
        now << 1,
        now >> 1,
        ~now,
        file->size,
        file->size - now,
        0x7fffffff,
        0x80000000,
        0x7ffffffff000,
        UINT64_C(1) << 63,
        max,
        max - 1,
        max - 7,
        max - 0xfff,
        max - now,
        max / sizeof(Elf64_Rela),
    };

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        try_value(file, offset, size, values[i] & max, outcomes);
}

/* The fields of a structure: their sizes, one after the other. */
static void damage_structures(const struct file *file, size_t offset, size_t count,
                              const char *sizes, struct outcomes *outcomes)
{
    for (size_t i = 0; i < count; i++) {
        for (const char *size = sizes; *size != '\0'; size++) {
            damage_field(file, offset, (size_t)(*size - '0'), outcomes);
            offset += (size_t)(*size - '0');
        }
    }
}

#define HEADER_SIZES "11111111111111112248884222222"
#define PROGRAM_HEADER_SIZES "44888888"
#define DYNAMIC_SIZES "88"
#define SYMBOL_SIZES "411288"
#define RELOCATION_SIZES "8448"
#define HASH_SIZES "4"

static const Elf64_Phdr *program_headers(const struct file *file)
{
    const Elf64_Ehdr *header = (const void *)file->data;

    return (const void *)(file->data + header->e_phoff);
}

/* Tables lie in the first segment, where file and memory have the same places. */
static size_t dynamic_value(const struct file *file, int64_t tag)
{
    const Elf64_Phdr *header = program_headers(file);
    const Elf64_Dyn *entry;

    while (header->p_type != PT_DYNAMIC)
        header++;
    entry = (const void *)(file->data + header->p_offset);
    for (; entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == tag)
            return entry->d_un.d_val;
    return 0;
}

void damage_fields(const struct file *file, struct outcomes *outcomes)
{
    const Elf64_Ehdr *header = (const void *)file->data;
    const Elf64_Phdr *segments = program_headers(file);
    const size_t hash = dynamic_value(file, DT_HASH);
    const uint32_t *words = (const void *)(file->data + hash);

    damage_structures(file, 0, 1, HEADER_SIZES, outcomes);
    damage_structures(file, header->e_phoff, header->e_phnum, PROGRAM_HEADER_SIZES,
                      outcomes);
    for (size_t i = 0; i < header->e_phnum; i++)
        if (segments[i].p_type == PT_DYNAMIC)
            damage_structures(file, segments[i].p_offset,
                              segments[i].p_filesz / sizeof(Elf64_Dyn), DYNAMIC_SIZES,
                              outcomes);
    damage_structures(file, hash, 2 + words[0] + words[1], HASH_SIZES, outcomes);
    damage_structures(file, dynamic_value(file, DT_SYMTAB), words[1], SYMBOL_SIZES,
                      outcomes);
    damage_structures(file, dynamic_value(file, DT_RELA),
                      dynamic_value(file, DT_RELASZ) / sizeof(Elf64_Rela),
                      RELOCATION_SIZES, outcomes);
    damage_structures(file, dynamic_value(file, DT_JMPREL),
                      dynamic_value(file, DT_PLTRELSZ) / sizeof(Elf64_Rela),
                      RELOCATION_SIZES, outcomes);
}

/* Marsaglia's xorshift, so that every run damages the same bytes. */
static uint64_t random_below(uint64_t limit)
{
    static uint64_t state = 88172645463325252u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

/* Two of three times where headers and tables are, else anywhere. */
static size_t random_place(const struct file *file)
{
    const Elf64_Phdr *header = program_headers(file);

    if (random_below(3) == 0)
        return random_below(file->size);
    while (header->p_type != PT_LOAD)
        header++;
    if (random_below(2) == 0)
        return random_below(header->p_filesz);
    while (header->p_type != PT_DYNAMIC)
        header++;
    return header->p_offset + random_below(header->p_filesz);
}

void damage_flips(const struct file *file, unsigned long count,
                  struct outcomes *outcomes)
{
    unsigned char *pristine = malloc(file->size);

    memcpy(pristine, file->data, file->size);
    for (unsigned long i = 0; i < count; i++) {
        size_t places[8];
        const size_t place_count = 1 + random_below(8);

        for (size_t j = 0; j < place_count; j++)
            places[j] = random_place(file);
        for (size_t j = 0; j < place_count; j++)
            file->data[places[j]] ^= (unsigned char)(1 + random_below(255));
        fprintf(stderr, "flips %lu\n", i);
        try_file(file, outcomes);
        memcpy(file->data, pristine, file->size);
    }
    free(pristine);
}
