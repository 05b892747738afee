# SPDX-License-Identifier: MIT
"""The fenced blocks of a document, and what the words behind their language say.

    ```mod file=hello.mod        a file
    ```mod bad in=info           a part of one, of an example with two sides
    ```c in=body                 a piece of C: see test_pieces.py

What a terminal shows is `text` or `console`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w.*)\n((?:.*\n)*?)```$", flags=re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Fence:
    """A block: `marks` are the single words of its first line, `options` the pairs.

    `line` is that of the document where its text begins.
    """

    line: int
    language: str
    marks: frozenset[str]
    options: dict[str, str]
    text: str

    @property
    def file(self) -> str | None:
        return self.options.get("file")


def read_fences(text: str) -> list[Fence]:
    fences = []
    for found in _FENCE.finditer(text):
        info, content = found.groups()
        language, *words = info.split()
        fences.append(
            Fence(
                line=text.count("\n", 0, found.start()) + 2,
                language=language,
                marks=frozenset(word for word in words if "=" not in word),
                options=dict(word.split("=", 1) for word in words if "=" in word),
                text=content,
            )
        )
    # Every third "```" at the start of a line would be an unclosed block.
    assert text.count("\n```") + text.startswith("```") == 2 * len(fences)
    return fences


def read_document(path: Path) -> list[Fence]:
    return read_fences(path.read_text(encoding="utf-8"))
