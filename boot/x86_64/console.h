/* SPDX-License-Identifier: MIT */
#pragma once

/* Sets the device up. Comes before the first byte. */
void x86_console_start(void);

/* Returns when the last byte has left the device. */
void x86_console_flush(void);
