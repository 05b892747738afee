/* SPDX-License-Identifier: MIT */
/*
 * The trace of the boot (helix/trace.h) as a file, for tools: a machine that has come
 * to its end leaves its memory, and a process leaves nothing.
 */
#define _POSIX_C_SOURCE 200809L

#include "start.h"

#include <helix/trace.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* getenv() may not be called in a signal's handler, where the end may be. */
static const char *path;

void host_trace_start(void)
{
    path = getenv("HELIX_TRACE");
}

/* Who reads it sees by its size whether it is whole. */
static void write_all(int file, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t done = write(file, data, size);

        if (done <= 0)
            return;
        data += done;
        size -= (size_t)done;
    }
}

void host_trace_write(void)
{
    int file;

    if (path == NULL)
        return;
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return;
    write_all(file, (const char *)&hx_trace, sizeof(hx_trace));
    (void)close(file);
}
