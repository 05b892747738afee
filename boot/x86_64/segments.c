/* SPDX-License-Identifier: MIT */
/* The segments that long mode still wants, and the stacks of exceptions. */
#include "segments.h"

#include <stddef.h>
#include <stdint.h>

#define TASK_SELECTOR 0x18

struct task_state {
    uint32_t reserved0;
    uint64_t privileged_stacks[3];
    uint64_t reserved1;
    uint64_t interrupt_stacks[7];
    uint64_t reserved2;
    uint16_t reserved3;
    uint16_t io_map_offset;
} __attribute__((packed));

_Static_assert(sizeof(struct task_state) == 104, "Intel SDM volume 3, figure 8-11");

/*
 * Null, code, data, and a task of two entries. boot.S uses the first three. Writable
 * because ltr marks the task busy; the accessed bits are set beforehand.
 */
uint64_t x86_gdt[5] = {
    0,
    UINT64_C(0x00af9b000000ffff),
    UINT64_C(0x00cf93000000ffff),
};

extern char __exception_stack_top[];
extern char __double_fault_stack_top[];

static struct task_state task;

void x86_segments_start(void)
{
    const uint64_t base = (uint64_t)&task;
    const uint64_t limit = sizeof(task) - 1;
    const struct x86_table_pointer pointer = {
        .limit = sizeof(x86_gdt) - 1,
        .base = (uint64_t)x86_gdt,
    };

    task.interrupt_stacks[X86_IST_EXCEPTION - 1] = (uint64_t)__exception_stack_top;
    task.interrupt_stacks[X86_IST_DOUBLE_FAULT - 1] =
        (uint64_t)__double_fault_stack_top;
    task.io_map_offset = sizeof(task); /* none */

    /* Present, type 9: an available 64-bit task state. */
    x86_gdt[3] = limit | (base & 0xffffff) << 16 | UINT64_C(0x89) << 40 |
                 (base >> 24 & 0xff) << 56;
    x86_gdt[4] = base >> 32;

    __asm__ volatile("lgdt %0\n\tltr %w1"
                     :
                     : "m"(pointer), "r"(TASK_SELECTOR)
                     : "memory");
}
