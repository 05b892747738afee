/* SPDX-License-Identifier: MIT */
/*
 * One module instead of another, as a transaction: parks the old one, saves its state,
 * stops it, gives its place in the registry to the new one, brings that up with the
 * state, and lets calls through again. Whatever fails, the old one goes on.
 *
 * On the main loop, with no module's code on the stack.
 */
#pragma once

#include "loaded.h"

struct hx_exchange {
    /* By the caller. */
    const struct hx_module *old;
    struct hx_loaded *old_loaded; /* NULL: of the image */
    const struct hx_module *new;
    struct hx_loaded *new_loaded; /* NULL: of the image */
    /*
     * What the old one writes; NULL bytes at first, or room (hx_carry_prepare()). It
     * stays the caller's.
     */
    struct hx_snapshot saved;
    /*
     * If the new one cannot read that: an older state of its own, or NULL. It then does
     * not matter either whether the old one can write or stop.
     */
    const struct hx_snapshot *fallback;
    /* The result. */
    bool registered;   /* the new one was; else it is as it came */
    uint64_t pause_ns; /* from the parking to the first call that comes through */
    bool carried;      /* the new one has read the state of the old one */
};

/* Writes "NAME 1.0.0 -> 1.1.0", with the other name where it has one. */
void hx_exchange_describe(const struct hx_module *old, const struct hx_module *new,
                          char *text, size_t size);

/*
 * Returns HX_OK: `new` is Running, and `old` is Unloading, with all that it has; the
 * caller forgets it or keeps it. Else the reason, with a detail; `old` is Running again
 * if it can be, and `new`, if it was registered, has been released.
 */
HX_MUST_CHECK hx_status hx_exchange(struct hx_exchange *exchange);
