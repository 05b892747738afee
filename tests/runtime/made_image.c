/* SPDX-License-Identifier: MIT */
#include "made_image.h"

#include "../../runtime/hash.h"

#include <helix/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INTERFACE_MAX 64
#define GOLDEN UINT32_C(0x9e3779b1)

HX_SECTION_ENTRY(".helix.modules.00000.all")
static const struct hx_module *section[MADE_MODULE_MAX];

static struct hx_image image = {.profile = "made", .tick_ms = 10};
extern const struct hx_image hx_image __attribute__((alias("image")));

/* Nobody sends messages. */
const struct hx_operation *const hx_image_operations[] = {NULL};

static struct hx_interface interfaces[INTERFACE_MAX];
static uint32_t interface_count;

/* What was taken hangs together, so that nothing counts as leaked. */
struct block {
    struct block *previous;
    max_align_t memory[];
};

static struct block *last_block;

static void *take(size_t count, size_t size)
{
    struct block *block = calloc(1, sizeof(*block) + count * size);

    if (block == NULL)
        abort();
    block->previous = last_block;
    last_block = block;
    return block->memory;
}

/* The array at `items`, of `count`, with room for one more. */
static void *grow(const void *items, uint32_t count, size_t size)
{
    void *grown = take(count + 1, size);

    if (count > 0)
        memcpy(grown, items, count * size);
    return grown;
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

struct made_module *made_module(const char *name, hx_version version, uint32_t flags)
{
    struct made_module *made = take(1, sizeof(*made));

    made->info = (struct hx_module_info){
        .name = name,
        .version = version,
        .flags = flags,
    };
    made->context.module = &made->module;
    made->module = (struct hx_module){
        .magic = HX_DESCRIPTOR_MAGIC,
        .info = &made->info,
        .ops = &ops,
        .context = &made->context,
        .control = &made->control,
    };
    return made;
}

void made_needs(struct made_module *made, struct hx_dependency dependency)
{
    struct hx_module_info *info = &made->info;
    struct hx_dependency *grown =
        grow(info->dependencies, info->dependency_count, sizeof(*grown));

    grown[info->dependency_count++] = dependency;
    info->dependencies = grown;
}

void made_uses(struct made_module *made, struct hx_binding binding)
{
    struct hx_module *module = &made->module;
    struct hx_binding *grown =
        grow(module->bindings, module->binding_count, sizeof(*grown));

    grown[module->binding_count++] = binding;
    module->bindings = grown;
}

void made_provides(struct made_module *made, const char *capability)
{
    struct hx_module_info *info = &made->info;
    const char **grown = grow(info->provides, info->provides_count, sizeof(*grown));

    grown[info->provides_count++] = capability;
    info->provides = grown;
}

const struct hx_interface *made_interface(const char *name)
{
    for (uint32_t i = 0; i < interface_count; i++)
        if (strcmp(interfaces[i].name, name) == 0)
            return &interfaces[i];
    if (interface_count == INTERFACE_MAX)
        abort();
    interfaces[interface_count].name = name;
    return &interfaces[interface_count++];
}

void made_implements(struct made_module *made, const char *interface,
                     hx_version version)
{
    struct hx_module *module = &made->module;
    struct hx_implementation *grown =
        grow(module->implementations, module->implementation_count, sizeof(*grown));

    grown[module->implementation_count++] = (struct hx_implementation){
        .interface = made_interface(interface),
        .version = version,
        .ops = "operations",
        .slot = take(1, sizeof(struct hx_slot)),
    };
    module->implementations = grown;
}

/* Perfect hashing, as codegen/plan/hash.py does it. */

struct table {
    uint32_t bits; /* of the slots; a quarter as many buckets */
    uint16_t *displacements;
    struct hx_hash_entry *entries;
    const char *const *keys;
    uint32_t *hashes;
    uint32_t *next; /* in the same bucket, as index + 1 */
    uint32_t *first;
};

static uint32_t slot_of(const struct table *table, uint32_t hash, uint32_t displacement)
{
    return ((hash ^ displacement) * GOLDEN) >> (32 - table->bits);
}

/* Puts the keys of a bucket where this displacement puts them, or none of them. */
static bool place(struct table *table, uint32_t bucket, uint32_t displacement)
{
    uint32_t key = table->first[bucket];
    uint32_t failed = 0;

    for (; key != 0 && failed == 0; key = table->next[key - 1]) {
        struct hx_hash_entry *entry =
            &table->entries[slot_of(table, table->hashes[key - 1], displacement)];

        if (entry->key != NULL)
            failed = key;
        else
            *entry = (struct hx_hash_entry){
                .key = table->keys[key - 1],
                .value = key - 1,
                .size = (uint32_t)strlen(table->keys[key - 1]),
            };
    }
    if (failed == 0)
        return true;
    for (key = table->first[bucket]; key != failed; key = table->next[key - 1])
        table->entries[slot_of(table, table->hashes[key - 1], displacement)] =
            (struct hx_hash_entry){.key = NULL};
    return false;
}

static bool place_all(struct table *table, uint32_t bucket_count, const uint32_t *sizes)
{
    for (uint32_t size = 64; size > 0; size--) {
        for (uint32_t bucket = 0; bucket < bucket_count; bucket++) {
            uint32_t displacement = 0;

            if (sizes[bucket] != size)
                continue;
            while (!place(table, bucket, displacement))
                if (++displacement > UINT16_MAX)
                    return false;
            table->displacements[bucket] = (uint16_t)displacement;
        }
    }
    return true;
}

/* Returns false where two keys have one hash under this seed. */
static bool build_with(struct hx_hash *hash, const char *const *keys, uint32_t count,
                       uint32_t seed)
{
    struct table table = {.bits = 3, .keys = keys};
    uint32_t bucket_count;
    uint32_t *sizes;

    while (count * 5 / 4 > UINT32_C(1) << table.bits)
        table.bits++;
    bucket_count = UINT32_C(1) << (table.bits - 2);
    sizes = take(bucket_count, sizeof(*sizes));
    table.displacements = take(bucket_count, sizeof(*table.displacements));
    table.entries = take(UINT32_C(1) << table.bits, sizeof(*table.entries));
    table.hashes = take(count, sizeof(*table.hashes));
    table.next = take(count, sizeof(*table.next));
    table.first = take(bucket_count, sizeof(*table.first));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t bucket;

        table.hashes[i] = hx_hash_of(keys[i], strlen(keys[i]), seed);
        bucket = table.hashes[i] >> (32 - (table.bits - 2));
        table.next[i] = table.first[bucket];
        table.first[bucket] = i + 1;
        if (++sizes[bucket] > 64)
            abort();
    }
    if (!place_all(&table, bucket_count, sizes))
        return false;
    *hash = (struct hx_hash){
        .seed = seed,
        .bucket_shift = (uint8_t)(32 - (table.bits - 2)),
        .slot_shift = (uint8_t)(32 - table.bits),
        .displacements = table.displacements,
        .entries = table.entries,
    };
    return true;
}

static void build(struct hx_hash *hash, const char *const *keys, uint32_t count)
{
    uint32_t seed = 7;

    while (!build_with(hash, keys, count, seed))
        seed++;
}

static struct hx_capability *find_capability(struct hx_capability *all,
                                             const char *name)
{
    for (uint32_t i = 0; i < image.capability_count; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    all[image.capability_count].name = name;
    return &all[image.capability_count++];
}

static struct hx_capability *collect_capabilities(struct made_module *const modules[],
                                                  uint32_t count)
{
    struct hx_capability *all;
    uint32_t most = 0;

    for (uint32_t i = 0; i < count; i++)
        most += modules[i]->info.provides_count;
    all = take(most, sizeof(*all));
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < modules[i]->info.provides_count; j++) {
            struct hx_capability *capability =
                find_capability(all, modules[i]->info.provides[j]);
            const struct hx_module **grown =
                grow(capability->providers, capability->provider_count, sizeof(*grown));

            grown[capability->provider_count++] = &modules[i]->module;
            capability->providers = grown;
        }
    }
    return all;
}

static void collect_interfaces(struct made_module *const modules[], uint32_t count)
{
    struct hx_image_interface *all = take(INTERFACE_MAX, sizeof(*all));
    const char **names = take(INTERFACE_MAX, sizeof(*names));

    for (uint32_t i = 0; i < interface_count; i++) {
        struct hx_image_interface *entry = &all[i];
        const struct hx_module **implementors = take(count, sizeof(*implementors));

        names[i] = interfaces[i].name;
        entry->interface = &interfaces[i];
        entry->implementors = implementors;
        for (uint32_t j = 0; j < count; j++)
            for (uint32_t k = 0; k < modules[j]->module.implementation_count; k++)
                if (modules[j]->module.implementations[k].interface == &interfaces[i])
                    implementors[entry->implementor_count++] = &modules[j]->module;
    }
    image.interfaces = all;
    image.interface_count = interface_count;
    build(&image.interface_names, names, interface_count);
}

void made_image(struct made_module *const modules[], uint32_t count)
{
    struct hx_capability *capabilities = collect_capabilities(modules, count);
    uint32_t name_count = count + image.capability_count;
    const char **names = take(name_count, sizeof(*names));

    if (count > MADE_MODULE_MAX)
        abort();
    for (uint32_t i = 0; i < count; i++) {
        section[i] = &modules[i]->module;
        modules[i]->control.id = i;
        names[i] = modules[i]->info.name;
    }
    for (uint32_t i = 0; i < image.capability_count; i++)
        names[count + i] = capabilities[i].name;
    image.module_count = count;
    image.capabilities = capabilities;
    build(&image.names, names, name_count);
    collect_interfaces(modules, count);
    build(&image.events, NULL, 0);
}
