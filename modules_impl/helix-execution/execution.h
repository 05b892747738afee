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

/*
 * Charges nothing; asks the scheduler who runs at `now_ns`. What ran may go on, unless
 * it gave up its turn.
 */
void execution_choose(struct helix_execution *self, uint64_t now_ns);

/* The running task runs no longer; it is in no queue. */
void execution_stop_current(struct helix_execution *self);

/* Makes this module the one that runs threads, and ends that. */
void execution_start_threads(struct helix_execution *self);
void execution_stop_threads(struct helix_execution *self);

/* Makes NEW tasks of those whose threads wait no longer. */
void execution_wake_threads(struct helix_execution *self, uint64_t now_ns);
