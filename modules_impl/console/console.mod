// SPDX-License-Identifier: MIT

/// The machine's serial console: bytes out, edited lines in.
///
/// It is not ESSENTIAL. The log reaches the serial port without it, so a kernel whose
/// console fails still says so and goes on; only the shell is lost.
///
/// Nobody can tell whether a person or a script is at the other end of a serial line. So
/// plain bytes are shown as they come, and what moves a terminal's cursor is only sent to
/// whoever presses keys that ask for it.
module console {
    info {
        version:      1.0.0;
        description:  "Serial console with line editing";
        author:       "Helix";
        flags:        DRIVER;
    }
    types {
        enum {
            CONSOLE_LINE_MAX = 256,
            CONSOLE_HISTORY_COUNT = 16,
            CONSOLE_PROMPT_MAX = 16,
        };
        /* Where the bytes of a terminal's key sequence (ESC [ 3 ~) have got to. */
        enum console_sequence {
            CONSOLE_SEQUENCE_NONE,
            CONSOLE_SEQUENCE_ESCAPE,
            CONSOLE_SEQUENCE_PARAMETERS,
        };
        struct console_keys {
            enum console_sequence sequence;
            uint8_t parameter; /* of the sequence: one number; or UINT8_MAX */
            bool after_return; /* CR has ended a line: an LF right behind it does not */
        };
        struct console_text {
            uint8_t bytes[CONSOLE_LINE_MAX];
            size_t length;
        };
        /* The line that is being typed. */
        struct console_line {
            struct console_text text;
            size_t cursor; /* the byte that it stands on, or `length` */
            size_t lost;   /* bytes that had no room; while there are any, it is full */
        };
        struct console_history {
            struct console_text lines[CONSOLE_HISTORY_COUNT];
            unsigned count;
            unsigned next; /* the place of the line that comes next */
            unsigned back; /* how far the one that is shown lies back; 0: it is typed */
            struct console_text typed; /* while another one is shown */
        };
    }
    state {
        struct console_keys keys;
        struct console_line line;
        struct console_history history;
        /// What the others have written into the terminal's line: the prompt.
        char prompt[CONSOLE_PROMPT_MAX];
        size_t prompt_length = 0;
        /// The rest of a word was asked for, and nobody has taken the question yet.
        bool asked = false;
        /// Ctrl-D was typed, and nobody has been told yet.
        bool ended = false;
    }
    sources: "console.c", "keys.c", "line.c", "history.c";
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(console, "helix.console", 1.0) {
    write;
    read_line;
}

impl_interface(console, "helix.line_editor", 1.0) {
    take_question;
    answer;
}
