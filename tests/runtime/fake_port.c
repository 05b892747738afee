/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE

#include "fake_port.h"

#include <helix/interrupt.h>
#include <helix/loading.h>

#include <limits.h>
#include <sched.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define CONSOLE_SIZE 65536
#define PAGE_SIZE 4096

/* A test that sleeps this often waits for something that never comes. */
#define IDLE_MAX 100000

const char hx_port_name[] = "fake";

uint64_t fake_time_ns;
uint64_t fake_time_step_ns;
_Thread_local uint32_t fake_cpu;
struct hx_memory_range fake_ranges[32];
size_t fake_range_count;
unsigned fake_protect_left = UINT_MAX;
struct hx_bytes fake_initrd;
uint32_t fake_tick_ms;
unsigned fake_idle_count;
_Thread_local unsigned fake_irq_depth;
unsigned fake_wake_count;
uint32_t fake_irq_enabled;
uint32_t fake_irq_refused;
void (*fake_late_interrupt)(void);

static char console[CONSOLE_SIZE];
static size_t console_size;
static jmp_buf *machine_end;
static bool wake_due;
static char *ram;
static unsigned char *ram_rights; /* of each page */
static size_t ram_size;

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "fake_port: %s\n", why);
    abort();
}

const char *fake_console(void)
{
    return console;
}

void fake_console_clear(void)
{
    console_size = 0;
    console[0] = '\0';
}

unsigned fake_console_lines(const char *line)
{
    size_t size = strlen(line);
    unsigned count = 0;

    for (const char *at = console; *at != '\0';) {
        const char *end = strchr(at, '\n');

        if (end == NULL)
            break;
        if ((size_t)(end - at) == size && memcmp(at, line, size) == 0)
            count++;
        at = end + 1;
    }
    return count;
}

void hx_port_console_put(char byte)
{
    if (console_size + 1 >= CONSOLE_SIZE) {
        fputs("fake_port: the console is full\n", stderr);
        abort();
    }
    console[console_size++] = byte;
    console[console_size] = '\0';
}

int hx_port_console_get(void)
{
    return -1;
}

uint64_t hx_port_time_ns(void)
{
    return __atomic_add_fetch(&fake_time_ns, fake_time_step_ns, __ATOMIC_RELAXED);
}

void hx_port_tick_start(uint32_t period_ms)
{
    fake_tick_ms = period_ms;
}

uint32_t hx_port_cpu_id(void)
{
    return fake_cpu;
}

uintptr_t hx_port_irq_save(void)
{
    if (fake_late_interrupt != NULL) {
        hx_interrupt_enter();
        fake_late_interrupt();
        hx_interrupt_exit();
    }
    return fake_irq_depth++;
}

void hx_port_irq_restore(uintptr_t saved)
{
    fake_irq_depth = (unsigned)saved;
}

void hx_port_idle(void)
{
    if (fake_irq_depth == 0 || fake_tick_ms == 0 || fake_idle_count >= IDLE_MAX) {
        fputs("fake_port: slept with interrupts on, without ticks, or for ever\n",
              stderr);
        abort();
    }
    if (__atomic_exchange_n(&wake_due, false, __ATOMIC_ACQUIRE))
        return;
    fake_idle_count++;
    fake_time_ns += fake_tick_ms * UINT64_C(1000000);
    hx_interrupt_enter();
    hx_tick_interrupt();
    hx_interrupt_exit();
    __atomic_store_n(&wake_due, false, __ATOMIC_RELAXED);
}

void hx_port_wake(void)
{
    __atomic_fetch_add(&fake_wake_count, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&wake_due, true, __ATOMIC_RELEASE);
}

void hx_port_pause(void)
{
    (void)sched_yield();
}

bool hx_port_irq_enable(uint32_t line)
{
    if (line >= HX_IRQ_MAX || (fake_irq_refused >> line & 1) != 0)
        return false;
    __atomic_fetch_or(&fake_irq_enabled, UINT32_C(1) << line, __ATOMIC_RELAXED);
    return true;
}

void hx_port_irq_disable(uint32_t line)
{
    if (line < HX_IRQ_MAX)
        __atomic_fetch_and(&fake_irq_enabled, ~(UINT32_C(1) << line), __ATOMIC_RELAXED);
}

void fake_irq_raise(uint32_t line)
{
    if ((__atomic_load_n(&fake_irq_enabled, __ATOMIC_RELAXED) >> line & 1) == 0)
        return;
    hx_interrupt_enter();
    hx_irq_interrupt(line);
    hx_interrupt_exit();
}

size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity)
{
    for (size_t i = 0; i < fake_range_count && i < capacity; i++)
        ranges[i] = fake_ranges[i];
    return fake_range_count;
}

void fake_ram_map(size_t size)
{
    ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ram_rights = calloc(size / PAGE_SIZE, 1);
    if (ram == MAP_FAILED || ram_rights == NULL || size % PAGE_SIZE != 0)
        give_up("there is no such RAM");
    memset(ram, 0xa5, size);
    memset(ram_rights, HX_PORT_READ_WRITE, size / PAGE_SIZE);
    ram_size = size;
    fake_ranges[0] = (struct hx_memory_range){(uintptr_t)ram, size};
    fake_range_count = 1;
}

static size_t ram_offset(const void *address)
{
    const size_t offset = (size_t)((uintptr_t)address - (uintptr_t)ram);

    if (offset >= ram_size)
        give_up("this is not in the RAM of fake_ram_map()");
    return offset;
}

enum hx_port_rights fake_rights(const void *address)
{
    return (enum hx_port_rights)ram_rights[ram_offset(address) / PAGE_SIZE];
}

bool hx_port_protect(void *start, size_t size, enum hx_port_rights rights)
{
    static const int bits[] = {
        [HX_PORT_READ] = PROT_READ,
        [HX_PORT_READ_WRITE] = PROT_READ | PROT_WRITE,
        [HX_PORT_READ_EXECUTE] = PROT_READ | PROT_EXEC,
    };
    const size_t offset = ram_offset(start);

    if (offset % PAGE_SIZE != 0 || size % PAGE_SIZE != 0 || size > ram_size - offset)
        give_up("rights are for whole pages of RAM");
    if (rights != HX_PORT_READ_WRITE) {
        if (fake_protect_left == 0)
            return false;
        fake_protect_left--;
    }
    if (mprotect(start, size, bits[rights]) != 0)
        give_up("the system refuses these rights");
    if (size > 0)
        memset(ram_rights + offset / PAGE_SIZE, (int)rights, size / PAGE_SIZE);
    __builtin___clear_cache(start, (char *)start + size);
    return true;
}

/* For the loader, where a test says nothing else of the image. */
__attribute__((weak)) const struct hx_loading hx_image_loading = {.deadline_ms = 100};

struct hx_bytes hx_port_initrd(void)
{
    return fake_initrd;
}

void hx_port_halt(int status)
{
    if (machine_end == NULL) {
        fprintf(stderr, "fake_port: unexpected halt %d\n%s", status, console);
        abort();
    }
    longjmp(*machine_end, status + 1);
}

int fake_machine_run(void (*body)(void))
{
    jmp_buf end;
    int halted;

    machine_end = &end;
    halted = setjmp(end);
    if (halted == 0)
        body();
    machine_end = NULL;
    return halted - 1;
}
