/* SPDX-License-Identifier: MIT */
/*
 * RAM: one mapping, of which the system provides only the pages that are touched. The
 * initrd: a file that the environment names, as `run` does for an image that has one.
 */
#define _DEFAULT_SOURCE

#include <helix/main.h>
#include <helix/port.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARENA_SIZE ((size_t)64 * 1024 * 1024)
#define PAGE_SIZE 4096
#define INITRD_VARIABLE "HELIX_INITRD"

static char *map_arena(void)
{
    static void *arena;

    if (arena == NULL) {
        arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (arena == MAP_FAILED)
            hx_panic("the system has no %zu bytes of memory", ARENA_SIZE);
    }
    return arena;
}

size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity)
{
    const char *arena = map_arena();

    if (capacity > 0)
        ranges[0] = (struct hx_memory_range){
            .start = (uintptr_t)arena,
            .size = ARENA_SIZE,
        };
    return 1;
}

bool hx_port_protect(void *start, size_t size, enum hx_port_rights rights)
{
    static const int bits[] = {
        [HX_PORT_READ] = PROT_READ,
        [HX_PORT_READ_WRITE] = PROT_READ | PROT_WRITE,
        [HX_PORT_READ_EXECUTE] = PROT_READ | PROT_EXEC,
    };
    const size_t offset = (size_t)((uintptr_t)start - (uintptr_t)map_arena());

    if (size == 0)
        return true;
    if ((offset | size) % PAGE_SIZE != 0 || offset >= ARENA_SIZE ||
        size > ARENA_SIZE - offset)
        hx_panic("rights for %p, %zu bytes, which are not pages of free RAM", start,
                 size);
    if (mprotect(start, size, bits[rights]) != 0)
        return false;
    /* x86 needs no such thing; other machines do, for what was written there. */
    __builtin___clear_cache(start, (char *)start + size);
    return true;
}

static _Noreturn void fail_initrd(const char *path, const char *why)
{
    hx_panic("the initrd %s, which " INITRD_VARIABLE " names, cannot be read: %s", path,
             why);
}

static struct hx_bytes map_file(const char *path)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    void *bytes;

    if (file < 0 || fstat(file, &about) != 0)
        fail_initrd(path, strerror(errno));
    if (!S_ISREG(about.st_mode))
        fail_initrd(path, "it is not a regular file");
    /* Of an empty one there is no mapping. */
    if (about.st_size == 0) {
        (void)close(file);
        return (struct hx_bytes){NULL, 0};
    }
    bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED)
        fail_initrd(path, strerror(errno));
    (void)close(file);
    return (struct hx_bytes){bytes, (size_t)about.st_size};
}

struct hx_bytes hx_port_initrd(void)
{
    static struct hx_bytes initrd;
    static bool looked;

    if (!looked) {
        const char *path = getenv(INITRD_VARIABLE);

        if (path != NULL && *path != '\0')
            initrd = map_file(path);
        looked = true;
    }
    return initrd;
}
