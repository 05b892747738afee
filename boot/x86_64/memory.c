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

extern char __kernel_start[];
extern char __kernel_end[];

static struct ranges free_ram;

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
    for (uint32_t i = 0; i < info->module_count; i++)
        reserve(modules[i].start, modules[i].size);
}

size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity)
{
    return ranges_copy(&free_ram, ranges, capacity);
}
