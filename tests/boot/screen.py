# SPDX-License-Identifier: MIT
"""What a terminal shows of the bytes that it gets: as much of one as the console uses."""

from __future__ import annotations

import re

# A character, or one of the sequences that are known.
PIECE = re.compile(r"\x1b\[H|\x1b\[2J|\x1b\[K|[^\x1b]", re.DOTALL)

# A character that is typed for no other reason than to see it come.
MARK = "§"


class Screen:
    """Rows as wide as they need be.

    `bells` counts the bells; `bells_at_mark` is how many there were when MARK was shown
    for the last time.
    """

    def __init__(self) -> None:
        self.rows = [""]
        self.row = 0
        self.column = 0
        self.bells = 0
        self.bells_at_mark: int | None = None

    def show(self, text: str) -> None:
        at = 0
        while at < len(text):
            piece = PIECE.match(text, at)
            assert piece is not None, f"no terminal knows {text[at:at + 8]!r}"
            self._show_piece(piece.group())
            at = piece.end()

    def _show_piece(self, piece: str) -> None:
        line = self.rows[self.row].ljust(self.column)
        if piece == "\n":
            self.row += 1
            self.column = 0
            if self.row == len(self.rows):
                self.rows.append("")
        elif piece == "\r":
            self.column = 0
        elif piece == "\b":
            assert self.column > 0, "left of the screen"
            self.column -= 1
        elif piece == "\a":
            self.bells += 1
        elif piece == "\x1b[K":
            self.rows[self.row] = line[: self.column]
        elif piece == "\x1b[H":
            self.row = self.column = 0
        elif piece == "\x1b[2J":
            self.rows = [""] * (self.row + 1)
        else:
            if piece == MARK:
                self.bells_at_mark = self.bells
            assert piece >= " ", f"control byte {piece!r}"
            self.rows[self.row] = line[: self.column] + piece + line[self.column + 1 :]
            self.column += 1

    @property
    def line(self) -> str:
        """The row of the cursor, without the spaces that end it."""
        return self.rows[self.row].rstrip()
