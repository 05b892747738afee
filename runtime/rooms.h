/* SPDX-License-Identifier: MIT */
/*
 * The list of the modules that were registered at run time, in the order of their ids.
 * One lock orders those who change it; interrupts are off while it is held, and nothing
 * of a module runs under it. Whoever looks up takes none: an entry is complete before
 * it is linked, and one that was unlinked goes on leading to those behind it until
 * nobody can stand on it any more (helix/quiescent.h).
 *
 * All but the first two under the lock.
 */
#pragma once

#include "walk.h"

extern struct hx_registration *hx_registration_first;
extern struct hx_registration *hx_registration_last;

/* How many were ever registered. */
extern uint32_t hx_registration_count;

/* Returns what hx_rooms_unlock() wants. Any context. */
uintptr_t hx_rooms_lock(void);
void hx_rooms_unlock(uintptr_t saved);

/* Puts a module that has no id yet into `room`, at the end. */
void hx_rooms_add(struct hx_registration *room, const struct hx_module *module);

/* Puts a room that was removed, with its module, at its place again. */
void hx_rooms_add_again(struct hx_registration *room);

void hx_rooms_remove(struct hx_registration *room);

/* Returns the room of a module, or NULL if it is not in the list. */
struct hx_registration *hx_rooms_find(const struct hx_module *module);
