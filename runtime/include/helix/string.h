/* SPDX-License-Identifier: MIT */
/*
 * The functions of C11 7.24 that the compiler may call on its own, and those that a
 * module has on every target. Exactly C's: see there. Any context.
 *
 * Where a C library is linked (target host) these are the library's.
 */
#pragma once

#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t size);
void *memmove(void *target, const void *source, size_t size);
void *memset(void *target, int byte, size_t size);
int memcmp(const void *left, const void *right, size_t size);
size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
int strncmp(const char *left, const char *right, size_t size);
