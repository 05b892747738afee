/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <helix/fmt.h>
#include <helix/log.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/string.h>

void hx_log_write(const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hx_port_console_put(data[i]);
}

static void write_piece(void *context, const char *data, size_t size)
{
    (void)context;
    hx_log_write(data, size);
}

void hx_log_list(const char *prefix, const char *format, va_list arguments)
{
    /* No thread's line begins in the middle of another's. */
    hx_preempt_off();
    hx_log_write(prefix, strlen(prefix));
    hx_format_to(write_piece, NULL, format, arguments);
    hx_port_console_put('\n');
    hx_preempt_on();
}

void hx_log_debug(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    hx_log_list("[debug] ", format, arguments);
    va_end(arguments);
}

void hx_log_info(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    hx_log_list("[info] ", format, arguments);
    va_end(arguments);
}

void hx_log_warn(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    hx_log_list("[warn] ", format, arguments);
    va_end(arguments);
}

void hx_log_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    hx_log_list("[error] ", format, arguments);
    va_end(arguments);
}

void hx_log_line(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    hx_log_list("", format, arguments);
    va_end(arguments);
}
