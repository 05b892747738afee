# SPDX-License-Identifier: MIT
"""Versions and constraints: every constraint is one interval."""

from __future__ import annotations

from codegen.diagnostics import Diagnostics
from codegen.model import LAST_PACKED, Constraint, Version
from codegen.parse.syntax import ConstraintText, VersionText

ANY_VERSION = Constraint(lowest=0, highest=LAST_PACKED, text="any version")


def make_version(text: VersionText) -> Version:
    major, minor, patch = text.numbers
    return Version(major=major, minor=minor, patch=patch)


def make_constraint(text: ConstraintText, diagnostics: Diagnostics) -> Constraint:
    """Intersect the comparisons; an empty result is reported and accepts all."""
    if not text.comparisons:
        return ANY_VERSION
    lowest, highest = 0, LAST_PACKED
    for comparison in text.comparisons:
        packed = make_version(comparison.version).packed
        match comparison.operator:
            case "":
                low, high = packed, packed | 0xFFFF_FFFF
            case ">=":
                low, high = packed, LAST_PACKED
            case ">":
                low, high = packed + 1, LAST_PACKED
            case "<=":
                low, high = 0, packed
            case "<":
                low, high = 0, packed - 1
            case _:
                low, high = packed, packed
        lowest, highest = max(lowest, low), min(highest, high)
    written = " ".join(
        f"{c.operator} {c.version.text}".strip() for c in text.comparisons
    )
    if lowest > highest:
        diagnostics.report(
            "E509",
            text.span,
            f"no version is {written}",
            help="all parts of a constraint must hold at once",
        )
        return ANY_VERSION
    return Constraint(lowest=lowest, highest=highest, text=written)
