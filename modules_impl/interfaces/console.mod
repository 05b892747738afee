// SPDX-License-Identifier: MIT

/// Where a person reads and types.
interface "helix.console" 1.0 {
    /// Shows `size` bytes, in order, before it returns.
    hx_status write(const void *data @in(size), size_t size);

    /// Takes the next line that was typed, without its end. False: none is complete yet.
    ///
    /// At most `capacity` bytes are put into `line`, without a terminating NUL; what
    /// does not fit is lost. `length` becomes the length of the whole line. What is
    /// being typed is shown, and can be edited, only while somebody asks for lines: ask
    /// at each tick. A line that is the one byte 0x04 says that nothing more will be
    /// typed: Ctrl-D, or the end of a pipe.
    bool read_line(char *line @out(capacity), size_t capacity, size_t *length @out)
        @on_fail(false);
}
