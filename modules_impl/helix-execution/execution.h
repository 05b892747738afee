/* SPDX-License-Identifier: MIT */
/*
 * What the parts of this module offer each other. `struct helix_execution` comes from
 * the spec.
 *
 * Nothing here locks: hooks of a module never overlap, the operations of
 * helix.run_queue are called by a scheduler that dispatch.c or requests.c has called,
 * on the same CPU, and threads come here with preemption off.
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

/* Makes a task, which is in no queue, one that the scheduler is to be offered. */
void execution_renew(struct helix_execution *self, struct execution_task *task);

/* A task runs no longer, nor waits for its turn, until execution_renew(). */
void execution_suspend(struct helix_execution *self, struct execution_task *task);

/* Puts a task, which is in no queue, at the end of one; and takes it out of its own. */
void execution_enqueue(struct helix_execution *self, uint32_t level,
                       struct execution_task *task);
void execution_dequeue(struct helix_execution *self, struct execution_task *task);

/*
 * Charges nothing; asks the scheduler who runs at `now_ns`. What ran may go on, unless
 * it gave up its turn.
 */
void execution_choose(struct helix_execution *self, uint64_t now_ns);

/* Makes this module the one that runs threads, and ends that. */
void execution_start_threads(struct helix_execution *self);
void execution_stop_threads(struct helix_execution *self);
