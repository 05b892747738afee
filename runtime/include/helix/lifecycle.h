/* SPDX-License-Identifier: MIT */
/*
 * The states of a module, and the hooks that move it from one to the next.
 *
 *     Registered -> Initializing (init) -> Loaded -> Initializing (start) -> Running
 *     Running -> Stopping (stop) -> Stopped -> Initializing (start)
 *     Registered -> Loading -> Registered                    a file being loaded
 *     Registered, Loaded, Stopped, Error -> Unloading        gone
 *     Loading, Loaded, Initializing, Running, Stopping -> Error
 *     Error -> Initializing                                  resets, then init
 *
 * Everything else is HX_ERR_WRONG_STATE. All functions here belong to the main loop:
 * they run hooks, and hooks never run inside each other. From an interrupt they return
 * HX_ERR_WRONG_CONTEXT, and for a module whose hook is on the stack HX_ERR_BUSY. They
 * do not log and do not panic: helix/boot.h does.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/*
 * Moves a module to `state`, if the table above has that move; runs no hook. Else
 * returns HX_ERR_WRONG_STATE with a detail that names both states.
 */
HX_MUST_CHECK hx_status hx_lifecycle_transition(const struct hx_module *module,
                                                enum hx_module_state state);

/*
 * Sets the state to its defaults and runs `init`; wants Registered or Error. Then the
 * module is Loaded and its interfaces may be called, or it is in Error.
 * Returns what `init` returned.
 */
HX_MUST_CHECK hx_status hx_lifecycle_init(const struct hx_module *module);

/*
 * Runs `start` on the state as it is; wants Loaded or Stopped. Then the module is
 * Running and gets events and requests, or it is in Error and its interfaces are
 * closed. Returns what `start` returned.
 */
HX_MUST_CHECK hx_status hx_lifecycle_start(const struct hx_module *module);

/*
 * Runs `stop`; wants Running. Then the module is Stopped, or in Error; its interfaces
 * are closed. Returns what `stop` returned, or HX_ERR_BUSY, with their names, if
 * Running modules require this one: it then goes on running.
 */
HX_MUST_CHECK hx_status hx_lifecycle_stop(const struct hx_module *module);
