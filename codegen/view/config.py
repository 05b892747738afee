# SPDX-License-Identifier: MIT
"""Config keys as C: typed initialisers, and the texts of the untyped calls."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import BoolType, ConfigKey, IntegerType
from codegen.plan.model import ConfigValue
from codegen.view.ctext import (
    comment_lines,
    config_literal,
    config_text,
    string_literal,
    string_or_null,
    unaliased,
)


@dataclass(frozen=True, kw_only=True)
class ConfigView:
    """`value` is the initialiser in this image; the other texts are C literals."""

    name: str
    declaration: str
    doc: tuple[str, ...]
    value: str
    key_literal: str
    value_text: str
    type_text: str
    default_text: str
    range_text: str


def view_config(value: ConfigValue) -> ConfigView:
    key = value.key
    literals = [config_literal(key, element) for element in value.elements]
    scalar = key.count is None
    return ConfigView(
        name=key.name,
        declaration=key.declaration,
        doc=comment_lines(key.doc),
        value=literals[0] if scalar else "{" + ", ".join(literals) + "}",
        key_literal=string_literal(key.name),
        value_text=(
            string_literal(config_text(key, value.elements[0])) if scalar else "NULL"
        ),
        type_text=string_literal(_config_type(key)),
        default_text=string_literal(config_text(key, key.default)),
        range_text=string_or_null(_config_range(key)),
    )


def _config_type(key: ConfigKey) -> str:
    """The declaration without the name: `uint32_t`, `const char *`, `bool[4]`."""
    before, _, after = key.declaration.rpartition(key.name)
    return before.rstrip() + after


def _config_range(key: ConfigKey) -> str | None:
    ctype = unaliased(key.type)
    if not isinstance(ctype, IntegerType | BoolType) or (
        key.minimum is None and key.maximum is None
    ):
        return None
    return f"{key.minimum}..{key.maximum}"
