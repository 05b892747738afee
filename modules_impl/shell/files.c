/* SPDX-License-Identifier: MIT */
/*
 * `ls`, `cat`, `write`, `mkdir`, `rm`: files, of any filesystem of the kernel.
 *
 * A path may begin with the name of the module that serves it, `ramfs:/notes`; without
 * one it is the primary's. So every implementor is called through its slot, as a handle
 * of the shell's would reach one of them only. What files are called and hold is
 * anybody's: the terminal gets no control byte of it.
 */
#include "commands.h"
#include "output.h"

#include "interfaces/helix_filesystem.h"

static const struct hx_module *find_implementor(const char *name, size_t size)
{
    const struct hx_module *modules[SHELL_LIST_MAX];
    size_t count =
        hx_interface_implementors("helix.filesystem", modules, SHELL_LIST_MAX);

    for (size_t i = 0; i < count && i < SHELL_LIST_MAX; i++) {
        const char *known = modules[i]->info->name;

        if (strlen(known) == size && memcmp(known, name, size) == 0)
            return modules[i];
    }
    return NULL;
}

/* How many bytes of `text` stand before a colon that no `/` is in front of. */
static size_t prefix_size(const char *text)
{
    size_t size = 0;

    while (text[size] != '\0' && text[size] != '/' && text[size] != ':')
        size++;
    return text[size] == ':' ? size : 0;
}

/* Splits `text` into a filesystem and a path of it. */
static hx_status find_files(const char *text, struct helix_filesystem *files,
                            const char **path)
{
    const struct hx_interface *interface = hx_interface_find("helix.filesystem");
    const size_t size = prefix_size(text);
    const struct hx_module *module;

    *path = size > 0 ? text + size + 1 : text;
    if (size == 0) {
        *files = hx_primary_helix_filesystem();
        return HX_OK;
    }
    module = find_implementor(text, size);
    if (module == NULL || interface == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no filesystem '%.*s'", (int)size,
                       text);
    files->slot = hx_interface_implementation(module, interface)->slot;
    return HX_OK;
}

/* All of the rest is one path, spaces included. */
static hx_status take_path(const struct shell_words *words, const char **text)
{
    *text = words->rest;
    if (**text == '\0')
        return hx_fail(HX_ERR_INVALID, "usage: %s PATH", words->word[0]);
    return HX_OK;
}

static hx_status find_path(const struct shell_words *words,
                           struct helix_filesystem *files, const char **path)
{
    const char *text;
    hx_status status = take_path(words, &text);

    return status == HX_OK ? find_files(text, files, path) : status;
}

static hx_status open_path(const char *text, struct helix_filesystem *files,
                           uint32_t *file)
{
    const char *path;
    hx_status status = find_files(text, files, &path);

    return status == HX_OK ? helix_filesystem_open(*files, path, file) : status;
}

/* An error of `status` is older, and tells more, than one of the end. */
static hx_status close_file(struct helix_filesystem files, uint32_t file,
                            hx_status status)
{
    char detail[HX_FAIL_DETAIL_SIZE];
    hx_status closed;

    if (status == HX_OK)
        return helix_filesystem_close(files, file);
    hx_format(detail, sizeof(detail), "%s", hx_fail_detail(status));
    closed = helix_filesystem_close(files, file);
    return hx_fail(status, "%s%s", detail,
                   closed == HX_OK ? "" : "; and it cannot be closed");
}

static void print_entry(struct shell *self, struct helix_file_info *entry)
{
    entry->name[sizeof(entry->name) - 1] = '\0';
    if (entry->kind == HELIX_FILE_FOLDER)
        shell_print(self, "- ");
    else
        shell_print(self, "%llu ", (unsigned long long)entry->size);
    shell_print_plain(self, (struct hx_bytes){entry->name, strlen(entry->name)});
    shell_print(self, entry->kind == HELIX_FILE_FOLDER ? "/\n" : "\n");
}

static hx_status list_folder(struct shell *self, const char *text)
{
    struct helix_filesystem files;
    struct helix_file_info entry;
    uint64_t position = 0;
    uint32_t folder;
    hx_status status = open_path(text, &files, &folder);

    if (status != HX_OK)
        return status;
    while ((status = helix_filesystem_list(files, folder, &position, &entry)) == HX_OK)
        print_entry(self, &entry);
    return close_file(files, folder, status == HX_ERR_NOT_FOUND ? HX_OK : status);
}

hx_status shell_list_files(struct shell *self, const struct shell_words *words)
{
    const char *text = *words->rest != '\0' ? words->rest : "/";
    struct helix_filesystem files;
    struct helix_file_info entry;
    const char *path;
    hx_status status = find_files(text, &files, &path);

    if (status == HX_OK && *path == '\0')
        return hx_fail(HX_ERR_INVALID, "a path begins with '/'");
    if (status == HX_OK)
        status = helix_filesystem_stat(files, path, &entry);
    if (status != HX_OK)
        return status;
    if (entry.kind == HELIX_FILE_FOLDER)
        return list_folder(self, text);
    print_entry(self, &entry);
    return HX_OK;
}

/* Like shell_print_plain(), but lines end and tabs stand. */
static void print_text(struct shell *self, const char *text, size_t size)
{
    size_t start = 0;

    for (size_t i = 0; i < size; i++) {
        if (text[i] != '\n' && text[i] != '\t')
            continue;
        shell_print_plain(self, (struct hx_bytes){text + start, i - start});
        shell_print(self, text[i] == '\n' ? "\n" : "\t");
        start = i + 1;
    }
    shell_print_plain(self, (struct hx_bytes){text + start, size - start});
}

static hx_status print_file(struct shell *self, struct helix_filesystem files,
                            uint32_t file)
{
    uint64_t offset = 0;
    char last = '\n';
    size_t size;
    hx_status status;

    do {
        status = helix_filesystem_read(files, file, offset, self->reply,
                                       sizeof(self->reply), &size);
        if (status != HX_OK)
            break;
        if (size > sizeof(self->reply))
            status = hx_fail(HX_ERR_CORRUPT, "the filesystem has read too much");
        else if (size > 0) {
            print_text(self, self->reply, size);
            last = self->reply[size - 1];
            offset += size;
        }
    } while (status == HX_OK && size > 0);
    /* The next command begins a line of its own. */
    if (last != '\n')
        shell_print(self, "\n");
    return status;
}

hx_status shell_print_file(struct shell *self, const struct shell_words *words)
{
    struct helix_filesystem files;
    const char *text;
    uint32_t file;
    hx_status status = take_path(words, &text);

    if (status == HX_OK)
        status = open_path(text, &files, &file);
    if (status != HX_OK)
        return status;
    return close_file(files, file, print_file(self, files, file));
}

static hx_status open_or_create(const char *text, struct helix_filesystem *files,
                                uint32_t *file)
{
    const char *path;
    hx_status status = open_path(text, files, file);

    if (status != HX_ERR_NOT_FOUND)
        return status;
    status = find_files(text, files, &path);
    if (status == HX_OK)
        status = helix_filesystem_create(*files, path, HELIX_FILE_REGULAR);
    return status == HX_OK ? helix_filesystem_open(*files, path, file) : status;
}

hx_status shell_write_file(struct shell *self, const struct shell_words *words)
{
    struct helix_filesystem files;
    const size_t size = strlen(words->rest);
    size_t done = 0;
    uint32_t file;
    hx_status status = open_or_create(words->word[1], &files, &file);

    (void)self;
    if (status != HX_OK)
        return status;
    status = helix_filesystem_write(files, file, 0, words->rest, size, &done);
    if (status == HX_OK)
        status = helix_filesystem_resize(files, file, size);
    return close_file(files, file, status);
}

hx_status shell_make_folder(struct shell *self, const struct shell_words *words)
{
    struct helix_filesystem files;
    const char *path;
    hx_status status = find_path(words, &files, &path);

    (void)self;
    if (status != HX_OK)
        return status;
    return helix_filesystem_create(files, path, HELIX_FILE_FOLDER);
}

hx_status shell_remove_file(struct shell *self, const struct shell_words *words)
{
    struct helix_filesystem files;
    const char *path;
    hx_status status = find_path(words, &files, &path);

    (void)self;
    return status == HX_OK ? helix_filesystem_remove(files, path) : status;
}
