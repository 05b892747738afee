/* SPDX-License-Identifier: MIT */
/*
 * The line discipline: echo, Backspace, Ctrl-U (forget the line), Ctrl-C (the same, and
 * a new line), Ctrl-D (the end of all typing), CR, LF and CR LF as the end of a line.
 * Key sequences of a terminal are swallowed, other control bytes refused with a bell;
 * what is left is a line without control bytes. Bytes from 0x80 on are taken as they
 * are, as parts of UTF-8.
 *
 * Nothing is read ahead: what is typed while nobody asks for lines waits in the device.
 */
#include <helix/port.h>

enum {
    BYTE_CTRL_C = 0x03,
    BYTE_CTRL_D = 0x04,
    BYTE_BELL = 0x07,
    BYTE_BACKSPACE = 0x08,
    BYTE_CTRL_U = 0x15,
    BYTE_ESCAPE = 0x1b,
    BYTE_DELETE = 0x7f,
};

/* An endless stream of bytes without a line must not keep the kernel's loop busy. */
enum { BYTES_AT_ONCE = 1024 };

static void put_text(const char *text)
{
    while (*text != '\0')
        hx_port_console_put(*text++);
}

static bool continues_character(uint8_t byte)
{
    return (byte & 0xc0u) == 0x80u;
}

/* Takes back one character: in UTF-8 that may be several bytes, in one column. */
static void erase_character(struct console *self)
{
    if (self->lost > 0) {
        self->lost--;
        return;
    }
    if (self->length == 0)
        return;
    do {
        self->length--;
    } while (self->length > 0 && continues_character(self->line[self->length]));
    put_text("\b \b");
}

static void add_byte(struct console *self, uint8_t byte)
{
    if (byte < 0x20u || self->length == sizeof(self->line)) {
        hx_port_console_put(BYTE_BELL);
        if (byte >= 0x20u)
            self->lost++;
        return;
    }
    self->line[self->length++] = byte;
    hx_port_console_put((char)byte);
}

/* Whether `byte` belongs to a key sequence: ESC x, or ESC [ parameters final. */
static bool swallow_sequence(struct console *self, uint8_t byte)
{
    switch (self->sequence) {
    case CONSOLE_SEQUENCE_NONE:
        if (byte != BYTE_ESCAPE)
            return false;
        self->sequence = CONSOLE_SEQUENCE_ESCAPE;
        return true;
    case CONSOLE_SEQUENCE_ESCAPE:
        if (byte == '[' || byte == 'O') {
            self->sequence = CONSOLE_SEQUENCE_PARAMETERS;
            return true;
        }
        self->sequence = CONSOLE_SEQUENCE_NONE;
        return byte >= 0x20u;
    case CONSOLE_SEQUENCE_PARAMETERS:
    default:
        if (byte < 0x20u) {
            self->sequence = CONSOLE_SEQUENCE_NONE;
            return false;
        }
        if (byte >= 0x40u)
            self->sequence = CONSOLE_SEQUENCE_NONE;
        return true;
    }
}

/* Half a line may mean something else: one that is too long becomes an empty one. */
static bool end_line(struct console *self)
{
    put_text("\n");
    if (self->lost > 0) {
        put_text("The line was too long and is forgotten.\n");
        self->length = 0;
        self->lost = 0;
    }
    return true;
}

/* Returns whether `byte` has completed the line. */
static bool take_byte(struct console *self, uint8_t byte)
{
    bool after_return = self->after_return;

    self->after_return = byte == '\r';
    if (swallow_sequence(self, byte))
        return false;
    switch (byte) {
    case '\n':
        return after_return ? false : end_line(self);
    case '\r':
        return end_line(self);
    case BYTE_BACKSPACE:
    case BYTE_DELETE:
        erase_character(self);
        return false;
    case BYTE_CTRL_C:
        put_text("^C\n");
        self->length = 0;
        self->lost = 0;
        return true;
    case BYTE_CTRL_D:
        self->ended = true;
        return self->length == 0 ? false : end_line(self);
    case BYTE_CTRL_U:
        self->lost = 0;
        while (self->length > 0)
            erase_character(self);
        return false;
    default:
        add_byte(self, byte);
        return false;
    }
}

hx_status console_write(struct console *self, const void *data, size_t size)
{
    const char *bytes = data;

    (void)self;
    for (size_t i = 0; i < size; i++)
        hx_port_console_put(bytes[i]);
    return HX_OK;
}

static void give_line(struct console *self, char *line, size_t capacity, size_t *length)
{
    memcpy(line, self->line, self->length < capacity ? self->length : capacity);
    *length = self->length;
    self->length = 0;
}

bool console_read_line(struct console *self, char *line, size_t capacity,
                       size_t *length)
{
    for (unsigned taken = 0; taken < BYTES_AT_ONCE; taken++) {
        int byte;

        if (self->ended && self->length == 0) {
            self->ended = false;
            self->line[self->length++] = BYTE_CTRL_D;
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
