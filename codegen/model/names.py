# SPDX-License-Identifier: MIT
"""How names of the language become names of C and of files."""

from __future__ import annotations

import hashlib
import re


def c_identifier(name: str) -> str:
    """Every character outside [A-Za-z0-9_] as `_`: how a name enters a C name."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


_STEM_MAX = 200


def file_stem(identifier: str) -> str:
    """How a C name enters a file's name: file systems take 255 bytes, with what the
    generator and the compiler put around it."""
    if len(identifier) <= _STEM_MAX:
        return identifier
    digest = hashlib.sha256(identifier.encode("utf-8")).hexdigest()[:16]
    return f"{identifier[: _STEM_MAX - 17]}_{digest}"
