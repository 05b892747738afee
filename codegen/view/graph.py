# SPDX-License-Identifier: MIT
"""The image as a picture: what `templates/graph.dot.j2` draws.

Modules stand in columns of one depth, in start order from top to bottom. A box says
what its module uses and offers, a line for each. A picture of more than `_DETAILED`
modules is brief: arrows that others imply are left out, and a box names all its needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.plan.model import Plan
from codegen.view.arrows import ArrowView, capability_node, draw_arrows, find_shared
from codegen.view.box import BoxView, draw_boxes
from codegen.view.dottext import label_text, quoted, shortened

# With more modules than these, arrows that say nothing new hide those that do.
_DETAILED = 40


@dataclass(frozen=True, kw_only=True)
class ColumnView:
    """`nodes` are the heading and the boxes, from top to bottom."""

    heading: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CapabilityView:
    """A capability of several modules."""

    node: str
    text: str


@dataclass(frozen=True, kw_only=True)
class GraphView:
    """`ties` are pairs of nodes with an invisible arrow, see `_ties`."""

    title: str
    subtitle: str
    brief: bool
    columns: tuple[ColumnView, ...]
    boxes: tuple[BoxView, ...]
    capabilities: tuple[CapabilityView, ...]
    arrows: tuple[ArrowView, ...]
    ties: tuple[tuple[str, str], ...]


def view_graph(plan: Plan) -> GraphView:
    count = len(plan.modules)
    brief = count > _DETAILED
    arrows = draw_arrows(plan, brief=brief)
    starts = {arrow.start for arrow in arrows}
    columns = _columns(plan)
    return GraphView(
        title=label_text(plan.profile.name),
        subtitle=label_text(
            f"{count} module{'' if count == 1 else 's'} for {plan.target}, as "
            f"{plan.profile.source.line_name} asks for"
        ),
        brief=brief,
        columns=columns,
        boxes=draw_boxes(plan, arrows, brief=brief),
        capabilities=tuple(
            CapabilityView(node=capability_node(name), text=quoted(shortened(name)))
            for name in find_shared(plan)
            if capability_node(name) in starts
        ),
        arrows=arrows,
        ties=tuple(_ties(columns, starts)),
    )


def _columns(plan: Plan) -> tuple[ColumnView, ...]:
    nodes: dict[int, list[str]] = {}
    for planned in plan.modules:
        nodes.setdefault(planned.depth, []).append(quoted(planned.module.name))
    headings = {depth: quoted(f"depth {depth}") for depth in sorted(nodes)}
    return tuple(
        ColumnView(heading=heading, nodes=(heading, *nodes[depth]))
        for depth, heading in headings.items()
    )


def _ties(columns: Sequence[ColumnView], starts: set[str]) -> Iterator[tuple[str, str]]:
    """What keeps the columns apart, and their boxes in start order.

    Graphviz moves a node that has no arrow to the next column past its neighbours,
    whatever holds them together. So every box has one.
    """
    for column, following in zip(columns, columns[1:]):
        for node in column.nodes[1:]:
            if node not in starts:
                yield node, following.heading
