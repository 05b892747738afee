/* SPDX-License-Identifier: MIT */
/*
 *     create PATH | mkdir PATH | remove PATH | rename FROM TO | sync
 *     write PATH OFFSET HOST_FILE       what the file holds, by one call
 *     resize PATH SIZE | stat PATH | list PATH
 *     get PATH HOST_FILE STEP           all of it, by calls of STEP bytes
 *     open PATH | close NUMBER          kept open: the answer is the number
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINE_SIZE = 4096, WORDS = 4, DATA_SIZE = 8 << 20 };

static char line[LINE_SIZE];
static char *words[WORDS];
static uint8_t data[DATA_SIZE];

static void split(void)
{
    char *at = line;

    line[strlen(line) - 1] = '\0';
    for (size_t i = 0; i < WORDS; i++) {
        words[i] = at;
        while (*at != '\0' && *at != '\t')
            at++;
        if (*at == '\t')
            *at++ = '\0';
    }
}

static hx_status write_file(struct fsdriver *self, uint32_t file, size_t *done)
{
    int host = open(words[3], O_RDONLY);
    ssize_t size = read(host, data, sizeof(data));

    (void)close(host);
    if (size < 0)
        return HX_ERR_INTERNAL;
    return fsdriver_fs_write(self, file, strtoull(words[2], NULL, 10), data,
                             (size_t)size, done);
}

static hx_status get_file(struct fsdriver *self, uint32_t file)
{
    int host = open(words[2], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    size_t step = strtoul(words[3], NULL, 10);
    uint64_t offset = 0;
    hx_status status;
    size_t done;

    do {
        done = 0;
        status = fsdriver_fs_read(self, file, offset, data, step, &done);
        if (write(host, data, done) != (ssize_t)done)
            status = HX_ERR_INTERNAL;
        offset += done;
    } while (status == HX_OK && done == step);
    (void)close(host);
    return status;
}

static void print_info(FILE *answers, const struct helix_file_info *info)
{
    fprintf(answers, "\t%c %llu %s", info->kind == HELIX_FILE_FOLDER ? 'd' : 'f',
            (unsigned long long)info->size, info->name);
}

static hx_status list_folder(struct fsdriver *self, uint32_t folder, FILE *answers)
{
    struct helix_file_info info;
    uint64_t position = 0;
    hx_status status;

    for (;;) {
        status = fsdriver_fs_list(self, folder, &position, &info);
        if (status != HX_OK)
            return status == HX_ERR_NOT_FOUND ? HX_OK : status;
        print_info(answers, &info);
    }
}

/* What needs an open file. */
static hx_status use_file(struct fsdriver *self, FILE *answers)
{
    uint32_t file;
    size_t done = 0;
    hx_status status = fsdriver_fs_open(self, words[1], &file);
    hx_status closed;

    if (status != HX_OK)
        return status;
    if (strcmp(words[0], "write") == 0)
        status = write_file(self, file, &done);
    else if (strcmp(words[0], "get") == 0)
        status = get_file(self, file);
    else if (strcmp(words[0], "list") == 0)
        status = list_folder(self, file, answers);
    else
        status = fsdriver_fs_resize(self, file, strtoull(words[2], NULL, 10));
    closed = fsdriver_fs_close(self, file);
    return status != HX_OK ? status : closed;
}

static hx_status carry_out(struct fsdriver *self, FILE *answers)
{
    struct helix_file_info info;
    uint32_t file;
    hx_status status;

    if (strcmp(words[0], "create") == 0)
        return fsdriver_fs_create(self, words[1], HELIX_FILE_REGULAR);
    if (strcmp(words[0], "mkdir") == 0)
        return fsdriver_fs_create(self, words[1], HELIX_FILE_FOLDER);
    if (strcmp(words[0], "remove") == 0)
        return fsdriver_fs_remove(self, words[1]);
    if (strcmp(words[0], "rename") == 0)
        return fsdriver_fs_rename(self, words[1], words[2]);
    if (strcmp(words[0], "sync") == 0)
        return fsdriver_fs_sync(self);
    if (strcmp(words[0], "close") == 0)
        return fsdriver_fs_close(self, (uint32_t)strtoul(words[1], NULL, 10));
    if (strcmp(words[0], "stat") == 0) {
        status = fsdriver_fs_stat(self, words[1], &info);
        if (status == HX_OK)
            print_info(answers, &info);
        return status;
    }
    if (strcmp(words[0], "open") == 0) {
        status = fsdriver_fs_open(self, words[1], &file);
        if (status == HX_OK)
            fprintf(answers, "\t%u", (unsigned)file);
        return status;
    }
    return use_file(self, answers);
}

hx_status fsdriver_start(struct fsdriver *self)
{
    FILE *script = fopen(self->config->script, "r");
    FILE *answers = fopen(self->config->answers, "w");

    if (script == NULL || answers == NULL)
        return HX_ERR_NOT_FOUND;
    while (fgets(line, sizeof(line), script) != NULL) {
        hx_status status;

        split();
        status = carry_out(self, answers);
        fprintf(answers, "\t%s\n", hx_status_name(status));
    }
    (void)fclose(script);
    (void)fclose(answers);
    return HX_OK;
}
