/* SPDX-License-Identifier: MIT */
/*
 * hx_port_context_switch(void **save, void *next): a context is the stack pointer below
 * what the System V ABI lets a function keep, and the flags, for that of interrupts. No
 * vector register is saved, because nothing in the image uses one.
 */
    .section .text.hx_port_context_switch, "ax", @progbits
    .balign 16
    .globl hx_port_context_switch
    .type hx_port_context_switch, @function
hx_port_context_switch:
    pushfq
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    popfq
    ret
    .size hx_port_context_switch, . - hx_port_context_switch

/* Where a new context begins: r12 is its function, r13 the argument. */
    .section .text.x86_context_begin, "ax", @progbits
    .balign 16
    .globl x86_context_begin
    .type x86_context_begin, @function
x86_context_begin:
    movq %r13, %rdi
    call *%r12
    ud2
    .size x86_context_begin, . - x86_context_begin

    .section .note.GNU-stack, "", @progbits
