# SPDX-License-Identifier: MIT
"""A lost `;` or brace costs one error, whatever stage looks at the rest.

Every `;`, `{` and `}` of one spec is removed, and every brace doubled, in turn; all
stages run on what is left. A `;` of a C body is the compiler's to miss.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.diagnostics import render_all
from codegen.project import load_project

ROOT = Path(__file__).resolve().parents[2]

SPEC = """\
module first {
    info {
        version: 1.0.0;
        provides: "a", "b";
        dependencies: "second" >= 1.0;
        flags: HOT_RELOADABLE;
    }
    config {
        uint32_t one = 1 @range(1, 2);
        uint32_t two = 2;
    }
    state 2 {
        uint32_t three;
        void *four @transient;
    }
    migrate 1 -> 2 {
        from {
            uint32_t old;
        }
        rename old -> three;
    }
    uses {
        "h" 1.0 as five;
    }
    c {
        static int f(void)
        {
            return 1;
        }
    }
    restart {
        max: 1;
        window_ms: 2;
        backoff_ms: 1;
    }
    impl {
        init {
            if (f()) {
                return HX_OK;
            }
            return HX_OK;
        }
        on tick {
            return HX_EVENT_HANDLED;
        }
        request "r" {
            return HX_OK;
        }
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}

interface "g" 1.0 {
    void one(int a);
    int two(void) @on_fail(1);
}

interface "h" 1.0 {
    void three(int a);
}

impl_interface(first, "g", 1.0) {
    one {
        f();
    }
    two = four;
}

module second {
    info {
        version: 1.2.0;
    }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}

impl_interface(second, "h", 1.0) {
    three {
        f();
    }
}
"""

PROFILE = """\
[profile]
name = "demo"
target = "host"
[modules]
static = ["first"]
[config.first]
one = 1
"""

# Statements that belong to C, however the line goes on.
IN_BODIES = ("return", "f()", "start", "stop", "init {")


def find_places(sign: str) -> list[int]:
    found = []
    for at, character in enumerate(SPEC):
        line = SPEC[SPEC.rfind("\n", 0, at) + 1 : at].strip()
        if character == sign and not (sign == ";" and line.startswith(IN_BODIES)):
            found.append(at)
    return found


def check(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "a.mod").write_text(text)
    (tmp_path / "profile.toml").write_text(PROFILE)
    project = load_project(
        folders=[tmp_path],
        profile=tmp_path / "profile.toml",
        target=None,
        root=ROOT,
        working_folder=tmp_path,
    )
    shown = render_all(project.diagnostics)
    return shown.split("\n")[-2:-1] if shown else []


def test_the_spec_is_good(tmp_path: Path) -> None:
    assert check(tmp_path, SPEC) == []


@pytest.mark.parametrize("sign", ";{}")
def test_one_sign_lost(tmp_path: Path, sign: str) -> None:
    for at in find_places(sign):
        text = SPEC[:at] + SPEC[at + 1 :]
        line = SPEC.count("\n", 0, at) + 1
        assert check(tmp_path, text) == [
            "1 error"
        ], f"without the {sign} of line {line}"


@pytest.mark.parametrize("sign", "{}")
def test_one_brace_too_many(tmp_path: Path, sign: str) -> None:
    for at in find_places(sign):
        text = SPEC[:at] + sign + SPEC[at:]
        line = SPEC.count("\n", 0, at) + 1
        assert check(tmp_path, text) == ["1 error"], f"with two {sign} in line {line}"


@pytest.mark.parametrize("end", ["", "\n", "\nmodule third {\n"])
def test_a_file_cut_off_costs_few_errors(tmp_path: Path, end: str) -> None:
    """Whatever the cut, the stages behind the parser add nothing of their own but
    what they miss from the declarations that are gone."""
    for at in range(0, len(SPEC), 29):
        (found,) = check(tmp_path, SPEC[:at] + end) or ["0 errors"]
        assert int(found.split()[0]) <= 5, found
