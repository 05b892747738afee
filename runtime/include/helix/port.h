/* SPDX-License-Identifier: MIT */
/*
 * What a machine gives to the runtime. boot/<target>/ implements all of it; nothing
 * else knows the machine. An existing kernel that embeds Helix supplies the same.
 */
#pragma once

#include <helix/types.h>

/* The target's name as in the profile and the boot log: "x86_64", "host". */
extern const char hx_port_name[];

/*
 * Writes one byte to the console; waits until the device takes it. Any context, any
 * thread: the bytes of two may mix, and none is lost.
 */
void hx_port_console_put(char byte);

/*
 * Returns the next byte typed on the console, or -1 if there is none. Does not wait.
 * Not from an interrupt, and from one thread at a time.
 */
int hx_port_console_get(void);

/* Nanoseconds since boot; never goes back. Any context. */
uint64_t hx_port_time_ns(void);

/*
 * Starts the periodic timer. Every `period_ms`, which is not 0, the port calls
 * hx_interrupt_enter(), hx_tick_interrupt() and hx_interrupt_exit() in interrupt
 * context.
 */
void hx_port_tick_start(uint32_t period_ms);

/* How many CPUs the runtime has room for; the build may say another number. */
#ifndef HX_CPU_MAX
#define HX_CPU_MAX 8
#endif

/*
 * Returns the number, from 0 and below HX_CPU_MAX, of the CPU that runs the caller; the
 * one that runs hx_main(), and so the loop, is 0. Where there are threads each counts
 * as a CPU: no two that live have one number. Any context.
 */
uint32_t hx_port_cpu_id(void);

/*
 * Keeps interrupts off this CPU; returns what hx_port_irq_restore() wants. Nests. It
 * does nothing to other CPUs and threads, so it protects from interrupts alone.
 */
uintptr_t hx_port_irq_save(void);
void hx_port_irq_restore(uintptr_t saved);

/*
 * Waits for the next interrupt or hx_port_wake(). By the CPU that runs the loop, with
 * interrupts kept off; what is pending ends the wait at once, so nothing is slept
 * through. Interrupts are kept off again when it returns.
 */
void hx_port_idle(void);

/*
 * Ends the hx_port_idle() that waits now, or the next one at once; several before it
 * returns count as one. What the caller has written is seen by whoever returns from
 * there. Does not wait. Any context, any thread.
 */
void hx_port_wake(void);

/* Called in each round of a loop that waits for another CPU or thread. Any context. */
void hx_port_pause(void);

/* How many lines for the interrupts of devices there can be: 0 .. HX_IRQ_MAX - 1. */
#define HX_IRQ_MAX 32

/*
 * Lets the interrupts of `line` through: for each of them the port calls
 * hx_interrupt_enter(), hx_irq_interrupt() and hx_interrupt_exit() in interrupt
 * context, on the CPU that runs the loop, and then makes ready for the next. All lines
 * are disabled at first. A device that asked while its line was disabled, and still
 * does, interrupts now. Any context, any thread.
 *
 * Returns false, and changes nothing, where the machine has no such line or keeps it
 * for itself. What the numbers stand for is said in boot/<target>/.
 */
bool hx_port_irq_enable(uint32_t line);

/*
 * Keeps them away. When it returns, the line's hx_irq_interrupt() is not running on
 * another CPU, and is not called until the line is enabled again; so it waits for one
 * that runs, and the caller must hold nothing that the handler wants. Any context, any
 * thread; also from that hx_irq_interrupt() itself, and for any number.
 */
void hx_port_irq_disable(uint32_t line);

/* A stretch of free RAM; `size` in bytes. */
struct hx_memory_range {
    uintptr_t start;
    size_t size;
};

/*
 * Fills up to `capacity` ranges of RAM that nobody uses yet, page-aligned, ascending,
 * and returns how many there are in all. The answer never changes.
 */
size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity);

/*
 * The archive that the machine was booted with, page-aligned, not part of
 * hx_port_memory(), and never written to; size 0 if there is none. By kernels that load
 * modules, or have others that call <helix/initrd.h>.
 */
struct hx_bytes hx_port_initrd(void);

enum hx_port_rights {
    HX_PORT_READ,
    HX_PORT_READ_WRITE,
    HX_PORT_READ_EXECUTE,
};

/*
 * Gives the pages of [start, start + size), whole ones of 4 KiB inside of what
 * hx_port_memory() has given, these rights on all CPUs; at first they are
 * HX_PORT_READ_WRITE. What was written there before is what is executed afterwards. By
 * kernels that load modules, on the CPU that runs the loop.
 *
 * Returns false, with the rights of some pages perhaps changed, if the machine lacks
 * the memory to do so; going back to HX_PORT_READ_WRITE what has had other rights
 * always succeeds.
 */
bool hx_port_protect(void *start, size_t size, enum hx_port_rights rights);

/*
 * Ends the machine. `status` is 0 (good), 1 (some module failed) or 2 (panic); what
 * runs the image sees it as its exit status. Any context; does not return.
 */
_Noreturn void hx_port_halt(int status);
