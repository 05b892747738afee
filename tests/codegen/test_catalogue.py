# SPDX-License-Identifier: MIT
"""`docs/errors.md` explains every diagnostic, and its examples do what it says.

The examples are the fenced blocks of an entry. The words behind the language say what
a block is:

- `bad` or `good`: it belongs to the example that gives the diagnostic, or to the mended
  one; a block with neither word belongs to both.
- `file=NAME`: the file it is in; without it `example.mod`, and `profile.toml` for
  `toml`. Blocks of one file follow each other.
- `in=module`, `in=info`, `in=impl`, `in=interface`: it is a part of that; the rest is
  in `SURROUNDINGS` here and at the head of the document.
- `bytes`: each `\\xNN` in it is that byte.

A block of `sh` is run in the folder of the example. A bad example gives its diagnostic
and no other, a good one gives none. Those of what only the compiler and the linker can
find are built in `tests/docs/test_build_errors.py`.
"""

from __future__ import annotations

import ast
import re
import subprocess
import textwrap
from pathlib import Path

import pytest

from codegen.catalogue import RULES
from codegen.diagnostics import render_all
from codegen.project import load_project
from codegen.tools.explain import MANUAL, read_entries
from tests.docs.fences import Fence, read_fences
from tests.workspace import ROOT

HOOKS = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"
SURROUNDINGS = {
    "module": ("module sensor {", f"    impl {{ {HOOKS} }}\n}}"),
    "info": ("module sensor {\n    info {", f"    }}\n    impl {{ {HOOKS} }}\n}}"),
    "impl": (f"module sensor {{\n    impl {{\n        {HOOKS}", "    }\n}"),
    "interface": ('interface "demo.disk" 1.1 {', "}"),
}
DEPTHS = {"module": 1, "info": 2, "impl": 2, "interface": 1}
DEFAULT_FILES = {"mod": "example.mod", "toml": "profile.toml"}
MARKS = {"bad", "good", "bytes"}
OPTIONS = {"file", "in"}

# Nothing in codegen/ reports it: the compiler does, at the user's line.
COMPILER_RULES = {"E702"}
BUILD_RULES = {"E701", "E702", "E703", "E704"}
ANALYSED = [rule for rule in RULES if rule not in BUILD_RULES]

ENTRIES = read_entries(MANUAL.read_text(encoding="utf-8"))


def read_examples(rule: str) -> list[Fence]:
    return read_fences(ENTRIES[rule])


def content_of(fence: Fence) -> bytes:
    if "bytes" in fence.marks:
        assert "in" in fence.options
    text = fence.text
    if "in" in fence.options:
        before, after = SURROUNDINGS[fence.options["in"]]
        text = textwrap.indent(text, "    " * DEPTHS[fence.options["in"]])
        text = f"{before}\n{text}{after}\n"
    if "bytes" in fence.marks:
        return re.sub(
            rb"\\x([0-9a-f]{2})",
            lambda escape: bytes([int(escape[1], 16)]),
            text.encode(),
        )
    return text.encode()


def write_example(rule: str, side: str, folder: Path) -> None:
    """Write the files of the `bad` or the `good` example, and run its commands."""
    other = {"bad": "good", "good": "bad"}[side]
    files: dict[str, bytes] = {}
    scripts = []
    for fence in read_examples(rule):
        if other in fence.marks:
            continue
        if fence.language == "sh":
            scripts.append(fence.text)
            continue
        name = fence.file or DEFAULT_FILES[fence.language]
        files[name] = files.get(name, b"") + content_of(fence)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for script in scripts:
        subprocess.run(["sh", "-ec", script], cwd=folder, check=True, timeout=10)


def check_example(folder: Path) -> tuple[list[str], str]:
    """Return the ids that are reported for what is in the folder, and the messages."""
    profile = folder / "profile.toml"
    project = load_project(
        folders=[folder],
        profile=profile if profile.exists() else None,
        root=ROOT,
        working_folder=folder,
    )
    found = [diagnostic.rule for diagnostic in project.diagnostics.sorted()]
    return found, render_all(project.diagnostics)


# The document -------------------------------------------------------------------


def test_one_entry_for_each_rule_in_order() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    headings = re.findall(r"^###+ *(\w+)\W+(.*)$", text, flags=re.MULTILINE)
    assert headings == list(RULES.items())


@pytest.mark.parametrize("rule", RULES)
def test_entry(rule: str) -> None:
    title, blank, *rest = ENTRIES[rule].split("\n")
    assert title == RULES[rule] and blank == ""
    prose = re.sub(r"^```.*?^```$", "", "\n".join(rest), flags=re.M | re.S)
    assert len(prose.split()) >= 15, "is not explained"
    mentioned = set(re.findall(r"\b[EW]\d{3}\b", prose))
    assert mentioned <= set(RULES), "points to a rule that is none"
    assert rule not in mentioned, "points to itself"


@pytest.mark.parametrize("rule", RULES)
def test_entry_has_both_examples(rule: str) -> None:
    fences = read_examples(rule)
    for fence in fences:
        assert fence.marks <= MARKS and set(fence.options) <= OPTIONS
        assert not {"bad", "good"} <= fence.marks
    marks = frozenset[str]().union(*(fence.marks for fence in fences))
    assert {"bad", "good"} <= marks


def test_head_shows_the_surroundings() -> None:
    head = MANUAL.read_text(encoding="utf-8").split("\n### ")[0]
    shown = {line.strip() for line in head.split("\n")}
    for name in ("module", "info", "impl"):
        for line in "\n".join(SURROUNDINGS[name]).split("\n"):
            assert line.strip() in shown
    assert "`{} ... }}`".format(SURROUNDINGS["interface"][0]) in head.replace("\n", " ")


# The rules ----------------------------------------------------------------------


def collect_reported() -> set[str]:
    """The ids that some file of the generator has in a string."""
    found: set[str] = set()
    for path in sorted((ROOT / "codegen").rglob("*.py")):
        if path.name == "catalogue.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                # The verifier prints without a place in a spec: "error[E703]: ".
                pattern = r"\A[EW]\d{3}\Z|(?<=error\[)E\d{3}(?=\])"
                found.update(re.findall(pattern, node.value))
    return found


def test_every_rule_is_reported_by_some_code() -> None:
    assert collect_reported() == set(RULES) - COMPILER_RULES


def test_titles_differ() -> None:
    assert len(set(RULES.values())) == len(RULES)


# The examples -------------------------------------------------------------------


@pytest.mark.parametrize("rule", ANALYSED)
def test_bad_example(rule: str, tmp_path: Path) -> None:
    write_example(rule, "bad", tmp_path)
    found, messages = check_example(tmp_path)
    assert set(found) == {rule}, messages or "nothing was reported"


@pytest.mark.parametrize("rule", ANALYSED)
def test_good_example(rule: str, tmp_path: Path) -> None:
    write_example(rule, "good", tmp_path)
    found, messages = check_example(tmp_path)
    assert not found, messages
