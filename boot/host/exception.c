/* SPDX-License-Identifier: MIT */
/* Faults: the signals that Linux makes of exceptions, reported as exceptions. */
#define _GNU_SOURCE

#include "start.h"

#include "../fault.h"

#include <helix/compiler.h>
#include <helix/main.h>

#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef __x86_64__
#error "the registers of this architecture are not known here yet"
#endif

/* The address sanitizer has a report of its own, with more in it. gcc, then clang. */
#ifdef __SANITIZE_ADDRESS__
#define HAS_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#define HAS_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define HAS_ADDRESS_SANITIZER 0
#endif

#if HAS_ADDRESS_SANITIZER
const char *__asan_default_options(void);

/* As a panic; its own default, 1, is the status of a failed module. */
const char *__asan_default_options(void)
{
    return "exitcode=2";
}
#endif

#define PAGE_FAULT_WRITE 0x02
#define PAGE_FAULT_FETCH 0x10

/* A function seldom touches its frame further from the stack pointer, on either side.
 */
#define STACK_REACH 65536

static uintptr_t code_start = UINTPTR_MAX;
static uintptr_t code_end;

bool fault_is_code(uintptr_t address)
{
    return address >= code_start && address < code_end;
}

/* The kernel copies from any address without a fault, if it is asked to write it. */
bool fault_read_word(uintptr_t address, uintptr_t *word)
{
    int ends[2];
    bool good;

    if (pipe(ends) != 0)
        return false;
    good = write(ends[1], (const void *)address, sizeof(*word)) ==
               (ssize_t)sizeof(*word) &&
           read(ends[0], word, sizeof(*word)) == (ssize_t)sizeof(*word);
    (void)close(ends[0]);
    (void)close(ends[1]);
    return good;
}

/* The program headers of this very program; no lock, unlike dl_iterate_phdr(). */
static void find_code(void)
{
    const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    const size_t count = getauxval(AT_PHNUM);
    uintptr_t bias = 0;

    for (size_t i = 0; i < count; i++) {
        if (headers[i].p_type == PT_PHDR)
            bias = (uintptr_t)headers - headers[i].p_vaddr;
    }
    for (size_t i = 0; i < count; i++) {
        const uintptr_t start = bias + headers[i].p_vaddr;

        if (headers[i].p_type != PT_LOAD || (headers[i].p_flags & PF_X) == 0)
            continue;
        if (start < code_start)
            code_start = start;
        if (start + headers[i].p_memsz > code_end)
            code_end = start + headers[i].p_memsz;
    }
}

static const char *name_fault(int number, int code)
{
    switch (number) {
    case SIGSEGV:
        return code == SI_KERNEL ? "general protection fault" : "page fault";
    case SIGFPE:
        return code == FPE_INTDIV ? "division error" : "arithmetic fault";
    case SIGILL:
        return "invalid opcode";
    default:
        return "bus error";
    }
}

static enum fault_access access_of(uint64_t error)
{
    if ((error & PAGE_FAULT_FETCH) != 0)
        return FAULT_EXECUTE;
    return (error & PAGE_FAULT_WRITE) != 0 ? FAULT_WRITE : FAULT_READ;
}

static enum fault_obstacle obstacle_of(int code, uintptr_t address, uintptr_t stack)
{
    if (code == SEGV_ACCERR)
        return FAULT_FORBIDDEN;
    return address - (stack - STACK_REACH) < 2 * STACK_REACH ? FAULT_STACK_OVERFLOW
                                                             : FAULT_NOT_MAPPED;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    const ucontext_t *before = context;
    const greg_t *general = before->uc_mcontext.gregs;
    const uintptr_t stack = (uintptr_t)general[REG_RSP];
    const uintptr_t instruction = (uintptr_t)general[REG_RIP];
    const char *name = name_fault(number, info->si_code);
    const struct fault_register registers[] = {
        {"rax", (uint64_t)general[REG_RAX]},
        {"rbx", (uint64_t)general[REG_RBX]},
        {"rcx", (uint64_t)general[REG_RCX]},
        {"rdx", (uint64_t)general[REG_RDX]},
        {"rsi", (uint64_t)general[REG_RSI]},
        {"rdi", (uint64_t)general[REG_RDI]},
        {"rbp", (uint64_t)general[REG_RBP]},
        {"rsp", stack},
        {"r8", (uint64_t)general[REG_R8]},
        {"r9", (uint64_t)general[REG_R9]},
        {"r10", (uint64_t)general[REG_R10]},
        {"r11", (uint64_t)general[REG_R11]},
        {"r12", (uint64_t)general[REG_R12]},
        {"r13", (uint64_t)general[REG_R13]},
        {"r14", (uint64_t)general[REG_R14]},
        {"r15", (uint64_t)general[REG_R15]},
        {"rip", instruction},
        {"rflags", (uint64_t)general[REG_EFL]},
    };
    char detail[FAULT_DETAIL_SIZE] = "";

    host_signal_depth = host_signal_depth + 1;
    host_console_flush(); /* the line that the fault has cut in two */
    fault_begin(name, instruction);

    if (number == SIGSEGV && info->si_code != SI_KERNEL) {
        const uintptr_t address = (uintptr_t)info->si_addr;

        fault_describe_access(detail, access_of((uint64_t)general[REG_ERR]), address,
                              obstacle_of(info->si_code, address, stack));
    }
    fault_report(&(const struct fault){
        .name = name,
        .detail = detail,
        .instruction = instruction,
        .stack = stack,
        .registers = registers,
        .register_count = HX_COUNT_OF(registers),
    });
}

void host_faults_start(void)
{
    /* Of its own, because the fault may be that the other one is used up. */
    static char stack_memory[65536];
    const stack_t stack = {.ss_sp = stack_memory, .ss_size = sizeof(stack_memory)};
    const struct sigaction action = {
        .sa_sigaction = on_fault,
        .sa_mask = host_interrupt_signals,
        .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
    };
    const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};

    if (HAS_ADDRESS_SANITIZER)
        return;

    find_code();
    if (sigaltstack(&stack, NULL) != 0)
        hx_panic("no stack for faults");
    for (size_t i = 0; i < HX_COUNT_OF(numbers); i++) {
        if (sigaction(numbers[i], &action, NULL) != 0)
            hx_panic("no handler for signal %d", numbers[i]);
    }
}
