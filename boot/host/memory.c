/* SPDX-License-Identifier: MIT */
/* RAM: one mapping, of which the system provides only the pages that are touched. */
#define _DEFAULT_SOURCE

#include <helix/main.h>
#include <helix/port.h>

#include <sys/mman.h>

#define ARENA_SIZE ((size_t)64 * 1024 * 1024)

size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity)
{
    static void *arena;

    if (arena == NULL) {
        arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (arena == MAP_FAILED)
            hx_panic("the system has no %zu bytes of memory", ARENA_SIZE);
    }

    if (capacity > 0)
        ranges[0] = (struct hx_memory_range){
            .start = (uintptr_t)arena,
            .size = ARENA_SIZE,
        };
    return 1;
}
