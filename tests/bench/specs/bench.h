/* SPDX-License-Identifier: MIT */
/*
 * What is measured does itself `count` times. It is run for one count and for twice as
 * much; what the second one took longer is what `count` times cost, and of that what an
 * empty loop costs is taken off.
 */
#pragma once

#include <helix/types.h>

struct bench;

typedef void (*bench_run_fn)(struct bench *self, uint32_t count);

struct bench_row {
    const char *name;
    bench_run_fn run;
};

/* As with the operations of the modules: no compiler sees both sides of a call. */
uint32_t peer_next(uint32_t number);

struct peer_ops {
    uint32_t (*next)(uint32_t number);
};

/* Loaded anew for each call. */
extern const struct peer_ops *volatile peer_ops;

typedef enum hx_event_response (*peer_listener_fn)(const struct hx_event *event);

#define PEER_LISTENER_COUNT 10

extern const peer_listener_fn *volatile peer_listeners;

/* The rows of lookup.c, which is generated. */
extern const struct bench_row bench_lookup_rows[];
extern const size_t bench_lookup_row_count;
