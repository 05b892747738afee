/* SPDX-License-Identifier: MIT */
/*
 * What the generator says of the whole image, in one object: `hx_image`.
 *
 * Modules stand in `.helix.modules`, sorted by the linker into start order, between
 * `__helix_modules_start` and `__helix_modules_end`; a module's id is its position
 * there. All indices below are such ids unless they say otherwise.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>
#include <helix/loop.h>
#include <helix/operation.h>

struct hx_loader;
struct hx_security;

struct hx_subscriber {
    const struct hx_module *module;
    hx_event_fn handle;
};

/* In start order. */
struct hx_subscriber_list {
    const struct hx_subscriber *items;
    uint32_t count;
};

#define HX_EVENT_KIND_COUNT 5

struct hx_capability {
    const char *name;
    const struct hx_module *const *providers; /* in start order */
    uint32_t provider_count;
};

struct hx_image_interface {
    const struct hx_interface *interface;
    const struct hx_module *const *implementors; /* in start order */
    uint32_t implementor_count;
    const struct hx_module *primary; /* the profile's choice, or NULL */
};

/* The code of one module, [start, end), for exceptions; sorted by start. */
struct hx_text_range {
    const char *start;
    const char *end;
    const struct hx_module *module;
};

/*
 * Says whose code an address is in, of modules that were loaded while the kernel runs;
 * NULL if in none's. Set by what loads modules, NULL in images that cannot.
 *
 * For reports of faults: it is called in any context, by any CPU or thread, whatever
 * they were doing; so it waits for nothing, and calls nothing of the module. What it
 * returns can be read. A module's code is known to it before any of it runs, until it
 * cannot run any more.
 */
typedef const struct hx_module *(*hx_text_owner_fn)(uintptr_t address);
extern hx_text_owner_fn hx_text_owner_loaded;

struct hx_image {
    const char *profile;
    uint32_t module_count;
    uint32_t capability_count;
    uint32_t interface_count;
    uint32_t text_range_count;
    const struct hx_capability *capabilities;
    const struct hx_image_interface *interfaces;
    const struct hx_text_range *text_ranges;
    /* Name of a module -> id; of a capability -> module_count + index. */
    struct hx_hash names;
    /* Name of an interface -> index in `interfaces`. */
    struct hx_hash interface_names;
    /* By enum hx_event_kind; CUSTOM: those who get a name that `events` lacks. */
    struct hx_subscriber_list subscribers[HX_EVENT_KIND_COUNT];
    /* Name of a Custom event -> index in `event_subscribers`. */
    struct hx_hash events;
    const struct hx_subscriber_list *event_subscribers;
    /* From [boot] of the profile. */
    const char *const *commands;
    uint32_t command_count;
    uint32_t run_ms;
    uint32_t tick_ms;
    uint32_t health_ms;
    bool interactive;
    struct hx_loop_source *health;      /* NULL: no module has an is_healthy */
    const struct hx_loader *loader;     /* NULL: it loads no modules */
    const struct hx_security *security; /* NULL: everything is allowed */
};

extern const struct hx_image hx_image;

/*
 * The operations of `hx_image.interfaces`, by the same index. An object of its own: the
 * linker leaves it out, and all that it leads to, unless somebody sends messages.
 */
extern const struct hx_operation *const hx_image_operations[];

extern const struct hx_module *const __helix_modules_start[];
extern const struct hx_module *const __helix_modules_end[];

/*
 * Compares a module section with what the generator knows of it: number of entries,
 * order (each name's id is its position), alignment, descriptors of this layout, and
 * what the runtime would otherwise have to check at every use. Returns HX_OK, or
 * HX_ERR_INTERNAL with a detail that says what is wrong where. Any context.
 */
HX_MUST_CHECK hx_status hx_image_check(const struct hx_image *image,
                                       const struct hx_module *const *start,
                                       const struct hx_module *const *end);
