/* SPDX-License-Identifier: MIT */
/*
 * Eight threads that register, unregister and look up at once, for the sanitizers of
 * threads and of memory. Each module stands in memory of its own, which is spoilt and
 * freed when it is released; so a look-up that gives too much, and a release that comes
 * too early, are seen. A plain program, for the reason of event_ring_threads.c.
 */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/interface.h>
#include <helix/registry.h>

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREAD_COUNT HX_CPU_MAX
#define ROUND_COUNT 100
#define STEP_COUNT 6000
#define ITEM_MAX 4
#define SHARED_COUNT 2
#define LIST_MAX 128
#define MISTAKE_MAX 20

/* A module, and all that belongs to it. */
struct item {
    struct hx_module module;
    struct hx_module_info info;
    struct hx_control control;
    struct hx_context context;
    struct hx_registration room;
    struct hx_dependency dependency;
    struct hx_implementation implementation;
    struct hx_slot slot;
    const char *provides[1];
    char name[16];
    uint32_t id;
    unsigned *holder_count; /* of a shared name, else NULL */
};

struct worker {
    uint32_t number;
    uint32_t seed;
    struct item *items[ITEM_MAX];
};

static pthread_barrier_t barrier;
static unsigned race_count;
static unsigned gone_count;
static unsigned holder_counts[SHARED_COUNT];
static unsigned registered_count;
static unsigned released_count;
static unsigned refused_count;
static unsigned mistake_count;

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "registry_threads: %s\n", what);
    if (__atomic_add_fetch(&mistake_count, 1, __ATOMIC_RELAXED) > MISTAKE_MAX)
        exit(1);
}

static uint32_t draw(struct worker *worker, uint32_t below)
{
    worker->seed = worker->seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (worker->seed >> 8) % below;
}

static void reset(void)
{
}

static hx_status init(const struct hx_context *ctx)
{
    (void)ctx;
    return HX_OK;
}

static hx_status succeed(void)
{
    return HX_OK;
}

static const struct hx_module_ops ops = {
    .reset = reset,
    .init = init,
    .start = succeed,
    .stop = succeed,
};

static void release(struct hx_registration *room)
{
    struct item *item =
        (struct item *)(void *)((char *)room - offsetof(struct item, room));

    memset(item, 0xdd, sizeof(*item));
    free(item);
    __atomic_fetch_add(&released_count, 1, __ATOMIC_RELAXED);
}

/* With `needed`, it requires a module of that name. */
static struct item *make(const char *name, uint32_t number, const char *needed)
{
    struct item *item = calloc(1, sizeof(*item));

    if (item == NULL)
        abort();
    snprintf(item->name, sizeof(item->name), "%s.%u", name, number);
    item->provides[0] = "cap";
    item->dependency =
        (struct hx_dependency){.name = needed, .highest = HX_VERSION_MAX};
    item->info = (struct hx_module_info){
        .name = item->name,
        .version = number,
        .dependencies = &item->dependency,
        .dependency_count = needed != NULL,
        .provides = item->provides,
        .provides_count = 1,
    };
    item->implementation = (struct hx_implementation){
        .interface = &fake_disk,
        .version = fake_disk.version,
        .ops = item,
        .slot = &item->slot,
    };
    item->context.module = &item->module;
    item->module = (struct hx_module){
        .magic = HX_DESCRIPTOR_MAGIC,
        .info = &item->info,
        .ops = &ops,
        .context = &item->context,
        .control = &item->control,
        .implementations = &item->implementation,
        .implementation_count = 1,
    };
    item->room.release = release;
    return item;
}

/* Looks all over a module that a look-up gave. */
static void check_module(const struct hx_module *module)
{
    check(module->magic == HX_DESCRIPTOR_MAGIC, "not a module");
    check(module->context->module == module, "not whole");
    check(strlen(module->info->name) > 3, "no name");
    check(module->control->id < FAKE_MODULE_COUNT || module->info->provides_count == 1,
          "not one of ours");
}

static void try_to_register(struct worker *worker, struct item **place)
{
    struct item *item;
    hx_status status;
    bool shared = draw(worker, 3) == 0;
    uint32_t number = shared ? draw(worker, SHARED_COUNT) : worker->number;

    if (shared)
        item = make("shared", number, NULL);
    else
        item = make(place == worker->items ? "first" : "other", worker->number,
                    draw(worker, 2) == 0 ? "shared.0" : NULL);
    item->holder_count = shared ? &holder_counts[number] : NULL;
    status = hx_registry_register(&item->module, &item->room, &item->id);
    if (status != HX_OK) {
        check(status == HX_ERR_ALREADY_EXISTS || status == HX_ERR_DEPENDENCY,
              hx_fail_detail(status));
        __atomic_fetch_add(&refused_count, 1, __ATOMIC_RELAXED);
        free(item);
        return;
    }
    *place = item;
    __atomic_fetch_add(&registered_count, 1, __ATOMIC_RELAXED);
    if (shared)
        check(__atomic_fetch_add(item->holder_count, 1, __ATOMIC_RELAXED) == 0,
              "a name was registered twice");
}

/* False if another module requires it. */
static bool try_to_unregister(struct item **place)
{
    unsigned *holder_count = (*place)->holder_count;
    hx_status status;

    check(hx_registry_get((*place)->id) == &(*place)->module, "own module not found");
    check(hx_registry_get_by_name((*place)->name) == &(*place)->module,
          "own name not found");
    if (holder_count != NULL)
        __atomic_fetch_sub(holder_count, 1, __ATOMIC_RELAXED);
    status = hx_registry_unregister((*place)->id);
    if (status != HX_OK) {
        check(status == HX_ERR_BUSY, hx_fail_detail(status));
        if (holder_count != NULL)
            __atomic_fetch_add(holder_count, 1, __ATOMIC_RELAXED);
        return false;
    }
    *place = NULL;
    return true;
}

static void look_up_by_name(struct worker *worker)
{
    const struct hx_module *module;
    char name[16];

    snprintf(name, sizeof(name), "%s.%u", draw(worker, 2) == 0 ? "shared" : "other",
             draw(worker, SHARED_COUNT));
    module = hx_registry_get_by_name(name);
    if (module == NULL)
        return;
    check(strcmp(module->info->name, name) == 0, "another module than asked for");
    sched_yield();
    check_module(module);
    check(hx_registry_find_target("alpha") == &fake_modules[ALPHA], "alpha is lost");
}

static void look_up_by_id(struct worker *worker)
{
    uint32_t id = draw(worker, THREAD_COUNT * STEP_COUNT);
    const struct hx_module *module = hx_registry_get(id);

    if (module == NULL)
        return;
    check(module->control->id == id, "another id than asked for");
    check_module(module);
}

/* Ids must ascend, and all be whole. */
static void check_list(const struct hx_module *const modules[], size_t count)
{
    check(count <= LIST_MAX, "more than there can be");
    for (size_t i = 0; i < count; i++) {
        check_module(modules[i]);
        check(i == 0 || modules[i]->control->id > modules[i - 1]->control->id,
              "a list is out of order");
    }
}

static void look_at_lists(void)
{
    const struct hx_module *modules[LIST_MAX];
    const struct hx_module *at = NULL;
    uint32_t id = 0;
    size_t count;

    count = hx_registry_list_all(modules, LIST_MAX);
    check(count >= FAKE_MODULE_COUNT - 1, "the image is lost");
    check_list(modules, count);
    check_list(modules, hx_registry_providers("cap", modules, LIST_MAX));
    check_list(modules, hx_interface_implementors("helix.disk", modules, LIST_MAX));
    while ((at = hx_registry_next(at)) != NULL) {
        check(id == 0 || at->control->id > id, "a walk is out of order");
        id = at->control->id;
        check_module(at);
    }
}

/* All at once: one wins. */
static void race(struct worker *worker)
{
    struct item *item = make("race", 0, NULL);
    bool won;

    pthread_barrier_wait(&barrier);
    won = hx_registry_register(&item->module, &item->room, &item->id) == HX_OK;
    if (won)
        __atomic_fetch_add(&race_count, 1, __ATOMIC_RELAXED);
    else
        free(item);
    pthread_barrier_wait(&barrier);
    if (won) {
        check(hx_registry_unregister(item->id) == HX_OK, hx_fail_detail(HX_ERR_BUSY));
        __atomic_fetch_add(&registered_count, 1, __ATOMIC_RELAXED);
    }
    hx_quiescent();
    if (worker->number % 2 == 0) {
        hx_quiescent_leave();
        hx_quiescent();
    }
}

static void step(struct worker *worker)
{
    struct item **place = &worker->items[draw(worker, ITEM_MAX)];

    switch (draw(worker, 5)) {
    case 0:
    case 1:
        if (*place == NULL)
            try_to_register(worker, place);
        else
            (void)try_to_unregister(place);
        break;
    case 2:
        look_up_by_name(worker);
        break;
    case 3:
        look_up_by_id(worker);
        break;
    default:
        look_at_lists();
        break;
    }
    hx_quiescent();
}

static void *work(void *argument)
{
    struct worker *worker = argument;

    fake_cpu = worker->number;
    hx_quiescent();
    pthread_barrier_wait(&barrier);
    if (hx_registry_unregister(DELTA) == HX_OK)
        __atomic_fetch_add(&gone_count, 1, __ATOMIC_RELAXED);
    for (unsigned round = 0; round < ROUND_COUNT; round++)
        race(worker);
    for (unsigned i = 0; i < STEP_COUNT; i++)
        step(worker);
    /* Those that require others go first, all others' too. */
    for (unsigned i = 0; i < ITEM_MAX; i++)
        while (worker->items[i] != NULL && worker->items[i]->info.dependency_count > 0)
            (void)try_to_unregister(&worker->items[i]);
    for (unsigned i = 0; i < ITEM_MAX; i++) {
        while (worker->items[i] != NULL && !try_to_unregister(&worker->items[i])) {
            hx_quiescent();
            sched_yield();
        }
    }
    hx_quiescent_leave();
    return NULL;
}

int main(void)
{
    static struct worker workers[THREAD_COUNT];
    pthread_t threads[THREAD_COUNT];
    size_t left;

    fake_image_init();
    for (uint32_t id = 0; id < FAKE_MODULE_COUNT; id++)
        fake_controls[id].id = id;
    pthread_barrier_init(&barrier, NULL, THREAD_COUNT);
    for (uint32_t i = 0; i < THREAD_COUNT; i++) {
        workers[i].number = i;
        workers[i].seed = i + 1;
        if (pthread_create(&threads[i], NULL, work, &workers[i]) != 0) {
            fputs("cannot create a thread\n", stderr);
            return 2;
        }
    }
    for (uint32_t i = 0; i < THREAD_COUNT; i++)
        pthread_join(threads[i], NULL);
    hx_quiescent_leave();
    left = hx_registry_list_all(NULL, 0);
    printf("registered %u released %u refused %u mistakes %u\n", registered_count,
           released_count, refused_count, mistake_count);
    check(race_count == ROUND_COUNT, "one wins each race");
    check(gone_count == 1, "one takes a module of the image away");
    check(left == FAKE_MODULE_COUNT - 1, "the image is left");
    check(registered_count > STEP_COUNT / 2 && refused_count > STEP_COUNT / 2,
          "too easy");
    check(released_count == registered_count, "all memory is given back");
    return mistake_count > 0 ? 1 : 0;
}
