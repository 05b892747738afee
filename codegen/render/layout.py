# SPDX-License-Identifier: MIT
"""Line breaks of generated C, as .clang-format would set them."""

from __future__ import annotations

WIDTH = 88


def wrapped(head: str, items: str, tail: str = "") -> str:
    """Return `head(items)tail`, broken behind commas where it is too wide.

    `items` is a comma-separated list without parentheses in it. Lines are aligned
    behind the bracket, or, where an item would not fit there, indented by four.
    """
    line = f"{head}({items}){tail}"
    if len(line) <= WIDTH or not items:
        return line
    indent = len(head) - len(head.lstrip())
    parts = items.split(", ")
    for start in (len(head) + 1, indent + 4):
        lines = [head + "(" if start == len(head) + 1 else f"{head}(\n{' ' * start}"]
        used = start
        for index, part in enumerate(parts):
            text = part + (")" + tail if index == len(parts) - 1 else ",")
            first = index == 0
            if not first and used + 1 + len(text) > WIDTH:
                lines.append(f"\n{' ' * start}{text}")
                used = start + len(text)
            else:
                lines.append(text if first else f" {text}")
                used += len(text) + (0 if first else 1)
        result = "".join(lines)
        if all(len(piece) <= WIDTH for piece in result.split("\n")[1:]) and (
            len(result.split("\n")[0]) <= WIDTH
        ):
            return result
    return result
