/* SPDX-License-Identifier: MIT */
#include <helix/fmt.h>
#include <helix/log.h>
#include <helix/port.h>
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

HX_PRINTF(2, 0)
static void log_line(const char *prefix, const char *format, va_list arguments)
{
    hx_log_write(prefix, strlen(prefix));
    hx_format_to(write_piece, NULL, format, arguments);
    hx_port_console_put('\n');
}

void hx_log_debug(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_line("[debug] ", format, arguments);
    va_end(arguments);
}

void hx_log_info(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_line("[info] ", format, arguments);
    va_end(arguments);
}

void hx_log_warn(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_line("[warn] ", format, arguments);
    va_end(arguments);
}

void hx_log_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_line("[error] ", format, arguments);
    va_end(arguments);
}

void hx_log_line(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_line("", format, arguments);
    va_end(arguments);
}
