/* SPDX-License-Identifier: MIT */
/*
 * The types that specs, modules and the runtime share.
 *
 * A spec may name every type of this file in config, state, types and prototypes;
 * the generator reads the declarations from here. So this file holds declarations of
 * types only: no function, no macro, no attribute.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a fallible function returns: HX_OK, or one negative reason. */
enum hx_status {
    HX_OK = 0,
    HX_ERR_NOT_FOUND = -1,        /* no module, interface, file of that name */
    HX_ERR_ALREADY_EXISTS = -2,   /* the name is taken */
    HX_ERR_ALREADY_LOADED = -3,   /* the module is loaded */
    HX_ERR_NOT_LOADED = -4,       /* the module is not loaded */
    HX_ERR_DEPENDENCY = -5,       /* a dependency is missing or did not come up */
    HX_ERR_CIRCULAR = -6,         /* the dependencies form a cycle */
    HX_ERR_VERSION = -7,          /* present, at a version that does not fit */
    HX_ERR_ABI = -8,              /* built against another layout or signature */
    HX_ERR_LOAD = -9,             /* the file is not a module that can be loaded */
    HX_ERR_INIT = -10,            /* a module could not initialise */
    HX_ERR_WRONG_STATE = -11,     /* not allowed in the module's present state */
    HX_ERR_ESSENTIAL = -12,       /* refused because the module is ESSENTIAL */
    HX_ERR_INTERNAL = -13,        /* a promise of the runtime itself is broken */
    HX_ERR_INVALID = -14,         /* an argument is out of its domain */
    HX_ERR_NO_SPACE = -15,        /* a buffer, ring or table is full */
    HX_ERR_BUSY = -16,            /* in use by others */
    HX_ERR_TIMEOUT = -17,         /* the deadline has passed */
    HX_ERR_WRONG_CONTEXT = -18,   /* not allowed in this context */
    HX_ERR_NOT_RUNNING = -19,     /* the module exists and is not Running */
    HX_ERR_CYCLE = -20,           /* the call would come back into its caller */
    HX_ERR_UNKNOWN_REQUEST = -21, /* the module has no such request */
    HX_ERR_DENIED = -22,          /* a policy forbids it */
    HX_ERR_SIGNATURE = -23,       /* missing, wrong or foreign signature */
    HX_ERR_CORRUPT = -24,         /* data ends early or contradicts itself */
    HX_ERR_UNSUPPORTED = -25,     /* known, and not offered by this provider */
};

typedef enum hx_status hx_status;

/* The life of a module; docs/runtime.md draws the legal transitions. */
enum hx_module_state {
    HX_STATE_REGISTERED,
    HX_STATE_LOADING,
    HX_STATE_LOADED,
    HX_STATE_INITIALIZING,
    HX_STATE_RUNNING,
    HX_STATE_STOPPING,
    HX_STATE_STOPPED,
    HX_STATE_UNLOADING,
    HX_STATE_ERROR,
};

/* Borrowed memory that may only be read. */
struct hx_bytes {
    const void *data;
    size_t size;
};

/* The caller's memory, `size` of `capacity` bytes used. */
struct hx_buffer {
    void *data;
    size_t capacity;
    size_t size;
};

struct hx_request {
    const char *source; /* the handler sees the caller's true name */
    const char *type;
    struct hx_bytes payload;
};

struct hx_response {
    bool success;
    struct hx_buffer payload;
    const char *error; /* of a no: its text, in the payload's memory; else "" */
};

enum hx_event_kind {
    HX_EVENT_TICK,
    HX_EVENT_SHUTDOWN,
    HX_EVENT_MEMORY_PRESSURE,
    HX_EVENT_CPU_HOTPLUG,
    HX_EVENT_CUSTOM,
};

enum hx_memory_pressure {
    HX_MEMORY_NORMAL,
    HX_MEMORY_LOW,
    HX_MEMORY_CRITICAL,
};

struct hx_event {
    enum hx_event_kind kind;
    union {
        struct {
            uint64_t timestamp_ns; /* hx_port_time_ns() when the timer fired */
        } tick;
        struct {
            enum hx_memory_pressure level;
        } memory_pressure;
        struct {
            uint32_t cpu_id;
            bool online;
        } cpu_hotplug;
        struct {
            const char *name;
            struct hx_bytes data;
        } custom;
    };
};

enum hx_event_response {
    HX_EVENT_IGNORED,
    HX_EVENT_HANDLED,
    HX_EVENT_ERROR,
};

struct hx_context;
struct hx_module;
struct hx_resource_kind;

/*
 * Below are objects that a module lends to the runtime for the time of which the
 * functions speak, mostly as fields of its state (`@transient` in a HOT_RELOADABLE
 * module). All zero is one that is not in use; the fields are the runtime's.
 */

/* What every one of them begins with: whose it is, in a list of all that is his. */
struct hx_resource {
    struct hx_resource *next;
    struct hx_resource **link; /* what points to this one; NULL: not in use */
    const struct hx_module *owner;
    const struct hx_resource_kind *kind;
    bool lasting; /* taken in init: stays until the module fails or leaves */
};

typedef void (*hx_timer_fn)(void *arg);

/* helix/timer.h */
struct hx_timer {
    struct hx_resource resource;
    struct hx_timer *next; /* by due_ns */
    uint64_t due_ns;
    uint64_t period_ns; /* 0: once */
    hx_timer_fn fire;
    void *arg;
};

typedef void (*hx_work_fn)(void *arg);

/* helix/work.h */
struct hx_work {
    struct hx_resource resource;
    struct hx_work *next; /* in the order of the posts */
    uint64_t serial;
    hx_work_fn run;
    void *arg;
};

/* helix/pressure.h */
struct hx_pressure {
    struct hx_work work;
    const struct hx_context *context;
    enum hx_memory_pressure level; /* by those who allocate */
    enum hx_memory_pressure told;  /* by the main loop */
};

typedef enum hx_event_response (*hx_event_fn)(const struct hx_event *event);
typedef enum hx_event_response (*hx_listener_fn)(void *arg,
                                                 const struct hx_event *event);

/* helix/listener.h */
struct hx_listener {
    struct hx_resource resource;
    struct hx_listener *next; /* by the owner's place in the start order */
    struct hx_listener *previous;
    uint64_t serial;
    enum hx_event_kind kind;
    const char *name;     /* of a Custom event; NULL: of any */
    hx_event_fn declared; /* one of the module's `on`; else `handle` with `arg` */
    hx_listener_fn handle;
    void *arg;
};

enum hx_change_kind {
    HX_CHANGE_START,
    HX_CHANGE_STOP,
    HX_CHANGE_LOAD,
    HX_CHANGE_UNLOAD,
    HX_CHANGE_RELOAD,
};

typedef void (*hx_change_fn)(void *arg, hx_status status);

/* helix/change.h */
struct hx_change {
    struct hx_resource resource;
    struct hx_change *next; /* in the order of the submissions */
    uint64_t serial;
    enum hx_change_kind kind;
    uint32_t target;  /* a module's id: START, STOP */
    const char *name; /* a module's: UNLOAD, RELOAD */
    const char *file; /* LOAD, RELOAD */
    hx_change_fn done;
    void *arg;
};

/* helix/mutex.h */
struct hx_mutex {
    void *holder;          /* NULL: nobody */
    struct hx_mutex *next; /* of those that the same thread holds */
};

/* A failure's detail: helix/status.h. */
struct hx_fail_record {
    int32_t status;
    uint32_t serial; /* goes up with each detail of whomever */
    char text[160];  /* HX_FAIL_DETAIL_SIZE */
};

typedef void (*hx_thread_fn)(void *arg);

/* helix/thread.h */
struct hx_thread {
    struct hx_resource resource;
    hx_thread_fn run;
    void *arg;
    void *stack;
    size_t stack_size;
    struct hx_thread *next; /* of all threads */
    struct hx_thread **link;
    const void *awaited;            /* while it waits: for whom */
    const struct hx_thread *joined; /* the thread whose end it waits for, or NULL */
    const void *asked;              /* what it has asked of the main loop, or NULL */
    struct hx_mutex *held;
    uint64_t due_ns;      /* waits no longer than until then */
    uint32_t preempt_off; /* how many times it has called hx_preempt_off() */
    bool leave_due;       /* an interrupt came while it was off */
    bool waiting;
    bool started;
    bool ending;
    struct hx_fail_record fail;
    /* The engine's. */
    void *context;
    uint32_t task;
};
