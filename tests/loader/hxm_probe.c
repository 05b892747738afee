/* SPDX-License-Identifier: MIT */
/*
 * Loads the object of a built module in a Linux process, and prints what it finds:
 *
 *     hxm_probe FILE
 *
 *     import NAME               each symbol that the object asks for
 *     module NAME               of its descriptor; its `reset` has been called by then
 *     implementation N ops slot whether the place is filled in
 *     handle NAME SYMBOL        where a handle is bound to before the loader binds it
 *     abi                       and behind it the text
 *
 * Nothing is exported but memset: any other import is an address that faults.
 */
#include "../../runtime/loader/relocate.h"

#include <helix/descriptor.h>
#include <helix/status.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define IMPORT_MAX 64
#define IMPORT_DISTANCE 64

static unsigned char *nowhere; /* what imports point to, IMPORT_DISTANCE apart */
static const char *imports[IMPORT_MAX];
static size_t import_count;

static void require(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "hxm_probe: %s\n", what);
    exit(1);
}

static void require_good(hx_status status)
{
    if (status == HX_OK)
        return;
    fprintf(stderr, "%s: %s\n", hx_status_name(status), hx_fail_detail(status));
    exit(1);
}

static void *map(size_t size, int rights)
{
    void *memory = mmap(NULL, size, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    require(memory != MAP_FAILED, "no memory");
    return memory;
}

static uintptr_t resolve(void *arg, const char *name)
{
    (void)arg;
    printf("import %s\n", name);
    if (strcmp(name, "memset") == 0)
        return (uintptr_t)memset;
    require(import_count < IMPORT_MAX, "too many imports");
    imports[import_count] = name;
    return (uintptr_t)(nowhere + IMPORT_DISTANCE * import_count++);
}

static const char *import_at(const void *address)
{
    const size_t distance = (size_t)((const unsigned char *)address - nowhere);

    require(distance % IMPORT_DISTANCE == 0 &&
                distance / IMPORT_DISTANCE < import_count,
            "a pointer is not what it was relocated to");
    return imports[distance / IMPORT_DISTANCE];
}

static void protect(const struct hx_elf *elf, unsigned char *memory)
{
    static const int rights[] = {
        [HX_ELF_READ] = PROT_READ,
        [HX_ELF_READ_EXECUTE] = PROT_READ | PROT_EXEC,
        [HX_ELF_READ_WRITE] = PROT_READ | PROT_WRITE,
    };
    struct hx_elf_range range = {0};

    while (hx_elf_rights(elf, &range))
        require(mprotect(memory + range.start, range.size, rights[range.rights]) == 0,
                "the rights of a page cannot be set");
}

static void show_module(const struct hx_module *module)
{
    require(module->magic == HX_DESCRIPTOR_MAGIC, "no descriptor");
    module->ops->reset();
    printf("module %s\n", module->info->name);
    for (uint16_t i = 0; i < module->implementation_count; i++) {
        const struct hx_implementation *served = &module->implementations[i];

        printf("implementation %s %s %s\n", import_at(served->interface),
               served->ops != NULL ? "ops" : "-", served->slot != NULL ? "slot" : "-");
    }
    for (uint16_t i = 0; i < module->binding_count; i++) {
        const struct hx_binding *binding = &module->bindings[i];

        require(binding->provider == NULL && binding->late != NULL, "a bound handle");
        printf("handle %s %s %s\n", binding->handle, import_at(*binding->late),
               binding->wanted != NULL ? binding->wanted : "-");
    }
}

int main(int argc, char **argv)
{
    static _Alignas(8) unsigned char data[1 << 20];
    FILE *stream = argc == 2 ? fopen(argv[1], "rb") : NULL;
    unsigned char *memory;
    uintptr_t module;
    uintptr_t abi;
    struct hx_elf elf;
    size_t size;

    require(stream != NULL, "the file cannot be read");
    size = fread(data, 1, sizeof(data), stream);
    fclose(stream);
    require_good(hx_elf_check(data, size, &elf));
    memory = map(elf.span, PROT_READ | PROT_WRITE);
    nowhere = map((size_t)IMPORT_DISTANCE * IMPORT_MAX, PROT_NONE);
    require_good(hx_elf_place(&elf, data, memory, elf.span));
    require_good(hx_elf_relocate(&elf, memory, resolve, NULL));
    protect(&elf, memory);
    require_good(hx_elf_find(&elf, memory, "hxm_module", &module));
    require_good(hx_elf_find(&elf, memory, "hxm_abi", &abi));
    show_module((const void *)module);
    printf("abi\n%s", (const char *)abi);
    return 0;
}
