# SPDX-License-Identifier: MIT
"""The picture of an image: its DOT, what graphviz makes of it, and its JSON.

`HELIX_WRITE_EXPECTED=1` writes what is accepted for the small project anew; look at the
picture before you keep it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings

from codegen.model import Model
from codegen.plan.model import EdgeKind, Plan
from codegen.project import load_project
from codegen.tools import arguments, cli
from codegen.tools.graph import draw
from codegen.view.implied import find_implied

from .asking import PROFILE, Asking
from .builders import SEARCH, good_plan, image_of, model, module, plan
from .large import write_large
from .test_plan_properties import models, profiles

SMALL = Path(__file__).resolve().parent / "graph"


# A small project -------------------------------------------------------------------


def ask_small(
    folder: Path,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """Ask about the small project in `folder`; the working folder stays."""
    monkeypatch.setattr(arguments, "DEFAULT_MODULES", folder / "specs")
    tool, *rest = words
    assert cli.main([tool, "--profile", str(folder / "small.toml"), *rest]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


@pytest.mark.parametrize("form", ["dot", "json"])
def test_what_is_printed_is_accepted(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["graph", "--json"] if form == "json" else ["graph"]
    text = ask_small(SMALL, words, monkeypatch, capsys)
    expected = SMALL / f"expected.{form}"
    if os.environ.get("HELIX_WRITE_EXPECTED"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8"), (
        "to accept it: HELIX_WRITE_EXPECTED=1 python3 -m pytest "
        "tests/codegen/test_graph.py"
    )


@pytest.mark.parametrize(
    "words",
    [
        ["graph"],
        ["graph", "--json"],
        ["why", "fs", "--json"],
        ["why", "core", "fs", "--json"],
        ["who", "x.block", "--json"],
        ["who", "disk", "--json"],
    ],
)
def test_the_same_bytes_wherever_the_project_lies(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = set()
    for place, working_folder in (
        (SMALL, SMALL),
        (SMALL, Path("/")),
        (tmp_path / "a", tmp_path / "a"),
        (tmp_path / "b" / "deeper", tmp_path),
    ):
        if place != SMALL:
            shutil.copytree(SMALL, place)
        monkeypatch.chdir(working_folder)
        found.add(ask_small(place, words, monkeypatch, capsys))
    assert len(found) == 1


def draw_svg(dot: str) -> xml.etree.ElementTree.Element:
    done = subprocess.run(["dot", "-Tsvg"], input=dot.encode(), capture_output=True)
    assert done.returncode == 0 and done.stderr == b"", done.stderr
    return xml.etree.ElementTree.fromstring(done.stdout)


def texts_of(svg: xml.etree.ElementTree.Element) -> list[str]:
    return [text.strip("\xa0") for element in svg.iter() if (text := element.text)]


def tooltips_of(svg: xml.etree.ElementTree.Element) -> list[str]:
    title = "{http://www.w3.org/1999/xlink}title"
    return [element.attrib[title] for element in svg.iter() if title in element.attrib]


def test_what_a_reader_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    project = load_project(
        folders=[SMALL / "specs"], profile=SMALL / "small.toml", working_folder=SMALL
    )
    assert project.plan is not None
    svg = draw_svg(draw(project.plan))
    texts = texts_of(svg)
    for text in (
        *("small", "5 modules for host, as small.toml asks for"),
        *("depth 0", "depth 1", "depth 2", "depth 3"),
        *("0", "core", "2.1.3", "backup.service"),
        *("serves x.block 1.1 ★", "serves x.block 1.0", "provides rare"),
        *("uses x.block as disk", "uses x.net as remote: nobody"),
        *("depends on the module", "dashed: optional", "thick frame: ESSENTIAL"),
    ):
        assert text in texts, text
    tooltips = tooltips_of(svg)
    assert (
        'core 0.1.0: Says "<b>" & \\N\\\\n\\, &lt; {x|y} \ufffd – naïve (named by the '
        "profile; ESSENTIAL; specs/small.mod:7:8)" in tooltips
    )
    assert (
        "'fs' optionally depends on 'core' (specs/small.mod:29:42)" in tooltips
    ), tooltips


# Any image -------------------------------------------------------------------------


def implied_edges(planned: Plan) -> set[tuple[str, str]]:
    """The plain way: those between whose ends another way leads."""
    earlier = {
        p.module.name: {edge.earlier for edge in p.edges} for p in planned.modules
    }

    def reaches(start: str, end: str) -> bool:
        return start in earlier[end] or any(reaches(start, e) for e in earlier[end])

    return {
        (start, end)
        for end, starts in earlier.items()
        for start in starts
        if any(reaches(start, other) for other in starts - {start})
    }


@given(models(), profiles())
@settings(SEARCH, max_examples=80)
def test_implied_edges(known: Model, text: str) -> None:
    planned, _ = plan(known, text)
    if planned is not None:
        assert find_implied(planned.modules) == implied_edges(planned)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The nodes of a DOT text, and its visible arrows as (start, end, attributes)."""

    nodes: list[str]
    arrows: list[tuple[str, str, str]]


NODE = re.compile(r'^    "([^"]*)" \[tooltip=', re.MULTILINE)
ARROW = re.compile(
    r'^    "([^"]*)"(?::"[^"]*":e)? -> "([^"]*)"(?::"[^"]*":w)? \[(color.*)\];$',
    re.MULTILINE,
)


def read_dot(text: str) -> Drawn:
    return Drawn(nodes=NODE.findall(text), arrows=ARROW.findall(text))


@given(models(), profiles())
@settings(SEARCH, max_examples=80)
def test_every_edge_is_an_arrow(known: Model, text: str) -> None:
    planned, _ = plan(known, text)
    if planned is None:
        return
    drawn = read_dot(draw(planned))
    assert drawn.nodes == [p.module.name for p in planned.modules]
    direct = {(start, end) for start, end, _ in drawn.arrows}
    for each in planned.modules:
        for edge in each.edges:
            through = f"capability {edge.name}"
            assert (edge.earlier, edge.later) in direct or {
                (edge.earlier, through),
                (through, edge.later),
            } <= direct
    for start, end, _ in drawn.arrows:
        assert not start.startswith("capability ") or end in drawn.nodes
    assert len(set(drawn.arrows)) == len(drawn.arrows)


def test_looks_tell_the_kinds_apart() -> None:
    known = model(
        module("a", provides=["air"], implements=["block 1.0"]),
        module("b", dependencies=["a"]),
        module("c", dependencies=["air"]),
        module("d", uses=["block 1.0 as disk"]),
        module("e", after=["a"]),
        module("f", dependencies=["a optional"]),
    )
    drawn = read_dot(draw(good_plan(known, image_of(*"abcdef"))))
    looks = {end: re.sub(", tooltip.*", "", look) for _, end, look in drawn.arrows}
    assert len(set(looks.values())) == 5
    # Without their colours too, for those who print in black or do not see them.
    assert len({re.sub(r'color="[^"]*"', "", look) for look in looks.values()}) == 5
    assert "dashed" in looks["f"] and "dotted" in looks["e"]


def test_an_empty_image() -> None:
    svg = draw_svg(draw(good_plan(model(), "[modules]\nstatic = []\n")))
    assert "0 modules for x86_64, as profile.toml asks for" in texts_of(svg)


def test_long_names_are_shortened() -> None:
    name = "n" * 255
    known = model(module(name, provides=["c" * 255]))
    svg = draw_svg(draw(good_plan(known, image_of(name))))
    texts = texts_of(svg)
    assert f"{'n' * 24}…{'n' * 24}" in texts and name in texts
    assert all(len(text) < 100 for text in texts if text != name)


# A large image ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("large")
    names = write_large(folder)
    assert len(set(names)) == 200
    project = load_project(
        folders=[folder / "mods"],
        profile=folder / "large.toml",
        working_folder=folder,
    )
    assert project.diagnostics.sorted() == () and project.plan is not None
    assert sorted(p.module.name for p in project.plan.modules) == sorted(names)
    return project.plan


def box_texts(dot: str) -> dict[str, str]:
    """The label of each module's box, its lines joined, without tags."""
    boxes = re.findall(
        r'^    "([^"]*)" \[tooltip=.*?label=<(.*?)^    >\];', dot, re.M | re.S
    )
    return {
        name: " ".join(re.sub("<[^>]*>|&#160;", " ", label).split())
        for name, label in boxes
    }


def test_every_module_and_need_of_a_large_image(large: Plan) -> None:
    boxes = box_texts(draw(large))
    assert list(boxes) == [p.module.name for p in large.modules]
    for planned in large.modules:
        name = planned.module.name
        text = boxes[name]
        assert text.startswith(f"{planned.ident} {name} {planned.module.version}")
        needs = text.partition(" needs ")[2].split(", ")
        for edge in planned.edges:
            word = edge.name + (" (optional)" if edge.optional else "")
            if edge.kind in (EdgeKind.AFTER, EdgeKind.BEFORE):
                word = f"after {edge.earlier}"
            assert word in needs, f"{word} of {name}: {text}"


def test_arrows_of_a_large_image_lead_everywhere(large: Plan) -> None:
    """What is left out is implied: the arrows order the modules as the edges do."""
    drawn = read_dot(draw(large))
    before: dict[str, set[str]] = {}
    for start, end, _ in drawn.arrows:
        before.setdefault(end, set()).add(start)
    reached: dict[str, set[str]] = {}

    def all_before(name: str) -> set[str]:
        if name not in reached:
            found = set(before.get(name, ()))
            for other in before.get(name, ()):
                found |= all_before(other)
            reached[name] = found
        return reached[name]

    for planned in large.modules:
        for edge in planned.edges:
            assert edge.earlier in all_before(edge.later)
    edge_count = sum(len(planned.edges) for planned in large.modules)
    assert len(drawn.arrows) < edge_count / 2


def test_columns_of_a_large_image(large: Plan) -> None:
    """Read from the drawing: one column a depth, in start order from top to bottom,
    under a heading, on a page that is not much wider than high."""
    done = subprocess.run(
        ["dot", "-Tplain"], input=draw(large).encode(), capture_output=True, check=True
    )
    lines = [shlex.split(line) for line in done.stdout.decode().splitlines()]
    at = {
        words[1]: (float(words[2]), -float(words[3]))
        for words in lines
        if words[0] == "node"
    }
    columns: dict[int, list[str]] = {}
    for planned in large.modules:
        columns.setdefault(planned.depth, []).append(planned.module.name)
    left = -1.0
    for depth, names in columns.items():
        heading = f"depth {depth}"
        assert {at[name][0] for name in names} == {at[heading][0]}
        assert at[heading][0] > left
        left = at[heading][0]
        heights = [at[name][1] for name in (heading, *names)]
        assert heights == sorted(heights), heading
    assert len({at[f"depth {depth}"][1] for depth in columns}) == 1
    ((_, _, width, height),) = [words for words in lines if words[0] == "graph"]
    assert 0.5 < float(width) / float(height) < 2


# The command line ------------------------------------------------------------------


def test_output(ask: Asking) -> None:
    dot = ask("graph").out
    assert ask("graph", "-o", "new/image.dot").status == 0
    assert (ask.folder / "new/image.dot").read_text(encoding="utf-8") == dot
    assert ask("graph", "--output", "image.svg").status == 0
    first = (ask.folder / "image.svg").stat()
    assert b"<svg" in (ask.folder / "image.svg").read_bytes()
    ask("graph", "--output", "image.svg")
    assert (ask.folder / "image.svg").stat().st_mtime_ns == first.st_mtime_ns


@pytest.mark.parametrize(
    "name", ["image", "image.png", "image.SVG", ".svg", "svg", "folder.svg"]
)
def test_an_output_that_cannot_be_written(ask: Asking, name: str) -> None:
    (ask.folder / "folder.svg").mkdir()
    said = ask("graph", "--output", name)
    assert said.status == 2 and said.out == ""
    assert name in said.err and "Traceback" not in said.err


def test_json_is_printed_only(ask: Asking) -> None:
    with pytest.raises(SystemExit) as stopped:
        ask("graph", "--json", "--output", "image.dot")
    assert stopped.value.code == 2


def test_without_graphviz(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(ask.folder))
    said = ask("graph", "--output", "image.svg")
    assert said.status == 2
    assert said.err == "codegen graph: a .svg needs 'dot': apt-get install graphviz\n"
    assert ask("graph", "--output", "image.dot").status == 0


def test_a_graphviz_that_fails(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    dot = ask.folder / "dot"
    dot.write_text("#!/bin/sh\necho it hurts >&2\nexit 1\n")
    dot.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ask.folder}:{os.environ['PATH']}")
    said = ask("graph", "--output", "image.svg")
    assert said.status == 3 and "dot: it hurts" in said.err
    assert not (ask.folder / "image.svg").exists()


def test_an_image_with_errors_is_drawn(ask: Asking) -> None:
    ask.write(profile=PROFILE + "[config.clock]\nspeed = 1\n")
    said = ask("graph")
    assert said.status == 1 and "error[E605]" in said.err
    assert len(NODE.findall(said.out)) == 5


def test_an_image_that_is_not_known_is_not_drawn(ask: Asking) -> None:
    ask.write(profile=PROFILE.replace("last", "lost"))
    said = ask("graph", "--output", "image.svg")
    assert said.status == 1 and said.out == "" and "error[E604]" in said.err
    assert not (ask.folder / "image.svg").exists()


def test_json(ask: Asking) -> None:
    data = ask("graph", "--json").data
    assert list(data) == ["profile", "target", "modules", "capabilities", "interfaces"]
    fs = next(entry for entry in data["modules"] if entry["name"] == "fs")
    assert list(fs) == [
        "id",
        "name",
        "version",
        "description",
        "flags",
        "depth",
        "reason",
        "wanted_by",
        "provides",
        "serves",
        "handles",
        "edges",
        "file",
        "line",
        "column",
    ]
    assert [entry["id"] for entry in data["modules"]] == [0, 1, 2, 3, 4]
    assert data["capabilities"] == [{"name": "storage", "provided_by": ["disk"]}]
    assert data["interfaces"] == [
        {
            "name": "test.clock",
            "version": "1.1",
            "served_by": ["clock"],
            "primary": "clock",
        }
    ]
    assert json.dumps(data, indent=1) + "\n" == ask("graph", "--json").out
