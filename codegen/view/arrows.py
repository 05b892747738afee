# SPDX-License-Identifier: MIT
"""The arrows of the picture: from what starts earlier to what needs it.

An arrow begins where what is needed is offered: at a line of the provider's box, or at
its name. A capability that several modules of the image provide is a node of its own,
so that ten providers and ten users are 20 arrows and not 100.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codegen.model import Module
from codegen.plan.model import Edge, EdgeKind, Plan, PlannedModule
from codegen.plan.order import describe_edge
from codegen.view.dottext import place_of, quoted
from codegen.view.implied import find_implied

HEAD = quoted("head")

# How an edge is drawn; `templates/graph.dot.j2` has the look of each.
_LOOKS = {
    EdgeKind.DEPENDENCY: "module",
    EdgeKind.CAPABILITY: "capability",
    EdgeKind.USES: "interface",
    EdgeKind.AFTER: "order",
    EdgeKind.BEFORE: "order",
}


@dataclass(frozen=True, kw_only=True)
class ArrowView:
    """`start` and `end` are nodes, `start_port` and `end_port` places in their boxes,
    None for the node itself. `look` is the name of the way that it is drawn."""

    start: str
    start_port: str | None
    end: str
    end_port: str | None
    look: str
    dashed: bool
    tooltip: str

    @property
    def tail(self) -> str:
        return _join(self.start, self.start_port, "e")

    @property
    def head(self) -> str:
        return _join(self.end, self.end_port, "w")


def _join(node: str, port: str | None, side: str) -> str:
    return node if port is None else f"{node}:{port}:{side}"


def interface_port(name: str) -> str:
    return quoted(f"serves {name}")


def capability_port(name: str) -> str:
    return quoted(f"provides {name}")


def handle_port(name: str) -> str:
    return quoted(f"uses {name}")


def capability_node(name: str) -> str:
    """No module has this name: theirs have no space."""
    return quoted(f"capability {name}")


def find_shared(plan: Plan) -> dict[str, tuple[Module, ...]]:
    """The capabilities that several modules provide."""
    return {
        capability.name: capability.providers
        for capability in plan.capabilities
        if len(capability.providers) > 1
    }


def draw_arrows(plan: Plan, *, brief: bool) -> tuple[ArrowView, ...]:
    """Return the arrows; if `brief`, without those that others imply."""
    implied = find_implied(plan.modules) if brief else frozenset()
    shared = find_shared(plan)
    # Several edges may be one arrow: it stands where the first of them does.
    drawn: dict[ArrowView, None] = {}
    needed = set()
    for planned in plan.modules:
        for edge in planned.edges:
            if (edge.earlier, edge.later) in implied:
                continue
            if edge.kind is EdgeKind.CAPABILITY and edge.name in shared:
                drawn[_arrow_from_capability(edge)] = None
                needed.add(edge.name)
            else:
                drawn[_arrow(planned, edge, brief=brief)] = None
    for name in sorted(needed):
        drawn |= dict.fromkeys(_arrows_to_capability(name, shared[name]))
    return tuple(drawn)


def _arrow(planned: PlannedModule, edge: Edge, *, brief: bool) -> ArrowView:
    start_port = HEAD
    end_port = HEAD
    if edge.kind is EdgeKind.CAPABILITY:
        start_port = capability_port(edge.name)
    elif edge.kind is EdgeKind.USES:
        start_port = interface_port(edge.name)
        if not brief:
            uses = planned.module.uses
            end_port = handle_port(next(u.handle for u in uses if u.span == edge.span))
    return ArrowView(
        start=quoted(edge.earlier),
        start_port=start_port,
        end=quoted(edge.later),
        end_port=end_port,
        look=_LOOKS[edge.kind],
        dashed=edge.optional and _LOOKS[edge.kind] != "order",
        tooltip=quoted(f"{describe_edge(edge)} ({place_of(edge.span)})"),
    )


def _arrow_from_capability(edge: Edge) -> ArrowView:
    adverb = "optionally " if edge.optional else ""
    text = f"'{edge.later}' {adverb}needs capability '{edge.name}'"
    return ArrowView(
        start=capability_node(edge.name),
        start_port=None,
        end=quoted(edge.later),
        end_port=HEAD,
        look="capability",
        dashed=edge.optional,
        tooltip=quoted(f"{text} ({place_of(edge.span)})"),
    )


def _arrows_to_capability(
    name: str, providers: tuple[Module, ...]
) -> Iterator[ArrowView]:
    for provider in providers:
        yield ArrowView(
            start=quoted(provider.name),
            start_port=capability_port(name),
            end=capability_node(name),
            end_port=None,
            look="capability",
            dashed=False,
            tooltip=quoted(f"'{provider.name}' provides '{name}'"),
        )
