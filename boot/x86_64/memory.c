/* SPDX-License-Identifier: MIT */
/*
 * Free RAM: what the loader calls RAM, between 1 MiB (firmware's below) and 4 GiB (the
 * end of the map of boot.S), without the image and without what the loader has put
 * there: start info, its tables, the initrd.
 */
#include "memory.h"
#include "pvh.h"

#include "../ranges.h"

#include <helix/main.h>
#include <helix/port.h>
#include <helix/string.h>

#define LOWEST UINT64_C(0x100000)
#define HIGHEST UINT64_C(0x100000000)
#define PAGE_SIZE 4096

extern char __kernel_start[];
extern char __kernel_end[];

static struct ranges free_ram;
static struct pvh_module initrd; /* size 0: there is none */

static void reserve(uint64_t start, uint64_t size)
{
    ranges_remove(&free_ram, start, size);
}

void x86_memory_start(const struct pvh_start_info *info)
{
    const struct pvh_memory *map;
    const struct pvh_module *modules;

    if (info->magic != PVH_MAGIC || info->version < 1)
        hx_panic("the loader gives no PVH memory map");

    map = (const struct pvh_memory *)info->memory_map;
    for (uint32_t i = 0; i < info->memory_map_count; i++) {
        if (map[i].type == PVH_MEMORY_RAM)
            ranges_add(&free_ram, map[i].start, map[i].size);
    }

    reserve(0, LOWEST);
    reserve(HIGHEST, UINT64_MAX - HIGHEST);
    reserve((uint64_t)__kernel_start, (uint64_t)(__kernel_end - __kernel_start));
    reserve((uint64_t)info, sizeof(*info));
    reserve(info->memory_map, info->memory_map_count * sizeof(*map));
    reserve(info->modules, info->module_count * sizeof(*modules));
    if (info->command_line != 0)
        reserve(info->command_line, strlen((const char *)info->command_line) + 1);

    modules = (const struct pvh_module *)info->modules;
    if (info->module_count > 0)
        initrd = modules[0];
    for (uint32_t i = 0; i < info->module_count; i++)
        reserve(modules[i].start, modules[i].size);
}

bool x86_memory_is_free(uint64_t start, uint64_t size)
{
    return ranges_contain(&free_ram, start, size);
}

/* The first module of PVH. Its pages are not free RAM, and can be written. */
struct hx_bytes hx_port_initrd(void)
{
    const uint64_t start = initrd.start;
    const uint64_t size = initrd.size;

    if (size == 0)
        return (struct hx_bytes){NULL, 0};
    if (start % PAGE_SIZE != 0 || start > HIGHEST || size > HIGHEST - start)
        hx_panic("the loader has put the initrd at 0x%llx, %llu bytes: not at a page "
                 "below 4 GiB",
                 (unsigned long long)start, (unsigned long long)size);
    return (struct hx_bytes){(const void *)start, size};
}

size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity)
{
    return ranges_copy(&free_ram, ranges, capacity);
}
