# SPDX-License-Identifier: MIT
"""How figures are shown and compared; what they are is counted by `ninja bench`."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from tests.bench.check import compare
from tests.bench.figures import Figure, as_json, chart, table
from tests.bench.lookup import make_hits, make_names

FIGURES = [
    Figure(section="calls", name="a <call>", count=10, against="C & D", measure=4.0),
    Figure(
        section="calls", name="far off", count=5_000, against="x", measure=1, goal=2
    ),
    Figure(section="sizes", name="core", count=1_234, unit="bytes", goal=2_000),
]


def test_the_table_says_what_is_not_met() -> None:
    lines = table(FIGURES).splitlines()
    assert [line.split()[0] for line in lines if line] == [
        "calls",
        "a",
        "far",
        "sizes",
        "core",
    ]
    assert lines[1].endswith("C & D: 4") and " 2.50 " in lines[1]
    assert "not met" in lines[2] and "5,000" in lines[2]
    assert "not met" not in lines[-1] and lines[-1].endswith("bytes")


def test_json_holds_the_ratio() -> None:
    found = json.loads(as_json(FIGURES))
    assert [each["ratio"] for each in found] == [2.5, 5_000, None]


def test_the_chart_stays_in_its_picture() -> None:
    root = ElementTree.fromstring(chart(FIGURES))
    space = "{http://www.w3.org/2000/svg}"
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    bars = [bar.attrib for bar in root.iter(f"{space}rect") if "x" in bar.attrib]
    assert len(bars) == 2
    for bar in bars:
        assert 0 < float(bar["x"]) + float(bar["width"]) < width
        assert float(bar["y"]) + float(bar["height"]) < height
    texts = [text.text for text in root.iter(f"{space}text")]
    assert "a <call>" in texts and "2.50 of C & D" in texts


def test_only_what_is_dearer_fails() -> None:
    before = {"a": 100.0, "b": 100.0, "c": 100.0, "gone": 1.0}
    now = {"a": 102.0, "b": 102.1, "c": 97.0, "new": 1.0}
    assert compare(before, now) == [
        "b: 100.0 -> 102.1",
        " c: 100.0 -> 97.0, better",
        "gone: is not measured any more; --write the baseline",
        "new: is not in the baseline; --write it",
    ]
    assert compare(before, before) == []


def test_names_are_the_same_each_time_and_no_two_alike() -> None:
    names = make_names(100)
    assert names == make_names(100) and len(set(names)) == len(names) >= 200
    assert set(make_hits(100)) <= set(names[:100])
