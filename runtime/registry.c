/* SPDX-License-Identifier: MIT */
#include <helix/image.h>
#include <helix/registry.h>

/* The caller's array, of which `count` may run past `capacity`. */
struct module_list {
    const struct hx_module **modules;
    size_t capacity;
    size_t count;
};

static void add_module(struct module_list *list, const struct hx_module *module)
{
    if (list->count < list->capacity)
        list->modules[list->count] = module;
    list->count++;
}

static const struct hx_capability *find_capability(const char *name)
{
    uint32_t index = hx_hash_find(&hx_image.names, name);

    if (index == HX_HASH_NONE || index < hx_image.module_count)
        return NULL;
    return &hx_image.capabilities[index - hx_image.module_count];
}

uint32_t hx_registry_count(void)
{
    return hx_image.module_count;
}

const struct hx_module *hx_registry_get(uint32_t id)
{
    return id < hx_image.module_count ? __helix_modules_start[id] : NULL;
}

const struct hx_module *hx_registry_get_by_name(const char *name)
{
    return hx_registry_get(hx_hash_find(&hx_image.names, name));
}

size_t hx_registry_providers(const char *capability, const struct hx_module *modules[],
                             size_t capacity)
{
    const struct hx_capability *found = find_capability(capability);
    struct module_list list = {.modules = modules, .capacity = capacity};

    for (uint32_t i = 0; found != NULL && i < found->provider_count; i++)
        add_module(&list, found->providers[i]);
    return list.count;
}

size_t hx_registry_list_all(const struct hx_module *modules[], size_t capacity)
{
    return hx_registry_list_by_flag(0, modules, capacity);
}

size_t hx_registry_list_by_flag(uint32_t flags, const struct hx_module *modules[],
                                size_t capacity)
{
    struct module_list list = {.modules = modules, .capacity = capacity};

    for (uint32_t id = 0; id < hx_image.module_count; id++) {
        const struct hx_module *module = __helix_modules_start[id];

        if ((module->info->flags & flags) == flags)
            add_module(&list, module);
    }
    return list.count;
}

size_t hx_registry_list_running(const struct hx_module *modules[], size_t capacity)
{
    struct module_list list = {.modules = modules, .capacity = capacity};

    for (uint32_t id = 0; id < hx_image.module_count; id++) {
        const struct hx_module *module = __helix_modules_start[id];

        if (module->control->state == HX_STATE_RUNNING)
            add_module(&list, module);
    }
    return list.count;
}

const struct hx_module *hx_registry_find_target(const char *target)
{
    uint32_t index = hx_hash_find(&hx_image.names, target);
    const struct hx_capability *capability;

    if (index < hx_image.module_count)
        return __helix_modules_start[index];
    if (index == HX_HASH_NONE)
        return NULL;
    capability = &hx_image.capabilities[index - hx_image.module_count];
    for (uint32_t i = 0; i < capability->provider_count; i++)
        if (capability->providers[i]->control->state == HX_STATE_RUNNING)
            return capability->providers[i];
    return capability->provider_count > 0 ? capability->providers[0] : NULL;
}

const struct hx_module *hx_registry_next(const struct hx_module *module)
{
    return hx_registry_get(module != NULL ? module->control->id + 1 : 0);
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
