// SPDX-License-Identifier: MIT

/// Who types a line may ask, by a key, for the rest of the word in front of the cursor.
/// Beside helix.console, by the same provider; both are for the one who reads the lines.
interface "helix.line_editor" 1.0 {
    /// Takes what was asked last, when read_line has returned false. False: nothing was.
    ///
    /// At most `capacity` bytes of what stands in front of the cursor are put into
    /// `text`, without a terminating NUL; `length` becomes how many there are. A question
    /// that nobody takes before the next read_line is refused with a bell.
    bool take_question(char *text @out(capacity), size_t capacity, size_t *length @out)
        @on_fail(false);

    /// Puts `size` bytes at the cursor as if they were typed; or rings the bell, if there
    /// are none, no room for all of them, or control bytes among them.
    void answer(const void *text @in(size), size_t size);
}
