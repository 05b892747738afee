# SPDX-License-Identifier: MIT
"""docs/tools.md: its commands print what it shows, and it names every key of JSON."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from codegen.catalogue import RULES
from codegen.project import ROOT
from codegen.tools.cli import TOOLS
from tests.docs.fences import read_document
from tests.workspace import PYTHON, Done, Workspace, execute

DOCUMENT = ROOT / "docs" / "tools.md"


def shown_commands() -> Iterator[tuple[str, str]]:
    """Each command that a console shows, and what it prints."""
    for fence in read_document(DOCUMENT):
        if fence.language == "console":
            for part in re.split(r"^\$ ", fence.text, flags=re.MULTILINE)[1:]:
                command, _, printed = part.partition("\n")
                yield command, printed


COMMANDS = dict(shown_commands())

# Of a kernel that had nothing, so that all is new.
OLD_BASELINE = json.dumps(
    {"abi": "1.0", "target": "host", "interfaces": [], "functions": [], "types": []}
)


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(folder=tmp_path_factory.mktemp("kitchen"))
    for fence in read_document(DOCUMENT):
        if fence.file is not None:
            folder = "" if fence.language == "toml" else "mods/"
            workspace.write(folder + fence.file, fence.text)
    return workspace


def run_tool(workspace: Workspace, command: str) -> Done:
    python, *words = shlex.split(command)
    assert python == "python3" and words[:2] == ["-m", "codegen"]
    environment = ["env", f"PYTHONPATH={ROOT}"]
    return execute([*environment, PYTHON, *words], cwd=workspace.folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command: str, kitchen: Workspace) -> None:
    done = run_tool(kitchen, command).expect(0)
    assert done.output == COMMANDS[command], done.story()


def test_every_tool_is_in_the_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+).*?` \|.*\?*\|$", text, flags=re.MULTILINE)
    assert set(TOOLS) <= set(listed)


def test_picture(kitchen: Workspace) -> None:
    (command,) = [c for c in COMMANDS if "--output" in c]
    run_tool(kitchen, command).expect(0)
    picture = (kitchen.folder / "kitchen.svg").read_text(encoding="utf-8")
    for name in ("stove", "cook", "waiter", "guest"):
        assert f"{name}</text>" in picture.replace("\u00a0", "")


def keys_of(value: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """All keys; those of `bind` and `interfaces` of a remedy are names."""
    if isinstance(value, list):
        for item in value:
            yield from keys_of(item, path)
    if isinstance(value, dict):
        for key, item in value.items():
            if path[-2:] not in (("remedy", "bind"), ("remedy", "interfaces")):
                yield key
                yield from keys_of(item, (*path, key))


@pytest.mark.parametrize(
    "words",
    [
        "why cook --profile kitchen.toml",
        "why microwave --profile kitchen.toml",
        "why stove --profile broken.toml",
        "why stove guest --profile kitchen.toml",
        "why microwave stove --profile modern.toml",
        "who kitchen.heat --profile modern.toml",
        "who fire --profile modern.toml",
        "graph --profile modern.toml",
        "check --profile broken.toml",
        "abi --profile kitchen.toml",
        "abi --profile kitchen.toml --baseline old.json",
        "new interface kitchen.light",
    ],
)
def test_every_key_is_described(words: str, kitchen: Workspace) -> None:
    kitchen.write(
        "broken.toml",
        '[profile]\ntarget = "host"\n[modules]\nstatic = ["guest"]\n'
        "[boot]\ncpus = 2\n",
    )
    kitchen.write("old.json", OLD_BASELINE)
    text = DOCUMENT.read_text(encoding="utf-8").partition("## JSON")[2]
    described = set(re.findall(r"`(\w+)`", text))
    done = subprocess.run(
        [PYTHON, "-m", "codegen", *words.split(), "--modules", "mods", "--json"],
        cwd=kitchen.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    found = set(keys_of(json.loads(done.stdout)))
    assert found and found <= described, found - described


def test_what_the_document_says_of_a_change(kitchen: Workspace) -> None:
    """The texts on `abi` that are no consoles, because they need a change in between."""
    command = "python3 -m codegen abi --profile kitchen.toml --modules mods"
    text = DOCUMENT.read_text(encoding="utf-8")
    listed = run_tool(kitchen, command).expect(0).lines
    shown = text.partition(f"$ {command}\n")[2].partition("```")[0].splitlines()
    assert [line for line in shown if line != "..."] == [
        line for line in listed if line in shown
    ]
    own = Workspace(folder=kitchen.folder / "changed")
    spec = (kitchen.folder / "mods/kitchen.mod").read_text(encoding="utf-8")
    own.write("kitchen.toml", (kitchen.folder / "kitchen.toml").read_text())
    own.write("mods/kitchen.mod", spec)
    command += " --baseline kitchen.json"
    run_tool(own, f"{command} --write").expect(0)
    changed = spec.replace('heat" 1.1 {', 'heat" 1.2 {').replace("uint32_t", "uint16_t")
    changed = changed.replace(
        "    void boost", "    void cool(void) @since(1.2);\n    void boost"
    )
    own.write("mods/kitchen.mod", changed)
    done = run_tool(own, command).expect(1)
    assert done.output == text.partition(f"$ {command}\n")[2].partition("```")[0]


def test_keys_of_explain() -> None:
    done = execute(
        [PYTHON, "-m", "codegen", "explain", "E504", "--json"], cwd=ROOT
    ).expect(0)
    assert set(json.loads(done.output)) == {"id", "title", "text"}
    done = execute([PYTHON, "-m", "codegen", "explain", "--json"], cwd=ROOT).expect(0)
    assert json.loads(done.output) == RULES
