# SPDX-License-Identifier: MIT
"""Why one module starts before another."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum

from codegen.plan.model import Edge, Plan, PlannedModule


class Decision(Enum):
    """What puts one module before another."""

    CHAIN = "chain"
    DEPTH = "depth"
    NAME = "name"


@dataclass(frozen=True, kw_only=True)
class OrderAnswer:
    """`as_asked` is false where the second module of the question is the earlier one.

    `chain` leads from the earlier to the later, and is empty where none does. Then
    `longest_chain` is one that gives the later its depth.
    """

    earlier: str
    earlier_id: int
    earlier_depth: int
    later: str
    later_id: int
    later_depth: int
    as_asked: bool
    decided_by: Decision
    chain: tuple[Edge, ...]
    longest_chain: tuple[Edge, ...]


def explain_order(
    plan: Plan, first: PlannedModule, second: PlannedModule
) -> OrderAnswer:
    """Answer why one of two different modules of the image starts before the other."""
    early, late = sorted((first, second), key=lambda planned: planned.ident)
    chain = _find_chain(plan, early.module.name, late.module.name)
    if chain:
        decision = Decision.CHAIN
    elif early.depth < late.depth:
        decision = Decision.DEPTH
    else:
        decision = Decision.NAME
    return OrderAnswer(
        earlier=early.module.name,
        earlier_id=early.ident,
        earlier_depth=early.depth,
        later=late.module.name,
        later_id=late.ident,
        later_depth=late.depth,
        as_asked=early is first,
        decided_by=decision,
        chain=chain,
        longest_chain=() if chain else _find_longest_chain(plan, late),
    )


def _find_chain(plan: Plan, first: str, last: str) -> tuple[Edge, ...]:
    """The shortest chain of edges from `first` to `last`; none if there is none."""
    edges_to = {planned.module.name: planned.edges for planned in plan.modules}
    towards: dict[str, Edge | None] = {last: None}
    waiting = deque([last])
    while waiting and first not in towards:
        for edge in edges_to[waiting.popleft()]:
            if edge.earlier not in towards:
                towards[edge.earlier] = edge
                waiting.append(edge.earlier)
    chain: list[Edge] = []
    step = towards.get(first)
    while step is not None:
        chain.append(step)
        step = towards[step.later]
    return tuple(chain)


def _find_longest_chain(plan: Plan, last: PlannedModule) -> tuple[Edge, ...]:
    """A chain of as many edges as the depth of `last` says."""
    planned_by_name = {planned.module.name: planned for planned in plan.modules}
    chain: list[Edge] = []
    planned = last
    while planned.depth > 0:
        edge = next(
            edge
            for edge in planned.edges
            if planned_by_name[edge.earlier].depth == planned.depth - 1
        )
        chain.append(edge)
        planned = planned_by_name[edge.earlier]
    return tuple(reversed(chain))
