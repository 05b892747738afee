/* SPDX-License-Identifier: MIT */
/*
 * A second, simple event system, for test_listener_model.c: it looks at everything each
 * time, and keeps nothing up to date but what exists.
 *
 * Modules are those of fake_image.h; listeners and events are numbers. A handler is
 * model_handle(), which the test has.
 */
#pragma once

#include "fake_image.h"

/* Listener i belongs to module i % FAKE_MODULE_COUNT. */
#define MODEL_LISTENER_COUNT (3 * FAKE_MODULE_COUNT)

/* The last one is to listen only: to Custom events of any name. */
enum model_event {
    MODEL_TICK,
    MODEL_SHUTDOWN,
    MODEL_DISK_IDLE,
    MODEL_NET_UP,
    MODEL_NEW_NAME, /* the image does not know it */
    MODEL_ANY_NAME,
    MODEL_EVENT_COUNT,
};

/* By module and event: does its spec listen? */
extern bool model_declared[FAKE_MODULE_COUNT][MODEL_EVENT_COUNT];

/*
 * An event has come to a listener, or to what a module has in its spec: then `who` is
 * MODEL_LISTENER_COUNT and the module's id.
 */
void model_handle(unsigned who, unsigned event);

hx_status model_publish(unsigned event);
hx_status model_post(unsigned event);
bool model_dispatch(void);
hx_status model_subscribe(unsigned listener, unsigned event);
bool model_unsubscribe(unsigned listener);
void model_stop(unsigned module);
void model_start(unsigned module);

/* As in init: it stays while its module is stopped. */
void model_subscribe_lasting(unsigned listener, unsigned event);
