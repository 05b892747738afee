/* SPDX-License-Identifier: MIT */
#include "fault_injection.h"
#include "internal.h"
#include "remote.h"

#include <helix/fmt.h>
#include <helix/image.h>
#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/registry.h>
#include <helix/request.h>
#include <helix/security.h>
#include <helix/string.h>

static uint32_t request_depth;

bool hx_request_is(const struct hx_request *request, const char *type)
{
    return strcmp(request->type, type) == 0;
}

static hx_status check_room(const struct hx_response *response, size_t size)
{
    if (size > response->payload.capacity)
        return hx_fail(HX_ERR_NO_SPACE, "an answer of %zu bytes, room for %zu", size,
                       response->payload.capacity);
    return HX_OK;
}

static void answer_yes(struct hx_response *response, size_t size)
{
    response->payload.size = size;
    response->success = true;
    response->error = "";
}

hx_status hx_respond(struct hx_response *response, const void *data, size_t size)
{
    hx_status status = check_room(response, size);

    if (status != HX_OK)
        return status;
    if (size > 0)
        memmove(response->payload.data, data, size);
    answer_yes(response, size);
    return HX_OK;
}

static void append(void *context, const char *data, size_t size)
{
    char **at = context;

    memcpy(*at, data, size);
    *at += size;
}

hx_status hx_respond_fmt(struct hx_response *response, const char *format, ...)
{
    char *at = response->payload.data;
    va_list arguments;
    hx_status status;
    size_t size;

    va_start(arguments, format);
    size = hx_format_list(NULL, 0, format, arguments);
    va_end(arguments);
    status = check_room(response, size);
    if (status != HX_OK)
        return status;

    va_start(arguments, format);
    hx_format_to(append, &at, format, arguments);
    va_end(arguments);
    answer_yes(response, size);
    return HX_OK;
}

hx_status hx_respond_error(struct hx_response *response, const char *message)
{
    struct hx_buffer *buffer = &response->payload;
    size_t size = strlen(message);

    buffer->size = 0;
    response->success = false;
    response->error = "";
    if (buffer->capacity == 0)
        return HX_OK;
    if (size > buffer->capacity - 1)
        size = buffer->capacity - 1;
    memmove(buffer->data, message, size);
    ((char *)buffer->data)[size] = '\0';
    response->error = buffer->data;
    return HX_OK;
}

static void reset_response(struct hx_response *response)
{
    response->success = false;
    response->payload.size = 0;
    response->error = "";
}

static hx_status check_arguments(const char *target, const struct hx_request *request,
                                 const struct hx_response *response)
{
    if (target == NULL || request == NULL || request->type == NULL || response == NULL)
        return hx_fail(HX_ERR_INVALID, "request without target, type or response");
    if ((request->payload.size > 0 && request->payload.data == NULL) ||
        (response->payload.capacity > 0 && response->payload.data == NULL))
        return hx_fail(HX_ERR_INVALID, "request '%s' to '%s': a size without memory",
                       request->type, target);
    return HX_OK;
}

/* Refuses what must not be delivered; else puts the module into `found`. */
static hx_status find_receiver(const char *target, const char *type,
                               const struct hx_module **found)
{
    const struct hx_module *module = hx_registry_find_target(target);
    const char *name;

    if (module == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "request '%s': no module or capability '%s'",
                       type, target);
    name = module->info->name;
    if (!hx_module_is_running(module))
        return hx_fail(HX_ERR_NOT_RUNNING, "request '%s' to '%s': '%s' is %s", type,
                       target, name, hx_module_state_name(hx_module_state_of(module)));
    if (module->control->hook_depth > 0)
        return hx_fail(HX_ERR_CYCLE, "request '%s' to '%s': '%s' is in a hook already",
                       type, target, name);
    if (request_depth >= HX_REQUEST_DEPTH_MAX)
        return hx_fail(HX_ERR_NO_SPACE, "request '%s' to '%s': %d requests deep", type,
                       target, HX_REQUEST_DEPTH_MAX);
    *found = module;
    return HX_OK;
}

static hx_status deliver(const struct hx_module *module,
                         const struct hx_request *request, struct hx_response *response)
{
    uint32_t serial = hx_fail_mark();
    hx_status status;

    if (module->ops->handle_request == NULL)
        return hx_respond_error(response, "Not implemented");

    request_depth++;
    hx_hook_enter(module);
    status = hx_fault_request(module, request,
                              module->ops->handle_request(request, response));
    if (status != HX_OK) {
        status = hx_fail_settle(serial, status);
        reset_response(response);
    }
    hx_hook_leave(module);
    request_depth--;
    return status;
}

static hx_status serve(const struct hx_context *ctx, const char *target,
                       const struct hx_request *request, struct hx_response *response)
{
    const struct hx_module *module = NULL;
    struct hx_request copy = *request;
    hx_status status = find_receiver(target, request->type, &module);

    if (status != HX_OK)
        return status;
    copy.source = ctx != NULL ? ctx->module->info->name : "kernel";
    if (hx_image.security != NULL)
        status = hx_image.security->check_request(copy.source, module->info->name,
                                                  copy.type);
    if (status != HX_OK)
        return status;
    return deliver(module, &copy, response);
}

/* The arguments of a call on another CPU, which waits. */
struct call {
    const struct hx_context *ctx;
    const char *target;
    const struct hx_request *request;
    struct hx_response *response;
};

static hx_status serve_for(void *arg)
{
    const struct call *call = arg;

    return serve(call->ctx, call->target, call->request, call->response);
}

hx_status hx_request_service(const struct hx_context *ctx, const char *target,
                             const struct hx_request *request,
                             struct hx_response *response)
{
    bool here = hx_loop_is_here();
    struct call call = {ctx, target, request, response};
    hx_status status;

    if (!here && hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "request made in an interrupt");
    status = check_arguments(target, request, response);
    if (status != HX_OK)
        return status;
    reset_response(response);
    if (here)
        return serve(ctx, target, request, response);
    return hx_remote_run(serve_for, &call);
}
