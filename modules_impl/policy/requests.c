/* SPDX-License-Identifier: MIT */
/* What the module tells of itself. */
#include <helix/fmt.h>

hx_status policy_request_rules(struct policy *self,
                               HX_UNUSED const struct hx_request *request,
                               struct hx_response *response)
{
    char *text = response->payload.data;
    const size_t capacity = response->payload.capacity;
    size_t size = 0;

    for (uint32_t i = 0; i < POLICY_RULES_MAX && size < capacity; i++)
        if (self->rules[i].subject != POLICY_NO_RULE)
            size += hx_format(
                text + size, capacity - size, "%u %llu %s\n", (unsigned)i + 1,
                (unsigned long long)self->rules[i].use_count, self->config->rules[i]);
    if (size < capacity)
        size += hx_format(text + size, capacity - size, "default %llu %s\n",
                          (unsigned long long)self->default_count,
                          self->config->allow_by_default ? "allow" : "deny");
    if (size >= capacity)
        return hx_fail(HX_ERR_NO_SPACE, "the rules do not fit into %zu bytes",
                       capacity);
    return hx_respond(response, text, size);
}

hx_status policy_request_stats(struct policy *self,
                               HX_UNUSED const struct hx_request *request,
                               struct hx_response *response)
{
    return hx_respond_fmt(response, "denied: %llu, not logged: %llu",
                          (unsigned long long)self->denied_count,
                          (unsigned long long)self->unlogged_count);
}
