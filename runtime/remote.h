/* SPDX-License-Identifier: MIT */
/* What another CPU or thread asks the main loop to do, while it waits for the result.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/loop.h>
#include <helix/types.h>

/*
 * Has the loop call `run(arg)` and returns what that returned, with its detail. Not on
 * the main loop, and not from an interrupt. `arg` is only used before this returns.
 *
 * HX_ERR_TIMEOUT: the loop did not begin with it within HX_REMOTE_DEADLINE_MS, and will
 * not any more. What it has begun is waited for: the callee may be using the caller's
 * memory. HX_ERR_NOT_RUNNING: a thread that has to end asks; HX_ERR_WRONG_CONTEXT: it
 * has preemption off.
 */
HX_MUST_CHECK hx_status hx_remote_run(hx_status (*run)(void *arg), void *arg);

/* By the loop. */
bool hx_remote_serve(void);
bool hx_remote_is_pending(void);

/* By the loop: what a thread that is cut off has asked is not begun any more. */
void hx_remote_withdraw(const struct hx_thread *thread);
