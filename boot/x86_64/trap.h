/* SPDX-License-Identifier: MIT */
/* What trap.S hands to C: the interrupted CPU, as it lies on the stack. */
#pragma once

#include "vectors.h"

#include <stdint.h>

#define X86_STUB_SIZE 16

struct x86_frame {
    /* Pushed by trap.S. */
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector;
    uint64_t error; /* 0 where the CPU has none */
    /* Pushed by the CPU. */
    uint64_t rip, cs, rflags, rsp, ss;
};

/* One entry for each vector, X86_STUB_SIZE bytes apart. */
extern const char x86_trap_stubs[];

/* Both are called by trap.S with interrupts off. */
_Noreturn void x86_exception(const struct x86_frame *frame);
void x86_interrupt(const struct x86_frame *frame);
