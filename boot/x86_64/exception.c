/* SPDX-License-Identifier: MIT */
/* Exceptions: what the CPU says, in words. None of them is recovered from. */
#include "io.h"
#include "paging.h"
#include "trap.h"

#include "../fault.h"

#include <helix/compiler.h>
#include <helix/fmt.h>

#define VECTOR_PAGE_FAULT 14

#define PAGE_FAULT_PRESENT 0x01
#define PAGE_FAULT_WRITE 0x02
#define PAGE_FAULT_FETCH 0x10

#define PAGE_SIZE 4096

static const char *const names[X86_EXCEPTION_COUNT] = {
    [0] = "division error",
    [1] = "debug exception",
    [2] = "non-maskable interrupt",
    [3] = "breakpoint",
    [4] = "overflow",
    [5] = "bound range exceeded",
    [6] = "invalid opcode",
    [7] = "device not available",
    [8] = "double fault",
    [10] = "invalid task state",
    [11] = "segment not present",
    [12] = "stack segment fault",
    [13] = "general protection fault",
    [14] = "page fault",
    [16] = "x87 floating-point error",
    [17] = "alignment check",
    [18] = "machine check",
    [19] = "SIMD floating-point error",
    [20] = "virtualization exception",
    [21] = "control protection exception",
};

extern char __text_start[];
extern char __text_end[];
extern char __stack_guard[];
extern char __exception_stack_guard[];
extern char __double_fault_stack_guard[];

bool fault_is_code(uintptr_t address)
{
    return address >= (uintptr_t)__text_start && address < (uintptr_t)__text_end;
}

bool fault_read_word(uintptr_t address, uintptr_t *word)
{
    if (!x86_is_memory(address))
        return false;
    *word = *(const uintptr_t *)address;
    return true;
}

static bool is_in_guard(uint64_t address)
{
    const char *const guards[] = {
        __stack_guard,
        __exception_stack_guard,
        __double_fault_stack_guard,
    };

    for (size_t i = 0; i < HX_COUNT_OF(guards); i++) {
        if (address - (uint64_t)guards[i] < PAGE_SIZE)
            return true;
    }
    return false;
}

static enum fault_access access_of(uint64_t error)
{
    if ((error & PAGE_FAULT_FETCH) != 0)
        return FAULT_EXECUTE;
    return (error & PAGE_FAULT_WRITE) != 0 ? FAULT_WRITE : FAULT_READ;
}

static enum fault_obstacle obstacle_of(uint64_t error, uint64_t address)
{
    if ((error & PAGE_FAULT_PRESENT) != 0)
        return FAULT_FORBIDDEN;
    return is_in_guard(address) ? FAULT_STACK_OVERFLOW : FAULT_NOT_MAPPED;
}

static void describe(const struct x86_frame *frame, uint64_t address, char *detail)
{
    if (frame->vector == VECTOR_PAGE_FAULT)
        fault_describe_access(detail, access_of(frame->error), address,
                              obstacle_of(frame->error, address));
    else if (frame->error != 0)
        hx_format(detail, FAULT_DETAIL_SIZE, "error code 0x%llx",
                  (unsigned long long)frame->error);
    else
        detail[0] = '\0';
}

void x86_exception(const struct x86_frame *frame)
{
    const char *name = names[frame->vector];
    const uint64_t cr2 = x86_read_cr2();
    const struct fault_register registers[] = {
        {"rax", frame->rax}, {"rbx", frame->rbx},       {"rcx", frame->rcx},
        {"rdx", frame->rdx}, {"rsi", frame->rsi},       {"rdi", frame->rdi},
        {"rbp", frame->rbp}, {"rsp", frame->rsp},       {"r8", frame->r8},
        {"r9", frame->r9},   {"r10", frame->r10},       {"r11", frame->r11},
        {"r12", frame->r12}, {"r13", frame->r13},       {"r14", frame->r14},
        {"r15", frame->r15}, {"rip", frame->rip},       {"rflags", frame->rflags},
        {"cr2", cr2},        {"cr3", x86_read_cr3()},   {"cs", frame->cs},
        {"ss", frame->ss},   {"vector", frame->vector}, {"error", frame->error},
    };
    char detail[FAULT_DETAIL_SIZE];

    if (name == NULL)
        name = "reserved exception";
    fault_begin(name, frame->rip);
    describe(frame, cr2, detail);
    fault_report(&(const struct fault){
        .name = name,
        .detail = detail,
        .instruction = frame->rip,
        .stack = frame->rsp,
        .registers = registers,
        .register_count = HX_COUNT_OF(registers),
    });
}
