/* SPDX-License-Identifier: MIT */
/*
 * What has to hold for every sequence of bytes that is given to the loader.
 *
 * It is refused, with a status and a detail of its own; or it is loaded, into memory
 * that has a red zone around it, to what the naive loader makes of it: every byte, the
 * rights of every page, the address of every symbol that can be found. Whatever does
 * not hold is printed, and the program aborts.
 */
#pragma once

#include <stddef.h>

enum oracle_outcome {
    ORACLE_REFUSED,
    ORACLE_LOADED,
    ORACLE_TOO_LARGE, /* accepted; it would take more memory than a test has */
    ORACLE_OUTCOME_COUNT,
};

enum oracle_outcome oracle_try(const void *data, size_t size);

/* What is loaded unless damaged: every symbol that it defines is found. */
void oracle_find_all(const void *data, size_t size);
