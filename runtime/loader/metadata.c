/* SPDX-License-Identifier: MIT */
/*
 * The pointers in a descriptor have come out of relocations, which were checked one by
 * one, but not for what they are used as: a damaged object may have any address of its
 * own at any place, and any number where none was relocated.
 */
#include "metadata.h"

#include <helix/image.h>
#include <helix/status.h>
#include <helix/string.h>

#define NAME_MAX 255

/* The segment that `address` lies in, or NULL. */
static const struct hx_elf_segment *segment_of(const struct hx_object *object,
                                               const void *address)
{
    const size_t at = (uintptr_t)address - (uintptr_t)object->memory;

    for (uint32_t i = 0; i < object->elf.segment_count; i++) {
        const struct hx_elf_segment *segment = &object->elf.segments[i];

        if (at >= segment->address && at - segment->address < segment->memory_size)
            return segment;
    }
    return NULL;
}

/* How many bytes of its segment are left from `address` on. */
static size_t left_from(const struct hx_object *object,
                        const struct hx_elf_segment *segment, const void *address)
{
    const size_t at = (uintptr_t)address - (uintptr_t)object->memory;

    return segment->memory_size - (at - segment->address);
}

static bool is_table(const struct hx_object *object, const void *address, size_t size,
                     size_t count)
{
    const struct hx_elf_segment *segment;

    if (count == 0)
        return true;
    segment = segment_of(object, address);
    return segment != NULL && (uintptr_t)address % _Alignof(void *) == 0 &&
           count <= left_from(object, segment, address) / size;
}

static bool is_writable(const struct hx_object *object, const void *address,
                        size_t size)
{
    const struct hx_elf_segment *segment = segment_of(object, address);

    return is_table(object, address, size, 1) && segment->rights == HX_ELF_READ_WRITE;
}

static bool is_text(const struct hx_object *object, const char *text)
{
    const struct hx_elf_segment *segment = segment_of(object, text);
    const size_t left = segment != NULL ? left_from(object, segment, text) : 0;

    for (size_t i = 0; i < left; i++)
        if (text[i] == '\0')
            return true;
    return false;
}

/* Where anything else stands, a look at it as a bool is not defined. */
static bool is_bool(const bool *value)
{
    return *(const unsigned char *)value <= 1;
}

static bool is_text_or_none(const struct hx_object *object, const char *text)
{
    return text == NULL || is_text(object, text);
}

/* LANGUAGE: [a-z][a-z0-9_.-]*, at most 255 characters. */
static bool is_name(const struct hx_object *object, const char *name)
{
    size_t length = 0;

    if (!is_text(object, name) || *name < 'a' || *name > 'z')
        return false;
    for (; name[length] != '\0'; length++) {
        const char c = name[length];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' &&
            c != '.' && c != '-')
            return false;
    }
    return length <= NAME_MAX;
}

typedef void (*code)(void);

static bool is_code(const struct hx_object *object, code function)
{
    const struct hx_elf_segment *segment =
        segment_of(object, (const void *)(uintptr_t)function);

    return segment != NULL && segment->rights == HX_ELF_READ_EXECUTE;
}

static bool is_code_or_none(const struct hx_object *object, code function)
{
    return function == NULL || is_code(object, function);
}

static hx_status refuse(const char *what)
{
    return hx_fail(HX_ERR_LOAD, "the descriptor of the module is damaged: %s", what);
}

static hx_status check_info(const struct hx_object *object)
{
    const struct hx_module_info *info = object->module->info;

    if (!is_table(object, info, sizeof(*info), 1) || info == NULL)
        return refuse("info");
    if (!is_name(object, info->name))
        return refuse("its name");
    if (!is_text(object, info->description) || !is_text(object, info->author) ||
        !is_text(object, info->license))
        return refuse("a text of info");
    if (!is_table(object, info->dependencies, sizeof(*info->dependencies),
                  info->dependency_count))
        return refuse("dependencies");
    for (uint32_t i = 0; i < info->dependency_count; i++) {
        const struct hx_dependency *dependency = &info->dependencies[i];

        if (!is_name(object, dependency->name) || !is_bool(&dependency->optional) ||
            !is_bool(&dependency->capability))
            return refuse("a dependency");
    }
    if (!is_table(object, info->provides, sizeof(*info->provides),
                  info->provides_count))
        return refuse("provides");
    for (uint32_t i = 0; i < info->provides_count; i++)
        if (!is_name(object, info->provides[i]))
            return refuse("the name of a capability");
    return HX_OK;
}

static hx_status check_ops(const struct hx_object *object)
{
    const struct hx_module_ops *ops = object->module->ops;

    if (ops == NULL || !is_table(object, ops, sizeof(*ops), 1))
        return refuse("ops");
    if (!is_code(object, (code)ops->reset) || !is_code(object, (code)ops->init) ||
        !is_code(object, (code)ops->start) || !is_code(object, (code)ops->stop) ||
        !is_code_or_none(object, (code)ops->handle_event) ||
        !is_code_or_none(object, (code)ops->handle_request) ||
        !is_code_or_none(object, (code)ops->is_healthy) ||
        !is_code_or_none(object, (code)ops->save_state) ||
        !is_code_or_none(object, (code)ops->restore_state))
        return refuse("a hook is not its code");
    return HX_OK;
}

static hx_status check_context(const struct hx_object *object)
{
    const struct hx_module *module = object->module;

    if (module->context == NULL ||
        !is_table(object, module->context, sizeof(*module->context), 1) ||
        module->context->module != module)
        return refuse("context");
    if (!is_writable(object, module->control, sizeof(*module->control)))
        return refuse("control");
    *module->control = (struct hx_control){.id = 0};
    return HX_OK;
}

static hx_status check_config(const struct hx_object *object)
{
    const struct hx_module *module = object->module;

    if (!is_table(object, module->config, sizeof(*module->config),
                  module->config_count))
        return refuse("config");
    for (uint32_t i = 0; i < module->config_count; i++) {
        const struct hx_config_entry *entry = &module->config[i];

        if (!is_text(object, entry->key) || !is_text_or_none(object, entry->value) ||
            !is_text(object, entry->type) ||
            !is_text_or_none(object, entry->default_text) ||
            !is_text_or_none(object, entry->range))
            return refuse("a text of config");
    }
    return HX_OK;
}

static hx_status check_subscriptions(const struct hx_object *object)
{
    const struct hx_module *module = object->module;

    if (!is_table(object, module->subscriptions, sizeof(*module->subscriptions),
                  module->subscription_count))
        return refuse("subscriptions");
    for (uint32_t i = 0; i < module->subscription_count; i++) {
        const struct hx_subscription *own = &module->subscriptions[i];

        if ((unsigned)own->kind >= HX_EVENT_KIND_COUNT ||
            !is_text_or_none(object, own->custom) ||
            (own->custom != NULL && own->kind != HX_EVENT_CUSTOM) ||
            !is_code(object, (code)own->handle))
            return refuse("a subscription");
    }
    if (!is_table(object, module->request_types, sizeof(*module->request_types),
                  module->request_type_count))
        return refuse("request types");
    for (uint32_t i = 0; i < module->request_type_count; i++)
        if (!is_text(object, module->request_types[i]))
            return refuse("the name of a request");
    return HX_OK;
}

uint32_t hx_metadata_interface_index(const struct hx_interface *interface)
{
    for (uint32_t i = 0; i < hx_image.interface_count; i++)
        if (hx_image.interfaces[i].interface == interface)
            return i;
    return HX_HASH_NONE;
}

uint32_t hx_metadata_operation_count(const struct hx_interface_abi *abi,
                                     hx_version version)
{
    uint32_t count = 0;

    while (count < abi->operation_count &&
           abi->operations[count].since <= HX_VERSION_MINOR(version))
        count++;
    return count;
}

static hx_status check_implementation(const struct hx_object *object,
                                      const struct hx_implementation *served)
{
    const uint32_t index = hx_metadata_interface_index(served->interface);
    const struct hx_interface_abi *abi;
    const code *ops = served->ops;
    uint32_t count;

    if (index == HX_HASH_NONE)
        return refuse("an interface that it implements");
    abi = object->loading->interfaces[index];
    if (HX_VERSION_MAJOR(served->version) !=
            HX_VERSION_MAJOR(served->interface->version) ||
        served->version > served->interface->version)
        return hx_fail(HX_ERR_ABI, "it implements %s %u.%u, this kernel has %u.%u",
                       served->interface->name, HX_VERSION_MAJOR(served->version),
                       HX_VERSION_MINOR(served->version),
                       HX_VERSION_MAJOR(served->interface->version),
                       HX_VERSION_MINOR(served->interface->version));
    count = hx_metadata_operation_count(abi, served->version);
    if (!is_table(object, ops, sizeof(*ops), count))
        return refuse("the functions of an interface");
    for (uint32_t i = 0; i < count; i++)
        if (!is_code(object, ops[i]))
            return refuse("an operation is not its code");
    return HX_OK;
}

static hx_status check_interfaces(const struct hx_object *object)
{
    const struct hx_module *module = object->module;

    if (!is_table(object, module->implementations, sizeof(*module->implementations),
                  module->implementation_count))
        return refuse("implementations");
    for (uint32_t i = 0; i < module->implementation_count; i++) {
        hx_status status = check_implementation(object, &module->implementations[i]);

        if (status != HX_OK)
            return status;
    }
    if (!is_table(object, module->bindings, sizeof(*module->bindings),
                  module->binding_count))
        return refuse("bindings");
    for (uint32_t i = 0; i < module->binding_count; i++) {
        const struct hx_binding *binding = &module->bindings[i];

        if (hx_metadata_interface_index(binding->interface) == HX_HASH_NONE ||
            !is_text(object, binding->handle) || binding->provider != NULL ||
            !is_bool(&binding->optional) || !is_bool(&binding->direct) ||
            binding->direct || !is_text_or_none(object, binding->wanted) ||
            !is_writable(object, binding->late, sizeof(*binding->late)))
            return refuse("a handle");
    }
    return HX_OK;
}

static hx_status check_restart(const struct hx_object *object)
{
    const struct hx_restart *policy = object->module->restart;
    size_t places;

    if (policy == NULL)
        return HX_OK;
    if (!is_table(object, policy, sizeof(*policy), 1) ||
        !is_writable(object, policy->record, sizeof(*policy->record)))
        return refuse("restart");
    places = policy->max < HX_RESTART_TIMES_MAX ? policy->max : HX_RESTART_TIMES_MAX;
    if (places > 0 &&
        !is_writable(object, policy->times_ns, places * sizeof(*policy->times_ns)))
        return refuse("the times of restart");
    *policy->record = (struct hx_restart_record){.count = 0};
    return HX_OK;
}

hx_status hx_metadata_check(const struct hx_object *object)
{
    static hx_status (*const checks[])(const struct hx_object *) = {
        check_info,          check_ops,        check_context, check_config,
        check_subscriptions, check_interfaces, check_restart,
    };
    const struct hx_module *module = object->module;
    hx_status status = HX_OK;

    if (!is_table(object, module, sizeof(*module), 1))
        return refuse("it lies outside");
    if (module->magic != HX_DESCRIPTOR_MAGIC)
        return hx_fail(HX_ERR_ABI,
                       "built with another layout of descriptors: 0x%08x, not 0x%08x",
                       (unsigned)module->magic, (unsigned)HX_DESCRIPTOR_MAGIC);
    for (size_t i = 0; status == HX_OK && i < HX_COUNT_OF(checks); i++)
        status = checks[i](object);
    return status;
}
