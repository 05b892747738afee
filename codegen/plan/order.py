# SPDX-License-Identifier: MIT
"""The order in which the modules of an image start.

A module's depth is the longest chain below it, over every kind of edge; the order
is by depth, then by name. It comes from the specs alone, so that the linker, which
sorts the section by these keys, finds the same order on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen.cycles import find_cycles
from codegen.diagnostics import Diagnostics, Note
from codegen.model import Module
from codegen.plan.model import Edge, EdgeKind
from codegen.plan.select import Selection


@dataclass(frozen=True, kw_only=True)
class OrderedModule:
    """`edges` are those that make it start later than others."""

    module: Module
    depth: int
    edges: tuple[Edge, ...]


def order_modules(
    selection: Selection, diagnostics: Diagnostics
) -> tuple[OrderedModule, ...] | None:
    """Return the selection in start order; None if it has a cycle."""
    edges = find_edges(selection)
    names = [module.name for module in selection.modules]
    depths = _find_depths(names, edges)
    if len(depths) < len(names):
        in_knots = [name for name in names if name not in depths]
        _report_cycles(in_knots, edges, diagnostics)
        return None
    incoming: dict[str, list[Edge]] = {name: [] for name in names}
    for edge in edges:
        incoming[edge.later].append(edge)
    ordered = sorted(selection.modules, key=lambda m: (depths[m.name], m.name))
    return tuple(
        OrderedModule(
            module=module,
            depth=depths[module.name],
            edges=tuple(incoming[module.name]),
        )
        for module in ordered
    )


def section_key(depth: int, name: str) -> str:
    """What follows `.helix.modules.` in the name of a module's section."""
    return f"{depth:05d}.{name}"


def find_edges(selection: Selection) -> tuple[Edge, ...]:
    """Return what orders the modules of the selection, in the order of the specs."""
    present = {module.name for module in selection.modules}
    providers: dict[str, list[str]] = {}
    for module in selection.modules:
        for name in dict.fromkeys(c.name for c in module.provides):
            providers.setdefault(name, []).append(module.name)
    edges: list[Edge] = []
    for module in selection.modules:
        for dependency in module.dependencies:
            if dependency.name in present:
                kind, targets = EdgeKind.DEPENDENCY, [dependency.name]
            else:
                kind = EdgeKind.CAPABILITY
                targets = providers.get(dependency.name, [])
                if any(own.name == dependency.name for own in module.provides):
                    continue  # reported by analysis
            edges += (
                Edge(
                    earlier=target,
                    later=module.name,
                    kind=kind,
                    name=dependency.name,
                    optional=dependency.optional,
                    span=dependency.span,
                )
                for target in targets
            )
        for use in module.uses:
            served = selection.handles.get((module.name, use.handle))
            if served is not None and served.provider is not None:
                edges.append(
                    Edge(
                        earlier=served.provider.name,
                        later=module.name,
                        kind=EdgeKind.USES,
                        name=use.interface,
                        optional=use.optional,
                        span=use.span,
                    )
                )
        for ordering in module.orderings:
            if ordering.name in present:
                pair = (ordering.name, module.name)
                earlier, later = reversed(pair) if ordering.before else pair
                edges.append(
                    Edge(
                        earlier=earlier,
                        later=later,
                        kind=EdgeKind.BEFORE if ordering.before else EdgeKind.AFTER,
                        name=ordering.name,
                        optional=True,
                        span=ordering.span,
                    )
                )
    # What makes a module wait for itself is reported by analysis.
    return tuple(edge for edge in edges if edge.earlier != edge.later)


def _find_depths(names: Iterable[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Kahn's algorithm; a name on or behind a cycle is not in the result."""
    waits_for = {name: 0 for name in names}
    outgoing: dict[str, list[str]] = {name: [] for name in waits_for}
    for edge in edges:
        waits_for[edge.later] += 1
        outgoing[edge.earlier].append(edge.later)
    longest = dict.fromkeys(waits_for, 0)
    depths: dict[str, int] = {}
    ready = [name for name, count in waits_for.items() if count == 0]
    while ready:
        name = ready.pop()
        depths[name] = longest[name]
        for later in outgoing[name]:
            longest[later] = max(longest[later], longest[name] + 1)
            waits_for[later] -= 1
            if waits_for[later] == 0:
                ready.append(later)
    return depths


# Analysis follows these over all known modules, and has reported their cycles.
_SEEN_BY_ANALYSIS = (EdgeKind.DEPENDENCY, EdgeKind.AFTER, EdgeKind.BEFORE)


def _report_cycles(
    names: Sequence[str], edges: Sequence[Edge], diagnostics: Diagnostics
) -> None:
    """Report the cycles that exist in this image only: those over a capability or a
    handle."""
    waits = ((edge.later, edge.earlier, edge) for edge in edges)
    for cycle in find_cycles(
        names, waits, through=lambda edge: edge.kind not in _SEEN_BY_ANALYSIS
    ):
        path = " -> ".join(f"'{edge.later}'" for edge in (*cycle, cycle[0]))
        diagnostics.report(
            "E504",
            cycle[0].span,
            f"dependency cycle: {path}",
            notes=[Note(message=describe_edge(edge), span=edge.span) for edge in cycle],
            help="remove one of these entries; 'optional' does not break a cycle",
        )


def describe_edge(edge: Edge) -> str:
    """One edge as a sentence: why `later` waits for `earlier`."""
    adverb = "optionally " if edge.optional else ""
    match edge.kind:
        case EdgeKind.DEPENDENCY:
            return f"'{edge.later}' {adverb}depends on '{edge.earlier}'"
        case EdgeKind.CAPABILITY:
            return (
                f"'{edge.later}' {adverb}needs capability '{edge.name}', "
                f"which '{edge.earlier}' provides"
            )
        case EdgeKind.USES:
            return f"'{edge.later}' {adverb}uses '{edge.name}' of '{edge.earlier}'"
        case EdgeKind.AFTER:
            return f"'{edge.later}' starts after '{edge.earlier}'"
        case EdgeKind.BEFORE:
            return f"'{edge.earlier}' starts before '{edge.later}'"
