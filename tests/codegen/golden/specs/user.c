/* SPDX-License-Identifier: MIT */

hx_status user_init(struct user *self, const struct hx_context *ctx)
{
    (void)ctx;
    self->mood = self->config->mood;
    return HX_OK;
}

enum hx_event_response user_on_store_full(struct user *self,
                                          const struct hx_event *event)
{
    (void)self;
    (void)event;
    return HX_EVENT_HANDLED;
}
