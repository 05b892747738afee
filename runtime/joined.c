/* SPDX-License-Identifier: MIT */
#include "joined.h"

#include <helix/fmt.h>

#define CUT "..."

void hx_joined_add(struct hx_joined *joined, const char *separator, const char *format,
                   ...)
{
    /* Room for the cut is kept until it is needed. */
    const size_t room = sizeof(joined->text) - (sizeof(CUT) - 1);
    size_t size = joined->size;
    va_list arguments;

    if (size >= room)
        return;
    if (size > 0)
        size += hx_format(joined->text + size, room - size, "%s", separator);
    if (size < room) {
        va_start(arguments, format);
        size += hx_format_list(joined->text + size, room - size, format, arguments);
        va_end(arguments);
    }
    if (size >= room) {
        hx_format(joined->text + joined->size, sizeof(CUT), "%s", CUT);
        size = room;
    }
    joined->size = size;
}
