/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Is the byte at `address` mapped memory, and not a device's register? Any context. */
bool x86_is_memory(uint64_t address);
