# SPDX-License-Identifier: MIT
"""From the bytes of a trace to the critical path, the events and the chart."""

from __future__ import annotations

import json
import struct
import xml.etree.ElementTree as ElementTree
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.render.renderer import Renderer
from codegen.trace.boot import Boot, find_boot, find_path
from codegen.trace.chrome import write_events
from codegen.trace.facts import (
    Facts,
    Module,
    collect_facts,
    read_facts,
    write_facts,
)
from codegen.trace.ring import Phase, Record, Trace, TraceError, read_trace
from codegen.view.boot_chart import view_chart
from tests.codegen.builders import SEARCH, good_plan, image_of, model, module

KEPT = 8
STATUSES = {0: "HX_OK", -10: "HX_ERR_INIT"}


def packed(
    number: int,
    *,
    phase: int = 0,
    name: bytes = b"disk",
    begin: int = 0,
    duration: int = 0,
    status: int = 0,
) -> bytes:
    version = 1 << 32 | 2 << 16 | 3
    return struct.pack(
        "<QQQIIiB27s", begin, duration, version, number, 5, status, phase, name
    )


def memory(
    records: list[bytes], *, capacity: int = 4, ready: int = 99, kept: int = 0
) -> bytes:
    """What a kernel leaves that wrote these records; `kept` of those dropped."""
    empty = bytes(64)
    count = len(records)
    ring = [empty] * capacity
    for number, record in enumerate(records):
        ring[number % capacity] = record
    slow = records[:kept] + [empty] * (KEPT - kept)
    return struct.pack("<QQII", 7, ready, count, kept) + b"".join(slow + ring)


def test_a_ring_is_read_from_its_oldest_record() -> None:
    records = [packed(n, begin=10 * n, duration=n) for n in range(11)]
    trace = read_trace(memory(records, kept=2))
    assert [record.number for record in trace.records] == [0, 1, 7, 8, 9, 10]
    assert (trace.boot_ns, trace.ready_ns, trace.lost) == (7, 99, 5)
    assert trace.records[-1] == Record(
        number=10,
        module=5,
        name="disk",
        version="1.2.3",
        phase=Phase.INIT,
        begin_ns=100,
        duration_ns=10,
        status=0,
    )


def test_what_has_not_ended_has_no_end() -> None:
    record = packed(0, phase=1, duration=2**64 - 1)
    trace = read_trace(memory([record], ready=0))
    assert trace.ready_ns is None
    assert trace.records[0].duration_ns is None
    assert trace.records[0].phase is Phase.START


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "0 bytes are no trace"),
        (memory([])[:-1], "bytes are no trace"),
        (memory([], capacity=0), "bytes are no trace"),
        (memory([], kept=0)[:20] + b"\x09\0\0\0" + memory([])[24:], "9 records were"),
        (memory([packed(0, phase=3)]), "record 0 has the phase 3"),
        (memory([packed(1)]), "not in order"),
        (memory([packed(0), packed(0)]), "not in order"),
    ],
)
def test_what_is_no_trace(data: bytes, message: str) -> None:
    with pytest.raises(TraceError, match=message):
        read_trace(data)


@SEARCH
@given(st.binary(max_size=24 + 64 * (KEPT + 3)))
def test_any_bytes_are_a_trace_or_an_error(data: bytes) -> None:
    try:
        read_trace(data)
    except TraceError:
        pass


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[int], list[list[int]]]:
    count = draw(st.integers(0, 8))
    durations = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    waits = [
        sorted(draw(st.sets(st.integers(0, place - 1)))) if place else []
        for place in range(count)
    ]
    return durations, waits


def is_chain(places: tuple[int, ...], waits: list[list[int]]) -> bool:
    return all(a in waits[b] for a, b in zip(places, places[1:], strict=False))


@SEARCH
@given(plans())
def test_no_chain_takes_longer_than_the_path(
    case: tuple[list[int], list[list[int]]]
) -> None:
    durations, waits = case
    path = find_path(durations, waits)
    chains = [
        places
        for size in range(len(durations) + 1)
        for places in combinations(range(len(durations)), size)
        if is_chain(places, waits)
    ]
    assert path in chains
    longest = max(sum(durations[place] for place in chain) for chain in chains)
    assert sum(durations[place] for place in path) == longest
    # It begins where nothing is waited for.
    assert not path or not waits[path[0]]


def test_facts_of_a_plan() -> None:
    known = model(
        module("disk"),
        module("fs", dependencies=["disk", "clock optional"]),
        module("alone"),
    )
    facts = collect_facts(good_plan(known, image_of("fs", "alone")))
    assert [(m.name, m.waits_for) for m in facts.modules] == [
        ("alone", ()),
        ("disk", ()),
        ("fs", (1,)),
    ]
    assert read_facts(write_facts(facts)) == facts


NASTY = 'a<b>&"c'


def story(
    *, ready: int | None = 1000, lost: int = 0
) -> tuple[Trace, Boot, Facts, list[Record]]:
    """A boot of three, one of which fails; then the first one stops and starts."""

    def record(
        number: int, module: int, phase: Phase, begin: int, end: int | None, status: int
    ) -> Record:
        return Record(
            number=number,
            module=module,
            name=names[module],
            version="1.0.0",
            phase=phase,
            begin_ns=begin,
            duration_ns=None if end is None else end - begin,
            status=status,
        )

    names = ("first", NASTY, "last")
    records = [
        record(0, 0, Phase.INIT, 110, 210, 0),
        record(1, 1, Phase.INIT, 300, 650, -10),
        record(2, 2, Phase.INIT, 660, 661, 0),
        record(3, 0, Phase.START, 700, 800, 0),
        record(4, 2, Phase.START, 810, 960, 0),
        record(5, 0, Phase.STOP, 5000, 5100, 0),
        record(6, 0, Phase.START, 6000, None, 0),
    ]
    trace = Trace(boot_ns=100, ready_ns=ready, lost=lost, records=tuple(records))
    facts = Facts(
        profile="p<q",
        target="x86_64",
        memory_mb=128,
        interactive=False,
        modules=(
            Module(name="first", version="1.0.0", waits_for=()),
            Module(name=NASTY, version="1.0.0", waits_for=()),
            Module(name="last", version="1.0.0", waits_for=(0,)),
        ),
    )
    return trace, find_boot(trace, facts), facts, records


def test_the_boot_ends_when_the_kernel_is_ready() -> None:
    _, boot, _, records = story()
    assert (boot.begin_ns, boot.end_ns) == (100, 1000)
    assert [step.duration_ns for step in boot.steps] == [200, 350, 151]
    # The start after the boot is not that of the boot.
    assert boot.steps[0].start == records[3]
    assert boot.path == (0, 2)
    assert (boot.path_ns, boot.hooks_ns) == (351, 701)


def test_a_boot_that_was_never_ready_ends_with_what_is_known() -> None:
    trace, boot, facts, _ = story(ready=None)
    assert boot.end_ns == 6000
    assert any(
        "was not ready" in line for line in view_chart(trace, boot, facts, {}).lines
    )


def test_events() -> None:
    trace, boot, facts, records = story(lost=3)
    table = json.loads(write_events(trace, boot, facts, STATUSES))
    names, hooks = table["traceEvents"][:3], table["traceEvents"][3:]
    assert [event["ph"] for event in names] == ["M", "M", "X"]
    whole = names[2]
    assert (whole["ts"], whole["dur"]) == (0.1, 0.9)
    assert whole["args"] == {"ready": True, "lost_records": 3}
    assert [event["name"] for event in hooks] == [
        f"{record.phase.title} {record.name}" for record in records
    ]
    assert [event["ts"] for event in hooks] == [r.begin_ns / 1000 for r in records]
    assert hooks[1]["args"] == {
        "module": NASTY,
        "id": 1,
        "version": "1.0.0",
        "status": "HX_ERR_INIT",
        "on_critical_path": False,
    }
    assert hooks[0]["args"]["on_critical_path"] is True
    # Only what is of the boot can be on its path; what has not ended has no end.
    assert "on_critical_path" not in hooks[5]["args"]
    assert hooks[6]["ph"] == "B" and "dur" not in hooks[6]


def test_a_chart_is_xml_whatever_names_are() -> None:
    trace, boot, facts, _ = story()
    view = view_chart(trace, boot, facts, STATUSES)
    text = Renderer().render("boot_chart.svg.j2", name="trace.svg", view=view)
    root = ElementTree.fromstring(text)
    svg = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{svg}svg"
    texts = [element.text for element in root.iter(f"{svg}text")]
    assert "p<q for x86_64: boot" in texts and NASTY in texts
    bars = [
        (rect.get("class"), float(rect.get("x", "")), float(rect.get("width", "")))
        for rect in root.iter(f"{svg}rect")
        if rect.find(f"{svg}title") is not None
    ]
    # In rows, from left to right: 640 pixels from x = 270 on are the 900 ns.
    assert [look for look, _, _ in bars] == ["init", "start", "failed", "init", "start"]
    for (_, x, width), (begin, end) in zip(
        bars, [(110, 210), (700, 800), (300, 650), (660, 661), (810, 960)], strict=True
    ):
        assert x == pytest.approx(270 + (begin - 100) * 640 / 900, abs=0.01)
        assert width == pytest.approx(max((end - begin) * 640 / 900, 2), abs=0.01)
    dots = [circle for circle in root.iter(f"{svg}circle") if circle.get("cx") == "26"]
    assert len(dots) == len(boot.path) == 2


def test_modules_without_a_record_are_counted_not_shown() -> None:
    trace, _, facts, records = story()
    kept = Trace(boot_ns=100, ready_ns=1000, lost=5, records=tuple(records[3:5]))
    view = view_chart(kept, find_boot(kept, facts), facts, STATUSES)
    assert [row.name for row in view.rows] == ["first", "last"]
    assert view.rows[0].figures[0] == "–"
    assert view.lines[-1].startswith("1 of them is not shown")


def test_an_empty_boot_has_a_chart() -> None:
    trace = Trace(boot_ns=5, ready_ns=5, lost=0, records=())
    facts = Facts(
        profile="none", target="host", memory_mb=1, interactive=False, modules=()
    )
    view = view_chart(trace, find_boot(trace, facts), facts, STATUSES)
    text = Renderer().render("boot_chart.svg.j2", name="trace.svg", view=view)
    ElementTree.fromstring(text)
    assert view.path is None and view.unit == "microseconds"
