# SPDX-License-Identifier: MIT
"""Kernels that carry modules, built by their own tools: they boot, what has not changed
is not built again, and a wrong link is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.embed.kernels import (
    CMAKE,
    MAKE,
    boot,
    cmake,
    cmake_build,
    copy_kernel,
    make,
    objects,
)
from tests.workspace import execute

MODULES = ("bump-allocator", "console", "heartbeat", "shell")
UP = [
    *(f"helix: init {name} 1.0.0 ok" for name in MODULES),
    *(f"helix: start {name} 1.0.0 ok" for name in MODULES),
]
DOWN = [f"helix: stop {name} 1.0.0 ok" for name in reversed(MODULES)]
MAKE_LOG = [
    "kernel: up",
    "helix: boot profile=make-kernel target=make-kernel modules=4",
    "helix: security: no policy, everything is allowed",
    *UP,
    "helix: ready modules=4 failed=0",
    "> list",
    "0 bump-allocator 1.0.0 Running ALLOCATOR",
    "1 console 1.0.0 Running DRIVER",
    "2 heartbeat 1.0.0 Running -",
    "3 shell 1.0.0 Running -",
    "> request heartbeat beating",
    '-> ok "yes"',
    *DOWN,
    "helix: halt status=0",
]
CMAKE_LOG = [
    "kernel: up",
    *UP,
    *(f"kernel: job {n} of 4" for n in range(1, 5)),
    "kernel: the heart beats: yes",
    *DOWN,
    "kernel: down, status 0",
]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return copy_kernel("make-kernel", tmp_path / "kernel")


@pytest.fixture
def cmade(tmp_path: Path) -> Path:
    return copy_kernel("cmake-kernel", tmp_path / "kernel")


def code_sizes(folder: Path, kernel: str) -> dict[str, int]:
    """How much code of each module stands together, in bytes."""
    found: dict[str, int] = {}
    for line in execute(["nm", kernel], cwd=folder).lines:
        if " __helix_text_" in line:
            address, _, symbol = line.split(" ")
            found[symbol] = int(address, 16)
    return {
        name: found[f"__helix_text_{name}_end"] - found[f"__helix_text_{name}_start"]
        for name in (module.replace("-", "_") for module in MODULES)
    }


@pytest.mark.parametrize("compiler", MAKE)
def test_make(made: Path, compiler: str) -> None:
    """It calls hx_main()."""
    done = make(made, *MAKE[compiler]).expect(0)
    assert "warning" not in done.output, done.story()
    done = boot(made, "kernel.elf").expect(1)
    assert [line for line in done.lines if line] == MAKE_LOG, done.story()
    assert min(code_sizes(made, "kernel.elf").values()) > 0


@pytest.mark.parametrize("compiler", CMAKE)
def test_cmake(cmade: Path, compiler: str) -> None:
    """It steps the loop itself, and runs elsewhere than where it is loaded."""
    cmake(cmade, *CMAKE[compiler]).expect(0)
    done = cmake_build(cmade).expect(0)
    assert "warning: unused" not in done.output, done.story()
    done = boot(cmade, "build/kernel.elf").expect(1)
    assert [line for line in done.lines if line] == CMAKE_LOG, done.story()
    # Its script does not ask for it.
    assert set(code_sizes(cmade, "build/kernel.elf").values()) == {0}


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {Path(name).name for name in after if before.get(name) != after[name]}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_make_builds_what_has_changed(made: Path) -> None:
    make(made).expect(0)
    assert "Nothing to be done for 'all'" in make(made).expect(0).output
    before = objects(made)
    edit(made / "mods/heartbeat.mod", '"yes"', '"indeed"')
    make(made).expect(0)
    assert changed(before, objects(made)) == {"heartbeat.mod.c.o"}
    assert '-> ok "indeed"' in boot(made, "kernel.elf").lines
    assert "Nothing to be done for 'all'" in make(made).expect(0).output


def test_make_with_another_list_of_modules(made: Path) -> None:
    make(made).expect(0)
    edit(made / "helix.toml", '"bump-allocator", ', "")
    make(made).expect(0)
    assert not (made / "helix/helix_modules/bump_allocator").exists()
    done = boot(made, "kernel.elf").expect(1)
    assert "helix: ready modules=3 failed=0" in done.lines, done.story()


def test_cmake_builds_what_has_changed(cmade: Path) -> None:
    cmake(cmade, *CMAKE["gcc"]).expect(0)
    cmake_build(cmade).expect(0)
    before = objects(cmade)
    cmake_build(cmade).expect(0)
    assert objects(cmade) == before
    edit(cmade / "mods/heartbeat.mod", '"yes"', '"indeed"')
    cmake_build(cmade).expect(0)
    assert changed(before, objects(cmade)) == {"heartbeat.mod.c.obj"}
    done = boot(cmade, "build/kernel.elf")
    assert "kernel: the heart beats: indeed" in done.lines, done.story()


def test_a_mistake_in_a_spec_stops_the_build(made: Path) -> None:
    edit(made / "mods/heartbeat.mod", "init  {", "initt {")
    done = make(made).expect(2)
    assert "mods/heartbeat.mod:" in done.output and "error[E" in done.output


def test_another_order_is_found_after_the_link(made: Path) -> None:
    """As by a script that means well, and does not sort."""
    make(made).expect(0)
    edit(
        made / "helix/helix.ld",
        "KEEP(*(SORT_BY_NAME(.helix.modules.*)))",
        "KEEP(*(.helix.modules.*.console)) KEEP(*(.helix.modules.*))",
    )
    done = make(made).expect(2)
    assert (
        "kernel.elf: error[E703]: entry 0: planned 'bump-allocator', linked 'console'"
        in done.output
    )
    assert not (made / "kernel.elf").exists()


def test_what_is_wrong_in_the_section_is_found_at_boot(made: Path) -> None:
    """Where nobody looks after the link."""
    edit(made / "Makefile", "\t$(call HELIX_CHECK,$@)\n", "")
    make(made).expect(0)
    edit(
        made / "helix/helix.ld",
        "KEEP(*(SORT_BY_NAME(.helix.modules.*)))",
        "KEEP(*(SORT_BY_NAME(.helix.modules.*))) QUAD(0)",
    )
    make(made).expect(0)
    done = boot(made, "kernel.elf").expect(5)
    assert any(line.startswith("helix: panic ") for line in done.lines), done.story()
