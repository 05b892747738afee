# SPDX-License-Identifier: MIT
"""Cycles of a graph: one for each knot, the shortest through its first node."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.cycles import find_cycles

from .builders import SEARCH


def cycles(*edges: str) -> list[str]:
    """`cycles("ab", "ba")` is ["ab ba"]: edges are labelled with themselves."""
    found = find_cycles(
        sorted({node for edge in edges for node in edge[:2]}),
        [(edge[0], edge[1], edge) for edge in edges],
    )
    return [" ".join(cycle) for cycle in found]


def test_no_cycle() -> None:
    assert cycles() == []
    assert cycles("ab", "bc", "ac") == []


def test_a_cycle_starts_at_its_first_node() -> None:
    assert cycles("cb", "ba", "ac") == ["ac cb ba"]


def test_the_way_into_a_cycle_is_not_part_of_it() -> None:
    assert cycles("ab", "bc", "cd", "db", "de") == ["bc cd db"]


def test_an_edge_to_itself() -> None:
    assert cycles("aa", "ab") == ["aa"]
    assert cycles("ab", "bb") == ["bb"]


def test_of_several_ways_the_shortest() -> None:
    assert cycles("ab", "bc", "ca", "ba") == ["ab ba"]
    assert cycles("ab", "bc", "cd", "da", "cb") == ["ab bc cd da"]


def test_of_several_edges_the_first() -> None:
    assert cycles("ab1", "ab2", "ba1", "ba2") == ["ab1 ba1"]


def test_each_knot_has_its_cycle() -> None:
    assert cycles("yz", "zy", "ab", "ba", "by") == ["ab ba", "yz zy"]


def test_a_cycle_through_a_kind_of_edge() -> None:
    def through(*edges: str) -> list[str]:
        found = find_cycles(
            "abcde",
            [(edge[0], edge[1], edge) for edge in edges],
            through=lambda edge: edge.endswith("!"),
        )
        return [" ".join(cycle) for cycle in found]

    assert through("ab", "ba") == []
    assert through("ab!", "bc") == []
    assert through("ab", "ba", "bc!", "cd", "db") == ["bc! cd db"]
    assert through("ab", "bc!", "ca", "ba") == ["ab bc! ca"]
    assert through("aa", "aa!") == ["aa!"]
    assert through("ab!", "ba", "ce", "ec!") == ["ab! ba", "ce ec!"]


def test_edges_that_leave_the_nodes_are_left_out() -> None:
    edges = [("a", "b", 1), ("b", "a", 2), ("b", "x", 3), ("x", "b", 4)]
    assert find_cycles(["a", "b"], edges) == ((1, 2),)
    assert find_cycles(["b"], edges) == ()


def test_long_chains_do_not_recurse() -> None:
    count = 20_000
    names = [f"{number:05d}" for number in range(count)]
    chain = [(a, b, a) for a, b in zip(names, names[1:], strict=False)]
    start = time.process_time()
    assert find_cycles(names, chain) == ()
    (cycle,) = find_cycles(names, [*chain, (names[-1], names[0], names[-1])])
    assert list(cycle) == names
    assert time.process_time() - start < 4


NODES = "abcdef"


@settings(SEARCH)
@given(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES))))
def test_every_cycle_is_one_and_none_is_missed(edges: list[tuple[str, str]]) -> None:
    labelled = [(a, b, (a, b)) for a, b in edges]
    found = find_cycles(NODES, labelled)
    for cycle in found:
        assert all(edge in edges for edge in cycle)
        for (_, end), (start, _) in zip(cycle, cycle[1:] + cycle[:1], strict=True):
            assert end == start
        assert cycle[0][0] == min(start for start, _ in cycle)
    # Without the nodes of these knots' cycles, a graph without cycles has none.
    reachable = {node: {b for a, b in edges if a == node} for node in NODES}
    for middle in NODES:
        for node in NODES:
            if middle in reachable[node]:
                reachable[node] |= reachable[middle]
    firsts = {
        min(
            other
            for other in NODES
            if other in reachable[node] and node in reachable[other]
        )
        for node in NODES
        if node in reachable[node]
    }
    assert [cycle[0][0] for cycle in found] == sorted(firsts)
