/* SPDX-License-Identifier: MIT */
/*
 * One step of a module's life with what goes with it: its line in the log, and the
 * panic if the module is ESSENTIAL and fails. Each is the function of helix/lifecycle.h
 * of the same name, and returns what that returns. On the main loop only.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* For "NAME VERSION" in a format, and its arguments. */
#define HX_MODULE_FORMAT "%s %u.%u.%u"
#define HX_MODULE_ARGUMENTS(module)                                  \
    (module)->info->name, HX_VERSION_MAJOR((module)->info->version), \
        HX_VERSION_MINOR((module)->info->version),                   \
        HX_VERSION_PATCH((module)->info->version)

/* The line alone: "helix: PHASE NAME VERSION ok", or why it has failed. */
void hx_step_log(const struct hx_module *module, const char *phase, hx_status status);

hx_status hx_step_init(const struct hx_module *module);
hx_status hx_step_start(const struct hx_module *module);

/*
 * Stops a module that no Running module requires. If it is ESSENTIAL and fails there is
 * no panic yet: who stops several stops the others first.
 */
hx_status hx_step_stop(const struct hx_module *module);

/* The same for a module that has failed because of `why`: it is in Error afterwards. */
hx_status hx_step_stop_failed(const struct hx_module *module, hx_status why);

/* Does not bring it up, because `missing` is not there; `phase` is that of the panic.
 */
void hx_step_skip(const struct hx_module *module, const char *phase,
                  const char *missing);

bool hx_step_is_essential(const struct hx_module *module);

/* The panic for an ESSENTIAL module. */
HX_NORETURN void hx_step_panic(const struct hx_module *module, const char *phase,
                               hx_status status, const char *detail);

/*
 * What has failed since the kernel was ready, and is told by its exit status: stops,
 * and modules that were given up.
 */
void hx_step_note_failure(void);
uint32_t hx_step_failure_count(void);
