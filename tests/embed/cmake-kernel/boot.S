/* SPDX-License-Identifier: MIT */
/*
 * Entry and interrupts of a kernel in the highest 2 GiB: the first GiB of memory is at
 * KERNEL_BASE, the devices below 4 GiB (the local APIC) in the last GiB of all.
 */
#define KERNEL_BASE 0xffffffff80000000
#define PHYSICAL(symbol) symbol - KERNEL_BASE

    .intel_syntax noprefix

    .section .note.Xen, "a", @note
    .long 4, 4, 18                  # sizes of name and value; XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .long boot_entry

# Runs where it was loaded, in 32-bit mode with paging off, and then through a map of the
# same addresses. That map stays, because the GDT is found through it.
    .section .boot, "awx", @progbits
    .code32
    .globl boot_entry
boot_entry:
    lea esp, [PHYSICAL(boot_stack_end)]
    lea eax, [PHYSICAL(page_map)]
    lea edx, [PHYSICAL(high_tables) + 3]
    mov [eax], edx
    mov [eax + 511 * 8], edx
    lea eax, [PHYSICAL(high_tables)]
    lea edx, [PHYSICAL(memory_pages) + 3]
    mov [eax], edx
    mov [eax + 510 * 8], edx
    lea edx, [PHYSICAL(device_pages) + 3]
    mov [eax + 511 * 8], edx

    lea edi, [PHYSICAL(memory_pages)]
    mov eax, 0x83                   # present, writable, 2 MiB
    call fill_pages
    lea edi, [PHYSICAL(device_pages)]
    mov eax, 0xc000009b             # likewise, and not cached
    call fill_pages

    mov eax, 0x20                   # PAE
    mov cr4, eax
    lea eax, [PHYSICAL(page_map)]
    mov cr3, eax
    mov ecx, 0xc0000080             # EFER: long mode
    rdmsr
    or eax, 0x100
    wrmsr
    mov eax, cr0
    or eax, 0x80000001              # paging, protected mode
    mov cr0, eax
    lgdt [boot_gdt_pointer]
    push 0x08
    lea eax, [boot_64]
    push eax
    retf

fill_pages:
    mov ecx, 512
1:  mov [edi], eax
    add edi, 8
    add eax, 0x200000
    loop 1b
    ret

    .code64
boot_64:
    mov eax, 0x10
    mov ds, eax
    mov es, eax
    mov ss, eax
    movabs rax, offset high_entry
    jmp rax

    .balign 8
boot_gdt:
    .quad 0
    .quad 0x00af9a000000ffff        # 0x08: 64-bit code
    .quad 0x00cf92000000ffff        # 0x10: data
boot_gdt_pointer:
    .word boot_gdt_pointer - boot_gdt - 1
    .long boot_gdt

    .text
high_entry:
    mov rsp, offset boot_stack_end
    xor ebp, ebp
    call kernel_main
    ud2

    .globl timer_entry
timer_entry:
    .irp register, rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11
    push \register
    .endr
    cld
    call timer_interrupt
    .irp register, r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax
    pop \register
    .endr
    .globl ignored_entry
ignored_entry:
    iretq

    .globl fault_entry
fault_entry:
    and rsp, -16
    call fault

    .section .bss
    .balign 4096
page_map:     .skip 4096
high_tables:  .skip 4096
memory_pages: .skip 4096
device_pages: .skip 4096
    .skip 32768
boot_stack_end:

    .section .note.GNU-stack, "", @progbits
