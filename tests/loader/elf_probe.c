/* SPDX-License-Identifier: MIT */
/*
 * Loads real objects in a Linux process, and damages them.
 *
 *     elf_probe run FILE        loads sample.c's object, calls it, and tries what its
 *                               pages must not allow
 *     elf_probe find FILE       every symbol that the object defines
 *     elf_probe truncate FILE   every shorter length
 *     elf_probe fields FILE     every field with every value of a list
 *     elf_probe flips FILE N    random bytes, N times
 *
 * The last three hand each object to the oracle, and print how many were refused,
 * loaded, and too large for a test.
 */
#include "damage.h"
#include "sample.h"

#include "../../runtime/loader/relocate.h"

#include <helix/status.h>

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void fail(const char *what)
{
    fprintf(stderr, "elf_probe: %s\n", what);
    exit(1);
}

static struct file read_file(const char *path)
{
    FILE *stream = fopen(path, "rb");
    struct file file = {.data = malloc(1 << 20)};

    if (stream == NULL)
        fail("the file cannot be read");
    file.size = fread(file.data, 1, 1 << 20, stream);
    fclose(stream);
    return file;
}

int host_add(int left, int right)
{
    return left + right;
}

int host_twice(int value)
{
    return 2 * value;
}

const int host_number = 1000;

static uintptr_t resolve(void *arg, const char *name)
{
    (void)arg;
    if (strcmp(name, "host_add") == 0)
        return (uintptr_t)host_add;
    if (strcmp(name, "host_twice") == 0)
        return (uintptr_t)host_twice;
    if (strcmp(name, "host_number") == 0)
        return (uintptr_t)&host_number;
    return 0;
}

static void require_good(hx_status status)
{
    if (status == HX_OK)
        return;
    fprintf(stderr, "%s: %s\n", hx_status_name(status), hx_fail_detail(status));
    exit(1);
}

static void protect(const struct hx_elf *elf, unsigned char *memory)
{
    static const int protections[] = {
        [HX_ELF_READ] = PROT_READ,
        [HX_ELF_READ_EXECUTE] = PROT_READ | PROT_EXEC,
        [HX_ELF_READ_WRITE] = PROT_READ | PROT_WRITE,
    };
    struct hx_elf_range range = {0};

    while (hx_elf_rights(elf, &range))
        if (mprotect(memory + range.start, range.size, protections[range.rights]) != 0)
            fail("mprotect");
}

static unsigned char *load(const struct file *file, struct hx_elf *elf)
{
    unsigned char *memory;

    require_good(hx_elf_check(file->data, file->size, elf));
    memory = mmap(NULL, elf->span, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                  -1, 0);
    if (memory == MAP_FAILED)
        fail("mmap");
    require_good(hx_elf_place(elf, file->data, memory, elf->span));
    require_good(hx_elf_relocate(elf, memory, resolve, NULL));
    protect(elf, memory);
    return memory;
}

static sigjmp_buf before_fault;

static void on_fault(int number)
{
    siglongjmp(before_fault, number);
}

static void write_to(uintptr_t address)
{
    *(volatile unsigned char *)address = 0;
}

static void call(uintptr_t address)
{
    ((void (*)(void))address)();
}

static void require_fault(void (*access)(uintptr_t), uintptr_t address,
                          const char *what)
{
    if (sigsetjmp(before_fault, 1) != 0)
        return;
    access(address);
    fail(what);
}

static void require(bool good, const char *what)
{
    if (!good)
        fail(what);
}

static void try_pages(const struct sample_ops *ops)
{
    struct sigaction action = {.sa_handler = on_fault};

    sigaction(SIGSEGV, &action, NULL);
    require_fault(write_to, (uintptr_t)ops->count, "text is writable");
    require_fault(write_to, (uintptr_t)ops, "a const table with pointers is writable");
    require_fault(write_to, (uintptr_t)ops->name(0), "a string is writable");
    require_fault(call, (uintptr_t)ops->counter, "data is executable");
    require_fault(call, (uintptr_t)ops, "a const table is executable");
    write_to((uintptr_t)ops->counter);
}

static void run(const struct file *file)
{
    struct hx_elf elf;
    unsigned char *memory = load(file, &elf);
    const struct sample_ops *ops;
    uintptr_t address;

    require_good(hx_elf_find(&elf, memory, "sample_ops", &address));
    ops = (const struct sample_ops *)address;
    require(ops->add == host_add, "an exported function in a table");
    require(ops->host_number == &host_number, "exported data in a table");
    require(ops->count() == 42 && ops->count() == 43, "a static variable");
    require(*ops->counter == 43, "its address in a table");
    require(strcmp(ops->name(2), "third") == 0 && ops->name(3) == NULL,
            "a table of strings");
    require(ops->spread(2998, 7) == 1014 && ops->spread(2997, 0) == 2014,
            "variables that begin as zero, and calls of exported functions");
    require(ops->host_has() == 0, "a weak reference that nobody has");
    require(hx_elf_find(&elf, memory, "host_add", &address) == HX_ERR_NOT_FOUND,
            "what is not the object's is not found");
    try_pages(ops);
    munmap(memory, elf.span);
    printf("span=%u segments=%u relocations=%u+%u symbols=%u\n", (unsigned)elf.span,
           (unsigned)elf.segment_count, (unsigned)elf.relocations[0].count,
           (unsigned)elf.relocations[1].count, (unsigned)elf.symbols.count);
}

static int usage(void)
{
    fputs("usage: elf_probe run|find|truncate|fields FILE | flips FILE COUNT\n",
          stderr);
    return 2;
}

int main(int count, char **words)
{
    struct outcomes outcomes = {0};
    struct file file;

    if (count < 3)
        return usage();
    file = read_file(words[2]);
    if (strcmp(words[1], "run") == 0)
        run(&file);
    else if (oracle_try(file.data, file.size) != ORACLE_LOADED)
        fail(hx_fail_detail(HX_ERR_LOAD));
    else if (strcmp(words[1], "find") == 0)
        oracle_find_all(file.data, file.size);
    else if (strcmp(words[1], "truncate") == 0)
        damage_truncate(&file, &outcomes);
    else if (strcmp(words[1], "fields") == 0)
        damage_fields(&file, &outcomes);
    else if (strcmp(words[1], "flips") == 0 && count == 4)
        damage_flips(&file, strtoul(words[3], NULL, 10), &outcomes);
    else
        return usage();
    printf("refused=%u loaded=%u too_large=%u\n", outcomes.of[ORACLE_REFUSED],
           outcomes.of[ORACLE_LOADED], outcomes.of[ORACLE_TOO_LARGE]);
    free(file.data);
    return 0;
}
