/* SPDX-License-Identifier: MIT */
/*
 * The I/O APIC: it makes interrupts of the lines of devices.
 *
 * Line n of helix/port.h is its input n, and the global system interrupt n of ACPI. On
 * the PC and QEMU's q35 and microvm: 1 keyboard, 2 interval timer (PIT), 4 and 3 the
 * first serial ports, 8 clock (RTC), 9 ACPI, 12 mouse, 14 and 15 disks; PCI devices on
 * q35 16 .. 23. The virtio-mmio transport k of microvm has line 16 + k, as build/run
 * starts it; without ACPI it has 5 + k, and with a second I/O APIC none of ours.
 */
#pragma once

#include <stdint.h>

/* Masks all lines. Comes after the local APIC. */
void x86_ioapic_start(void);

/*
 * An interrupt of `line` has arrived; the caller acknowledges it afterwards, whatever
 * becomes of it here. In interrupt context.
 */
void x86_ioapic_interrupt(uint32_t line);
