# SPDX-License-Identifier: MIT
"""Cycles of a directed graph, found in linear time and without recursion."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

_Targets = dict[str, list[tuple[str, T]]]


def find_cycles(
    nodes: Iterable[str],
    edges: Iterable[tuple[str, str, T]],
    *,
    through: Callable[[T], bool] | None = None,
) -> tuple[tuple[T, ...], ...]:
    """Return one cycle for each knot of the graph, as the labels of its edges.

    An edge is (from, to, label); edges to or from anything that is not in `nodes`
    are left out. A knot is a set of nodes that all reach each other. Its cycle is
    the shortest one through its first node by name; with `through`, the shortest one
    through the first edge for whose label that is true, and no cycle if no edge is.
    A cycle starts at the first of its nodes; of several edges between two nodes the
    first counts. The cycles are sorted by where they start.
    """
    targets: _Targets[T] = {node: [] for node in sorted(nodes)}
    for origin, target, label in edges:
        if origin in targets and target in targets:
            targets[origin].append((target, label))
    cycles = []
    for knot in _find_knots(targets):
        start = min(knot)
        if len(knot) == 1 and all(target != start for target, _ in targets[start]):
            continue
        if through is None:
            cycles.append(_shortest_way(start, start, knot, targets))
        else:
            cycle = _cycle_through(through, knot, targets)
            if cycle is not None:
                cycles.append(cycle)
    cycles.sort(key=lambda cycle: cycle[0][0])
    return tuple(tuple(label for _, label in cycle) for cycle in cycles)


def _cycle_through(
    through: Callable[[T], bool], knot: set[str], targets: _Targets[T]
) -> list[tuple[str, T]] | None:
    for origin in sorted(knot):
        for target, label in targets[origin]:
            if target in knot and through(label):
                cycle = [(origin, label)]
                if target != origin:
                    cycle += _shortest_way(target, origin, knot, targets)
                first = cycle.index(min(cycle, key=lambda step: step[0]))
                return cycle[first:] + cycle[:first]
    return None


def _find_knots(targets: _Targets[T]) -> list[set[str]]:
    """Tarjan's strongly connected components (1972), with the stack made explicit."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_nodes: list[str] = []
    is_open: set[str] = set()
    knots = []
    for root in targets:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        is_open.add(root)
        path = [(root, iter(targets[root]))]
        while path:
            node, rest = path[-1]
            for target, _ in rest:
                if target not in index:
                    index[target] = low[target] = len(index)
                    open_nodes.append(target)
                    is_open.add(target)
                    path.append((target, iter(targets[target])))
                    break
                if target in is_open:
                    low[node] = min(low[node], index[target])
            else:
                path.pop()
                if path:
                    parent = path[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    at = len(open_nodes) - 1
                    while open_nodes[at] != node:
                        at -= 1
                    knot = set(open_nodes[at:])
                    del open_nodes[at:]
                    is_open -= knot
                    knots.append(knot)
    return knots


def _shortest_way(
    start: str, goal: str, knot: set[str], targets: _Targets[T]
) -> list[tuple[str, T]]:
    """The edges of the shortest way, each as (from, label), at least one: with `goal`
    the same as `start` it is a cycle."""
    reached_by: dict[str, tuple[str, T]] = {}
    waiting = deque([start])
    while True:
        node = waiting.popleft()
        for target, label in targets[node]:
            if target == goal:
                way = [(node, label)]
                while node != start:
                    node, label = reached_by[node]
                    way.append((node, label))
                return way[::-1]
            if target in knot and target not in reached_by:
                reached_by[target] = (node, label)
                waiting.append(target)
