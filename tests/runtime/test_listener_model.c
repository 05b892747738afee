/* SPDX-License-Identifier: MIT */
/*
 * Random publishes, posts, subscriptions and their ends, from outside and from within
 * handlers, against a second and simpler event system: one that looks at everything
 * each time. Both follow the same drawn script and tell what happens in a trace.
 */
#include "fake_port.h"
#include "model_events.h"

#include <helix/event.h>
#include <helix/lifecycle.h>
#include <helix/listener.h>
#include <helix/registry.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

#define SEQUENCES 60
#define STEPS 40
#define HANDLERS_MAX 60 /* with something to do, within one step */
#define TRACE_SIZE 65536

static const struct {
    enum hx_event_kind kind;
    const char *name;
} events[MODEL_EVENT_COUNT] = {
    [MODEL_TICK] = {HX_EVENT_TICK, NULL},
    [MODEL_SHUTDOWN] = {HX_EVENT_SHUTDOWN, NULL},
    [MODEL_DISK_IDLE] = {HX_EVENT_CUSTOM, "disk.idle"},
    [MODEL_NET_UP] = {HX_EVENT_CUSTOM, "net.up"},
    [MODEL_NEW_NAME] = {HX_EVENT_CUSTOM, "new.name"},
    [MODEL_ANY_NAME] = {HX_EVENT_CUSTOM, NULL},
};

/* What both sides can do. */
struct side {
    hx_status (*publish)(unsigned event);
    hx_status (*post)(unsigned event);
    bool (*dispatch)(void);
    hx_status (*subscribe)(unsigned listener, unsigned event);
    bool (*unsubscribe)(unsigned listener);
    void (*stop)(unsigned module);
    void (*start)(unsigned module);
};

static const struct side *side;
static char *trace;
static size_t trace_size;
static uint32_t random_state;
static unsigned handlers_left;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (random_state >> 8) % below;
}

static void tell(const char *what, unsigned which, int result)
{
    trace_size += (size_t)snprintf(trace + trace_size, TRACE_SIZE - trace_size,
                                   "%s%u=%d ", what, which, result);
    cr_assert_lt(trace_size, TRACE_SIZE);
}

static unsigned owner_of(unsigned listener)
{
    return listener % FAKE_MODULE_COUNT;
}

/* --- The script --------------------------------------------------------------- */

static void act(void)
{
    unsigned listener = draw(MODEL_LISTENER_COUNT);
    unsigned event = draw(MODEL_EVENT_COUNT);

    switch (draw(6)) {
    case 0:
    case 1:
        tell("subscribe", listener, side->subscribe(listener, event));
        break;
    case 2:
        tell("unsubscribe", listener, side->unsubscribe(listener));
        break;
    case 3:
        event %= MODEL_ANY_NAME;
        tell("post", event, side->post(event));
        break;
    default:
        event %= MODEL_ANY_NAME;
        tell("publish", event, side->publish(event));
        break;
    }
}

/* On both sides. */
void model_handle(unsigned who, unsigned event)
{
    tell("hear", who, (int)event);
    if (handlers_left == 0)
        return;
    handlers_left--;
    for (unsigned left = draw(4); left > 0; left--)
        act();
    tell("heard", who, (int)event);
}

static void step(void)
{
    unsigned module = draw(FAKE_MODULE_COUNT);

    handlers_left = HANDLERS_MAX;
    switch (draw(8)) {
    case 0:
        side->stop(module);
        break;
    case 1:
    case 2:
        side->start(module);
        break;
    case 3:
        tell("dispatch", 0, side->dispatch());
        break;
    default:
        act();
        break;
    }
}

static void run(const struct side *which, char *into, uint32_t seed)
{
    side = which;
    trace = into;
    trace_size = 0;
    trace[0] = '\0';
    random_state = seed;
    for (unsigned i = 0; i < STEPS; i++)
        step();
    /* Then all is as at first: everything posted is out, everybody runs. */
    handlers_left = 0;
    while (side->dispatch())
        continue;
    for (unsigned module = 0; module < FAKE_MODULE_COUNT; module++)
        side->start(module);
}

/* --- The runtime -------------------------------------------------------------- */

static struct hx_listener listeners[MODEL_LISTENER_COUNT];

static unsigned number_of(const struct hx_event *event)
{
    unsigned number = 0;

    while (events[number].kind != event->kind ||
           (event->kind == HX_EVENT_CUSTOM &&
            strcmp(events[number].name, event->custom.name) != 0))
        number++;
    return number;
}

static enum hx_event_response real_hear(void *arg, const struct hx_event *event)
{
    model_handle((unsigned)((struct hx_listener *)arg - listeners), number_of(event));
    return HX_EVENT_HANDLED;
}

#define DECLARED_HEAR(id)                                                     \
    static enum hx_event_response declared_##id(const struct hx_event *event) \
    {                                                                         \
        model_handle(MODEL_LISTENER_COUNT + id, number_of(event));            \
        return HX_EVENT_HANDLED;                                              \
    }

DECLARED_HEAR(ALPHA)
DECLARED_HEAR(BETA)
DECLARED_HEAR(GAMMA)
DECLARED_HEAR(DELTA)
DECLARED_HEAR(EPSILON)
DECLARED_HEAR(SHELL)

static const hx_event_fn declared_hear[FAKE_MODULE_COUNT] = {
    declared_ALPHA, declared_BETA,    declared_GAMMA,
    declared_DELTA, declared_EPSILON, declared_SHELL,
};

static struct hx_event event_of(unsigned number)
{
    struct hx_event event = {.kind = events[number].kind};

    if (event.kind == HX_EVENT_CUSTOM)
        event.custom.name = events[number].name;
    return event;
}

static hx_status real_publish(unsigned number)
{
    struct hx_event event = event_of(number);

    return hx_event_publish(&event);
}

static hx_status real_post(unsigned number)
{
    struct hx_event event = event_of(number);

    return hx_event_post(&event);
}

static bool real_dispatch(void)
{
    return hx_event_dispatch_pending();
}

static hx_status real_subscribe(unsigned listener, unsigned event)
{
    return hx_event_subscribe(&fake_contexts[owner_of(listener)], &listeners[listener],
                              events[event].kind, events[event].name, real_hear,
                              &listeners[listener]);
}

static bool real_unsubscribe(unsigned listener)
{
    return hx_event_unsubscribe(&listeners[listener]);
}

static void real_stop(unsigned module)
{
    if (hx_module_state_of(&fake_modules[module]) == HX_STATE_RUNNING)
        cr_assert_eq(hx_lifecycle_stop(&fake_modules[module]), HX_OK);
}

static void real_start(unsigned module)
{
    if (hx_module_state_of(&fake_modules[module]) == HX_STATE_STOPPED)
        cr_assert_eq(hx_lifecycle_start(&fake_modules[module]), HX_OK);
}

static const struct side real = {
    real_publish,     real_post, real_dispatch, real_subscribe,
    real_unsubscribe, real_stop, real_start,
};

static const struct side model = {
    model_publish,     model_post, model_dispatch, model_subscribe,
    model_unsubscribe, model_stop, model_start,
};

/* --- Both --------------------------------------------------------------------- */

static void subscribe_lasting(void)
{
    static unsigned listener;
    unsigned event = draw(MODEL_EVENT_COUNT);

    cr_assert_eq(real_subscribe(listener, event), HX_OK);
    model_subscribe_lasting(listener, event);
    listener++;
}

static void declare(unsigned module, unsigned event)
{
    model_declared[module][event] = true;
    if (event == MODEL_DISK_IDLE || event == MODEL_NET_UP)
        fake_subscribe_name((enum fake_id)module,
                            event == MODEL_DISK_IDLE ? DISK_IDLE : NET_UP);
    else
        fake_subscribe((enum fake_id)module, events[event].kind);
}

static void boot(void)
{
    for (unsigned module = 0; module < FAKE_MODULE_COUNT; module++) {
        fake_ops[module].handle_event = declared_hear[module];
        fake_scripts[module].in_init = subscribe_lasting;
        for (unsigned event = 0; event < MODEL_EVENT_COUNT; event++)
            if (event != MODEL_NEW_NAME && draw(3) == 0)
                declare(module, event);
    }
    fake_boot();
    for (unsigned module = 0; module < FAKE_MODULE_COUNT; module++)
        model_start(module);
}

ParameterizedTestParameters(listener_model, random_scripts)
{
    static uint32_t seeds[] = {1, 2, 3, 4, 5, 6, 7, 8};

    return cr_make_param_array(uint32_t, seeds, HX_COUNT_OF(seeds));
}

/* What each seed draws first is who listens by his spec. */
ParameterizedTest(const uint32_t *seed, listener_model, random_scripts,
                  .init = fake_image_init)
{
    static char wanted[TRACE_SIZE];
    static char told[TRACE_SIZE];

    random_state = *seed;
    boot();
    for (uint32_t sequence = 0; sequence < SEQUENCES; sequence++) {
        size_t same = 0;

        run(&model, wanted, *seed * SEQUENCES + sequence);
        run(&real, told, *seed * SEQUENCES + sequence);
        while (wanted[same] == told[same] && wanted[same] != '\0')
            same++;
        cr_assert_eq(wanted[same], told[same],
                     "seed %u, sequence %u: wanted\n%.*s|%.200s\nbut got\n%.200s",
                     *seed, sequence, (int)same, wanted, wanted + same, told + same);
        fake_console_clear();
        fake_journal();
    }
}
