/* SPDX-License-Identifier: MIT */
/*
 * Which vector is whose; for C and for trap.S, so there are only numbers here.
 *
 * The local APIC serves the highest first, in classes of 16: the timer before any
 * device.
 */
#pragma once

#define X86_EXCEPTION_COUNT 32 /* from 0 on, by the CPU */
#define X86_VECTOR_PIC 32      /* and 15 more: the two 8259, which are masked */
#define X86_VECTOR_LINE 48     /* + the line, below HX_IRQ_MAX */
#define X86_VECTOR_TIMER 80
#define X86_VECTOR_SPURIOUS 95 /* the low four bits are fixed to 1 in old CPUs */
#define X86_VECTOR_COUNT 96
