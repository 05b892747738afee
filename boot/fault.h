/* SPDX-License-Identifier: MIT */
/*
 * The report of a fault of the machine, the same on every target: what happened, in
 * whose code, the registers, the top of the stack. It ends in a panic.
 *
 *     fault_begin("page fault", rip);
 *     ... look at the machine, fill struct fault ...
 *     fault_report(&fault);
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault_register {
    const char *name;
    uint64_t value;
};

struct fault {
    const char *name;   /* "page fault" */
    const char *detail; /* "write to 0x0000000000001000, ..."; may be empty */
    uintptr_t instruction;
    uintptr_t stack;
    const struct fault_register *registers;
    size_t register_count;
};

/*
 * By the port, first of all. Returns the first time. A fault while a fault is reported
 * gives one line, and the machine ends; a fault during that line just ends it.
 */
void fault_begin(const char *name, uintptr_t instruction);

enum fault_access {
    FAULT_READ,
    FAULT_WRITE,
    FAULT_EXECUTE,
};

enum fault_obstacle {
    FAULT_NOT_MAPPED,
    FAULT_FORBIDDEN, /* mapped, without the permission */
    FAULT_STACK_OVERFLOW,
};

#define FAULT_DETAIL_SIZE 80

/* Writes into `detail`, of FAULT_DETAIL_SIZE, why an access to memory failed. */
void fault_describe_access(char *detail, enum fault_access access, uintptr_t address,
                           enum fault_obstacle obstacle);

/* Prints the report and ends the machine with status 2. */
_Noreturn void fault_report(const struct fault *fault);

/* From the port: is the address in the code of the image? */
bool fault_is_code(uintptr_t address);

/*
 * From the port: reads the aligned word at `address`, if that can be done without a
 * fault and without a side effect on a device; else returns false.
 */
bool fault_read_word(uintptr_t address, uintptr_t *word);
