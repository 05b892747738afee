/* SPDX-License-Identifier: MIT */
/*
 * From the PVH entry to C: page tables, long mode, stack.
 *
 * PVH (xen/include/public/arch-x86/hvm/start_info.h) enters in 32-bit protected mode
 * with flat segments, paging and interrupts off, and the physical address of
 * hvm_start_info in %ebx. The loader has zeroed .bss and the page tables.
 *
 * The map is the identity over 4 GiB and is W^X from its first use: .text is the only
 * memory that can be executed, and neither it nor .rodata can be written. Page 0 and the
 * page below each stack are absent. The last GiB holds device registers (LAPIC, IOAPIC,
 * virtio) and is not cached.
 */

#define PAGE_SIZE 4096
#define LARGE_PAGE_SIZE 0x200000

#define PAGE_PRESENT 0x001
#define PAGE_WRITE 0x002
#define PAGE_UNCACHED 0x018 /* write-through, cache disabled */
#define PAGE_LARGE 0x080
#define PAGE_NO_EXECUTE_HIGH 0x80000000 /* bit 63, in the upper half of an entry */

#define CR0_PAGING_PROTECTED 0x80010001 /* PG, WP, PE */
#define CR4_PAE 0x20
#define MSR_EFER 0xc0000080
#define EFER_LONG_MODE_NO_EXECUTE 0x900 /* LME, NXE */

#define XEN_ELFNOTE_PHYS32_ENTRY 18

    .section .note.Xen, "a", @note
    .balign 4
    .long 4  /* size of the name */
    .long 4  /* size of the descriptor */
    .long XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .long x86_boot

    .section .text.boot, "ax", @progbits
    .code32
    .globl x86_boot
x86_boot:
    cld
    movl $__stack_top, %esp
    movl %ebx, %esi

    movl $__page_directory_pointers + PAGE_PRESENT + PAGE_WRITE, __page_map

    movl $__page_directory_pointers, %edi
    movl $__page_directories + PAGE_PRESENT + PAGE_WRITE, %eax
    xorl %edx, %edx
    movl $PAGE_SIZE, %ebx
    movl $4, %ecx
    call fill_entries

    movl $__page_directories, %edi
    movl $PAGE_PRESENT + PAGE_WRITE + PAGE_LARGE, %eax
    movl $PAGE_NO_EXECUTE_HIGH, %edx
    movl $LARGE_PAGE_SIZE, %ebx
    movl $3 * 512, %ecx
    call fill_entries
    orl $PAGE_UNCACHED, %eax
    movl $512, %ecx
    call fill_entries

    movl $__small_tables, %edi
    movl $PAGE_PRESENT + PAGE_WRITE, %eax
    movl $PAGE_SIZE, %ebx
    movl $__small_table_count, %ecx
    shll $9, %ecx
    call fill_entries

    movl $__text_start, %eax
    movl $__text_end, %ecx
    xorl %edx, %edx
    call fill_read_only

    movl $__rodata_start, %eax
    movl $__rodata_end, %ecx
    movl $PAGE_NO_EXECUTE_HIGH, %edx
    call fill_read_only

    xorl %eax, %eax
    call unmap_page
    movl $__stack_guard, %eax
    call unmap_page
    movl $__exception_stack_guard, %eax
    call unmap_page
    movl $__double_fault_stack_guard, %eax
    call unmap_page

    movl $__page_directories, %edi
    movl $__small_tables + PAGE_PRESENT + PAGE_WRITE, %eax
    xorl %edx, %edx
    movl $__small_table_count, %ecx
    call fill_entries

    movl %cr4, %eax
    orl $CR4_PAE, %eax
    movl %eax, %cr4
    movl $__page_map, %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    rdmsr
    orl $EFER_LONG_MODE_NO_EXECUTE, %eax
    wrmsr
    movl %cr0, %eax
    orl $CR0_PAGING_PROTECTED, %eax
    movl %eax, %cr0

    lgdt boot_gdt_pointer
    ljmp $0x08, $long_mode

/*
 * Writes %ecx entries from %edi on, the first of them %edx:%eax, each %ebx above the
 * one before. Leaves %edi and %eax ready for the entry that follows.
 */
fill_entries:
    testl %ecx, %ecx
    jz 2f
1:  movl %eax, (%edi)
    movl %edx, 4(%edi)
    addl %ebx, %eax
    addl $8, %edi
    decl %ecx
    jnz 1b
2:  ret

/* Maps the small pages from %eax to %ecx without PAGE_WRITE; %edx as above. */
fill_read_only:
    subl %eax, %ecx
    shrl $12, %ecx
    movl %eax, %edi
    shrl $9, %edi
    addl $__small_tables, %edi
    orl $PAGE_PRESENT, %eax
    jmp fill_entries

/* Removes the small page at %eax from the map. */
unmap_page:
    shrl $9, %eax
    movl $0, __small_tables(%eax)
    movl $0, __small_tables + 4(%eax)
    ret

    .code64
long_mode:
    movw $0x10, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    xorl %eax, %eax
    movw %ax, %fs
    movw %ax, %gs
    movl %esi, %edi
    movl $__stack_top, %esp
    xorl %ebp, %ebp
    call x86_start /* does not return */
    ud2

    .section .rodata.boot, "a", @progbits
    .balign 4
boot_gdt_pointer:
    .word 3 * 8 - 1 /* null, code, data: all that the jump needs */
    .long x86_gdt

    .section .note.GNU-stack, "", @progbits
