# SPDX-License-Identifier: MIT
"""What the mistakes in the specs may hide from the plan.

A part of a spec with a mistake in it is not in the model. That it seems to be
missing is no second mistake, so nothing is said about it until the first is mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen.diagnostics import Diagnostics
from codegen.model import Module, c_identifier
from codegen.source import Source

# Lexis and syntax, a misspelt key and a name without its quotes; the parts of a
# module; C declarations; interfaces.
_SYNTAX = ("E1", "E208", "E221")
_UNREADABLE = "E110"
_PARTS = ("E1", "E2", "E3", "E4")
_INTERFACES = ("E1", "E4")
_INTERFACE = re.compile(r"^\s*interface\b", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class HiddenParts:
    """The errors so far, as (rule, spec)."""

    errors: tuple[tuple[str, Source], ...]

    def may_hold_module(self, name: str) -> bool:
        """Whether a spec that could not be read to its end speaks of `name`."""
        forms = {re.escape(name), re.escape(c_identifier(name))}
        word = re.compile(rf"(?<![\w.-])(?:{'|'.join(sorted(forms))})(?![\w.-])")
        return any(
            rule == _UNREADABLE
            or rule.startswith(_SYNTAX)
            and word.search(source.text) is not None
            for rule, source in self.errors
        )

    def may_hold_part_of(self, module: Module) -> bool:
        """Whether the spec of `module` has a part that is not in the model."""
        return any(
            rule.startswith(_PARTS) and source == module.spec
            for rule, source in self.errors
        )

    def may_hold_interface(self) -> bool:
        """Whether some `interface` may be missing from the model."""
        return any(
            rule == _UNREADABLE
            or rule.startswith(_INTERFACES)
            and _INTERFACE.search(source.text) is not None
            for rule, source in self.errors
        )

    def may_hold_implementation(self) -> bool:
        """Whether some `impl_interface` may be missing from the model."""
        return any(
            rule == _UNREADABLE
            or rule.startswith(_INTERFACES)
            and "impl_interface" in source.text
            for rule, source in self.errors
        )


def find_hidden(diagnostics: Diagnostics) -> HiddenParts:
    """Look at what the stages before have reported."""
    places = {
        (found.rule, found.span.source)
        for found in diagnostics.sorted()
        if found.severity == "error"
    }
    return HiddenParts(
        errors=tuple(sorted(places, key=lambda place: (place[0], place[1].display)))
    )
