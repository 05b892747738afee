/* SPDX-License-Identifier: MIT */
/*
 * What the files of the fault injection share.
 *
 * The image is built once. Which callback fails is written into its file, at the symbol
 * `hx_fault_case`, for each run: by codegen/faults/kernel_file.py, which knows the
 * layout.
 */
#pragma once

#include "../fault_injection.h"

#define HX_FAULT_NOBODY UINT32_MAX

/* The detail of every injected failure. */
#define HX_FAULT_DETAIL "fault injection"

/* A name that no spec of the image mentions: for those who listen to `custom`, and for
 * those who look at every request themselves. */
#define HX_FAULT_UNLISTED "faults.unlisted"

struct hx_fault_case {
    uint32_t module; /* its id, or HX_FAULT_NOBODY */
    uint32_t hook;   /* enum hx_fault_hook */
    /*
     * Which event: see hx_fault_part_of(). Which request: its index in `request_types`;
     * 0 for a module that has none.
     */
    uint32_t part;
    /* A restart whose `backoff_ms` is above is not waited for. */
    uint32_t patience_ms;
};

extern struct hx_fault_case hx_fault_case;

extern uint32_t hx_fault_fired_count;

/* enum hx_event_kind, or, of Custom events that the image lists, HX_EVENT_KIND_COUNT +
 * the index there. */
uint32_t hx_fault_part_of(const struct hx_event *event);

/* How many handlers that very event has been handed to. */
extern const struct hx_event *hx_fault_watched;
extern uint32_t hx_fault_told_count;

/*
 * Events and requests fail from then on only. Those of the boot are the affair of
 * modules which call each other, and nobody can say beforehand what comes of it.
 */
extern bool hx_fault_ready;
