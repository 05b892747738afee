// SPDX-License-Identifier: MIT

/// The machine's serial console: bytes out, edited lines in.
///
/// It is not ESSENTIAL. The log reaches the serial port without it, so a kernel whose
/// console fails still says so and goes on; only the shell is lost.
module console {
    info {
        version:      1.0.0;
        description:  "Serial console with line editing";
        author:       "Helix";
        flags:        DRIVER;
    }
    types {
        /* Where the bytes of a terminal's key sequence (ESC [ A) have got to. */
        enum console_sequence {
            CONSOLE_SEQUENCE_NONE,
            CONSOLE_SEQUENCE_ESCAPE,
            CONSOLE_SEQUENCE_PARAMETERS,
        };
    }
    state {
        /// The line that is being typed.
        uint8_t line[256];
        size_t length = 0;
        /// Bytes behind it that had no room.
        size_t lost = 0;
        enum console_sequence sequence = CONSOLE_SEQUENCE_NONE;
        /// The last byte was CR, which has ended a line: an LF right behind it has not.
        bool after_return = false;
        /// Ctrl-D was typed, and nobody has been told yet.
        bool ended = false;
    }
    sources: "console.c";
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
