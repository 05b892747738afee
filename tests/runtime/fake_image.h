/* SPDX-License-Identifier: MIT */
/*
 * An image of six modules, linked as the generator's would be, whose hooks do what a
 * test says and note in a journal that they ran.
 *
 * `hx_image` and the descriptors are const to the runtime, as they are for a kernel;
 * here they are views of objects that a test may change before it boots them.
 */
#pragma once

#include <helix/image.h>
#include <helix/status.h>

/* Ids, and the order in the section. The last one is called "shell". */
enum fake_id { ALPHA, BETA, GAMMA, DELTA, EPSILON, SHELL, FAKE_MODULE_COUNT };

/* Capabilities: index in the image. */
enum fake_capability { STORAGE, CLOCK, FAKE_CAPABILITY_COUNT };

/* Custom events that somebody listens to by name. */
enum fake_event { DISK_IDLE, NET_UP, FAKE_EVENT_COUNT };

struct fake_script {
    /* What the hooks return, and the detail that they record where it is not NULL. */
    hx_status init;
    hx_status start;
    hx_status stop;
    const char *detail;
    /* Run within the hook, where not NULL. */
    void (*in_init)(void);
    void (*in_start)(void);
    void (*in_stop)(void);
    enum hx_event_response (*event)(const struct hx_event *event);
    hx_status (*request)(const struct hx_request *request,
                         struct hx_response *response);
};

/* What stands behind the interface "helix.disk". */
struct fake_disk_ops {
    int (*unit)(void);
};

extern struct fake_script fake_scripts[FAKE_MODULE_COUNT];
extern struct hx_image fake_image; /* hx_image, writable */
extern struct hx_module fake_modules[FAKE_MODULE_COUNT];
extern struct hx_module_info fake_infos[FAKE_MODULE_COUNT];
extern struct hx_module_ops fake_ops[FAKE_MODULE_COUNT];
extern struct hx_control fake_controls[FAKE_MODULE_COUNT];
extern struct hx_slot fake_slots[FAKE_MODULE_COUNT];
extern const struct hx_context fake_contexts[FAKE_MODULE_COUNT];
extern const struct hx_interface fake_disk;  /* by BETA and GAMMA */
extern const struct hx_interface fake_audio; /* by nobody */

/* For the .init of a TestSuite: the image's tables. */
void fake_image_init(void);

/* Before the boot: adds to the image. */
void fake_depend(enum fake_id module, struct hx_dependency dependency);
void fake_require(enum fake_id module, enum fake_id other);
void fake_bind(enum fake_id module, struct hx_binding binding);
void fake_provide(enum fake_id module, enum fake_capability capability);
void fake_subscribe(enum fake_id module, enum hx_event_kind kind);
void fake_subscribe_name(enum fake_id module, enum fake_event event);

/* hx_boot_init() and hx_boot_start(), without what they print and journal. */
void fake_boot(void);

/* The hooks that ran since the last call, as "init alpha, start alpha". */
const char *fake_journal(void);

/* Adds a word to it. */
void fake_note(const char *verb, const char *noun);
