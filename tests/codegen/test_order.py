# SPDX-License-Identifier: MIT
"""The start order: depth, then name, whatever makes one module wait for another."""

from __future__ import annotations

import random
import time

import pytest

from codegen.diagnostics import Diagnostics, render_all
from codegen.model import Model
from codegen.plan.model import EdgeKind
from codegen.plan.hidden import find_hidden
from codegen.plan.names import check_names
from codegen.plan.order import OrderedModule, order_modules, section_key
from codegen.plan.select import Selection, select_modules

from .builders import image_of, model, module, profile, said


def order(
    known: Model, *names: str, text: str = ""
) -> tuple[tuple[OrderedModule, ...] | None, Diagnostics]:
    diagnostics = Diagnostics()
    static = names or [m.name for m in known.modules]
    wanted = profile(image_of(*static) + text)
    hidden = find_hidden(diagnostics)
    checked = check_names(known, wanted, hidden, diagnostics)
    selection = select_modules(known, wanted, checked, hidden, diagnostics)
    assert not diagnostics.sorted(), said(diagnostics)
    return order_modules(selection, diagnostics), diagnostics


def depths(known: Model, *names: str, text: str = "") -> dict[str, int]:
    ordered, diagnostics = order(known, *names, text=text)
    assert ordered is not None and not diagnostics.sorted(), said(diagnostics)
    return {each.module.name: each.depth for each in ordered}


def test_depth_is_the_longest_chain_below() -> None:
    known = model(
        module("a", dependencies=["b", "d"]),
        module("b", dependencies=["c"]),
        module("c", dependencies=["d"]),
        module("d"),
        module("e"),
    )
    assert list(depths(known).items()) == [
        ("d", 0),
        ("e", 0),
        ("c", 1),
        ("b", 2),
        ("a", 3),
    ]


def test_equal_depths_are_ordered_by_the_bytes_of_the_name() -> None:
    names = ["a10", "a.b", "a-b", "a_b", "a2", "b"]
    assert list(depths(model(*map(module, names)))) == [
        "a-b",
        "a.b",
        "a10",
        "a2",
        "a_b",
        "b",
    ]


def test_every_kind_of_edge_counts() -> None:
    known = model(
        module("dep", dependencies=["base"]),
        module("cap", dependencies=["clock"]),
        module("use", uses=["block as disk"]),
        module("late", after=["base"]),
        module("base", before=["early"], provides=["clock"], implements=["block 1.0"]),
        module("early"),
    )
    ordered, _ = order(known)
    assert ordered is not None
    assert {
        each.module.name: [(e.kind, e.earlier, e.name, e.span.text) for e in each.edges]
        for each in ordered
    } == {
        "base": [],
        "dep": [(EdgeKind.DEPENDENCY, "base", "base", "dependencies base")],
        "cap": [(EdgeKind.CAPABILITY, "base", "clock", "dependencies clock")],
        "use": [(EdgeKind.USES, "base", "block", "uses block as disk")],
        "late": [(EdgeKind.AFTER, "base", "base", "after base")],
        "early": [(EdgeKind.BEFORE, "base", "early", "before early")],
    }
    assert [each.depth for each in ordered] == [0, 1, 1, 1, 1, 1]


def test_optional_edges_count_when_the_target_is_in_the_image() -> None:
    known = model(
        module("a", dependencies=["y optional", "clock optional"]),
        module("b", uses=["block as disk optional"]),
        module("y"),
        module("z", provides=["clock"], implements=["block 1.0"]),
    )
    assert depths(known, "a", "b") == {"a": 0, "b": 0}
    assert depths(known, "a", "b", "y") == {"b": 0, "y": 0, "a": 1}
    assert depths(known, "a", "b", "z") == {"z": 0, "a": 1, "b": 1}


def test_order_only_entries_are_ignored_when_the_target_is_not_in_the_image() -> None:
    known = model(module("a", after=["z"], before=["y"]), module("y"), module("z"))
    assert depths(known, "a") == {"a": 0}
    assert depths(known, "a", "y", "z") == {"z": 0, "a": 1, "y": 2}


def test_a_user_of_a_capability_waits_for_all_its_providers() -> None:
    known = model(
        module("a", dependencies=["clock >= 1.0"]),
        module("old", at="0.5", provides=["clock"]),
        module("pit", at="1.0", provides=["clock"], dependencies=["ports"]),
        module("ports"),
    )
    ordered, _ = order(known)
    assert ordered is not None
    assert [e.earlier for e in ordered[-1].edges] == ["old", "pit"]
    assert ordered[-1].module.name == "a" and ordered[-1].depth == 2


def test_what_makes_a_module_wait_for_itself_is_left_to_analysis() -> None:
    known = model(
        module("soft", dependencies=["clock optional"], provides=["clock"]),
        module("pit", provides=["clock"], dependencies=["soft", "pit"]),
    )
    ordered = order_modules(
        Selection(
            modules=known.modules,
            reasons={},
            wanted_by={},
            handles={},
            file_handles={},
            complete=False,
        ),
        Diagnostics(),
    )
    assert ordered is not None
    assert [each.module.name for each in ordered] == ["soft", "pit"]


def test_the_key_sorts_as_the_order_does() -> None:
    assert section_key(2, "round-robin") == "00002.round-robin"
    chain = model(
        *(module(f"m{n}", dependencies=[f"m{n - 1}"] if n else []) for n in range(12))
    )
    ordered, _ = order(chain)
    assert ordered is not None
    keys = [section_key(each.depth, each.module.name) for each in ordered]
    assert keys == sorted(keys)
    assert [each.module.name for each in ordered][9:] == ["m9", "m10", "m11"]


# Cycles ----------------------------------------------------------------------------


def cycle_report(known: Model, **options: str) -> str:
    ordered, diagnostics = order(known, **options)
    assert ordered is None
    return render_all(diagnostics)


def test_a_cycle_over_a_capability() -> None:
    known = model(
        module("kernel", dependencies=["pit"]),
        module("net", dependencies=["clock"], provides=["time"]),
        module("pit", dependencies=["time optional"], provides=["clock"]),
    )
    assert (
        cycle_report(known)
        == """\
net.mod:2:1: error[E504]: dependency cycle: 'net' -> 'pit' -> 'net'
    dependencies clock
    ^~~~~~~~~~~~~~~~~~
net.mod:2:1: note: 'net' needs capability 'clock', which 'pit' provides
    dependencies clock
    ^~~~~~~~~~~~~~~~~~
pit.mod:2:1: note: 'pit' optionally needs capability 'time', which 'net' provides
    dependencies time optional
    ^~~~~~~~~~~~~~~~~~~~~~~~~~
help: remove one of these entries; 'optional' does not break a cycle
1 error
"""
    )


def test_a_cycle_over_a_handle_and_order() -> None:
    known = model(
        module("disk", implements=["block 1.0"], after=["log"]),
        module("fs", uses=["block as disk"], before=["log"]),
        module("log"),
    )
    report = cycle_report(known)
    assert "error[E504]: dependency cycle: 'disk' -> 'log' -> 'fs' -> 'disk'" in report
    assert "disk.mod:2:1: error" in report
    assert "note: 'disk' starts after 'log'" in report
    assert "fs.mod:2:1: note: 'fs' starts before 'log'" in report
    assert "fs.mod:3:1: note: 'fs' uses 'block' of 'disk'" in report


def test_the_bound_provider_decides_whether_there_is_a_cycle() -> None:
    known = model(
        module("disk", implements=["block 1.0"], dependencies=["fs"]),
        module("fs", uses=["block as disk"]),
        module("ram", implements=["block 1.0"]),
    )
    assert list(depths(known, text="[bind.fs]\ndisk = 'ram'\n")) == [
        "ram",
        "fs",
        "disk",
    ]
    assert "'disk' -> 'fs' -> 'disk'" in cycle_report(
        known, text="[bind.fs]\ndisk = 'disk'\n"
    )


def test_cycles_that_analysis_reports_are_left_to_it() -> None:
    known = model(
        module("a", dependencies=["b"]),
        module("b", after=["a"]),
        module("c", dependencies=["a"]),
    )
    assert cycle_report(known) == ""


def test_a_cycle_knotted_with_one_that_analysis_reports_is_found() -> None:
    known = model(
        module("a", dependencies=["b"], provides=["x"]),
        module("b", dependencies=["a", "c"]),
        module("c", dependencies=["b", "y"]),
        module("d", dependencies=["x"], provides=["y"], after=["c"]),
    )
    ordered, diagnostics = order(known)
    assert ordered is None
    (found,) = diagnostics.sorted()
    assert found.message == "dependency cycle: 'c' -> 'd' -> 'c'"
    assert found.span.text == "dependencies y"


def test_cycles_apart_are_reported_together() -> None:
    known = model(
        *(
            module(f"p{n}", dependencies=[f"t{n}"], provides=[f"s{n}"])
            for n in range(3)
        ),
        *(
            module(f"q{n}", dependencies=[f"s{n}"], provides=[f"t{n}"])
            for n in range(3)
        ),
    )
    ordered, diagnostics = order(known)
    assert ordered is None
    assert [d.message for d in diagnostics.sorted()] == [
        f"dependency cycle: 'p{n}' -> 'q{n}' -> 'p{n}'" for n in range(3)
    ]


# Size ------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [10_000])
def test_many_modules_take_linear_time(count: int) -> None:
    random.seed(7)
    known = model(
        *(
            module(
                f"m{n}",
                dependencies=[f"m{random.randrange(n)}" for _ in range(5)] if n else [],
            )
            for n in range(count)
        )
    )
    ordered, spent = None, 0.0
    start = time.process_time()
    ordered, diagnostics = order(known, f"m{count - 1}", *[f"m{n}" for n in range(9)])
    assert ordered is not None and not diagnostics.sorted()
    static = [m.name for m in known.modules]
    ordered, _ = order(known, *static)
    spent = time.process_time() - start
    assert ordered is not None and len(ordered) == count
    position = {each.module.name: at for at, each in enumerate(ordered)}
    for each in ordered:
        for edge in each.edges:
            assert position[edge.earlier] < position[each.module.name]
    assert spent < 5


def test_a_chain_of_many_modules_does_not_recurse() -> None:
    count = 5000
    known = model(
        *(
            module(f"m{n}", dependencies=[f"m{n + 1}"] if n < count - 1 else [])
            for n in range(count)
        )
    )
    ordered, _ = order(known, "m0")
    assert ordered is not None
    assert ordered[-1].module.name == "m0" and ordered[-1].depth == count - 1
