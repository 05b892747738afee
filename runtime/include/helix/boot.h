/* SPDX-License-Identifier: MIT */
/*
 * The walks of the boot: all modules up in start order, all down in reverse, one line
 * of the log for each, and the policy for failures.
 *
 * A module that fails goes to Error, and those that require it are skipped: their hooks
 * do not run, and those that require them are skipped in turn. All others go on. A
 * dependency on a capability is met by any provider that came up at a version that
 * fits. An ESSENTIAL module that fails or is skipped ends in hx_panic(); when it fails
 * to stop, the others are stopped first.
 *
 * The walks are for hx_main() and for those who step the kernel themselves, once each
 * and in this order, from the main loop.
 */
#pragma once

#include <stdint.h>

void hx_boot_init(void);

/* From then on the loop asks for the modules' health: see helix/health.h. */
void hx_boot_start(void);

/* Stops whatever is Running; returns how many failed to stop. */
uint32_t hx_boot_stop(void);

/* How many modules failed or were skipped so far. */
uint32_t hx_boot_failed_count(void);
