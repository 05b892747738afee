/* SPDX-License-Identifier: MIT */
/*
 * A loadable object with all that the linker leaves to the loader: pointers to its own
 * data and functions in const tables, the host's functions in calls and in tables, the
 * host's data, a weak reference that nobody fulfils, static variables with and without
 * a first value.
 */
#include "sample.h"

#define PUBLIC __attribute__((visibility("default")))

static int calls = 41;
static int spread_over[3000];

static const char *const names[] = {"first", "second", "third"};

/* Not const: behind RELRO. */
static int (*twice)(int) = host_twice;

static int count(void)
{
    return ++calls;
}

static const char *name(size_t index)
{
    return index < sizeof(names) / sizeof(names[0]) ? names[index] : NULL;
}

static int spread(size_t index, int value)
{
    spread_over[index] = twice(value) + host_add(index == 0, host_number);
    return spread_over[index] + spread_over[index + 1];
}

static int host_has(void)
{
    return host_missing != NULL && host_missing();
}

PUBLIC const struct sample_ops sample_ops = {
    .add = host_add,
    .count = count,
    .name = name,
    .spread = spread,
    .host_has = host_has,
    .counter = &calls,
    .host_number = &host_number,
};
