/* SPDX-License-Identifier: MIT */
/*
 * What the life cycle did, and how long it took: a record for each `init`, `start` and
 * `stop` that ran, whoever asked for it - the boot, a load, a restart, the end.
 *
 * It is always on. A ring holds the last HX_TRACE_RECORDS; of those that it had to
 * drop, the HX_TRACE_KEPT slowest are kept beside it, and the others counted. Times are
 * those of hx_port_time_ns(). Under QEMU's -icount shift=0 a nanosecond is an
 * instruction.
 *
 * On the main loop; elsewhere a record may be changing while it is read. What is
 * pointed to stays as it is until the next hook of the life cycle.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* How many records there is room for, 64 bytes each; the build may say other numbers.
 */
#ifndef HX_TRACE_RECORDS
#define HX_TRACE_RECORDS 128
#endif
#ifndef HX_TRACE_KEPT
#define HX_TRACE_KEPT 8
#endif

#define HX_TRACE_NAME_SIZE 27

enum hx_trace_phase {
    HX_TRACE_INIT,
    HX_TRACE_START,
    HX_TRACE_STOP,
};

/* The duration of a hook that has not returned. */
#define HX_TRACE_UNFINISHED UINT64_MAX

/* The module may have gone since, so nothing here points to it. */
struct hx_trace_record {
    uint64_t begin_ns;
    uint64_t duration_ns; /* with what the runtime does around the hook */
    hx_version version;
    uint32_t number; /* counts the records, from 0 */
    uint32_t module_id;
    int32_t status;                /* enum hx_status, of a hook that has returned */
    uint8_t phase;                 /* enum hx_trace_phase */
    char name[HX_TRACE_NAME_SIZE]; /* what fits of the module's, and a NUL */
};

/* Returns the oldest record, or that after `record`; NULL behind the last. */
const struct hx_trace_record *hx_trace_next(const struct hx_trace_record *record);

/* How many hooks have run of which there is no record any more. */
uint32_t hx_trace_lost_count(void);

/* "init", "start", "stop"; "?" for anything else. Any context. */
const char *hx_trace_phase_name(enum hx_trace_phase phase);

/*
 * All of it. Ports and tools read it, from the memory of a kernel that has come to its
 * end, whatever end that was; codegen/trace/ring.py knows the layout.
 */
struct hx_trace {
    uint64_t boot_ns;    /* hx_boot_init() began */
    uint64_t ready_ns;   /* hx_boot_start() was done; 0: it is not */
    uint32_t count;      /* records so far: begun hooks */
    uint32_t kept_count; /* in `kept`, the oldest first */
    struct hx_trace_record kept[HX_TRACE_KEPT];
    struct hx_trace_record ring[HX_TRACE_RECORDS]; /* record n is in n % RECORDS */
};

extern struct hx_trace hx_trace;
