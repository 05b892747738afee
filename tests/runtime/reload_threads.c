/* SPDX-License-Identifier: MIT */
/*
 * One module replaced over and over while six threads call it, ask it and post events,
 * for the sanitizers of threads and of memory. In a third of the turns one step of the
 * exchange fails. What every caller was told has to be in the count at the end, once;
 * and each version stands in memory of its own, which is spoilt and freed when it is
 * released. A plain program, for the reason of event_ring_threads.c.
 */
#include "fake_dynamic.h"
#include "fake_image.h"
#include "fake_port.h"

#include "../../runtime/fault_injection.h"
#include "../../runtime/loader/exchange.h"
#include "../../runtime/loader/pages.h"
#include "../../runtime/registration.h"

#include <helix/event.h>
#include <helix/interface.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/quiescent.h>
#include <helix/request.h>
#include <helix/state.h>

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TURN_COUNT 10000
#define CALLER_COUNT 3
#define ASKER_COUNT 2
#define POSTER_COUNT 1
#define THREAD_COUNT (CALLER_COUNT + ASKER_COUNT + POSTER_COUNT)

#define NAME "counter"

/* What crosses from version to version. */
struct count {
    uint64_t called;
    uint64_t asked;
    uint64_t ticked;
};

struct version {
    struct hx_module module;
    struct hx_module_info info;
    struct hx_control control;
    struct hx_context context;
    struct hx_implementation implementation;
    struct hx_loaded loaded;
    struct hx_listener listener;
    struct count count;
};

static struct hx_slot slot = {.ops = NULL};

static struct version *versions[2];
static unsigned set; /* of the version that is there */
static unsigned version_count;
static unsigned release_count;

static struct count told; /* by all threads together */
static bool ended;

static void fail(const char *what)
{
    fprintf(stderr, "reload_threads: %s: %s\n%s", what, hx_fail_detail(HX_ERR_INTERNAL),
            fake_console());
    exit(1);
}

static void must(bool good, const char *what)
{
    if (!good)
        fail(what);
}

/* The failure that is still to come in this turn, once. */
static int planned_hook = -1;
static int planned_step = -1;
static bool planned_health;

static uint32_t seed = 1;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (seed >> 8) % below;
}

static void plan_turn(void)
{
    planned_hook = -1;
    planned_step = -1;
    planned_health = false;
    if (draw(3) > 0)
        return;
    switch (draw(9)) {
    case 0:
        planned_hook = HX_FAULT_INIT;
        break;
    case 1:
        planned_hook = HX_FAULT_START;
        break;
    case 2:
        planned_hook = HX_FAULT_STOP;
        break;
    case 3:
        planned_health = true;
        break;
    default:
        planned_step = HX_FAULT_PARK + (int)draw(HX_FAULT_PUBLISH - HX_FAULT_PARK + 1);
        break;
    }
}

static bool is_planned(void)
{
    return planned_hook >= 0 || planned_step >= 0 || planned_health;
}

hx_status hx_fault_hook(const struct hx_module *module, enum hx_fault_hook hook,
                        hx_status status)
{
    (void)module;
    if (planned_hook != (int)hook)
        return status;
    planned_hook = -1;
    return hx_fail(HX_ERR_INIT, "planned");
}

hx_status hx_fault_reload(enum hx_fault_step step, hx_status status)
{
    if (planned_step != (int)step)
        return status;
    planned_step = -1;
    return hx_fail(HX_ERR_LOAD, "planned");
}

bool hx_fault_health(const struct hx_module *module, bool healthy)
{
    (void)module;
    if (!planned_health)
        return healthy;
    planned_health = false;
    return false;
}

enum hx_event_response hx_fault_event(const struct hx_module *module,
                                      const struct hx_event *event,
                                      enum hx_event_response response)
{
    (void)module;
    (void)event;
    return response;
}

hx_status hx_fault_request(const struct hx_module *module,
                           const struct hx_request *request, hx_status status)
{
    (void)module;
    (void)request;
    return status;
}

void hx_fault_begin(void)
{
}

void hx_fault_report(void)
{
}

/*
 * The module. Code has to know which version it is of, so there are two sets of it, and
 * versions have them in turn.
 */

static hx_status init(const struct hx_context *ctx)
{
    (void)ctx;
    return HX_OK;
}

static hx_status succeed(void)
{
    return HX_OK;
}

static bool is_healthy(void)
{
    return true;
}

#define DEFINE_CODE(set)                                                       \
    static void reset_##set(void)                                              \
    {                                                                          \
        memset(&versions[set]->count, 0, sizeof(struct count));                \
    }                                                                          \
    static hx_status save_##set(struct hx_writer *writer)                      \
    {                                                                          \
        return hx_write(writer, &versions[set]->count, sizeof(struct count));  \
    }                                                                          \
    static hx_status restore_##set(struct hx_reader *reader)                   \
    {                                                                          \
        return hx_read(reader, &versions[set]->count, sizeof(struct count));   \
    }                                                                          \
    static hx_status request_##set(const struct hx_request *request,           \
                                   struct hx_response *response)               \
    {                                                                          \
        (void)request;                                                         \
        versions[set]->count.asked++;                                          \
        return hx_respond(response, NULL, 0);                                  \
    }                                                                          \
    static enum hx_event_response tick_##set(const struct hx_event *event)     \
    {                                                                          \
        (void)event;                                                           \
        versions[set]->count.ticked++;                                         \
        return HX_EVENT_HANDLED;                                               \
    }                                                                          \
    /* By any thread. */                                                       \
    static int call_##set(void)                                                \
    {                                                                          \
        __atomic_fetch_add(&versions[set]->count.called, 1, __ATOMIC_RELAXED); \
        return 1;                                                              \
    }

#define CODE(set)                                                              \
    {                                                                          \
        .reset = reset_##set, .init = init, .start = succeed, .stop = succeed, \
        .is_healthy = is_healthy, .handle_request = request_##set,             \
        .save_state = save_##set, .restore_state = restore_##set,              \
    }

DEFINE_CODE(0)
DEFINE_CODE(1)

static const struct hx_module_ops module_ops[] = {CODE(0), CODE(1)};
static const struct fake_disk_ops ops[] = {{call_0}, {call_1}};
static const struct hx_subscription subscriptions[] = {
    {.kind = HX_EVENT_TICK, .handle = tick_0},
    {.kind = HX_EVENT_TICK, .handle = tick_1},
};

static int call_busy(void)
{
    return 0;
}

static const struct fake_disk_ops busy_ops = {call_busy};

static const struct hx_interface_abi disk_abi = {
    .interface = &fake_disk,
    .parked_ops = &busy_ops,
};
static const struct hx_interface_abi *const abis[] = {&disk_abi, &disk_abi};

const struct hx_loading hx_image_loading = {.interfaces = abis, .deadline_ms = 100};

static void release(struct hx_registration *room)
{
    char *at = (char *)room;
    struct version *version = (void *)(at - offsetof(struct version, loaded.room));

    memset(version, 0xdd, sizeof(*version));
    free(version);
    __atomic_fetch_add(&release_count, 1, __ATOMIC_RELAXED);
}

static struct version *make(unsigned its_set)
{
    struct version *version = calloc(1, sizeof(*version));

    if (version == NULL)
        abort();
    version->info = (struct hx_module_info){
        .name = NAME,
        .version = HX_VERSION(1, version_count++ & 0xffff, 0),
        .flags = HX_FLAG_HOT_RELOADABLE,
    };
    version->implementation = (struct hx_implementation){
        .interface = &fake_disk,
        .version = fake_disk.version,
        .ops = &ops[its_set],
        .slot = &slot,
    };
    version->context.module = &version->module;
    version->loaded.object.module = &version->module;
    version->loaded.room.release = release;
    version->loaded.room.listeners = &version->listener;
    version->loaded.room.listener_count = 1;
    version->module = (struct hx_module){
        .magic = HX_DESCRIPTOR_MAGIC,
        .info = &version->info,
        .ops = &module_ops[its_set],
        .context = &version->context,
        .control = &version->control,
        .implementations = &version->implementation,
        .implementation_count = 1,
        .subscriptions = &subscriptions[its_set],
        .subscription_count = 1,
    };
    versions[its_set] = version;
    return version;
}

/* The threads. */

static bool has_ended(void)
{
    return __atomic_load_n(&ended, __ATOMIC_ACQUIRE);
}

static void call_once(void)
{
    const struct fake_disk_ops *now = hx_slot_enter(&slot);
    const int result = now->unit();

    hx_slot_leave(&slot);
    must(result == 1, "a call was not delivered");
    __atomic_fetch_add(&told.called, 1, __ATOMIC_RELAXED);
}

static void ask_once(void)
{
    char answer[8];
    struct hx_request request = {.type = "add"};
    struct hx_response response = {
        .payload = {.data = answer, .capacity = sizeof(answer)},
    };
    hx_status status = hx_request_service(NULL, NAME, &request, &response);

    must(status == HX_OK && response.success, "a request was not answered");
    __atomic_fetch_add(&told.asked, 1, __ATOMIC_RELAXED);
}

static void post_once(void)
{
    const struct hx_event event = {.kind = HX_EVENT_TICK};

    if (hx_event_post(&event) == HX_OK)
        __atomic_fetch_add(&told.ticked, 1, __ATOMIC_RELAXED);
    else
        sched_yield();
}

static void *run_thread(void *argument)
{
    fake_cpu = *(const uint32_t *)argument;
    while (!has_ended()) {
        if (fake_cpu <= CALLER_COUNT)
            call_once();
        else if (fake_cpu <= CALLER_COUNT + ASKER_COUNT)
            ask_once();
        else
            post_once();
    }
    return NULL;
}

static void begin(void)
{
    static _Alignas(HX_PAGE_SIZE) unsigned char memory[64 * HX_PAGE_SIZE];
    struct version *first;

    fake_ranges[0] = (struct hx_memory_range){(uintptr_t)memory, sizeof(memory)};
    fake_range_count = 1;
    fake_image_init();
    fake_give_ids();
    hx_quiescent();
    first = make(set);
    must(hx_registry_register(&first->module, &first->loaded.room, NULL) == HX_OK,
         "the first version is registered");
    must(hx_lifecycle_init(&first->module) == HX_OK, "the first version comes up");
    must(hx_lifecycle_start(&first->module) == HX_OK, "the first version starts");
}

/* Returns whether the new version is in its place. */
static bool turn(void)
{
    struct version *present = versions[set];
    struct version *next = make(1 - set);
    struct hx_exchange exchange = {
        .old = &present->module,
        .old_loaded = &present->loaded,
        .new = &next->module,
        .new_loaded = &next->loaded,
    };
    bool planned;
    hx_status status;

    plan_turn();
    planned = is_planned();
    status = hx_exchange(&exchange);
    hx_carry_drop(&exchange.saved);
    if (is_planned() || (status == HX_OK) == planned)
        fprintf(stderr, "%s: %s; hook %d step %d\n", hx_status_name(status),
                hx_fail_detail(status), planned_hook, planned_step);
    must((status == HX_OK) == !planned, "an exchange fails when a step of it does");
    must(!is_planned(), "every planned failure came");
    must(hx_module_state_of(&present->module) ==
             (status == HX_OK ? HX_STATE_UNLOADING : HX_STATE_RUNNING),
         "the old version goes, or runs on");
    if (status == HX_OK) {
        hx_registry_forget(&present->module, &present->loaded.room);
        set = 1 - set;
    } else if (!exchange.registered) {
        release(&next->loaded.room);
    }
    return status == HX_OK;
}

int main(void)
{
    pthread_t threads[THREAD_COUNT];
    uint32_t cpus[THREAD_COUNT];
    unsigned success_count = 0;
    unsigned steps_left = 100;

    begin();
    for (uint32_t i = 0; i < THREAD_COUNT; i++) {
        cpus[i] = i + 1;
        if (pthread_create(&threads[i], NULL, run_thread, &cpus[i]) != 0)
            abort();
    }
    for (unsigned i = 0; i < TURN_COUNT; i++) {
        success_count += turn();
        hx_loop_step();
        fake_console_clear();
        fake_journal();
    }
    __atomic_store_n(&ended, true, __ATOMIC_RELEASE);
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        while (pthread_tryjoin_np(threads[i], NULL) != 0)
            hx_loop_step();
    }
    while (steps_left-- > 0)
        hx_loop_step();
    printf("reload_threads: %u of %u turns, %llu calls, %llu requests, %llu events\n",
           success_count, TURN_COUNT, (unsigned long long)told.called,
           (unsigned long long)told.asked, (unsigned long long)told.ticked);
    must(memcmp(&told, &versions[set]->count, sizeof(told)) == 0,
         "the count has what every caller was told");
    must(told.called > 0 && told.asked > 0 && told.ticked > 0, "all were served");
    must(release_count == version_count - 1, "all versions but one were released");
    must(hx_pages_used() == 0, "no memory is held");
    return 0;
}
