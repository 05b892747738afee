/* SPDX-License-Identifier: MIT */
/* Modules that fall ill when a test says so, and time that passes for them. */
#pragma once

#include "fake_image.h"

/* The health of each module, and how often it was asked. */
extern bool fake_sick[FAKE_MODULE_COUNT];
extern unsigned fake_asked[FAKE_MODULE_COUNT];

/*
 * For the .init of a TestSuite: fake_image_init(), and every module has an is_healthy,
 * of which the image asks every 100 ms.
 */
void fake_health_init(void);

/* Before the boot: gives a module a restart policy. */
void fake_policy(enum fake_id module, uint32_t max, uint32_t window_ms,
                 uint32_t backoff_ms);

/*
 * Goes on to that time, with a round of the loop at every millisecond of it; returns
 * the journal. The first round is at 0, so the modules are asked at 100, 200 and so on.
 */
const char *fake_run_until(uint32_t time_ms);
