/* SPDX-License-Identifier: MIT */
#include "fake_dynamic.h"
#include "fake_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DYNAMIC_MAX 40

static struct fake_dynamic dynamics[DYNAMIC_MAX];
static unsigned dynamic_count;

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
    for (unsigned i = 0; i < dynamic_count; i++)
        if (&dynamics[i].room == room)
            dynamics[i].release_count++;
}

void fake_give_ids(void)
{
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++)
        fake_controls[id].id = id;
}

struct fake_dynamic *fake_new(const char *name, hx_version version)
{
    struct fake_dynamic *dynamic = &dynamics[dynamic_count++];

    if (dynamic_count > DYNAMIC_MAX)
        abort();
    if (dynamic_count == 1)
        fake_give_ids();
    dynamic->info = (struct hx_module_info){
        .name = name,
        .version = version,
        .dependencies = dynamic->dependencies,
        .provides = dynamic->provides,
    };
    dynamic->context.module = &dynamic->module;
    dynamic->module = (struct hx_module){
        .magic = HX_DESCRIPTOR_MAGIC,
        .info = &dynamic->info,
        .ops = &ops,
        .context = &dynamic->context,
        .control = &dynamic->control,
        .implementations = dynamic->implementations,
        .bindings = dynamic->bindings,
    };
    dynamic->room.release = release;
    return dynamic;
}

static void add_dependency(struct fake_dynamic *dynamic,
                           struct hx_dependency dependency)
{
    dynamic->dependencies[dynamic->info.dependency_count++] = dependency;
}

void fake_needs(struct fake_dynamic *dynamic, const char *name)
{
    fake_needs_version(dynamic, name, 0, HX_VERSION_MAX);
}

void fake_needs_optionally(struct fake_dynamic *dynamic, const char *name)
{
    add_dependency(dynamic, (struct hx_dependency){
                                .name = name,
                                .highest = HX_VERSION_MAX,
                                .optional = true,
                            });
}

void fake_needs_version(struct fake_dynamic *dynamic, const char *name,
                        hx_version lowest, hx_version highest)
{
    add_dependency(dynamic, (struct hx_dependency){
                                .name = name,
                                .lowest = lowest,
                                .highest = highest,
                            });
}

hx_version fake_compatible(hx_version lowest)
{
    return HX_VERSION(HX_VERSION_MAJOR(lowest), 0xffff, 0xffff);
}

void fake_provides(struct fake_dynamic *dynamic, const char *capability)
{
    dynamic->provides[dynamic->info.provides_count++] = capability;
}

void fake_implements(struct fake_dynamic *dynamic, const struct hx_interface *interface,
                     hx_version version)
{
    uint16_t at = dynamic->module.implementation_count++;

    dynamic->slots[at].ops = interface->absent_ops;
    dynamic->implementations[at] = (struct hx_implementation){
        .interface = interface,
        .version = version,
        .ops = "the operations",
        .slot = &dynamic->slots[at],
    };
}

void fake_uses(struct fake_dynamic *dynamic, const struct hx_interface *interface,
               const struct hx_module *provider)
{
    dynamic->bindings[dynamic->module.binding_count++] = (struct hx_binding){
        .interface = interface,
        .handle = "handle",
        .lowest = HX_VERSION(1, 0, 0),
        .highest = fake_compatible(HX_VERSION(1, 0, 0)),
        .provider = provider,
    };
}

hx_status fake_register(struct fake_dynamic *dynamic)
{
    return hx_registry_register(&dynamic->module, &dynamic->room, &dynamic->id);
}

void fake_must_register(struct fake_dynamic *dynamic)
{
    hx_status status = fake_register(dynamic);

    if (status == HX_OK)
        return;
    fprintf(stderr, "fake_dynamic: %s: %s\n", hx_status_name(status),
            hx_fail_detail(status));
    abort();
}

void fake_clear(struct fake_dynamic *dynamic)
{
    memset(&dynamic->control, 0, sizeof(dynamic->control));
}
