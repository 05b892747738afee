/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <helix/fmt.h>
#include <helix/image.h>
#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/port.h>

#define PANIC_STATUS 2
#define REGISTERS_PER_LINE 3
#define STACK_WORDS 16
#define SMALLEST_POINTER 4096 /* below lie NULL and the fields of NULL */

static volatile unsigned faults;

/* For the second fault, which may be the formatter's: nothing but the console. */
static void put_text(const char *text)
{
    while (*text != '\0')
        hx_port_console_put(*text++);
}

static void put_address(uintptr_t address)
{
    put_text("0x");
    for (unsigned shift = sizeof(address) * 8; shift > 0; shift -= 4)
        hx_port_console_put("0123456789abcdef"[address >> (shift - 4) & 15]);
}

void fault_begin(const char *name, uintptr_t instruction)
{
    const unsigned earlier = faults;

    faults = earlier + 1;
    if (earlier == 0)
        return;

    if (earlier == 1) {
        put_text("\nhelix: panic ");
        put_text(name);
        put_text(" while a fault was being reported, at ");
        put_address(instruction);
        put_text("\n");
    }
    hx_port_halt(PANIC_STATUS);
}

static const char *name_obstacle(enum fault_access access, uintptr_t address,
                                 enum fault_obstacle obstacle)
{
    if (obstacle == FAULT_STACK_OVERFLOW)
        return "stack overflow";
    if (obstacle == FAULT_NOT_MAPPED)
        return address < SMALLEST_POINTER ? "null pointer" : "not mapped";
    if (access == FAULT_EXECUTE)
        return "not executable";
    return access == FAULT_WRITE ? "read-only" : "not readable";
}

void fault_describe_access(char *detail, enum fault_access access, uintptr_t address,
                           enum fault_obstacle obstacle)
{
    static const char *const verbs[] = {
        [FAULT_READ] = "read of",
        [FAULT_WRITE] = "write to",
        [FAULT_EXECUTE] = "execution of",
    };

    hx_format(detail, FAULT_DETAIL_SIZE, "%s 0x%016llx, %s", verbs[access],
              (unsigned long long)address, name_obstacle(access, address, obstacle));
}

static const struct hx_module *find_loaded_module(uintptr_t address)
{
    const hx_text_owner_fn owner =
        __atomic_load_n(&hx_text_owner_loaded, __ATOMIC_ACQUIRE);

    return owner != NULL ? owner(address) : NULL;
}

static bool is_code(uintptr_t address)
{
    return fault_is_code(address) || find_loaded_module(address) != NULL;
}

static const struct hx_module *find_module(uintptr_t address)
{
    const struct hx_text_range *ranges = hx_image.text_ranges;
    size_t low = 0;
    size_t high = hx_image.text_range_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if ((uintptr_t)ranges[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }

    /* Of two that start at one place the first has no code, so the last is the one. */
    if (low == 0 || address >= (uintptr_t)ranges[low - 1].end)
        return find_loaded_module(address);
    return ranges[low - 1].module;
}

static const char *name_owner(uintptr_t address)
{
    const struct hx_module *module = find_module(address);

    if (module != NULL)
        return module->info->name;
    return fault_is_code(address) ? "runtime" : "none, this is not code of the image";
}

static void print_registers(const struct fault *fault)
{
    char line[REGISTERS_PER_LINE * 32];

    for (size_t i = 0; i < fault->register_count; i += REGISTERS_PER_LINE) {
        size_t used = 0;

        for (size_t j = i; j < i + REGISTERS_PER_LINE && j < fault->register_count; j++)
            used += hx_format(line + used, sizeof(line) - used, "  %-6s 0x%016llx",
                              fault->registers[j].name,
                              (unsigned long long)fault->registers[j].value);
        hx_log_line("%s", line);
    }
}

static void print_stack(uintptr_t stack)
{
    uintptr_t address = stack & ~(sizeof(uintptr_t) - 1);
    uintptr_t word;

    if (!fault_read_word(address, &word)) {
        hx_log_line("stack: not readable");
        return;
    }

    /* Words that point into code are mostly return addresses: the callers. */
    hx_log_line("stack:");
    for (int i = 0; i < STACK_WORDS && fault_read_word(address, &word); i++) {
        const bool code = is_code(word);

        hx_log_line("  0x%016llx: 0x%016llx%s%s", (unsigned long long)address,
                    (unsigned long long)word, code ? " " : "",
                    code ? name_owner(word) : "");
        address += sizeof(word);
    }
}

void fault_report(const struct fault *fault)
{
    const char *owner = name_owner(fault->instruction);
    const char *separator = fault->detail[0] != '\0' ? ": " : "";

    /* The fault may have cut a line of the log in two. */
    hx_log_line("\nfault: %s%s%s", fault->name, separator, fault->detail);
    hx_log_line("at: 0x%016llx%s", (unsigned long long)fault->instruction,
                hx_interrupt_active() ? ", in an interrupt" : "");
    hx_log_line("module: %s", owner);
    hx_log_line("registers:");
    print_registers(fault);
    print_stack(fault->stack);
    hx_log_line("helix: panic %s at 0x%016llx, module %s%s%s", fault->name,
                (unsigned long long)fault->instruction, owner, separator,
                fault->detail);
    hx_port_halt(PANIC_STATUS);
}
