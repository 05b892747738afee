/* SPDX-License-Identifier: MIT */
/*
 * The line discipline: echo, the keys that edit a line or bring back an earlier one,
 * Ctrl-C (a new line), Ctrl-D (the end of all typing), CR, LF and CR LF as the end of
 * a line. What means nothing is swallowed or refused with a bell; what is left is a
 * line without control bytes.
 *
 * Nothing is read ahead: what is typed while nobody asks for lines waits in the device.
 */
#include "console.h"

#include <helix/port.h>

/* An endless stream of bytes without a line must not keep the kernel's loop busy. */
enum { BYTES_AT_ONCE = 1024 };

static void put_text(const char *text)
{
    while (*text != '\0')
        hx_port_console_put(*text++);
}

/*
 * Threads may write at the same time: what is remembered of them may be mixed then, as
 * what is shown is, and stays within its bounds.
 */
static void remember(struct console *self, char byte)
{
    const size_t length = __atomic_load_n(&self->prompt_length, __ATOMIC_RELAXED);

    if (byte == '\n') {
        __atomic_store_n(&self->prompt_length, 0, __ATOMIC_RELAXED);
    } else if (length < sizeof(self->prompt)) {
        __atomic_store_n(&self->prompt[length], byte, __ATOMIC_RELAXED);
        __atomic_store_n(&self->prompt_length, length + 1, __ATOMIC_RELAXED);
    }
}

/* To an empty terminal, the prompt and the line in its first row. */
static void redraw(const struct console *self)
{
    put_text("\x1b[H\x1b[2J");
    for (size_t i = 0; i < self->prompt_length; i++)
        hx_port_console_put(self->prompt[i]);
    console_line_show(&self->line);
}

/* Another line in the place of this one, unless there is none, or this one is full. */
static void show_other(struct console *self, enum console_key key)
{
    struct console_line *line = &self->line;
    const struct console_text *other = NULL;

    if (line->lost == 0)
        other = key == CONSOLE_KEY_UP
                    ? console_history_older(&self->history, &line->text)
                    : console_history_newer(&self->history);
    if (other != NULL)
        console_line_replace(line, other);
    else
        hx_port_console_put(CONSOLE_BYTE_BELL);
}

/* Half a line may mean something else: one that is too long becomes an empty one. */
static void end_line(struct console *self, const char *shown)
{
    put_text(shown);
    __atomic_store_n(&self->prompt_length, 0, __ATOMIC_RELAXED);
    console_history_rewind(&self->history);
    if (self->line.lost > 0) {
        put_text("The line was too long and is forgotten.\n");
        console_line_clear(&self->line);
    }
    console_history_add(&self->history, &self->line.text);
}

static void take_edit(struct console *self, enum console_key key)
{
    struct console_line *line = &self->line;

    switch (key) {
    case CONSOLE_KEY_ERASE:
        console_line_erase(line);
        break;
    case CONSOLE_KEY_ERASE_LINE:
        console_line_erase_all(line);
        break;
    case CONSOLE_KEY_DELETE:
        console_line_delete(line);
        break;
    case CONSOLE_KEY_LEFT:
        console_line_go_left(line);
        break;
    case CONSOLE_KEY_RIGHT:
        console_line_go_right(line);
        break;
    case CONSOLE_KEY_HOME:
        console_line_go_home(line);
        break;
    case CONSOLE_KEY_END:
        console_line_go_to_end(line);
        break;
    case CONSOLE_KEY_REDRAW:
        redraw(self);
        break;
    case CONSOLE_KEY_REFUSED:
        hx_port_console_put(CONSOLE_BYTE_BELL);
        break;
    default:
        break;
    }
}

/* Returns whether `byte` has completed the line. */
static bool take_byte(struct console *self, uint8_t byte)
{
    const enum console_key key = console_key_of(&self->keys, byte);

    switch (key) {
    case CONSOLE_KEY_TEXT:
        console_line_add(&self->line, byte);
        return false;
    case CONSOLE_KEY_ENTER:
        end_line(self, "\n");
        return true;
    case CONSOLE_KEY_CANCEL:
        console_line_clear(&self->line);
        end_line(self, "^C\n");
        return true;
    case CONSOLE_KEY_END_OF_INPUT:
        self->ended = true;
        if (self->line.text.length == 0)
            return false;
        end_line(self, "\n");
        return true;
    case CONSOLE_KEY_UP:
    case CONSOLE_KEY_DOWN:
        show_other(self, key);
        return false;
    case CONSOLE_KEY_COMPLETE:
        self->asked = true;
        return false;
    default:
        take_edit(self, key);
        return false;
    }
}

hx_status console_write(struct console *self, const void *data, size_t size)
{
    const char *bytes = data;

    for (size_t i = 0; i < size; i++) {
        remember(self, bytes[i]);
        hx_port_console_put(bytes[i]);
    }
    return HX_OK;
}

static void give_line(struct console *self, char *line, size_t capacity, size_t *length)
{
    const struct console_text *text = &self->line.text;

    memcpy(line, text->bytes, text->length < capacity ? text->length : capacity);
    *length = text->length;
    console_line_clear(&self->line);
}

bool console_read_line(struct console *self, char *line, size_t capacity,
                       size_t *length)
{
    if (self->asked) {
        self->asked = false;
        hx_port_console_put(CONSOLE_BYTE_BELL);
    }
    for (unsigned taken = 0; taken < BYTES_AT_ONCE && !self->asked; taken++) {
        int byte;

        if (self->ended && self->line.text.length == 0) {
            self->ended = false;
            self->line.text.bytes[self->line.text.length++] = CONSOLE_BYTE_CTRL_D;
            give_line(self, line, capacity, length);
            return true;
        }
        byte = hx_port_console_get();
        if (byte < 0)
            return false;
        if (!take_byte(self, (uint8_t)byte))
            continue;
        give_line(self, line, capacity, length);
        return true;
    }
    return false;
}

bool console_take_question(struct console *self, char *text, size_t capacity,
                           size_t *length)
{
    const size_t cursor = self->line.cursor;

    if (!self->asked || self->line.lost > 0)
        return false;
    self->asked = false;
    memcpy(text, self->line.text.bytes, cursor < capacity ? cursor : capacity);
    *length = cursor;
    return true;
}

static bool is_plain(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] < CONSOLE_BYTE_SPACE || bytes[i] == CONSOLE_BYTE_DELETE)
            return false;
    return true;
}

void console_answer(struct console *self, const void *text, size_t size)
{
    const uint8_t *bytes = text;

    if (size == 0 || size > CONSOLE_LINE_MAX - self->line.text.length ||
        !is_plain(bytes, size)) {
        hx_port_console_put(CONSOLE_BYTE_BELL);
        return;
    }
    for (size_t i = 0; i < size; i++)
        console_line_add(&self->line, bytes[i]);
}
