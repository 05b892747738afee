/* SPDX-License-Identifier: MIT */
/* What sample.c offers to its host, and takes from it. */
#pragma once

#include <stddef.h>

struct sample_ops {
    int (*add)(int left, int right);   /* the host's own function */
    int (*count)(void);                /* how often it was called */
    const char *(*name)(size_t index); /* NULL behind the last */
    int (*spread)(size_t index, int value);
    int (*host_has)(void); /* is there a host_missing? */
    int *counter;
    const int *host_number;
};

extern const struct sample_ops sample_ops;

int host_add(int left, int right);
int host_twice(int value);
int host_missing(void) __attribute__((weak));
extern const int host_number;
