# SPDX-License-Identifier: MIT
"""Which edges of the start order say nothing new: others lead there, too."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.plan.model import PlannedModule


def find_implied(modules: Sequence[PlannedModule]) -> frozenset[tuple[str, str]]:
    """Return the pairs (earlier, later) with an edge that a longer way implies.

    `modules` are in start order. What is left, the transitive reduction, orders them in
    the same way: of an acyclic graph there is exactly one.
    """
    idents = {planned.module.name: planned.ident for planned in modules}
    # For each module, those that must start before it, as bits.
    before: list[int] = []
    implied = set()
    for planned in modules:
        earlier = sorted({idents[edge.earlier] for edge in planned.edges}, reverse=True)
        behind = 0
        found = 0
        for ident in earlier:
            # Only a module that starts later can have a way to this one.
            if behind >> ident & 1:
                implied.add((modules[ident].module.name, planned.module.name))
            behind |= before[ident]
            found |= before[ident] | 1 << ident
        before.append(found)
    return frozenset(implied)
