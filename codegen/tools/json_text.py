# SPDX-License-Identifier: MIT
"""Answers as JSON: a dataclass is an object, and its fields are the keys.

A place is the three keys `file`, `line` and `column`: of the object itself where the
field is called `span`, else of an object of their own. Files are named as in `#line`,
relative to the folder above the one that was searched, so that the text is the same
wherever the project lies and from wherever it is asked.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from enum import Enum
from typing import Any

from codegen.source import Span


def print_json(value: object) -> None:
    """Print an answer, or what consists of dicts and lists already."""
    json.dump(_convert(value), sys.stdout, indent=1)
    sys.stdout.write("\n")


def _convert(value: object) -> Any:
    if isinstance(value, Span):
        return {
            "file": value.source.line_name,
            "line": value.line,
            "column": value.column,
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [_convert(item) for item in value]
    if isinstance(value, dict):
        return {key: _convert(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value):
        converted: dict[str, Any] = {}
        for field in dataclasses.fields(value):
            item = _convert(getattr(value, field.name))
            if field.name == "span":
                converted |= item
            else:
                converted[field.name] = item
        return converted
    return value
