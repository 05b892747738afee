/* SPDX-License-Identifier: MIT */
#pragma once

/* Measures the clocks; from here on time passes. Takes about 20 ms. */
void x86_time_start(void);
