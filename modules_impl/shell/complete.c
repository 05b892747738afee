/* SPDX-License-Identifier: MIT */
/*
 * The rest of a word: of a command's name, or of a module's where one stands behind the
 * command. What all that fit have in common is put in, and a space behind the only one;
 * where that is nothing the bell rings.
 */
#include "commands.h"

#include <helix/registry.h>

struct candidates {
    struct hx_bytes begun; /* what of the word is there; may hold any byte */
    const char *first;     /* of those that begin so */
    size_t common;         /* how many bytes of it all of them begin with */
    size_t count;
};

static void add_candidate(struct candidates *candidates, const char *name)
{
    const size_t size = candidates->begun.size;
    size_t common = 0;

    if (strlen(name) < size || memcmp(name, candidates->begun.data, size) != 0)
        return;
    if (candidates->count++ == 0) {
        candidates->first = name;
        candidates->common = strlen(name);
        return;
    }
    while (common < candidates->common && name[common] == candidates->first[common])
        common++;
    candidates->common = common;
}

/* Takes the next word: from behind the spaces at `*at` on; returns whether it ends. */
static bool take_word(struct hx_bytes text, size_t *at, struct hx_bytes *word)
{
    const char *bytes = text.data;
    size_t start = *at;
    size_t end;

    while (start < text.size && bytes[start] == ' ')
        start++;
    end = start;
    while (end < text.size && bytes[end] != ' ')
        end++;
    *word = (struct hx_bytes){bytes + start, end - start};
    *at = end;
    return end < text.size;
}

static bool is_named(const struct shell_command *command, struct hx_bytes name)
{
    return strlen(command->name) == name.size &&
           memcmp(command->name, name.data, name.size) == 0;
}

static bool takes_module(struct hx_bytes name)
{
    const struct shell_command *command = NULL;

    while ((command = shell_next_command(command)) != NULL)
        if (is_named(command, name))
            return strncmp(command->arguments, "NAME", 4) == 0;
    return false;
}

static void find_candidates(struct hx_bytes text, struct candidates *candidates)
{
    const struct shell_command *command = NULL;
    const struct hx_module *module = NULL;
    struct hx_bytes name;
    size_t at = 0;

    if (!take_word(text, &at, &candidates->begun)) {
        while ((command = shell_next_command(command)) != NULL)
            add_candidate(candidates, command->name);
        return;
    }
    name = candidates->begun;
    if (take_word(text, &at, &candidates->begun) || !takes_module(name))
        return;
    while ((module = hx_registry_next(module)) != NULL)
        add_candidate(candidates, module->info->name);
}

static void answer(struct shell *self, const struct candidates *candidates)
{
    const size_t begun = candidates->begun.size;

    if (candidates->common > begun)
        shell_editor_answer(self, candidates->first + begun,
                            candidates->common - begun);
    if (candidates->count == 1)
        shell_editor_answer(self, " ", 1);
    else if (candidates->common == begun || candidates->count == 0)
        shell_editor_answer(self, "", 0);
}

bool shell_complete(struct shell *self)
{
    struct candidates candidates = {.begun = {NULL, 0}};
    char text[SHELL_LINE_MAX];
    size_t length;

    if (!shell_has_editor(self) ||
        !shell_editor_take_question(self, text, sizeof(text), &length))
        return false;
    if (length <= sizeof(text))
        find_candidates((struct hx_bytes){text, length}, &candidates);
    answer(self, &candidates);
    return true;
}
