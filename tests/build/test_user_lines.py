# SPDX-License-Identifier: MIT
"""What the compiler finds in user code is shown at the user's line and column."""

from __future__ import annotations

import re

import pytest

from tests.workspace import Workspace

HEAD = """\
module demo {
    state { uint32_t count = 0; }
    c {
        static uint32_t twice(uint32_t n) { return 2u * n; }
    }
    impl {
"""
TAIL = """\
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}
"""


def build(workspace: Workspace, init: str, *words: str) -> str:
    workspace.write("mods/demo.mod", HEAD + init + TAIL)
    workspace.write_profile(["demo"])
    workspace.configure(*words).expect(0)
    return workspace.ninja().output


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize(
    "init",
    [
        "        init { return nothing; }\n",
        "\tinit { return nothing; }\n",
        "        init /* \N{LATIN SMALL LETTER E WITH ACUTE} */ { return nothing; }\n",
        '        init { const char *s = "}"; (void)s; return nothing; }\n',
    ],
    ids=["spaces", "tab", "utf-8", "brace in a string"],
)
def test_error_in_a_body(workspace: Workspace, compiler: str, init: str) -> None:
    output = build(workspace, init, "--cc", compiler)
    column = init.encode().index(b"nothing") + 1
    assert f"mods/demo.mod:7:{column}: error:" in output


def test_second_line_of_a_body(workspace: Workspace) -> None:
    init = "        init {\n            self->count = 1u;\n            self->cuont = 2u;\n            return HX_OK;\n        }\n"
    output = build(workspace, init)
    assert "mods/demo.mod:9:19: error:" in output


MIGRATING = """\
module demo {
    info { flags: HOT_RELOADABLE; }
    state 3 { uint32_t total; }
    migrate 1 -> 2 {
        from { uint32_t count; }
        body { FIRST }
    }
    migrate 2 -> 3 {
        from { uint32_t sum; }
        body { SECOND }
    }
    impl { init { return HX_OK; }
"""


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        # Each knows the state before its step and the one behind it, no other.
        ("self->total = 1; return HX_OK;", "return HX_OK;", 6),
        ("return old->sum ? HX_OK : HX_ERR_INIT;", "return HX_OK;", 6),
        ("return HX_OK;", "self->sum = 1; return HX_OK;", 10),
        ("return HX_OK;", "return old->count ? HX_OK : HX_ERR_INIT;", 10),
        ("return HX_OK;", "old->sum = 1; return HX_OK;", 10),
        ("self->sum = old->count; return HX_OK;", "return HX_OK;", None),
    ],
)
def test_bodies_of_migrations(
    workspace: Workspace, compiler: str, first: str, second: str, wrong: int | None
) -> None:
    spec = MIGRATING.replace("FIRST", first).replace("SECOND", second) + TAIL
    workspace.write("mods/demo.mod", spec)
    workspace.write_profile(["demo"])
    workspace.configure("--cc", compiler).expect(0)
    output = workspace.ninja("obj/modules/demo/demo.mod.o").output
    if wrong is not None:
        lines = re.findall(r"^(\S+):\d+: error:", output, re.MULTILINE)
        assert set(lines) == {f"mods/demo.mod:{wrong}"}
    else:
        assert "error" not in output and "warning" not in output


def test_names_in_scope_may_stay_unused(workspace: Workspace) -> None:
    output = build(workspace, "        init { return twice(1u) ? HX_OK : HX_ERR_INIT; }\n")
    assert "warning" not in output and "error" not in output


def test_source_with_another_signature(workspace: Workspace) -> None:
    workspace.write(
        "mods/demo.mod",
        'module demo {\n    sources: "demo.c";\n    impl {\n        init;\n' + TAIL,
    )
    workspace.write("mods/demo.c", "int demo_init(int x) { return x; }\n")
    workspace.write_profile(["demo"])
    workspace.configure().expect(0)
    lines = workspace.ninja("-v").lines
    first = next(i for i, line in enumerate(lines) if "conflicting types" in line)
    assert lines[first : first + 4] == [
        f"{workspace.folder}/mods/demo.c:1:5: error: conflicting types for "
        "\u2018demo_init\u2019; have \u2018int(int)\u2019",
        "    1 | int demo_init(int x) { return x; }",
        "      |     ^~~~~~~~~",
        "In file included from <command-line>:",
    ]
    # E702: the note shows the hook in the spec, with the type it wants.
    assert lines[first + 4 : first + 6] == [
        "mods/demo.mod:4:9: note: previous declaration of \u2018demo_init\u2019 with type "
        "\u2018hx_status(struct demo *, const struct hx_context *)\u2019",
        "    4 |         init;",
    ]


def test_source_without_the_function(workspace: Workspace) -> None:
    workspace.write(
        "mods/demo.mod",
        'module demo {\n    sources: "demo.c";\n    impl {\n        init;\n' + TAIL,
    )
    workspace.write(
        "mods/demo.c",
        "hx_status demo_int(struct demo *self, const struct hx_context *ctx);\n"
        "hx_status demo_int(struct demo *self, const struct hx_context *ctx)\n"
        "{\n    (void)self;\n    (void)ctx;\n    return HX_OK;\n}\n",
    )
    workspace.write_profile(["demo"])
    workspace.configure().expect(0)
    done = workspace.ninja()
    assert done.status != 0
    assert (
        "mods/demo.mod:4:9: error[E701]: 'demo_init' is not defined in the sources of "
        "'demo'; did you mean 'demo_int'?\n"
        "            init;\n"
        "            ^~~~\n"
        "help: define it in a file of `sources:` as\n"
        "    hx_status demo_init(struct demo *self, const struct hx_context *ctx)"
    ) in done.output
    assert "undefined reference" not in done.output
