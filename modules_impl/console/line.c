/* SPDX-License-Identifier: MIT */
/*
 * The line that is typed, and its echo. Bytes from 0x80 on are taken as they are, as
 * parts of UTF-8; a character is one column. How wide the terminal is nobody knows
 * here: only backspaces move to the left, so a line that the terminal has wrapped is
 * edited right and shown wrong.
 */
#include "console.h"

#include <helix/port.h>

static void ring(void)
{
    hx_port_console_put(CONSOLE_BYTE_BELL);
}

static bool continues_character(uint8_t byte)
{
    return (byte & 0xc0u) == 0x80u;
}

/* Where the character in front of `at`, which is not 0, begins. */
static size_t find_before(const struct console_text *text, size_t at)
{
    do {
        at--;
    } while (at > 0 && continues_character(text->bytes[at]));
    return at;
}

/* Where the one at `at`, which is not the length, ends. */
static size_t find_behind(const struct console_text *text, size_t at)
{
    do {
        at++;
    } while (at < text->length && continues_character(text->bytes[at]));
    return at;
}

static void put_bytes(const struct console_text *text, size_t from, size_t to)
{
    for (; from < to; from++)
        hx_port_console_put((char)text->bytes[from]);
}

static void go_back(const struct console_text *text, size_t from, size_t to)
{
    for (; to > from; to = find_before(text, to))
        hx_port_console_put('\b');
}

/* Shows what is behind the cursor anew; one column behind it is empty now. */
static void show_tail_after_removal(const struct console_line *line)
{
    const struct console_text *text = &line->text;

    put_bytes(text, line->cursor, text->length);
    hx_port_console_put(' ');
    hx_port_console_put('\b');
    go_back(text, line->cursor, text->length);
}

/* A full line is only erased, or ended: what is lost belongs behind what was typed. */
static bool refuses(const struct console_line *line)
{
    if (line->lost > 0)
        ring();
    return line->lost > 0;
}

static void remove_bytes(struct console_line *line, size_t from, size_t to)
{
    struct console_text *text = &line->text;

    memmove(text->bytes + from, text->bytes + to, text->length - to);
    text->length -= to - from;
    line->cursor = from;
}

/* Has the character that ends at `end` all its bytes? */
static bool is_whole(const struct console_text *text, size_t end)
{
    const size_t start = find_before(text, end);
    const uint8_t first = text->bytes[start];
    size_t size = 1;

    if (first >= 0xf0u)
        size = 4;
    else if (first >= 0xe0u)
        size = 3;
    else if (first >= 0xc0u)
        size = 2;
    return end - start >= size;
}

void console_line_add(struct console_line *line, uint8_t byte)
{
    struct console_text *text = &line->text;

    if (text->length == sizeof(text->bytes)) {
        ring();
        line->lost++;
        return;
    }
    memmove(text->bytes + line->cursor + 1, text->bytes + line->cursor,
            text->length - line->cursor);
    text->bytes[line->cursor++] = byte;
    text->length++;
    if (line->cursor == text->length) {
        hx_port_console_put((char)byte);
        return;
    }
    /* In front of others half a character would take their bytes for its own. */
    if (!is_whole(text, line->cursor))
        return;
    put_bytes(text, find_before(text, line->cursor), text->length);
    go_back(text, line->cursor, text->length);
}

void console_line_erase(struct console_line *line)
{
    if (line->lost > 0) {
        line->lost--;
        return;
    }
    if (line->cursor == 0)
        return;
    remove_bytes(line, find_before(&line->text, line->cursor), line->cursor);
    hx_port_console_put('\b');
    show_tail_after_removal(line);
}

void console_line_erase_all(struct console_line *line)
{
    line->lost = 0;
    console_line_go_to_end(line);
    while (line->text.length > 0)
        console_line_erase(line);
}

void console_line_delete(struct console_line *line)
{
    if (refuses(line) || line->cursor == line->text.length)
        return;
    remove_bytes(line, line->cursor, find_behind(&line->text, line->cursor));
    show_tail_after_removal(line);
}

void console_line_go_left(struct console_line *line)
{
    if (refuses(line) || line->cursor == 0)
        return;
    line->cursor = find_before(&line->text, line->cursor);
    hx_port_console_put('\b');
}

void console_line_go_right(struct console_line *line)
{
    size_t end;

    if (refuses(line) || line->cursor == line->text.length)
        return;
    end = find_behind(&line->text, line->cursor);
    put_bytes(&line->text, line->cursor, end);
    line->cursor = end;
}

void console_line_go_home(struct console_line *line)
{
    if (refuses(line))
        return;
    go_back(&line->text, 0, line->cursor);
    line->cursor = 0;
}

void console_line_go_to_end(struct console_line *line)
{
    if (refuses(line))
        return;
    put_bytes(&line->text, line->cursor, line->text.length);
    line->cursor = line->text.length;
}

void console_line_replace(struct console_line *line, const struct console_text *text)
{
    if (refuses(line))
        return;
    console_line_go_home(line);
    line->text = *text;
    console_line_go_to_end(line);
    /* ESC [ K: nothing of the old one behind it. */
    hx_port_console_put('\x1b');
    hx_port_console_put('[');
    hx_port_console_put('K');
}

void console_line_show(const struct console_line *line)
{
    put_bytes(&line->text, 0, line->text.length);
    go_back(&line->text, line->cursor, line->text.length);
}

void console_line_clear(struct console_line *line)
{
    line->text.length = 0;
    line->cursor = 0;
    line->lost = 0;
}
