/* SPDX-License-Identifier: MIT */
#include "internal.h"
#include "message_call.h"

#include <helix/image.h>
#include <helix/interface.h>
#include <helix/interrupt.h>
#include <helix/status.h>
#include <helix/string.h>

static hx_status check_type(const struct hx_message *message,
                            const struct hx_message *answer)
{
    const char *operation = message->operation;

    if (message->is_response)
        return hx_fail(HX_ERR_INVALID, "%s: a message expected, a response found",
                       operation);
    switch (message->type) {
    case HX_MESSAGE_NOTIFY:
        return HX_OK;
    case HX_MESSAGE_REQUEST:
    case HX_MESSAGE_QUERY:
    case HX_MESSAGE_CONTROL:
        if (answer == NULL)
            return hx_fail(HX_ERR_INVALID,
                           "%s: a place for the answer expected, NULL "
                           "found",
                           operation);
        return HX_OK;
    default:
        return hx_fail(HX_ERR_INVALID, "%s: a type that calls expected, %d found",
                       operation, (int)message->type);
    }
}

static hx_status check_arguments(const struct hx_module *module, const char *interface,
                                 const struct hx_message *message,
                                 const struct hx_message *answer,
                                 const struct hx_buffer *memory)
{
    if (hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "message handled in an interrupt");
    if (module == NULL || interface == NULL || message == NULL || memory == NULL)
        return hx_fail(HX_ERR_INVALID, "message without module, interface or memory");
    if (message->operation == NULL)
        return hx_fail(HX_ERR_INVALID, "message to '%s' without an operation",
                       interface);
    if (memory->data == NULL && memory->capacity > 0)
        return hx_fail(HX_ERR_INVALID, "%s: a size without memory", message->operation);
    return check_type(message, answer);
}

/* The table of an interface that is in the image. */
static const struct hx_operation *operations_of(const struct hx_interface *interface)
{
    uint32_t index = hx_hash_find(&hx_image.interface_names, interface->name);

    return hx_image_operations[index];
}

/* Has whoever implements this version the operation? */
static bool is_supported(const struct hx_implementation *implementation,
                         const struct hx_operation *operation)
{
    const unsigned major = HX_VERSION_MAJOR(implementation->interface->version);

    return HX_VERSION(major, operation->since, 0) <= implementation->version;
}

/* Puts name, table and slot into `call`. */
static hx_status find_operation(const struct hx_implementation *implementation,
                                struct hx_message_call *call)
{
    const struct hx_interface *interface = implementation->interface;
    const char *name = call->message->operation;
    uint32_t index = 0;

    while (index < interface->operation_count &&
           strcmp(interface->operations[index], name) != 0)
        index++;
    if (index == interface->operation_count)
        return hx_fail(HX_ERR_UNKNOWN_REQUEST, "no operation '%s' in %s", name,
                       interface->name);
    call->name = interface->operations[index];
    call->operation = &operations_of(interface)[index];
    call->slot = implementation->slot;
    if (!is_supported(implementation, call->operation))
        return hx_fail(HX_ERR_UNSUPPORTED, "%s: version %u.%u expected, %u.%u found",
                       name, HX_VERSION_MAJOR(interface->version),
                       (unsigned)call->operation->since,
                       HX_VERSION_MAJOR(implementation->version),
                       HX_VERSION_MINOR(implementation->version));
    if (__atomic_load_n(&call->slot->ops, __ATOMIC_ACQUIRE) == interface->absent_ops)
        return hx_fail(HX_ERR_NOT_FOUND, "%s: no provider of %s is up", name,
                       interface->name);
    return HX_OK;
}

hx_status hx_interface_handle_message(const struct hx_module *module,
                                      const char *interface,
                                      const struct hx_message *message,
                                      struct hx_message *answer,
                                      struct hx_buffer *memory)
{
    hx_status status = check_arguments(module, interface, message, answer, memory);
    const struct hx_implementation *implementation = NULL;
    struct hx_message_call call = {.message = message};

    if (status == HX_OK)
        status = hx_interface_look_up(module, interface, &implementation);
    if (status == HX_OK)
        status = find_operation(implementation, &call);
    if (status != HX_OK)
        return status;
    call.memory = *memory;
    call.memory.size = 0;
    status = hx_message_call(&call);
    if (status != HX_OK || message->type == HX_MESSAGE_NOTIFY)
        return status;
    *answer = (struct hx_message){
        .source = message->target,
        .target = message->source,
        .type = message->type,
        .operation = call.name,
        .values = call.results,
        .value_count = call.result_count,
        .id = message->id,
        .is_response = true,
    };
    memory->size = call.memory.size;
    return HX_OK;
}

size_t hx_interface_supported_operations(const struct hx_module *module,
                                         const char *interface,
                                         const char *operations[], size_t capacity)
{
    const struct hx_interface *found = hx_interface_find(interface);
    const struct hx_implementation *implementation = NULL;
    const struct hx_operation *table;
    size_t count = 0;

    if (found != NULL)
        implementation = hx_interface_implementation(module, found);
    if (implementation == NULL)
        return 0;
    table = operations_of(found);
    for (uint32_t i = 0; i < found->operation_count; i++) {
        if (!is_supported(implementation, &table[i]))
            continue;
        if (count < capacity)
            operations[count] = found->operations[i];
        count++;
    }
    return count;
}
