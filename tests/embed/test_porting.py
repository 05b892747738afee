# SPDX-License-Identifier: MIT
"""docs/porting.md is a walk that can be walked: its files are those of the kernels here,
its commands print what it shows, and its table says what the linker says."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from codegen.project import ROOT
from tests.docs.fences import Fence, read_document
from tests.embed.kernels import KERNELS, copy_kernel, make
from tests.workspace import PYTHON, Done, execute

DOCUMENT = ROOT / "docs" / "porting.md"
FENCES = read_document(DOCUMENT)
FILES = [fence for fence in FENCES if fence.language != "console"]
# What the kernel has before there is a Helix.
BEFORE = {"start.S", "serial.c", "interrupt.c", "power.c"}


def origin(fence: Fence) -> Path:
    """The file of a kernel here that a block shows."""
    if "from" in fence.options:
        return KERNELS / fence.options["from"]
    return KERNELS / "make-kernel" / str(fence.file)


@pytest.mark.parametrize("fence", FILES, ids=lambda f: origin(f).name)
def test_files_are_those_of_the_kernels(fence: Fence) -> None:
    assert set(fence.options) in ({"file"}, {"from"}) and not fence.marks
    assert fence.text == origin(fence).read_text(encoding="utf-8")


def run_shown(folder: Path, text: str) -> None:
    """Runs each line behind `$ `, and expects what stands below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        done = execute(["sh", "-c", command], cwd=folder, limit_s=240).expect(0)
        expect_lines(shown, done)


def expect_lines(shown: list[str], done: Done) -> None:
    """Each line is printed, in this order; `...` is what is left out."""
    rest = iter(done.lines)
    for line in shown:
        start = line.removesuffix("...")
        if start and not any(
            found.startswith(start) if start != line else found == line
            for found in rest
        ):
            raise AssertionError(f"'{line}' is not printed there:\n{done.story()}")


def test_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the kernel as it was to one with modules."""
    folder = copy_kernel("make-kernel", tmp_path / "kernel")
    written = {str(fence.file) for fence in FENCES if fence.file is not None}
    here = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert here == BEFORE | written
    for name in written:
        (folder / name).unlink()
    for fence in FILES:
        if fence.file is not None:
            (folder / fence.file).write_text(fence.text, encoding="utf-8")

    monkeypatch.setenv("HELIX", str(ROOT))
    monkeypatch.setenv("HELIX_PYTHON", PYTHON)
    monkeypatch.setenv("PATH", f"{Path(PYTHON).parent}:{os.environ['PATH']}")
    shown = [fence.text for fence in FENCES if fence.language == "console"]
    assert len(shown) >= 2
    for text in shown:
        run_shown(folder, text)


# The table of the port -----------------------------------------------------------

HX_MAIN = """\
#include <helix/main.h>
void kmain(void);
void kmain(void) { hx_main(); }
"""
OWN_LOOP = """\
#include <helix/boot.h>
#include <helix/loop.h>
void kmain(void);
void kmain(void)
{
    hx_boot_init();
    hx_boot_start();
    for (;;)
        (void)hx_loop_step();
}
"""


def table() -> dict[str, str]:
    """The first two columns."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `(hx_port_\w+)` \| (.*?) \|", text, re.MULTILINE))


def asked_for(folder: Path, main: str, modules: list[str], *words: str) -> set[str]:
    """What the linker misses in a kernel whose port is empty."""
    (folder / "main.c").write_text(main, encoding="utf-8")
    (folder / "port.c").write_text('#include "kernel.h"\n', encoding="utf-8")
    profile = folder / "helix.toml"
    names = ", ".join(f'"{name}"' for name in modules)
    text = re.sub(r"static = .*", f"static = [{names}]", profile.read_text())
    text = re.sub(r"commands = .*", "", text)
    profile.write_text(text, encoding="utf-8")
    done = make(folder, *words).expect(2)
    return set(re.findall(r"undefined reference to `(\w+)'", done.output))


def needed(*when: str) -> set[str]:
    return {name for name, column in table().items() if column.startswith(when)}


def test_table_names_the_whole_port() -> None:
    header = (ROOT / "runtime/include/helix/port.h").read_text(encoding="utf-8")
    declared = re.findall(r"^\S.*?\b(hx_port_\w+)(?:\(|\[\];)", header, re.MULTILINE)
    assert set(table()) == set(declared)


def test_table_says_what_the_linker_says(tmp_path: Path) -> None:
    folder = copy_kernel("make-kernel", tmp_path / "kernel")
    few, all_four = ["heartbeat"], ["heartbeat", "console", "shell", "bump-allocator"]
    always = needed("always")
    assert asked_for(folder, OWN_LOOP, few) == always
    main = always | needed("by `hx_main()`")
    assert asked_for(folder, HX_MAIN, few) == main
    more = main | needed("with `shell`", "with `bump-allocator`")
    assert asked_for(folder, HX_MAIN, all_four) == more
    everything = set(table()) - {"hx_port_protect"}
    keep_all = "LDFLAGS=-nostdlib -static"
    assert asked_for(folder, HX_MAIN, all_four, keep_all) == everything
