/* SPDX-License-Identifier: MIT */
/*
 * What the files of the console share: bytes become keys (keys.c), keys change the line
 * that is typed and shown (line.c), or exchange it for an earlier one (history.c).
 *
 * All input is hostile: any byte may follow any other, and whatever a terminal would
 * never send leaves a line without control bytes, of at most CONSOLE_LINE_MAX.
 */
#pragma once

#include <helix/types.h>

enum {
    CONSOLE_BYTE_BELL = 0x07,
    CONSOLE_BYTE_CTRL_D = 0x04,
    CONSOLE_BYTE_DELETE = 0x7f,
    CONSOLE_BYTE_SPACE = 0x20, /* the first one that is no control byte */
};

struct console_keys;
struct console_line;
struct console_history;
struct console_text;

enum console_key {
    CONSOLE_KEY_NONE, /* part of a sequence, or one that means nothing here */
    CONSOLE_KEY_TEXT, /* the byte itself */
    CONSOLE_KEY_REFUSED,
    CONSOLE_KEY_ENTER,
    CONSOLE_KEY_CANCEL,
    CONSOLE_KEY_END_OF_INPUT,
    CONSOLE_KEY_COMPLETE,
    CONSOLE_KEY_REDRAW,
    CONSOLE_KEY_ERASE,
    CONSOLE_KEY_ERASE_LINE,
    CONSOLE_KEY_DELETE,
    CONSOLE_KEY_LEFT,
    CONSOLE_KEY_RIGHT,
    CONSOLE_KEY_HOME,
    CONSOLE_KEY_END,
    CONSOLE_KEY_UP,
    CONSOLE_KEY_DOWN,
};

/* keys.c: what the next byte means, behind all those before it. */
enum console_key console_key_of(struct console_keys *keys, uint8_t byte);

/* line.c: each changes the line, and what is shown of it. What cannot be is a bell. */
void console_line_add(struct console_line *line, uint8_t byte);
void console_line_erase(struct console_line *line);
void console_line_erase_all(struct console_line *line);
void console_line_delete(struct console_line *line);
void console_line_go_left(struct console_line *line);
void console_line_go_right(struct console_line *line);
void console_line_go_home(struct console_line *line);
void console_line_go_to_end(struct console_line *line);
void console_line_replace(struct console_line *line, const struct console_text *text);

/* Shows the whole line at the terminal's cursor, where nothing of it is shown yet. */
void console_line_show(const struct console_line *line);

/* Makes it empty; what is shown stays. */
void console_line_clear(struct console_line *line);

/* history.c: keeps a line, unless it is empty or the one before it. */
void console_history_add(struct console_history *history,
                         const struct console_text *text);

/*
 * The line before, and behind, the one that is shown, which is `shown` and is kept if
 * it was typed; NULL if there is none.
 */
const struct console_text *console_history_older(struct console_history *history,
                                                 const struct console_text *shown);
const struct console_text *console_history_newer(struct console_history *history);

/* The next one is typed anew. */
void console_history_rewind(struct console_history *history);
