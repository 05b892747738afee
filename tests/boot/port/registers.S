/* SPDX-License-Identifier: MIT */
/*
 * bool probe_keep_registers(const volatile uint32_t *counter)
 *
 * Fills the registers, waits for an interrupt to change `*counter`, and returns whether
 * all hold what they did. The direction flag is set meanwhile, which C code may not see.
 */
    .text
    .globl probe_keep_registers
probe_keep_registers:
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15

    movl (%rdi), %esi
    movq $0x1001, %rax
    movq $0x1002, %rbx
    movq $0x1003, %rcx
    movq $0x1004, %rdx
    movq $0x1005, %rbp
    movq $0x1008, %r8
    movq $0x1009, %r9
    movq $0x100a, %r10
    movq $0x100b, %r11
    movq $0x100c, %r12
    movq $0x100d, %r13
    movq $0x100e, %r14
    movq $0x100f, %r15
    std
1:  cmpl (%rdi), %esi
    je 1b

    cmpq $0x1001, %rax
    jne bad
    cmpq $0x1002, %rbx
    jne bad
    cmpq $0x1003, %rcx
    jne bad
    cmpq $0x1004, %rdx
    jne bad
    cmpq $0x1005, %rbp
    jne bad
    cmpq $0x1008, %r8
    jne bad
    cmpq $0x1009, %r9
    jne bad
    cmpq $0x100a, %r10
    jne bad
    cmpq $0x100b, %r11
    jne bad
    cmpq $0x100c, %r12
    jne bad
    cmpq $0x100d, %r13
    jne bad
    cmpq $0x100e, %r14
    jne bad
    cmpq $0x100f, %r15
    jne bad
    pushfq
    popq %rax
    testl $0x400, %eax
    jz bad
    movl $1, %eax
    jmp out
bad:
    xorl %eax, %eax
out:
    cld
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbp
    popq %rbx
    ret

/* void probe_spoil_registers(void): overwrites all that a C function may. */
    .globl probe_spoil_registers
probe_spoil_registers:
    movq $-1, %rax
    movq $-1, %rcx
    movq $-1, %rdx
    movq $-1, %rsi
    movq $-1, %rdi
    movq $-1, %r8
    movq $-1, %r9
    movq $-1, %r10
    movq $-1, %r11
    ret

    .section .note.GNU-stack, "", @progbits
