/* SPDX-License-Identifier: MIT */
/*
 * What a PVH loader tells the kernel; layout of Xen's public header
 * arch-x86/hvm/start_info.h, version 1. All addresses are physical, 0 means none.
 */
#pragma once

#include <stdint.h>

#define PVH_MAGIC UINT32_C(0x336ec578)

struct pvh_start_info {
    uint32_t magic;
    uint32_t version; /* the memory map is there from version 1 on */
    uint32_t flags;
    uint32_t module_count;
    uint64_t modules; /* struct pvh_module[] */
    uint64_t command_line;
    uint64_t acpi_rsdp;
    uint64_t memory_map; /* struct pvh_memory[] */
    uint32_t memory_map_count;
    uint32_t reserved;
};

struct pvh_module {
    uint64_t start;
    uint64_t size;
    uint64_t command_line;
    uint64_t reserved;
};

#define PVH_MEMORY_RAM 1

struct pvh_memory {
    uint64_t start;
    uint64_t size;
    uint32_t type;
    uint32_t reserved;
};
