# SPDX-License-Identifier: MIT
"""The targets that the language knows."""

from __future__ import annotations

TARGETS = ("x86_64", "riscv64", "aarch64", "host")
DEFAULT_TARGET = "x86_64"
