/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* What lgdt and lidt read. */
struct x86_table_pointer {
    uint16_t limit;
    uint64_t base;
} __attribute__((packed));

#define X86_CODE_SELECTOR 0x08

/* Stacks that the CPU changes to by itself: the index that an IDT gate gives. */
#define X86_IST_EXCEPTION 1
#define X86_IST_DOUBLE_FAULT 2

/* Loads the final GDT and the task state with the stacks for exceptions. */
void x86_segments_start(void);
