/* SPDX-License-Identifier: MIT */
/*
 * What the generator says of a module: the const descriptor, and the control block.
 *
 * Everything reachable from `struct hx_module` is const and lives as long as the image
 * (or the loaded object), except the control block and the context's slots. Nothing in
 * it knows of the other modules: ids, order and subscriptions are the image's
 * (helix/image.h).
 */
#pragma once

#include <helix/hash.h>
#include <helix/types.h>

/* major << 32 | minor << 16 | patch: compares as the version does. */
typedef uint64_t hx_version;

#define HX_VERSION(major, minor, patch) \
    ((hx_version)(major) << 32 | (hx_version)(minor) << 16 | (hx_version)(patch))
#define HX_VERSION_MAJOR(version) ((unsigned)((version) >> 32 & 0xffffu))
#define HX_VERSION_MINOR(version) ((unsigned)((version) >> 16 & 0xffffu))
#define HX_VERSION_PATCH(version) ((unsigned)((version)&0xffffu))
#define HX_VERSION_MAX HX_VERSION(0xffffu, 0xffffu, 0xffffu)

enum hx_module_flag {
    HX_FLAG_ESSENTIAL = 1 << 0,
    HX_FLAG_HOT_RELOADABLE = 1 << 1,
    HX_FLAG_USERSPACE = 1 << 2,
    HX_FLAG_DRIVER = 1 << 3,
    HX_FLAG_FILESYSTEM = 1 << 4,
    HX_FLAG_SCHEDULER = 1 << 5,
    HX_FLAG_ALLOCATOR = 1 << 6,
    HX_FLAG_SECURITY = 1 << 7,
    HX_FLAG_EXPERIMENTAL = 1 << 8,
    HX_FLAG_DEPRECATED = 1 << 9,
};

struct hx_context;
struct hx_writer;
struct hx_reader;

/* One entry of `dependencies:`; what `uses` needs is in struct hx_binding. */
struct hx_dependency {
    const char *name;  /* module, or capability */
    hx_version lowest; /* versions `lowest` to `highest` fit, both included */
    hx_version highest;
    bool optional;
    bool capability; /* `name` is a capability */
};

struct hx_module_info {
    const char *name;
    hx_version version;
    const char *description;
    const char *author;
    const char *license;
    uint32_t flags; /* enum hx_module_flag */
    uint32_t dependency_count;
    const struct hx_dependency *dependencies;
    const char *const *provides;
    uint32_t provides_count;
};

/* The life cycle. Optional members are NULL where the spec has no such hook. */
struct hx_module_ops {
    void (*reset)(void); /* the state to its defaults; generated, always there */
    hx_status (*init)(const struct hx_context *ctx);
    hx_status (*start)(void);
    hx_status (*stop)(void);
    hx_event_fn handle_event;
    hx_status (*handle_request)(const struct hx_request *request,
                                struct hx_response *response);
    bool (*is_healthy)(void);
    hx_status (*save_state)(struct hx_writer *writer);
    hx_status (*restore_state)(struct hx_reader *reader);
};

/* One `on`. `custom` is the event's name for on "name", else NULL. */
struct hx_subscription {
    enum hx_event_kind kind;
    const char *custom;
    hx_event_fn handle;
};

/* A config key as text, for the untyped calls of helix/config.h and for `info`. */
struct hx_config_entry {
    const char *key;
    const char *value;        /* NULL for an array */
    const char *type;         /* as written in the spec */
    const char *default_text; /* of an array: what each element has */
    const char *range;        /* "1..1000", or NULL */
};

/*
 * The place through which calls to one provider of one interface go. `ops` is that
 * interface's generated struct of functions; it is replaced in one store, so a caller
 * sees the old provider or the new one, never half of each. A slot keeps its address
 * for ever; when a module is replaced, its slots go to the one that follows it.
 */
struct hx_slot {
    const void *ops;
#ifdef HX_THREADS
    uint32_t callers; /* those inside, and HX_SLOT_PARKED: helix/interface.h */
#endif
};

/* An interface, one const object for all its users. */
struct hx_interface {
    const char *name;
    hx_version version;
    const char *const *operations;
    uint32_t operation_count;
    /*
     * What a slot holds while its provider is not up (before its init has returned
     * HX_OK, stopped, failed, gone): every call fails with HX_ERR_NOT_FOUND, or gives
     * the operation's @on_fail.
     */
    const void *absent_ops;
    struct hx_slot *absent; /* holds absent_ops for ever */
};

/* A module serves an interface. */
struct hx_implementation {
    const struct hx_interface *interface;
    hx_version version;
    const void *ops;
    struct hx_slot *slot;
};

/*
 * A module uses an interface. `provider` is whom the handle was bound to when the image
 * was built, NULL for nobody; hx_binding_provider() says who stands behind it now.
 */
struct hx_binding {
    const struct hx_interface *interface;
    const char *handle;
    hx_version lowest;
    hx_version highest;
    const struct hx_module *provider;
    /*
     * Of a handle that is bound while the kernel runs: where its calls find the slot,
     * which is `interface->absent` while it is bound to nobody. Else NULL.
     */
    struct hx_slot **late;
    const char
        *wanted; /* the module that [bind] of the profile names for it, or NULL */
    bool optional;
    bool direct; /* called by name, not through the provider's slot */
};

/*
 * No window holds more attempts, whatever the policy allows: each waits twice as long
 * as the one before, the first for 1 ms or more, and a window is below 2^32 ms.
 */
#define HX_RESTART_TIMES_MAX 33

/* What changes of a restart policy. Only the runtime writes it. */
struct hx_restart_record {
    uint64_t due_ns; /* of the next attempt, while `waiting` */
    uint32_t count;  /* attempts noted in `times_ns` */
    bool waiting;
};

/* At most `max` restarts in `window_ms`; the first after `backoff_ms`, doubling. */
struct hx_restart {
    uint32_t max;
    uint32_t window_ms;
    uint32_t backoff_ms;
    struct hx_restart_record *record;
    uint64_t *times_ns; /* the last attempts, oldest first: `max` places, or
                           HX_RESTART_TIMES_MAX if that is less; NULL if `max` is 0 */
};

/*
 * What changes in a module's life, beside its own state. Only the runtime writes it.
 * Zero is a registered module.
 */
struct hx_control {
    uint32_t id;            /* of static modules the position in the section */
    int32_t status;         /* the last failure of its life cycle, or HX_OK */
    uint8_t state;          /* enum hx_module_state; read and written atomically */
    uint8_t hook_depth;     /* its hooks on the stack: 0 or 1 */
    uint8_t deferred;       /* events that wait for its hook to return */
    bool skipped : 1;       /* not brought up because a dependency was not */
    bool unhealthy : 1;     /* what is_healthy said last */
    bool stopped_along : 1; /* stopped because what it requires is restarted */
    bool hopeful : 1;       /* it is up, or may still be restarted */
    uint16_t event_errors;  /* handlers that returned HX_EVENT_ERROR, 65535 at most */
    uint8_t visited;        /* under the registry's lock */
    uint8_t taking;         /* what it may take now: runtime/resource.h */
    struct hx_resource *taken; /* what it holds of the runtime: helix/resource.h */
};

struct hx_context {
    const struct hx_module *module;
};

/* Changes whenever the layout of anything in this file does. */
#define HX_DESCRIPTOR_MAGIC UINT32_C(0x48584d31) /* "HXM1" */

struct hx_module {
    uint32_t magic; /* HX_DESCRIPTOR_MAGIC */
    uint32_t state_version;
    const struct hx_module_info *info;
    const struct hx_module_ops *ops;
    const struct hx_context *context;
    struct hx_control *control;
    const struct hx_config_entry *config;
    const struct hx_subscription *subscriptions;
    const char *const *request_types; /* of `request "name"`, in the spec's order */
    const struct hx_implementation *implementations;
    const struct hx_binding *bindings;
    const struct hx_restart *restart; /* NULL: never restarted */
    uint16_t config_count;
    uint16_t subscription_count;
    uint16_t request_type_count;
    uint16_t implementation_count;
    uint16_t binding_count;
};
