/* SPDX-License-Identifier: MIT */
#include "words.h"

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t';
}

static char *skip_spaces(char *text)
{
    while (is_space(*text))
        text++;
    return text;
}

void shell_take_words(struct shell_words *words, size_t wanted)
{
    for (; wanted > 0 && words->count < SHELL_WORDS_MAX; wanted--) {
        char *start = skip_spaces(words->rest);
        char *end = start;

        while (*end != '\0' && !is_space(*end))
            end++;
        words->rest = end;
        if (end == start)
            return;
        if (*end != '\0')
            *words->rest++ = '\0';
        words->word[words->count++] = start;
    }
    words->rest = skip_spaces(words->rest);
}
