/* SPDX-License-Identifier: MIT */
/*
 * Where the CPU arrives: one stub for each vector, one common way into C. The layout of
 * the stack is struct x86_frame of trap.h. No vector register is saved, because nothing
 * in the image uses one (-mgeneral-regs-only).
 */
#include "vectors.h"

    .altmacro

    .macro stub vector
    .balign 16
    /* These push an error code themselves: Intel SDM volume 3, table 6-1. */
    .if (\vector == 8) || (\vector >= 10 && \vector <= 14) || (\vector == 17) || (\vector == 21)
    .else
    pushq $0
    .endif
    pushq $\vector
    .if \vector < X86_EXCEPTION_COUNT
    jmp exception
    .else
    jmp interrupt
    .endif
    .endm

    .macro save_registers
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rbp
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    cld
    movq %rsp, %rdi
    .endm

    .text
    .balign 16
    .globl x86_trap_stubs
x86_trap_stubs:
    .set number, 0
    .rept X86_VECTOR_COUNT
    stub %number
    .set number, number + 1
    .endr

/* Nothing recovers from an exception, so there is no way back. */
exception:
    save_registers
    call x86_exception
    ud2

interrupt:
    save_registers
    call x86_interrupt
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    addq $16, %rsp /* vector and error */
    iretq

    .section .note.GNU-stack, "", @progbits
