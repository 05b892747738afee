# SPDX-License-Identifier: MIT
"""Which field of an old schema goes into which of the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codegen.model.module import Field


def pair_fields(
    old: Iterable[Field], new: Iterable[Field], renames: Mapping[str, str]
) -> tuple[tuple[Field, Field], ...]:
    """Return the pairs by name, `renames` from old to new applied, in the order of
    `old`. What is @transient on either side does not cross, nor does an old field whose
    name another one was given."""
    targets = {field.name: field for field in new if not field.transient}
    taken = set(renames.values())
    pairs = []
    for field in old:
        name = renames.get(field.name)
        if name is None and field.name not in taken:
            name = field.name
        if name in targets and not field.transient:
            pairs.append((field, targets[name]))
    return tuple(pairs)
