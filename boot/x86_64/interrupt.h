/* SPDX-License-Identifier: MIT */
#pragma once

/* Fills the IDT, silences the old interrupt controller and starts the local APIC. */
void x86_interrupts_start(void);
