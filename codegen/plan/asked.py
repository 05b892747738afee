# SPDX-License-Identifier: MIT
"""The interfaces whose primary provider a spec asks for: hx_primary_NAME()."""

from __future__ import annotations

import re

from codegen.model import Interface, Model, Module

_CALL = re.compile(r"\bhx_primary_(\w+)")


def find_asked_interfaces(module: Module, model: Model) -> tuple[Interface, ...]:
    """Return those that the bodies of `module` ask for. Its further sources are the
    compiler's to read; what they ask for is not known here."""
    wanted = {name for body in module.bodies for name in _CALL.findall(body.text)}
    if not wanted:
        return ()
    return tuple(i for i in model.interfaces if i.identifier in wanted)
