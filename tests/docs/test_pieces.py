# SPDX-License-Identifier: MIT
"""The pieces of C in the documents compile, with around them what their reader thinks.

    ```c in=body       statements of a hook, with `self`, `request` and `response` in scope
    ```c in=impl       hooks of a spec
    ```c in=file       what stands in front of them, in `c { }`
    ```c in=kernel     a C file of a port or of who embeds Helix, and of no module

Each of the first three becomes a module of its own, or a part of the module `m` with
the others that say `of=m`. A piece stands in its spec at the line at which it stands in
the document, so the compiler's messages name that line.
"""

from __future__ import annotations

import json
import re

import pytest

from codegen.project import ROOT
from tests.docs.fences import Fence, read_fences
from tests.workspace import Done, Workspace, execute

DOCUMENTS = [
    name
    for name in ("README.md", "docs/language.md", "docs/runtime.md")
    if "\n```c in=" in (ROOT / name).read_text(encoding="utf-8")
]

# What the pieces of modules take for granted: a driver that holds a few things.
HEAD = """\
module {name} {{
    info {{ dependencies: "disk"; }}
    config {{ uint32_t line = 4; }}
    state {{
        struct hx_timer    timer;
        struct hx_work     finish;
        struct hx_listener idle;
        struct hx_change   change;
        uint64_t           blocks;
        uint32_t           unit;
        uint32_t           silent_ms;
        uint32_t           errors;
        volatile struct disk_registers *registers;
    }}
"""
DISK = """\
types { struct disk_registers { uint32_t acknowledge; }; }
module disk {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "unit" { return hx_respond(response, NULL, 0); }
    }
}
"""
HOOKS = ("init", "start", "stop")
UNUSED = ("variable", "but-set-variable", "parameter", "function")


def wrap(piece: Fence) -> tuple[str, str]:
    """What stands in front of a piece of a module, and behind it."""
    match piece.options["in"]:
        case "file":
            return "c {", "}"
        case "impl":
            return f"impl {{ {missing_hooks(piece.text)}", "}"
        case "body":
            before = f'impl {{ {missing_hooks("")} request "piece" {{'
            return before, "return HX_OK; } }"
    raise AssertionError(f"line {piece.line}: what is in={piece.options['in']}?")


def missing_hooks(text: str) -> str:
    written = re.findall(r"^(\w+) +\{", text, re.MULTILINE)
    return " ".join(
        f"{hook} {{ return HX_OK; }}" for hook in HOOKS if hook not in written
    )


def write_module(name: str, pieces: list[Fence]) -> str:
    text = HEAD.format(name=name)
    for piece in pieces:
        before, behind = wrap(piece)
        # In the line of the piece's "```c".
        text += "\n" * (piece.line - 2 - text.count("\n"))
        text += f"{before}\n{piece.text}{behind}"
        assert text.count("\n") == piece.line - 1 + piece.text.count("\n"), "no room"
    if all(piece.options["in"] == "file" for piece in pieces):
        text += f" impl {{ {missing_hooks('')} }}"
    return text + " }\n"


def compile_pieces(workspace: Workspace, document: str, text: str) -> Done:
    """Look at all pieces in one run of the compiler; nothing is linked."""
    modules: dict[str, list[Fence]] = {}
    sources = []
    for fence in read_fences(text):
        if fence.language != "c" or fence.file is not None:
            continue
        if fence.options["in"] == "kernel":
            line = f'#line {fence.line} "{document}"\n'
            path = workspace.write(f"kernel/{fence.line}.c", line + fence.text)
            sources.append(str(path))
        else:
            name = fence.options.get("of", f"piece_{fence.line}")
            modules.setdefault(name, []).append(fence)
    workspace.write("mods/disk.mod", DISK)
    for name, pieces in modules.items():
        workspace.write(f"mods/{name}.mod", write_module(name, pieces))
    names = ["disk", "my-scheduler", *(name.replace("_", "-") for name in modules)]
    workspace.write_profile(names)
    done = workspace.configure()
    if done.status == 0:
        sources += [str(workspace.build / f"gen/modules/{n}/{n}.c") for n in modules]
        done = execute([*compiler(workspace), *sources], cwd=workspace.folder)
    named = re.sub(r"\bmods/\w+\.mod:", f"{document}:", done.output)
    return Done(command=done.command, status=done.status, output=named)


def compiler(workspace: Workspace) -> list[str]:
    """As the modules that come along are compiled; but a piece may leave things unused."""
    commands = json.loads(
        (workspace.build / "compile_commands.json").read_text("utf-8")
    )
    words = next(
        c["arguments"] for c in commands if c["file"].endswith("/my_scheduler.c")
    )
    unused = [f"-Wno-unused-{what}" for what in UNUSED]
    return [*words[: words.index("-c")], *unused, "-fsyntax-only"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_pieces_compile(document: str, workspace: Workspace) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    done = compile_pieces(workspace, document, text)
    assert done.status == 0, done.output


def test_a_message_names_the_line_of_the_document(workspace: Workspace) -> None:
    pieces = {
        "body": "hx_log_info(1);",
        "impl": "stop { return wrong; }",
        "file": "static int wrong = NULL;",
        "kernel": "void first(void) { }",
    }
    text = "\n" * 20
    lines = []
    for kind, piece in pieces.items():
        text += f"```c in={kind}\n{piece}\n```\n\n"
        lines.append(text.count("\n") - 2)
    done = compile_pieces(workspace, "docs/some.md", text)
    assert done.status != 0
    found = re.findall(r"^docs/some\.md:(\d+):\d+: error:", done.output, re.MULTILINE)
    assert {int(line) for line in found} == set(lines), done.story()


def test_a_message_of_the_generator_does_too(workspace: Workspace) -> None:
    text = "\n" * 20 + "```c in=impl\nstop { return HX_OK; }\nbegin { }\n```\n"
    done = compile_pieces(workspace, "docs/some.md", text)
    assert done.status != 0
    assert re.search(r"^docs/some\.md:23:1: error\[", done.output, re.M), done.story()


def test_pieces_of_one_module(workspace: Workspace) -> None:
    text = (
        "\n" * 20
        + "```c in=file of=both\nstatic int three(void) { return 3; }\n```\n\n"
        + "```c in=impl of=both\nstart { return three() == 3 ? HX_OK : -1; }\n```\n"
    )
    done = compile_pieces(workspace, "docs/some.md", text)
    assert re.findall(r"docs/some\.md:(\d+):", done.output) == [], done.story()
    assert done.status == 0, done.story()
