# SPDX-License-Identifier: MIT
"""A perfect hash as initialisers."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.plan.model import PerfectHash
from codegen.view.ctext import string_literal


@dataclass(frozen=True, kw_only=True)
class HashView:
    """A perfect hash as initialisers, ready to print in rows."""

    seed: str
    bucket_shift: int
    slot_shift: int
    displacements: tuple[str, ...]
    entries: tuple[str, ...]


def hash_view(table: PerfectHash) -> HashView:
    return HashView(
        seed=f"0x{table.seed:08x}u",
        bucket_shift=table.bucket_shift,
        slot_shift=table.slot_shift,
        displacements=tuple(str(d) for d in table.displacements),
        entries=tuple(
            "{NULL, 0, 0}"
            if e is None
            else f"{{{string_literal(e[0])}, {e[1]}u, {len(e[0].encode())}u}}"
            for e in table.entries
        ),
    )
