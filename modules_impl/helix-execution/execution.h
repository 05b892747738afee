/* SPDX-License-Identifier: MIT */
/*
 * What the parts of this module offer each other. `struct helix_execution` comes from
 * the spec.
 *
 * Nothing here locks: hooks of a module never overlap, and the operations of
 * helix.run_queue are called by a scheduler that dispatch.c or requests.c has called,
 * on the same CPU.
 */
#pragma once

/* Returns the task of that id, or NULL. */
struct execution_task *execution_find(struct helix_execution *self, uint32_t id);

/*
 * Makes a task of state NEW. HX_ERR_NO_SPACE: the table is full; HX_ERR_INVALID: the
 * name is empty, too long or not printable, or the priority is not a level.
 */
hx_status execution_create(struct helix_execution *self, struct hx_bytes name,
                           uint32_t priority, uint32_t *id);

/* Ends a task, wherever it is. HX_ERR_NOT_FOUND: there is none of that id. */
hx_status execution_end(struct helix_execution *self, uint32_t id);

/* Offers NEW tasks to the scheduler; those that it does not take stay NEW. */
void execution_offer_tasks(struct helix_execution *self);

/* Tells the scheduler that `id` is no longer to be run. */
void execution_withdraw(struct helix_execution *self, uint32_t id);
