/* SPDX-License-Identifier: MIT */
/* The last lines that were typed, in a ring. An earlier one is a copy once it is shown.
 */
#include "console.h"

static const struct console_text *line_at(const struct console_history *history,
                                          unsigned back)
{
    return &history->lines[(history->next + CONSOLE_HISTORY_COUNT - back) %
                           CONSOLE_HISTORY_COUNT];
}

static bool is_same(const struct console_text *one, const struct console_text *other)
{
    return one->length == other->length &&
           memcmp(one->bytes, other->bytes, one->length) == 0;
}

void console_history_add(struct console_history *history,
                         const struct console_text *text)
{
    if (text->length == 0 || (history->count > 0 && is_same(line_at(history, 1), text)))
        return;
    history->lines[history->next] = *text;
    history->next = (history->next + 1u) % CONSOLE_HISTORY_COUNT;
    if (history->count < CONSOLE_HISTORY_COUNT)
        history->count++;
}

const struct console_text *console_history_older(struct console_history *history,
                                                 const struct console_text *shown)
{
    if (history->back == history->count)
        return NULL;
    if (history->back == 0)
        history->typed = *shown;
    history->back++;
    return line_at(history, history->back);
}

const struct console_text *console_history_newer(struct console_history *history)
{
    if (history->back == 0)
        return NULL;
    history->back--;
    return history->back == 0 ? &history->typed : line_at(history, history->back);
}

void console_history_rewind(struct console_history *history)
{
    history->back = 0;
}
