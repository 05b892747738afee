# SPDX-License-Identifier: MIT
"""How each kind of parameter is described for messages, and that it compiles."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from codegen.ninja.toolchain import COMPILERS, STRICT_FLAGS
from codegen.project import load_project
from codegen.render.outputs import generate
from codegen.render.renderer import Renderer

ROOT = Path(__file__).resolve().parents[2]

TYPES = """
types {
    typedef const uint32_t fixed;
    typedef enum { DIM, BRIGHT } light;
    typedef const struct pair fixed_pair;
    typedef int32_t four[4];
    typedef struct pair *pair_at;
    enum side { LEFT = -4, RIGHT = 7 };
    struct pair { int16_t a; int8_t b; };
    union word { uint32_t whole; uint8_t bytes[4]; };
}
"""

# A prototype; how its result and its parameters are described.
CASES = {
    "void none(void);": ["HX_AS_NOTHING"],
    "hx_status status(hx_status s);": [
        "HX_AS_INTEGER(hx_status)",
        "HX_AS_ENUM(hx_status, hxg_enumerators_0)",
    ],
    "uint8_t numbers(int8_t a, const size_t b, fixed c, _Atomic long d) @on_fail(0);": [
        "HX_AS_INTEGER(uint8_t)",
        "HX_AS_INTEGER(int8_t)",
        "HX_AS_INTEGER(size_t)",
        "HX_AS_INTEGER(fixed)",
        "HX_AS_INTEGER(long)",
    ],
    "bool truth(_Bool a, const bool b) @on_fail(false);": [
        "HX_AS_BOOLEAN",
        "HX_AS_BOOLEAN",
        "HX_AS_BOOLEAN",
    ],
    "light enums(enum side a, const light b, enum side c) @on_fail(DIM);": [
        "HX_AS_INTEGER(light)",
        "HX_AS_ENUM(enum side, hxg_enumerators_0)",
        "HX_AS_ENUM(light, hxg_enumerators_1)",
        "HX_AS_ENUM(enum side, hxg_enumerators_0)",
    ],
    "char *texts(const char *const a @string) @on_fail(NULL) @string;": [
        "HX_AS_TEXT",
        "HX_AS_TEXT",
    ],
    "const void *places(const pair_at a @address, void **b @address)"
    " @on_fail(NULL) @address;": [
        "HX_AS_INTEGER(uintptr_t)",
        "HX_AS_INTEGER(uintptr_t)",
        "HX_AS_INTEGER(uintptr_t)",
    ],
    "double values(struct pair a, fixed_pair b, const union word c, float d)"
    " @on_fail(0.5);": [
        "HX_AS_VALUE(double)",
        "HX_AS_VALUE(struct pair)",
        "HX_AS_VALUE(fixed_pair)",
        "HX_AS_VALUE(union word)",
        "HX_AS_VALUE(float)",
    ],
    "void one(const struct pair *a @in, volatile uint32_t *b @out, pair_at c @inout);": [
        "HX_AS_NOTHING",
        "HX_AS_ELEMENTS(HX_PASS_IN, struct pair, 1u, 0)",
        "HX_AS_ELEMENTS(HX_PASS_OUT, uint32_t, 1u, 0)",
        "HX_AS_ELEMENTS(HX_PASS_INOUT, struct pair, 1u, 0)",
    ],
    "void many(uint16_t a[3] @out(3), four b @in(4), int (*c)[2] @inout(n * 5),"
    " int64_t n);": [
        "HX_AS_NOTHING",
        "HX_AS_ELEMENTS(HX_PASS_OUT, uint16_t, 3u, 0)",
        "HX_AS_ELEMENTS(HX_PASS_IN, int32_t, 4u, 0)",
        "HX_AS_ELEMENTS(HX_PASS_INOUT, int [2], 5u, 4)",
        "HX_AS_INTEGER(int64_t)",
    ],
    "void bytes(uint8_t n, const volatile void *a @in(n), void *b @out(7));": [
        "HX_AS_NOTHING",
        "HX_AS_INTEGER(uint8_t)",
        "HX_AS_BYTES(HX_PASS_IN, 1u, 1)",
        "HX_AS_BYTES(HX_PASS_OUT, 7u, 0)",
    ],
}
PROFILE = '[profile]\nname = "x"\ntarget = "host"\n[modules]\nstatic = []\n'


def render(folder: Path, operations: str) -> dict[str, str]:
    """The generated files of an image that knows one interface, by path."""
    spec = f'{TYPES}\ninterface "odd.ops" 1.2 {{\n{operations}\n}}\n'
    (folder / "odd.mod").write_text(spec, encoding="utf-8")
    (folder / "profile.toml").write_text(PROFILE, encoding="utf-8")
    project = load_project(
        folders=[folder],
        profile=folder / "profile.toml",
        root=ROOT,
        working_folder=folder,
    )
    assert project.diagnostics.sorted() == () and project.plan is not None
    found = generate(project.plan, project.model, Renderer())
    return {output.path: output.text for output in found}


@pytest.mark.parametrize("prototype", CASES)
def test_parameters(tmp_path: Path, prototype: str) -> None:
    text = render(tmp_path, prototype)["gen/interfaces/odd_ops.c"]
    table = re.search(
        r"hx_parameter hxg_parameters_\w+\[\] = \{\n(.*?)\n\};", text, re.S
    )
    assert table is not None
    assert [line.strip(" ,") for line in table[1].split("\n")] == CASES[prototype]


def test_each_enum_is_listed_once(tmp_path: Path) -> None:
    prototype = next(p for p in CASES if "enums" in p)
    text = render(tmp_path, prototype)["gen/interfaces/odd_ops.c"]
    assert re.findall(r"hxg_enumerators_(\d)\[\] = \{\s*(.*?),?\s*\}", text, re.S) == [
        ("0", "LEFT,\n    RIGHT"),
        ("1", "DIM,\n    BRIGHT"),
    ]


def test_names_and_versions(tmp_path: Path) -> None:
    text = render(tmp_path, "void a(int b, bool c); void d(void) @since(1.2);")[
        "gen/interfaces/odd_ops.c"
    ]
    assert 'hxg_names_a[] = "b, c";' in text and "hxg_names_d" not in text
    assert re.findall(r"\.since = (\d)", text) == ["0", "2"]


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("operations", ["\n".join(CASES), ""])
def test_it_compiles_without_a_warning(
    tmp_path: Path, compiler: str, operations: str
) -> None:
    for path, text in render(tmp_path, operations).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for path in ("gen/interfaces/odd_ops.c", "gen/image.c"):
        words = [compiler, "-std=c11", "-O2", "-ffreestanding", *STRICT_FLAGS]
        words += [f"-I{ROOT}/runtime/include", f"-I{tmp_path}/gen"]
        words += ["-c", str(tmp_path / path), "-o", str(tmp_path / "object.o")]
        done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0 and done.stderr == "", done.stderr
