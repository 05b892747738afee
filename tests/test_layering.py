# SPDX-License-Identifier: MIT
"""Who may use what: the arrows of the architecture, held against the tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Each stage may import the stages before it, and files of its own line.
STAGES: tuple[tuple[str, ...], ...] = (
    ("source", "catalogue", "layout", "emit"),
    ("diagnostics",),
    ("syntax",),
    ("discover", "PARSE"),
    ("model",),
    ("cdecl", "ANALYSE"),
    ("profile", "PROFILE"),
    ("plan",),
    ("view",),
    ("render", "toolchain"),
    ("outputs", "ninja"),
    ("project",),
    ("arguments",),
    ("check", "explain", "graph", "hooks", "verify"),
    ("configure", "cli"),
    ("__main__",),
)
