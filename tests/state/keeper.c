/* SPDX-License-Identifier: MIT */
/*
 * Saves and restores the states of generated modules, as its standard input says:
 * struct command and `size` bytes, again and again. It answers each with a struct
 * answer and `size` bytes. Memory of saved states is as large as they are, so that the
 * sanitizers see the first byte too many.
 */
#include "keeper.h"

#include <helix/state.h>
#include <helix/status.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP_DEFAULTS, KEEP_SAVE, KEEP_RESTORE };

struct command {
    uint32_t kind;
    uint32_t module;
    uint32_t size;
};

struct answer {
    int32_t status;
    uint32_t size;
};

/* Every struct of a state begins with these, which are nobody else's to set. */
static const size_t head_size = 2 * sizeof(void *);

static void put(hx_status status, const void *data, size_t size)
{
    const struct answer answer = {.status = status, .size = (uint32_t)size};

    fwrite(&answer, sizeof(answer), 1, stdout);
    fwrite(data, 1, size, stdout);
    fflush(stdout);
}

static void put_failure(hx_status status)
{
    const char *detail = hx_fail_detail(status);

    put(status, detail, strlen(detail));
}

static void save(const struct kept *kept)
{
    struct hx_writer writer;
    hx_status status;
    unsigned char *memory;
    size_t size;

    hx_writer_init(&writer, NULL, 0);
    status = kept->module->ops->save_state(&writer);
    if (status != HX_OK) {
        put_failure(status);
        return;
    }
    size = writer.size;
    memory = malloc(size);
    hx_writer_init(&writer, memory, size);
    status = kept->module->ops->save_state(&writer);
    if (status != HX_OK || writer.size != size)
        abort();
    put(status, memory, size);
    free(memory);
}

static void restore(const struct kept *kept, const unsigned char *saved, size_t size)
{
    struct hx_reader reader;
    hx_status status;

    hx_reader_init(&reader, saved, size);
    status = kept->module->ops->restore_state(&reader);
    if (status != HX_OK) {
        put_failure(status);
        return;
    }
    if (hx_reader_left(&reader) != 0)
        abort();
    put(status, kept->state, kept->size);
}

int main(void)
{
    struct command command;

    while (fread(&command, sizeof(command), 1, stdin) == 1) {
        const struct kept *kept = &kept_modules[command.module];
        unsigned char *data = malloc(command.size);

        if (fread(data, 1, command.size, stdin) != command.size)
            return 1;
        kept->module->ops->reset();
        if (command.kind == KEEP_DEFAULTS) {
            put(HX_OK, kept->state, kept->size);
        } else if (command.kind == KEEP_RESTORE) {
            restore(kept, data, command.size);
        } else {
            memcpy((unsigned char *)kept->state + head_size, data + head_size,
                   command.size - head_size);
            save(kept);
        }
        free(data);
    }
    return 0;
}
