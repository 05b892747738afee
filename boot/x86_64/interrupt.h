/* SPDX-License-Identifier: MIT */
#pragma once

/* Fills the IDT, silences the old interrupt controllers and starts the two APICs. */
void x86_interrupts_start(void);
