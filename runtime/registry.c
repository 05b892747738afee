/* SPDX-License-Identifier: MIT */
#include "walk.h"

hx_walk_registered_fn hx_walk_registered;

void hx_walk_begin(struct hx_walk *walk, const struct hx_module *const *modules,
                   uint32_t count, enum hx_walk_kind kind, const char *name)
{
    walk->next = modules;
    walk->left = count;
    walk->last = NULL;
    walk->name = name;
    walk->from = 0;
    walk->kind = kind;
    walk->states = HX_STATES_ALL;
    walk->flags = 0;
}

/* Returns the next one, whatever its state and flags. */
static const struct hx_module *step(struct hx_walk *walk)
{
    hx_walk_registered_fn registered;

    if (walk->left > 0) {
        walk->left--;
        return *walk->next++;
    }
    registered = __atomic_load_n(&hx_walk_registered, __ATOMIC_ACQUIRE);
    return registered != NULL ? registered(walk) : NULL;
}

const struct hx_module *hx_walk_next(struct hx_walk *walk)
{
    const struct hx_module *module;

    while ((module = step(walk)) != NULL)
        if ((walk->states >> hx_module_state_of(module) & 1) != 0 &&
            (module->info->flags & walk->flags) == walk->flags)
            break;
    return module;
}

size_t hx_walk_collect(struct hx_walk *walk, const struct hx_module *modules[],
                       size_t capacity)
{
    const struct hx_module *module;
    size_t count = 0;

    for (; (module = hx_walk_next(walk)) != NULL; count++)
        if (count < capacity)
            modules[count] = module;
    return count;
}

/* Over all modules with an id of at least `id`. */
static void walk_ids(struct hx_walk *walk, uint32_t id)
{
    uint32_t count = hx_image.module_count;
    uint32_t left = id < count ? count - id : 0;

    hx_walk_begin(walk, __helix_modules_start + (count - left), left, HX_WALK_IDS,
                  NULL);
    walk->from = id;
}

void hx_walk_all(struct hx_walk *walk)
{
    walk_ids(walk, 0);
}

static void walk_name(struct hx_walk *walk, const char *name, enum hx_walk_kind kind)
{
    uint32_t index = hx_hash_find(&hx_image.names, name);

    hx_walk_begin(walk, NULL, 0, kind, name);
    if (index < hx_image.module_count) {
        walk->next = &__helix_modules_start[index];
        walk->left = kind != HX_WALK_PROVIDERS;
    } else if (index != HX_HASH_NONE) {
        const struct hx_capability *capability =
            &hx_image.capabilities[index - hx_image.module_count];

        walk->next = capability->providers;
        walk->left = capability->provider_count;
    }
}

void hx_walk_servers(struct hx_walk *walk, const char *name)
{
    walk_name(walk, name, HX_WALK_SERVERS);
}

uint32_t hx_registry_count(void)
{
    return hx_image.module_count;
}

static const struct hx_module *module_at(uint32_t id)
{
    const struct hx_module *module = __helix_modules_start[id];

    return hx_module_state_of(module) != HX_STATE_UNLOADING ? module : NULL;
}

const struct hx_module *hx_registry_get(uint32_t id)
{
    const struct hx_module *module;
    struct hx_walk walk;

    if (id < hx_image.module_count)
        return module_at(id);
    walk_ids(&walk, id);
    module = hx_walk_next(&walk);
    return module != NULL && module->control->id == id ? module : NULL;
}

const struct hx_module *hx_registry_next(const struct hx_module *module)
{
    struct hx_walk walk;

    walk_ids(&walk, module != NULL ? module->control->id + 1 : 0);
    return hx_walk_next(&walk);
}

const struct hx_module *hx_registry_get_by_name(const char *name)
{
    uint32_t id = hx_hash_find(&hx_image.names, name);
    struct hx_walk walk;

    if (id < hx_image.module_count && module_at(id) != NULL)
        return __helix_modules_start[id];
    hx_walk_begin(&walk, NULL, 0, HX_WALK_NAME, name);
    return hx_walk_next(&walk);
}

size_t hx_registry_providers(const char *capability, const struct hx_module *modules[],
                             size_t capacity)
{
    struct hx_walk walk;

    walk_name(&walk, capability, HX_WALK_PROVIDERS);
    return hx_walk_collect(&walk, modules, capacity);
}

static size_t list(uint32_t flags, uint32_t states, const struct hx_module *modules[],
                   size_t capacity)
{
    struct hx_walk walk;

    hx_walk_all(&walk);
    walk.flags = flags;
    walk.states = states;
    return hx_walk_collect(&walk, modules, capacity);
}

size_t hx_registry_list_all(const struct hx_module *modules[], size_t capacity)
{
    return list(0, HX_STATES_ALL, modules, capacity);
}

size_t hx_registry_list_by_flag(uint32_t flags, const struct hx_module *modules[],
                                size_t capacity)
{
    return list(flags, HX_STATES_ALL, modules, capacity);
}

size_t hx_registry_list_running(const struct hx_module *modules[], size_t capacity)
{
    return list(0, HX_STATES_RUNNING, modules, capacity);
}

const struct hx_module *hx_registry_find_target(const char *target)
{
    const struct hx_module *module = hx_registry_get_by_name(target);
    struct hx_walk walk;
    struct hx_walk again;

    /* Nobody's name is another's capability: both are refused. */
    if (module != NULL)
        return module;
    walk_name(&walk, target, HX_WALK_PROVIDERS);
    again = walk;
    walk.states = HX_STATES_RUNNING;
    module = hx_walk_next(&walk);
    return module != NULL ? module : hx_walk_next(&again);
}

enum hx_module_state hx_module_state_of(const struct hx_module *module)
{
    return (enum hx_module_state)__atomic_load_n(&module->control->state,
                                                 __ATOMIC_ACQUIRE);
}

const char *hx_module_state_name(enum hx_module_state state)
{
    static const char *const names[] = {
        [HX_STATE_REGISTERED] = "Registered", [HX_STATE_LOADING] = "Loading",
        [HX_STATE_LOADED] = "Loaded",         [HX_STATE_INITIALIZING] = "Initializing",
        [HX_STATE_RUNNING] = "Running",       [HX_STATE_STOPPING] = "Stopping",
        [HX_STATE_STOPPED] = "Stopped",       [HX_STATE_UNLOADING] = "Unloading",
        [HX_STATE_ERROR] = "Error",
    };

    return (unsigned)state < HX_COUNT_OF(names) ? names[state] : "?";
}

const char *hx_module_flag_name(uint32_t flag)
{
    /* In the order of the bits of enum hx_module_flag. */
    static const char *const names[] = {
        "ESSENTIAL", "HOT_RELOADABLE", "USERSPACE", "DRIVER",       "FILESYSTEM",
        "SCHEDULER", "ALLOCATOR",      "SECURITY",  "EXPERIMENTAL", "DEPRECATED",
    };

    for (uint32_t bit = 0; bit < HX_COUNT_OF(names); bit++)
        if (flag == UINT32_C(1) << bit)
            return names[bit];
    return NULL;
}
