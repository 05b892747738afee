/* SPDX-License-Identifier: MIT */
/*
 * Walks over modules: first those of the image, in start order, then those registered
 * at run time, in the order of their ids. None that has left is met. A walk takes no
 * lock, and what it gives is good until the caller is quiescent (helix/quiescent.h).
 */
#pragma once

#include <helix/image.h>
#include <helix/registry.h>

/* Which of the registered modules a walk is over. */
enum hx_walk_kind {
    HX_WALK_NONE,
    HX_WALK_IDS,          /* those with an id of at least `from` */
    HX_WALK_NAME,         /* the module called `name` */
    HX_WALK_PROVIDERS,    /* of the capability `name` */
    HX_WALK_SERVERS,      /* whichever of the two `name` is */
    HX_WALK_IMPLEMENTORS, /* of the interface `name`, at whatever version */
};

/* Sets of states. */
#define HX_STATES_RUNNING (UINT32_C(1) << HX_STATE_RUNNING)
#define HX_STATES_UP (HX_STATES_RUNNING | UINT32_C(1) << HX_STATE_LOADED)
#define HX_STATES_ALL (~(UINT32_C(1) << HX_STATE_UNLOADING))

struct hx_walk {
    const struct hx_module *const *next; /* of the image's modules */
    const struct hx_registration *last;  /* the registered one met last, or NULL */
    const char *name;
    uint32_t left; /* from `next` on */
    uint32_t from;
    enum hx_walk_kind kind;
    /* By the caller, behind hx_walk_begin() and its like: else all that are there. */
    uint32_t states;
    uint32_t flags;
};

/* Over `count` modules of the image, and registered ones. */
void hx_walk_begin(struct hx_walk *walk, const struct hx_module *const *modules,
                   uint32_t count, enum hx_walk_kind kind, const char *name);

/* Over all modules. */
void hx_walk_all(struct hx_walk *walk);

/* Over whoever `name` means: the module of that name, or the capability's providers. */
void hx_walk_servers(struct hx_walk *walk, const char *name);

/* Over those who implement an interface, whatever the version. */
void hx_walk_implementors(struct hx_walk *walk, const char *interface);

/* Returns the next module, or NULL behind the last. */
const struct hx_module *hx_walk_next(struct hx_walk *walk);

/* Goes to the end: fills up to `capacity` modules, and returns how many there were. */
size_t hx_walk_collect(struct hx_walk *walk, const struct hx_module *modules[],
                       size_t capacity);

/*
 * What goes over the registered ones. NULL until the first module is registered: an
 * image in which nobody registers any does without it.
 */
typedef const struct hx_module *(*hx_walk_registered_fn)(struct hx_walk *walk);
extern hx_walk_registered_fn hx_walk_registered;
