# SPDX-License-Identifier: MIT
"""What a run of configure.py ends with."""

from __future__ import annotations

import os
from dataclasses import dataclass

from codegen.tools.configure_options import Options


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`diagnostics` go to the standard error, `summary` to the standard output."""

    status: int
    diagnostics: str
    summary: str


def summary(options: Options, what: str) -> str:
    """The line of a good run; `what` is the same in any folder."""
    return f"configured {os.path.relpath(options.build)}: {what}\n"
