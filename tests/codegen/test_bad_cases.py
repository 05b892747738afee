# SPDX-License-Identifier: MIT
"""Every mistake has a case: `bad/<RULE>-<slug>/`, with the message it gives.

A case folder holds one or more `*.mod`, a `profile.toml` where the rule needs an
image, and `expected.txt`: all that is printed, with paths relative to the folder.
`HELIX_WRITE_EXPECTED=1` writes that file anew from what is printed now; read the
difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegen.catalogue import RULES
from codegen.diagnostics import Diagnostics, render_all
from codegen.project import load_project

ROOT = Path(__file__).resolve().parents[2]
BAD = Path(__file__).resolve().parent / "bad"
CASES = sorted(path.name for path in BAD.iterdir() if path.is_dir())

# Found after the link only: the tests of the build have cases for them.
BUILD_RULES = {"E701", "E702", "E703", "E704"}


def find_mistakes(folder: Path) -> Diagnostics:
    """Run all stages on a case folder."""
    profile = folder / "profile.toml"
    project = load_project(
        folders=[folder],
        profile=profile if profile.exists() else None,
        target=None,
        root=ROOT,
        working_folder=folder,
    )
    return project.diagnostics


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    folder = BAD / name
    expected = folder / "expected.txt"
    found = find_mistakes(folder)
    text = render_all(found)
    if os.environ.get("HELIX_WRITE_EXPECTED"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8"), (
        "to accept the new text: HELIX_WRITE_EXPECTED=1 "
        f"python3 -m pytest tests/codegen/test_bad_cases.py -k '{name}'"
    )


@pytest.mark.parametrize("name", CASES)
def test_case_holds_one_mistake(name: str) -> None:
    rule = name.split("-")[0]
    assert rule in RULES, f"{name} is named after no rule of the catalogue"
    found = [diagnostic.rule for diagnostic in find_mistakes(BAD / name).sorted()]
    assert found == [rule]


def test_every_rule_has_a_case() -> None:
    covered = {name.split("-")[0] for name in CASES}
    missing = sorted(set(RULES) - BUILD_RULES - covered)
    listing = "\n".join(f"  {rule}: {RULES[rule]}" for rule in missing)
    assert not missing, f"rules without a case in {BAD}:\n{listing}"
