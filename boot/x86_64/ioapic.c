/* SPDX-License-Identifier: MIT */
/*
 * Intel's 82093AA and what is compatible. An input has an entry of 64 bits in its
 * table; all registers are reached through a window that one other register moves, so
 * that interrupts are kept off around each pair.
 *
 * Devices hold their line until they have been served, so inputs are taken by level: an
 * interrupt that comes while the input is masked, or while an earlier one is served,
 * arrives as soon as it can. Taken by edge it would be lost, as the 82093AA does not
 * remember the edges of a masked input. That ISA devices are called edge-triggered is
 * the 8259's doing: UART, RTC, keyboard and disks hold their line as well. Only the PIT
 * does not: its output is a wave, high nearly all the time, and there is nothing to
 * serve.
 *
 * All inputs are active high: ISA's and virtio-mmio's are, and so are those of PCI
 * behind QEMU's chip sets.
 */
#include "ioapic.h"
#include "lapic.h"
#include "vectors.h"

#include <helix/interrupt.h>
#include <helix/port.h>

#define IOAPIC_BASE UINT64_C(0xfec00000) /* boot.S maps it uncached */
#define IOAPIC_SELECT 0x00
#define IOAPIC_WINDOW 0x10

#define REGISTER_VERSION 0x01
#define REGISTER_ENTRY_LOW 0x10 /* + 2 * input */
#define REGISTER_ENTRY_HIGH 0x11

#define VERSION_LAST_INPUT_SHIFT 16
#define VERSION_LAST_INPUT_MASK 0xff

#define ENTRY_LEVEL 0x8000
#define ENTRY_MASKED 0x10000
#define ENTRY_HIGH_CPU_SHIFT 24

#define LINE_PIC 0 /* where the PC has the output of the 8259: never a device's */
#define LINE_PIT 2

_Static_assert(X86_VECTOR_LINE + HX_IRQ_MAX <= X86_VECTOR_TIMER, "a vector each");

static uint32_t line_count;
static uint32_t enabled_lines; /* with interrupts off */

static volatile uint32_t *ioapic_register(size_t offset)
{
    return (volatile uint32_t *)(IOAPIC_BASE + offset);
}

static uint32_t read_register(uint32_t index)
{
    *ioapic_register(IOAPIC_SELECT) = index;
    return *ioapic_register(IOAPIC_WINDOW);
}

static void write_register(uint32_t index, uint32_t value)
{
    *ioapic_register(IOAPIC_SELECT) = index;
    *ioapic_register(IOAPIC_WINDOW) = value;
}

static bool is_usable(uint32_t line)
{
    return line < line_count && line != LINE_PIC;
}

/* With interrupts off. Only the mask ever changes: an input that is in service keeps
 * the trigger mode that it came with. */
static void write_entry(uint32_t line, uint32_t mask)
{
    const uint32_t trigger = line == LINE_PIT ? 0 : ENTRY_LEVEL;

    write_register(REGISTER_ENTRY_LOW + 2 * line,
                   (X86_VECTOR_LINE + line) | trigger | mask);
}

void x86_ioapic_start(void)
{
    line_count = (read_register(REGISTER_VERSION) >> VERSION_LAST_INPUT_SHIFT &
                  VERSION_LAST_INPUT_MASK) +
                 1;
    if (line_count > HX_IRQ_MAX)
        line_count = HX_IRQ_MAX;

    for (uint32_t line = 0; line < line_count; line++) {
        write_entry(line, ENTRY_MASKED);
        write_register(REGISTER_ENTRY_HIGH + 2 * line, (uint32_t)x86_lapic_id()
                                                           << ENTRY_HIGH_CPU_SHIFT);
    }
}

void x86_ioapic_interrupt(uint32_t line)
{
    /* It may have been on its way already when its line was disabled. */
    if ((enabled_lines >> line & 1) != 0)
        hx_irq_interrupt(line);
}

bool hx_port_irq_enable(uint32_t line)
{
    uintptr_t saved;

    if (!is_usable(line))
        return false;
    saved = hx_port_irq_save();
    enabled_lines |= UINT32_C(1) << line;
    write_entry(line, 0);
    hx_port_irq_restore(saved);
    return true;
}

void hx_port_irq_disable(uint32_t line)
{
    uintptr_t saved;

    if (!is_usable(line))
        return;
    saved = hx_port_irq_save();
    enabled_lines &= ~(UINT32_C(1) << line);
    write_entry(line, ENTRY_MASKED);
    hx_port_irq_restore(saved);
}
