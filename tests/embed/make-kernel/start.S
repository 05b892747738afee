/* SPDX-License-Identifier: MIT */
/*
 * The way in: QEMU jumps to pvh_entry in 32-bit mode, without paging and with .bss
 * cleared. The first GiB is mapped as it is, in pages of 2 MiB, and so is the
 * page of the local APIC.
 */
        .section .note.Xen, "a", @note
        .long 4, 4, 18          /* sizes of name and value; XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz "Xen"
        .long pvh_entry

        .section .bss
        .balign 4096
pml4:   .skip 4096
pdpt:   .skip 4096
pd:     .skip 4096
pd_high: .skip 4096
        .skip 32768
stack_top:

        .section .rodata
        .balign 8
gdt:    .quad 0
        .quad 0x00af9a000000ffff        /* 0x08: 64-bit code */
        .quad 0x00cf92000000ffff        /* 0x10: data */
gdtr:   .word gdtr - gdt - 1
        .long gdt

        .section .text.start, "ax"
        .code32
        .globl pvh_entry
pvh_entry:
        movl $stack_top, %esp
        movl $pdpt + 3, pml4
        movl $pd + 3, pdpt
        movl $pd, %edi
        movl $0x83, %eax                /* present, writable, 2 MiB */
1:      movl %eax, (%edi)
        addl $0x200000, %eax
        addl $8, %edi
        cmpl $pd + 4096, %edi
        jne 1b

        movl $pd_high + 3, pdpt + 3 * 8
        movl $0xfee00000 + 0x9b, pd_high + 503 * 8      /* not cached */

        movl $0x20, %eax                /* PAE */
        movl %eax, %cr4
        movl $pml4, %eax
        movl %eax, %cr3
        movl $0xc0000080, %ecx          /* EFER: long mode */
        rdmsr
        orl $0x100, %eax
        wrmsr
        movl %cr0, %eax
        orl $0x80000001, %eax           /* paging, protected mode */
        movl %eax, %cr0
        lgdt gdtr
        ljmp $0x08, $1f

        .code64
1:      movl $0x10, %eax
        movl %eax, %ds
        movl %eax, %es
        movl %eax, %ss
        movl $stack_top, %esp
        xorl %ebp, %ebp
        call kmain
        ud2

        .section .note.GNU-stack, "", @progbits
