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

A block of `sh` is run in the folder of the example, `text` and `console` are for the
reader only. A bad example gives its diagnostic and no other, a good one gives none.
"""

from __future__ import annotations

import ast
import re
import subprocess
import textwrap
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen.catalogue import RULES
from codegen.diagnostics import render_all
from codegen.explain import MANUAL, read_entries
from codegen.project import load_project
from tests.workspace import ROOT, Workspace

HOOKS = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"
SURROUNDINGS = {
    "module": ("module sensor {", f"    impl {{ {HOOKS} }}\n}}"),
    "info": ("module sensor {\n    info {", f"    }}\n    impl {{ {HOOKS} }}\n}}"),
    "impl": (f"module sensor {{\n    impl {{\n        {HOOKS}", "    }\n}"),
    "interface": ('interface "demo.disk" 1.1 {', "}"),
}
DEPTHS = {"module": 1, "info": 2, "impl": 2, "interface": 1}
DEFAULT_FILES = {"mod": "example.mod", "toml": "profile.toml"}
FOR_THE_READER = {"text", "console"}

# Nothing in codegen/ reports it: the compiler does, at the user's line.
COMPILER_RULES = {"E702"}
# Found after the compiler or the linker has run.
BUILD_RULES = {"E701", "E702", "E703"}
ANALYSED = [rule for rule in RULES if rule not in BUILD_RULES]


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block: its language, `bad`, `good` or "" for both, and its text."""

    language: str
    side: str
    file: str
    surroundings: str
    is_bytes: bool
    text: str

    @property
    def content(self) -> bytes:
        if self.is_bytes:
            assert "\\\\x" not in self.text
            return re.sub(
                rb"\\x([0-9a-f]{2})",
                lambda escape: bytes([int(escape[1], 16)]),
                self.text.encode(),
            )
        if self.surroundings:
            before, after = SURROUNDINGS[self.surroundings]
            inside = textwrap.indent(self.text, "    " * DEPTHS[self.surroundings])
            return f"{before}\n{inside}{after}\n".encode()
        return self.text.encode()


def read_block(info: str, text: str) -> Block:
    language, *words = info.split()
    known = {"bad", "good", "bytes"}
    options = dict(word.split("=", 1) for word in words if "=" in word)
    plain = [word for word in words if "=" not in word]
    assert set(plain) <= known and set(options) <= {"file", "in"}, info
    sides = [word for word in plain if word != "bytes"]
    assert len(sides) <= 1, info
    return Block(
        language=language,
        side=sides[0] if sides else "",
        file=options.get("file", DEFAULT_FILES.get(language, "")),
        surroundings=options.get("in", ""),
        is_bytes="bytes" in plain,
        text=text,
    )


def read_blocks(entry: str) -> list[Block]:
    found = re.findall(r"^```(\w.*)\n((?:.*\n)*?)```$", entry, flags=re.MULTILINE)
    return [read_block(info, text) for info, text in found]


def read_headings() -> list[tuple[str, str]]:
    text = MANUAL.read_text(encoding="utf-8")
    return re.findall(r"^###+ *(\w+)\W+(.*)$", text, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def entries() -> dict[str, str]:
    return read_entries(MANUAL.read_text(encoding="utf-8"))


def write_example(entry: str, side: str, folder: Path) -> None:
    files: dict[str, bytes] = {}
    scripts = []
    for block in read_blocks(entry):
        if block.language in FOR_THE_READER or block.side not in ("", side):
            continue
        if block.language == "sh":
            scripts.append(block.text)
            continue
        assert block.file, f"a block of {block.language} needs file=NAME"
        files[block.file] = files.get(block.file, b"") + block.content
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
    assert read_headings() == list(RULES.items())


def test_every_entry_says_something(entries: dict[str, str]) -> None:
    for rule, entry in entries.items():
        title, *rest = entry.split("\n")
        prose = re.sub(r"^```.*?^```$", "", "\n".join(rest), flags=re.M | re.S)
        assert len(prose.split()) >= 15, f"{rule} is not explained"
        sides = {block.side for block in read_blocks(entry)}
        assert {"bad", "good"} <= sides, f"{rule} lacks an example"


def test_head_shows_the_surroundings() -> None:
    head = MANUAL.read_text(encoding="utf-8").split("\n### ")[0]
    for before, after in SURROUNDINGS.values():
        for line in (*before.split("\n"), *after.split("\n")):
            assert line.strip() in head


def test_mentioned_rules_exist(entries: dict[str, str]) -> None:
    for rule, entry in entries.items():
        mentioned = set(re.findall(r"\b[EW]\d{3}\b", entry))
        assert mentioned <= set(RULES), rule
        assert rule not in re.sub(r"\A.*\n", "", entry), f"{rule} mentions itself"


# The rules ----------------------------------------------------------------------


def collect_reported() -> set[str]:
    """The ids that some file of the generator has in a string."""
    found: set[str] = set()
    for path in sorted((ROOT / "codegen").rglob("*.py")):
        if path.name == "catalogue.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(re.findall(r"\A[EW]\d{3}\Z|(?<=error\[)E\d{3}", node.value))
    return found


def test_every_rule_is_reported_by_some_code() -> None:
    assert collect_reported() | COMPILER_RULES == set(RULES)


def test_titles_differ() -> None:
    assert [title for title, count in Counter(RULES.values()).items() if count > 1] == []


# The examples -------------------------------------------------------------------


@pytest.mark.parametrize("rule", ANALYSED)
def test_bad_example(rule: str, entries: dict[str, str], tmp_path: Path) -> None:
    write_example(entries[rule], "bad", tmp_path)
    found, messages = check_example(tmp_path)
    assert set(found) == {rule}, messages or "nothing was reported"


@pytest.mark.parametrize("rule", ANALYSED)
def test_good_example(rule: str, entries: dict[str, str], tmp_path: Path) -> None:
    write_example(entries[rule], "good", tmp_path)
    found, messages = check_example(tmp_path)
    assert not found, messages
