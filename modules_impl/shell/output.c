/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <stdarg.h>

static void write_piece(void *context, const char *data, size_t size)
{
    (void)shell_console_write(context, data, size);
}

void shell_print(struct shell *self, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    hx_format_to(write_piece, self, format, arguments);
    va_end(arguments);
}

static bool is_control(uint8_t byte)
{
    return byte < 0x20u || byte == 0x7fu;
}

static bool needs_escape_in_quotes(uint8_t byte)
{
    return is_control(byte) || byte > 0x7fu || byte == '"' || byte == '\\';
}

static void print_escaped(struct shell *self, struct hx_bytes bytes,
                          bool (*needs_escape)(uint8_t byte))
{
    const uint8_t *data = bytes.data;

    for (size_t i = 0; i < bytes.size;) {
        size_t plain = i;

        while (plain < bytes.size && !needs_escape(data[plain]))
            plain++;
        if (plain > i)
            write_piece(self, (const char *)data + i, plain - i);
        if (plain < bytes.size)
            shell_print(self, "\\x%02x", data[plain++]);
        i = plain;
    }
}

void shell_print_quoted(struct shell *self, struct hx_bytes bytes)
{
    write_piece(self, "\"", 1);
    print_escaped(self, bytes, needs_escape_in_quotes);
    write_piece(self, "\"", 1);
}

void shell_print_plain(struct shell *self, struct hx_bytes bytes)
{
    print_escaped(self, bytes, is_control);
}

void shell_print_failure(struct shell *self, hx_status status)
{
    const char *detail = hx_fail_detail(status);

    shell_print(self, "error: %s: ", hx_status_name(status));
    shell_print_plain(self, (struct hx_bytes){detail, strlen(detail)});
    shell_print(self, "\n");
}
