/* SPDX-License-Identifier: MIT */
/*
 * Makes an image of more than 50 MB, to see that its page tables grow with it. Each
 * symbol is the last word of its kind: far from the start, and often across a border of
 * 2 MiB.
 */
    .text
    .skip 6 << 20, 0x90
    .globl ballast_function
ballast_function:
    ret

    .section .rodata.ballast, "a", @progbits
    .skip 5 << 20, 1
    .globl ballast_constant
ballast_constant:
    .long 1

    .data
    .skip 24 << 20, 1
    .globl ballast_data
ballast_data:
    .long 0xc3c3c3c3

    .bss
    .skip 16 << 20
    .globl ballast_bss
ballast_bss:
    .long 0

    .section .note.GNU-stack, "", @progbits
