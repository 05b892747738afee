/* SPDX-License-Identifier: MIT */
/*
 * What the C library takes for the same: loads the object FILE, which names functions
 * of the kernel, and copies 64 KiB. The functions stand here so that they are found;
 * nobody calls them.
 *
 *     system FILE
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define EXPORT(name) \
    void name(void); \
    void name(void)  \
    {                \
    }

EXPORT(hx_fail)
EXPORT(hx_hash_find)
EXPORT(hx_respond_error)
EXPORT(hx_respond_fmt)
EXPORT(hx_state_restore)
EXPORT(hx_state_save)

static unsigned char from[65536];
static unsigned char to[65536];

void *bench_load(const char *file);
void bench_copy(void);

__attribute__((noinline)) void *bench_load(const char *file)
{
    return dlopen(file, RTLD_NOW | RTLD_LOCAL);
}

__attribute__((noinline)) void bench_copy(void)
{
    memcpy(to, from, sizeof(to));
    /* Else nobody needs it. */
    __asm__ volatile("" : : "r"(to) : "memory");
}

int main(int count, char **words)
{
    if (count != 2 || bench_load(words[1]) == NULL) {
        fprintf(stderr, "system: %s\n", count == 2 ? dlerror() : "expected FILE");
        return 2;
    }
    bench_copy();
    return 0;
}
