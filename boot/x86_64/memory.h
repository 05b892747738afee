/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct pvh_start_info;

/* Finds the free RAM, and the initrd. `info` is not needed afterwards. */
void x86_memory_start(const struct pvh_start_info *info);

/* Is all of [start, start + size), which is not empty, within hx_port_memory()? */
bool x86_memory_is_free(uint64_t start, uint64_t size);
