/* SPDX-License-Identifier: MIT */
/* A command line, cut into its first words and the text behind them. */
#pragma once

#include <stddef.h>

enum { SHELL_WORDS_MAX = 3 };

struct shell_words {
    const char *word[SHELL_WORDS_MAX]; /* "" for those that are not there */
    size_t count;
    char *rest; /* the text behind the last word taken, without spaces in front */
};

/*
 * Takes up to `wanted` more words from `words->rest`; writes NULs behind them. Words
 * are separated by spaces and tabs. What is left is all of the text, spaces included.
 */
void shell_take_words(struct shell_words *words, size_t wanted);
