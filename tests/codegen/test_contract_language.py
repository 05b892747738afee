# SPDX-License-Identifier: MIT
"""Everything that the language allows is read without a word.

The other direction, everything that it forbids, is tests/codegen/bad/.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from codegen.diagnostics import render_all
from codegen.project import ROOT, load_project
from tests.codegen import accepted
from tests.codegen.accepted import HOOKS

PROFILE_SPEC = f"""\
interface "test.i" 1.0 {{ void f(void); }}
types {{ enum speed {{ SLOW, FAST }}; }}
module m {{
    config {{
        uint8_t n = 1 @range(1, 9); bool b; const char *s; int a[3];
        int64_t big; uint64_t most; enum speed e;
    }}
    uses {{ "test.i" 1.0 as h optional; }}
    impl {{ {HOOKS} }}
}}
module m2 {{ impl {{ {HOOKS} }} }}
impl_interface(m, "test.i", 1.0) {{ f {{ }} }}
impl_interface(m2, "test.i", 1.0) {{ f {{ }} }}
"""


def module(parts: str = "", more_hooks: str = "") -> str:
    return f"module m {{\n{parts}\nimpl {{ {HOOKS}\n{more_hooks} }}\n}}\n"


def diagnose(folder: Path, spec: str, profile: str | None = None) -> str:
    """All that is said about a spec, and a profile beside it."""
    (folder / "case.mod").write_text(spec, encoding="utf-8", newline="")
    (folder / "case.c").write_text("", encoding="utf-8")
    path = folder / "profile.toml"
    if profile is not None:
        path.write_text(profile, encoding="utf-8", newline="")
    project = load_project(
        folders=[folder],
        profile=None if profile is None else path,
        root=ROOT,
        working_folder=folder,
    )
    return render_all(project.diagnostics)


def cases(entries: Iterable[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "text", [pytest.param(e, id=e[:40]) for e in entries]
    )


@cases(accepted.FILES)
def test_file(tmp_path: Path, text: str) -> None:
    assert diagnose(tmp_path, text) == ""


@cases(accepted.INFO)
def test_info(tmp_path: Path, text: str) -> None:
    assert diagnose(tmp_path, module(f"info {{ {text} }}")) == ""


@cases(accepted.CONSTRAINTS)
def test_constraint(tmp_path: Path, text: str) -> None:
    other = f"module other {{ info {{ version: 1.10.2; }} impl {{ {HOOKS} }} }}"
    user = module(f'info {{ dependencies: "other" {text}; }}')
    assert diagnose(tmp_path, user + other) == ""


@cases(accepted.INTEGERS)
def test_integer_type(tmp_path: Path, text: str) -> None:
    spec = module(
        f"config {{ {text} key; {text} keys[3] = 1; }}\n"
        f"state {{ {text} field = 1; {text} fields[2][2]; }}"
    )
    spec += f'interface "test.i" 1.0 {{ {text} f({text} x) @on_fail(0); }}'
    assert diagnose(tmp_path, spec) == ""


@cases(accepted.CONFIG_KEYS)
def test_config(tmp_path: Path, text: str) -> None:
    assert diagnose(tmp_path, module(f"config {{ {text} }}")) == ""


@cases(accepted.FIELDS)
def test_state(tmp_path: Path, text: str) -> None:
    assert diagnose(tmp_path, module(f"state {{ {text} }}")) == ""


@pytest.mark.parametrize("types, fields", accepted.TYPES)
def test_types(tmp_path: Path, types: str, fields: str) -> None:
    inside = module(f"types {{ {types}\n}}\nstate {{ {fields} }}")
    assert diagnose(tmp_path, inside) == ""
    outside = f"types {{ {types}\n}}\n" + module(f"state {{ {fields} }}")
    assert diagnose(tmp_path, outside) == ""


@cases(accepted.PARTS)
def test_part(tmp_path: Path, text: str) -> None:
    assert diagnose(tmp_path, module(text)) == ""


@cases(accepted.OPTIONAL_HOOKS)
def test_hooks(tmp_path: Path, text: str) -> None:
    assert diagnose(tmp_path, module(more_hooks=text)) == ""


@cases(accepted.BODIES)
def test_body(tmp_path: Path, text: str) -> None:
    spec = module().replace("return HX_OK;", f"{text} return HX_OK;", 1)
    assert diagnose(tmp_path, spec) == ""


@pytest.mark.parametrize("prototype, result", accepted.OPERATIONS)
def test_operation(tmp_path: Path, prototype: str, result: str) -> None:
    spec = f'interface "test.i" 1.2 {{ {prototype}; }}\n' + module()
    spec += f'impl_interface(m, "test.i", 1.2) {{ f {{ return {result}; }} }}'
    assert diagnose(tmp_path, spec) == ""


@cases(accepted.PROFILES)
def test_profile(tmp_path: Path, text: str) -> None:
    assert diagnose(tmp_path, PROFILE_SPEC, text) == ""
