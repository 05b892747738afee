# SPDX-License-Identifier: MIT
"""A module that replaces another while the kernel runs: the file that it is built as.

A loadable one is a known module that is not in the image, and answered for as such
(absence.py)."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.answer.presence import HandleAnswer, list_handles
from codegen.plan.model import Plan, PlannedFile
from codegen.source import Span


@dataclass(frozen=True, kw_only=True)
class ReplacementAnswer:
    """`built_as` is the file's name, `listed_at` where the profile names the spec."""

    module: str
    version: str
    in_image: bool
    built_as: str
    span: Span
    listed_at: Span
    handles: tuple[HandleAnswer, ...]


def explain_replacements(plan: Plan, name: str) -> tuple[ReplacementAnswer, ...]:
    """Answer for the replacements that have the name, in the order of their files."""
    return tuple(
        _explain(planned)
        for planned in plan.loadables
        if planned.file.replacement and planned.module.name == name
    )


def _explain(planned: PlannedFile) -> ReplacementAnswer:
    module = planned.module
    return ReplacementAnswer(
        module=module.name,
        version=str(module.version),
        in_image=False,
        built_as=planned.file.name,
        span=module.span,
        listed_at=planned.file.entry.span,
        handles=list_handles(planned),
    )
