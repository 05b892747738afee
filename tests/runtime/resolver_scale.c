/* SPDX-License-Identifier: MIT */
/*
 * 100,000 modules, each of which requires the one before, on a stack of 64 KiB: what
 * resolves, registers and unloads them must not recurse, nor take time for each pair. A
 * plain program, because it makes its own image.
 */
#include "fake_port.h"
#include "made_image.h"

#include <helix/resolver.h>
#include <helix/status.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH MADE_MODULE_MAX
#define NODE_COUNT (LENGTH + 1)

static struct made_module *modules[LENGTH];
static struct made_module *newcomer;
static struct hx_resolver_node nodes[NODE_COUNT];
static const struct hx_module *order[NODE_COUNT];
static const struct hx_resolver resolver = {nodes, NODE_COUNT};
static unsigned mistake_count;

#define EXPECT(condition)                                               \
    do {                                                                \
        if (!(condition)) {                                             \
            mistake_count++;                                            \
            fprintf(stderr, "line %d: not " #condition "\n", __LINE__); \
        }                                                               \
    } while (0)

static struct made_module *make(const char *prefix, uint32_t number)
{
    char text[16];
    const char *name;

    snprintf(text, sizeof(text), "%s%u", prefix, number);
    name = strdup(text);
    if (name == NULL)
        abort();
    return made_module(name, HX_VERSION(1, 0, 0), 0);
}

static void need(struct made_module *user, const char *name, bool optional)
{
    made_needs(user, (struct hx_dependency){
                         .name = name,
                         .highest = HX_VERSION_MAX,
                         .optional = optional,
                     });
}

/* Bottom to top; the bottom would like the newcomer, who is not there yet. */
static void make_all(void)
{
    for (uint32_t i = 0; i < LENGTH; i++) {
        modules[i] = make("m", i);
        if (i == 0)
            need(modules[i], "newcomer", true);
        else
            need(modules[i], modules[i - 1]->info.name, false);
    }
    made_image(modules, LENGTH);
    newcomer = made_module("newcomer", HX_VERSION(1, 0, 0), 0);
}

static void *run(void *argument)
{
    const struct hx_module *top = &modules[LENGTH - 1]->module;
    size_t count = 0;

    (void)argument;
    EXPECT(hx_resolver_node_count() == NODE_COUNT);
    EXPECT(hx_resolver_resolve(&resolver, top, order, NODE_COUNT, &count) == HX_OK);
    EXPECT(count == LENGTH);
    for (uint32_t i = 0; i < LENGTH && mistake_count == 0; i++)
        EXPECT(order[i] == &modules[i]->module);

    EXPECT(hx_resolver_unload_order(&resolver, 0, order, NODE_COUNT, &count) == HX_OK);
    EXPECT(count == LENGTH);
    for (uint32_t i = 0; i < LENGTH && mistake_count == 0; i++)
        EXPECT(order[i] == &modules[LENGTH - 1 - i]->module);

    /* The newcomer on top of all: a cycle of 100,001. */
    need(newcomer, top->info->name, false);
    EXPECT(!hx_resolver_can_satisfy(&resolver, &newcomer->module));
    EXPECT(strncmp(hx_fail_detail(HX_ERR_CIRCULAR),
                   "'newcomer' -> 'm99999' -> 'm99998' -> ", 38) == 0);
    EXPECT(hx_registry_register(&newcomer->module, &newcomer->room, NULL) ==
           HX_ERR_CIRCULAR);
    EXPECT(strncmp(hx_fail_detail(HX_ERR_CIRCULAR),
                   "'newcomer' -> 'm99999' -> 'm99998' -> ", 38) == 0);

    /* Below all: everything stands in front of what it needs, and waits for it. */
    newcomer->info.dependency_count = 0;
    EXPECT(hx_registry_register(&newcomer->module, &newcomer->room, NULL) == HX_OK);
    EXPECT(hx_resolver_resolve(&resolver, top, order, NODE_COUNT, &count) == HX_OK);
    EXPECT(count == NODE_COUNT);
    EXPECT(order[0] == &newcomer->module && order[NODE_COUNT - 1] == top);
    return NULL;
}

int main(void)
{
    pthread_attr_t attributes;
    pthread_t thread;

    make_all();
    if (pthread_attr_init(&attributes) != 0 ||
        pthread_attr_setstacksize(&attributes, 65536) != 0 ||
        pthread_create(&thread, &attributes, run, NULL) != 0 ||
        pthread_join(thread, NULL) != 0) {
        fputs("cannot run a thread\n", stderr);
        return 2;
    }
    printf("%u modules, %u mistakes\n", LENGTH, mistake_count);
    return mistake_count > 0 ? 1 : 0;
}
