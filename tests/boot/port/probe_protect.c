/* SPDX-License-Identifier: MIT */
/* Rights of pages, code that is put there, and the archive of the boot. */
#include "probe.h"

#include <helix/compiler.h>
#include <helix/image.h>
#include <helix/log.h>
#include <helix/main.h>
#include <helix/memory.h>
#include <helix/port.h>
#include <helix/string.h>

#define PAGE_SIZE ((size_t)4096)
#define LARGE_PAGE_SIZE ((size_t)2 * 1024 * 1024)
#define RANGE_MAX 32

static unsigned char *claim_pages(size_t count, size_t alignment)
{
    struct hx_memory_region region = {NULL, 0};

    probe_require(hx_memory_claim(count * PAGE_SIZE, alignment, &region) == HX_OK,
                  "there is RAM for the check");
    return region.start;
}

static void protect(unsigned char *page, size_t count, enum hx_port_rights rights)
{
    probe_require(hx_port_protect(page, count * PAGE_SIZE, rights), "rights are given");
}

/* A function that returns `value`: mov $value, %eax; ret. */
static void put_code(unsigned char *page, unsigned char value)
{
    const unsigned char code[] = {0xb8, value, 0, 0, 0, 0xc3};

    memcpy(page, code, sizeof(code));
}

static unsigned call_code(const unsigned char *page)
{
    return ((unsigned (*)(void))(uintptr_t)page)();
}

static void fill(unsigned char *page, size_t count)
{
    for (size_t i = 0; i < count * PAGE_SIZE; i++)
        page[i] = (unsigned char)(i / 7 + i / PAGE_SIZE);
}

static bool is_filled(const unsigned char *page, size_t count)
{
    for (size_t i = 0; i < count * PAGE_SIZE; i++)
        if (page[i] != (unsigned char)(i / 7 + i / PAGE_SIZE))
            return false;
    return true;
}

/* Between two pages that are as before, each time; and what was changed is executed. */
static void protect_one_at(unsigned char *pages)
{
    unsigned char *page = pages + PAGE_SIZE;

    for (unsigned char value = 1; value < 100; value++) {
        fill(pages, 3);
        protect(page, 1, HX_PORT_READ);
        probe_require(is_filled(pages, 3), "what stood there stays");
        protect(page, 1, HX_PORT_READ_WRITE);
        put_code(page, value);
        protect(page, 1, HX_PORT_READ_EXECUTE);
        probe_require(call_code(page) == value, "what was written is executed");
        probe_require(page[1] == value, "and can be read");
        fill(pages, 1);
        fill(pages + 2 * PAGE_SIZE, 1);
        protect(page, 1, HX_PORT_READ_WRITE);
        fill(page, 1);
    }
}

/* Next to the image, and where RAM is mapped by large pages. */
static void protect_one(void)
{
    protect_one_at(claim_pages(3, PAGE_SIZE));
    protect_one_at(claim_pages(3, LARGE_PAGE_SIZE));
}

/*
 * From before the end of one large page of some machine, over all of another, to behind
 * the beginning of a third.
 */
static void protect_many(void)
{
    const size_t large = LARGE_PAGE_SIZE / PAGE_SIZE;
    const size_t count = large + 5;
    unsigned char *pages = claim_pages(3 * large, LARGE_PAGE_SIZE);
    unsigned char *first = pages + (large - 2) * PAGE_SIZE;
    unsigned char *behind = first + count * PAGE_SIZE;

    fill(pages, 3 * large);
    for (size_t i = 0; i < count; i++)
        put_code(first + i * PAGE_SIZE, (unsigned char)i);
    protect(first, count, HX_PORT_READ_EXECUTE);
    for (size_t i = 0; i < count; i++)
        probe_require(call_code(first + i * PAGE_SIZE) == (unsigned char)i,
                      "all are executable");
    probe_require(is_filled(pages, large - 2), "what is below is as it was");
    fill(pages, large - 2);
    fill(behind, large - 3);
    protect(first, count, HX_PORT_READ_WRITE);
    fill(pages, 3 * large);
    probe_require(is_filled(pages, 3 * large), "all can be written again");
}

static void protect_nothing(void)
{
    unsigned char *page = claim_pages(1, PAGE_SIZE);
    const size_t left = hx_memory_left();

    protect(page, 0, HX_PORT_READ_EXECUTE);
    protect(page, 1, HX_PORT_READ_WRITE);
    fill(page, 1);
    probe_require(hx_memory_left() == left, "what changes nothing costs nothing");
}

#ifdef PROBE_IS_MACHINE
static void claim_everything(void)
{
    while (hx_memory_left() > 0)
        (void)claim_pages(1, PAGE_SIZE);
}

/* A table for each large page, once; and what happens when there is none. */
static void protect_without_memory(void)
{
    const size_t large = LARGE_PAGE_SIZE / PAGE_SIZE;
    unsigned char *pages = claim_pages(2 * large, LARGE_PAGE_SIZE);
    unsigned char *last = pages + (large - 1) * PAGE_SIZE;
    const size_t left = hx_memory_left();

    protect(pages, 1, HX_PORT_READ);
    probe_require(hx_memory_left() == left - PAGE_SIZE, "a table is one page");
    protect(pages + 7 * PAGE_SIZE, 9, HX_PORT_READ_EXECUTE);
    protect(pages, large, HX_PORT_READ_WRITE);
    probe_require(hx_memory_left() == left - PAGE_SIZE, "and is used again");

    claim_everything();
    protect(pages, large, HX_PORT_READ);
    protect(pages, large, HX_PORT_READ_WRITE);
    probe_require(!hx_port_protect(last, 2 * PAGE_SIZE, HX_PORT_READ),
                  "the second large page has no table");
    probe_require(!hx_port_protect(last + PAGE_SIZE, PAGE_SIZE, HX_PORT_READ_EXECUTE),
                  "again");
    fill(pages, 2 * large);
    protect(pages, 2 * large, HX_PORT_READ_WRITE);
}
#endif

/*
 * Each begins with a page of RAM, whose address is printed: one that nobody has mapped
 * by itself yet.
 */
static unsigned char *show_page(void)
{
    unsigned char *page = claim_pages(3, LARGE_PAGE_SIZE) + PAGE_SIZE;

    for (int i = -1; i <= 1; i++)
        put_code(page + i * (ptrdiff_t)PAGE_SIZE, 1);
    hx_log_line("page 0x%016llx", (unsigned long long)(uintptr_t)page);
    return page;
}

static void write_page(unsigned char *page)
{
    probe_alpha_write((volatile uint32_t *)(uintptr_t)page, 1);
}

static void execute_page(const unsigned char *page)
{
    probe_alpha_call((void (*)(void))(uintptr_t)page);
}

static void write_code(void)
{
    unsigned char *page = show_page();

    protect(page, 1, HX_PORT_READ_EXECUTE);
    execute_page(page);
    write_page(page);
}

static void write_read_only(void)
{
    unsigned char *page = show_page();

    protect(page, 1, HX_PORT_READ);
    write_page(page);
}

static void execute_read_only(void)
{
    unsigned char *page = show_page();

    protect(page, 1, HX_PORT_READ);
    execute_page(page);
}

/* What was executable before must be forgotten. */
static void execute_again(void)
{
    unsigned char *page = show_page();

    protect(page, 1, HX_PORT_READ_EXECUTE);
    execute_page(page);
    protect(page, 1, HX_PORT_READ_WRITE);
    write_page(page + 8);
    execute_page(page);
}

static void execute_neighbour(void)
{
    unsigned char *page = show_page();

    protect(page - PAGE_SIZE, 1, HX_PORT_READ_EXECUTE);
    protect(page + PAGE_SIZE, 1, HX_PORT_READ_EXECUTE);
    execute_page(page - PAGE_SIZE);
    execute_page(page + PAGE_SIZE);
    write_page(page + 8);
    execute_page(page);
}

static void protect_code_of_image(void)
{
    const uintptr_t page = (uintptr_t)hx_main & ~(PAGE_SIZE - 1);

    (void)hx_port_protect((void *)page, PAGE_SIZE, HX_PORT_READ_WRITE);
}

static void protect_beyond(void)
{
    struct hx_memory_range ranges[RANGE_MAX];
    const size_t count = hx_port_memory(ranges, RANGE_MAX);
    const struct hx_memory_range *last = &ranges[count - 1];

    (void)hx_port_protect((void *)(last->start + last->size - PAGE_SIZE), 2 * PAGE_SIZE,
                          HX_PORT_READ);
}

static void protect_part(void)
{
    (void)hx_port_protect(claim_pages(1, PAGE_SIZE), 100, HX_PORT_READ);
}

/* Stands for a module that was loaded: all of its code is in one page. */
static unsigned char *loaded_page;
static const struct hx_module loaded_module = {
    .info = &(const struct hx_module_info){.name = "my-loaded"},
};

static const struct hx_module *find_loaded(uintptr_t address)
{
    return address - (uintptr_t)loaded_page < PAGE_SIZE ? &loaded_module : NULL;
}

static void run_loaded(const unsigned char *code, size_t size)
{
    loaded_page = show_page();
    memcpy(loaded_page, code, size);
    protect(loaded_page, 1, HX_PORT_READ_EXECUTE);
    hx_text_owner_loaded = find_loaded;
    execute_page(loaded_page);
}

static void loaded_writes_null(void)
{
    /* movl $1, 8; ret */
    static const unsigned char code[] = {0xc7, 0x04, 0x25, 8, 0, 0,
                                         0,    1,    0,    0, 0, 0xc3};

    run_loaded(code, sizeof(code));
}

/* The fault is nobody's; who called is on the stack. */
static void loaded_calls_null(void)
{
    /* xor %eax, %eax; push %rax; call *%rax; pop %rax; ret */
    static const unsigned char code[] = {0x31, 0xc0, 0x50, 0xff, 0xd0, 0x58, 0xc3};

    run_loaded(code, sizeof(code));
}

/* Prints its size and a hash (FNV-1a) of all of its bytes. */
static void initrd(void)
{
    const struct hx_bytes archive = hx_port_initrd();
    const struct hx_bytes again = hx_port_initrd();
    const uint8_t *bytes = archive.data;
    const uintptr_t start = (uintptr_t)bytes;
    struct hx_memory_range ranges[RANGE_MAX];
    const size_t count = hx_port_memory(ranges, RANGE_MAX);
    uint32_t hash = UINT32_C(2166136261);

    probe_require(start % PAGE_SIZE == 0, "it is page-aligned");
    probe_require(again.data == bytes && again.size == archive.size, "the same again");
    for (size_t i = 0; i < count; i++)
        probe_require(start + archive.size <= ranges[i].start ||
                          start >= ranges[i].start + ranges[i].size,
                      "it is not free memory");
    for (size_t i = 0; i < archive.size; i++)
        hash = (hash ^ bytes[i]) * UINT32_C(16777619);
    hx_log_line("initrd of %zu bytes, hash %08x", archive.size, (unsigned)hash);
}

#ifndef PROBE_IS_MACHINE
static void write_initrd(void)
{
    const uintptr_t start = (uintptr_t)hx_port_initrd().data;

    hx_log_line("page 0x%016llx", (unsigned long long)start);
    probe_alpha_write((volatile uint32_t *)start, 1);
}
#endif

const struct probe_check probe_protect_checks[] = {
    {"protect-one", protect_one},
    {"protect-many", protect_many},
    {"protect-nothing", protect_nothing},
    {"protect-write-code", write_code},
    {"protect-write-read-only", write_read_only},
    {"protect-execute-read-only", execute_read_only},
    {"protect-execute-again", execute_again},
    {"protect-execute-neighbour", execute_neighbour},
    {"protect-code-of-image", protect_code_of_image},
    {"protect-beyond", protect_beyond},
    {"protect-part", protect_part},
    {"loaded-writes-null", loaded_writes_null},
    {"loaded-calls-null", loaded_calls_null},
    {"initrd", initrd},
#ifdef PROBE_IS_MACHINE
    {"protect-without-memory", protect_without_memory},
#else
    {"initrd-write", write_initrd},
#endif
};

const size_t probe_protect_check_count = HX_COUNT_OF(probe_protect_checks);
