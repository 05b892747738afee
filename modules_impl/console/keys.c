/* SPDX-License-Identifier: MIT */
/*
 * Control bytes, and the sequences that terminals send for keys: ESC [ parameters
 * final, ESC O final, ESC x. They may come in pieces, so all that is known between two
 * bytes is in the state. One that means nothing here is swallowed to its end; a control
 * byte within ends it and counts.
 */
#include "console.h"

enum {
    BYTE_CTRL_A = 0x01,
    BYTE_CTRL_C = 0x03,
    BYTE_CTRL_E = 0x05,
    BYTE_BACKSPACE = 0x08,
    BYTE_CTRL_L = 0x0c,
    BYTE_CTRL_U = 0x15,
    BYTE_ESCAPE = 0x1b,
};

/* ESC [ n ~ */
static enum console_key key_of_number(uint8_t number)
{
    switch (number) {
    case 1:
    case 7:
        return CONSOLE_KEY_HOME;
    case 3:
        return CONSOLE_KEY_DELETE;
    case 4:
    case 8:
        return CONSOLE_KEY_END;
    default:
        return CONSOLE_KEY_NONE;
    }
}

static enum console_key key_of_final(const struct console_keys *keys, uint8_t final)
{
    switch (final) {
    case 'A':
        return CONSOLE_KEY_UP;
    case 'B':
        return CONSOLE_KEY_DOWN;
    case 'C':
        return CONSOLE_KEY_RIGHT;
    case 'D':
        return CONSOLE_KEY_LEFT;
    case 'F':
        return CONSOLE_KEY_END;
    case 'H':
        return CONSOLE_KEY_HOME;
    case '~':
        return key_of_number(keys->parameter);
    default:
        return CONSOLE_KEY_NONE;
    }
}

/* A number that is too large, or not alone, is none that is known. */
static void add_parameter(struct console_keys *keys, uint8_t byte)
{
    if (byte < '0' || byte > '9' || keys->parameter > 9)
        keys->parameter = UINT8_MAX;
    else
        keys->parameter = (uint8_t)(keys->parameter * 10u + (byte - '0'));
}

static enum console_key key_of_control(uint8_t byte, bool after_return)
{
    switch (byte) {
    case '\r':
        return CONSOLE_KEY_ENTER;
    case '\n':
        return after_return ? CONSOLE_KEY_NONE : CONSOLE_KEY_ENTER;
    case '\t':
        return CONSOLE_KEY_COMPLETE;
    case BYTE_CTRL_A:
        return CONSOLE_KEY_HOME;
    case BYTE_CTRL_C:
        return CONSOLE_KEY_CANCEL;
    case CONSOLE_BYTE_CTRL_D:
        return CONSOLE_KEY_END_OF_INPUT;
    case BYTE_CTRL_E:
        return CONSOLE_KEY_END;
    case BYTE_BACKSPACE:
    case CONSOLE_BYTE_DELETE:
        return CONSOLE_KEY_ERASE;
    case BYTE_CTRL_L:
        return CONSOLE_KEY_REDRAW;
    case BYTE_CTRL_U:
        return CONSOLE_KEY_ERASE_LINE;
    default:
        return byte < CONSOLE_BYTE_SPACE ? CONSOLE_KEY_REFUSED : CONSOLE_KEY_TEXT;
    }
}

enum console_key console_key_of(struct console_keys *keys, uint8_t byte)
{
    const enum console_sequence before = keys->sequence;
    const bool after_return = keys->after_return;

    keys->after_return = byte == '\r';
    keys->sequence = CONSOLE_SEQUENCE_NONE;
    if (byte == BYTE_ESCAPE) {
        keys->sequence = CONSOLE_SEQUENCE_ESCAPE;
        return CONSOLE_KEY_NONE;
    }
    if (before == CONSOLE_SEQUENCE_NONE || byte < CONSOLE_BYTE_SPACE)
        return key_of_control(byte, after_return);
    if (before == CONSOLE_SEQUENCE_ESCAPE) {
        if (byte == '[' || byte == 'O') {
            keys->sequence = CONSOLE_SEQUENCE_PARAMETERS;
            keys->parameter = 0;
        }
        return CONSOLE_KEY_NONE;
    }
    if (byte >= 0x40u)
        return key_of_final(keys, byte);
    keys->sequence = CONSOLE_SEQUENCE_PARAMETERS;
    add_parameter(keys, byte);
    return CONSOLE_KEY_NONE;
}
