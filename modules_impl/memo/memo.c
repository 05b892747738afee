/* SPDX-License-Identifier: MIT */
/* The requests, and what is done about pressure. Payloads are anybody's bytes. */
#include "memo.h"

hx_status memo_stop(struct memo *self)
{
    memo_shrink(self, 0);
    return HX_OK;
}

enum hx_event_response memo_on_memory_pressure(struct memo *self,
                                               const struct hx_event *event)
{
    const size_t before = self->used;

    switch (event->memory_pressure.level) {
    case HX_MEMORY_LOW:
        memo_shrink(self, before / 2);
        break;
    case HX_MEMORY_CRITICAL:
        memo_shrink(self, 0);
        break;
    case HX_MEMORY_NORMAL:
        break;
    }
    if (self->used == before)
        return HX_EVENT_IGNORED;
    hx_log_info("memo: gave back %zu of %zu bytes", before - self->used, before);
    return HX_EVENT_HANDLED;
}

/*
 * Cuts a payload at its first space into a key and, where `text` is asked for, what is
 * behind that. A payload that is a key alone has an empty text.
 */
static hx_status read_key(const struct hx_request *request, struct hx_bytes *key,
                          struct hx_bytes *text)
{
    const char *bytes = request->payload.data;
    const size_t size = request->payload.size;
    size_t end = 0;

    while (end < size && bytes[end] != ' ')
        end++;
    if (end == 0 || end > MEMO_KEY_MAX)
        return hx_fail(HX_ERR_INVALID, "%s: a key has 1 to %d bytes, not %zu",
                       request->type, MEMO_KEY_MAX, end);
    if (text == NULL && end < size)
        return hx_fail(HX_ERR_INVALID, "%s: a key holds no space", request->type);
    *key = (struct hx_bytes){bytes, end};
    if (text != NULL)
        *text = end < size ? (struct hx_bytes){bytes + end + 1, size - end - 1}
                           : (struct hx_bytes){NULL, 0};
    return HX_OK;
}

hx_status memo_request_put(struct memo *self, const struct hx_request *request,
                           struct hx_response *response)
{
    struct hx_bytes key, text;
    struct memo_entry *old;
    hx_status status = read_key(request, &key, &text);

    if (status != HX_OK)
        return status;
    /* Also if the new one finds no room: a wrong text is worse than none. */
    old = memo_find(self, key);
    if (old != NULL)
        memo_remove(self, old);
    if (!memo_add(self, key, text))
        return hx_respond_error(response, "no room");
    return hx_respond(response, NULL, 0);
}

hx_status memo_request_get(struct memo *self, const struct hx_request *request,
                           struct hx_response *response)
{
    struct hx_bytes key, text;
    struct memo_entry *entry;
    hx_status status = read_key(request, &key, NULL);

    if (status != HX_OK)
        return status;
    entry = memo_find(self, key);
    if (entry == NULL) {
        self->misses++;
        return hx_respond_error(response, "not here");
    }
    self->hits++;
    memo_touch(self, entry);
    text = memo_text_of(entry);
    return hx_respond(response, text.data, text.size);
}

hx_status memo_request_drop(struct memo *self, const struct hx_request *request,
                            struct hx_response *response)
{
    struct hx_bytes key;
    struct memo_entry *entry;
    hx_status status = read_key(request, &key, NULL);

    if (status != HX_OK)
        return status;
    entry = memo_find(self, key);
    if (entry == NULL)
        return hx_respond_error(response, "not here");
    memo_remove(self, entry);
    return hx_respond(response, NULL, 0);
}
