# SPDX-License-Identifier: MIT
"""What `configure.py --embed DIR` does to DIR: its files come, change and go, and those
of others stay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.workspace import PYTHON, ROOT, Done, Workspace, copy_project, execute

SPEC = """\
module lamp {
    state { uint32_t turns = 0; }
    sources: "src/turn.c";
    c {
        #include "turns.h"
    }
    impl {
        init  { return lamp_turn(self); }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
"""
SOURCE = """\
#include "../turns.h"
hx_status lamp_turn(struct lamp *self)
{
    self->turns += LAMP_STEP;
    return HX_OK;
}
"""
HEADER = """\
#pragma once
#include "src/step.h"
hx_status lamp_turn(struct lamp *self);
"""


def embed(workspace: Workspace, *words: str, root: Path = ROOT) -> Done:
    """Runs configure.py as a user does, in the folder above DIR."""
    command = [PYTHON, str(root / "configure.py"), "--profile", "profile.toml"]
    command += ["--modules", "mods", "--embed", "helix", *words]
    return execute(command, cwd=workspace.folder)


@pytest.fixture
def lamp(workspace: Workspace) -> Workspace:
    workspace.write("mods/lamp/lamp.mod", SPEC)
    workspace.write("mods/lamp/turns.h", HEADER)
    workspace.write("mods/lamp/src/turn.c", SOURCE)
    workspace.write("mods/lamp/src/step.h", "#define LAMP_STEP 1\n")
    workspace.write_profile(["lamp", "console"], target="x86_64")
    return workspace


def read_all(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def times(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_every_source_compiles_with_one_set_of_flags(
    lamp: Workspace, compiler: str
) -> None:
    """In a folder that has been moved away from all that it was made of."""
    embed(lamp, "--strict").expect(0)
    moved = lamp.folder / "elsewhere" / "moved"
    moved.parent.mkdir()
    (lamp.folder / "helix").rename(moved)
    lamp.folder.joinpath("mods").rename(lamp.folder / "gone")
    lamp.write(
        "Makefile",
        "include elsewhere/moved/helix.mk\n"
        "all: $(patsubst %.c,%.o,$(HELIX_SOURCES) $(HELIX_STRING))\n"
        "%.o: %.c\n"
        f"\t{compiler} -m64 -O1 -Wall -Wextra -Werror -Wshadow -Wconversion "
        "-Wmissing-prototypes $(HELIX_CFLAGS) -c $< -o $@\n",
    )
    execute(["make", "--jobs=2"], cwd=lamp.folder, limit_s=200).expect(0)
    names = read_all(moved)
    assert {
        "helix_modules/lamp/lamp.mod.o",
        "helix_modules/lamp/src/turn.o",
        "runtime/main.o",
        "gen/image.o",
    } <= set(names)


def test_a_message_names_the_file_to_edit(lamp: Workspace) -> None:
    lamp.write("mods/lamp/src/turn.c", SOURCE.replace("LAMP_STEP", "LAMP_STOP"))
    embed(lamp).expect(0)
    words = ["gcc", "-std=c11", "-ffreestanding", "-Ihelix/include", "-Ihelix/gen"]
    words += ["-c", "helix/helix_modules/lamp/src/turn.c", "-o", "turn.o"]
    done = execute(words, cwd=lamp.folder).expect(1)
    assert "mods/lamp/src/turn.c:4:20: error:" in done.output, done.story()


def test_the_same_again_changes_nothing(lamp: Workspace) -> None:
    assert " changed=0" not in embed(lamp).expect(0).output
    before = times(lamp.folder / "helix")
    assert embed(lamp).expect(0).output.endswith(" changed=0\n")
    assert times(lamp.folder / "helix") == before
    # Nothing is written but that folder.
    assert sorted(p.name for p in lamp.folder.iterdir()) == [
        "helix",
        "mods",
        "profile.toml",
    ]


def test_a_change_of_a_spec_changes_its_file_alone(lamp: Workspace) -> None:
    embed(lamp).expect(0)
    before = read_all(lamp.folder / "helix")
    lamp.write("mods/lamp/lamp.mod", SPEC.replace("start {", "start { (void)self;"))
    embed(lamp).expect(0)
    after = read_all(lamp.folder / "helix")
    assert {name for name in after if before.get(name) != after[name]} == {
        "helix_modules/lamp/lamp.mod.c",
        "helix.manifest",
    }
    assert set(before) == set(after)


def test_stale_files_go_and_foreign_ones_stay(lamp: Workspace) -> None:
    lamp.write("helix/notes.txt", "mine\n")
    lamp.write("helix/helix_modules/console/notes.txt", "mine too\n")
    embed(lamp).expect(0)
    lamp.write("helix/helix_modules/lamp/src/step.h", "#define LAMP_STEP 2\n")
    lamp.write_profile([], target="x86_64")
    done = embed(lamp).expect(0)
    names = set(read_all(lamp.folder / "helix"))
    assert {n for n in names if n.startswith("helix_modules/")} == {
        "helix_modules/console/notes.txt",
        "helix_modules/lamp/src/step.h",
    }
    assert "notes.txt" in names
    assert "helix_modules/lamp/src/step.h' is no longer needed and stays" in done.output
    assert not [n for n in names if n.startswith("gen/modules/")]
    assert not (lamp.folder / "helix/gen/modules").exists()


def test_a_foreign_file_in_the_way_is_an_error(lamp: Workspace) -> None:
    lamp.write("helix/helix.mk", "# a kernel's own\n")
    done = embed(lamp).expect(2)
    assert "helix/helix.mk' was not written by configure.py; move it" in done.output
    assert read_all(lamp.folder / "helix") == {"helix.mk": b"# a kernel's own\n"}


@pytest.mark.parametrize(
    "line", ["x  y", f"{'0' * 64}  ../profile.toml", f"{'0' * 64}  /etc/passwd"]
)
def test_a_damaged_manifest_is_an_error(lamp: Workspace, line: str) -> None:
    embed(lamp).expect(0)
    manifest = lamp.folder / "helix/helix.manifest"
    manifest.write_text(manifest.read_text() + line + "\n")
    before = read_all(lamp.folder)
    done = embed(lamp).expect(2)
    assert "helix.manifest', line " in done.output
    assert read_all(lamp.folder) == before


def test_a_link_out_of_the_folder_is_an_error(lamp: Workspace) -> None:
    outside = lamp.folder / "outside"
    outside.mkdir()
    (lamp.folder / "helix").mkdir()
    (lamp.folder / "helix/runtime").symlink_to(outside)
    assert "leads out of the folder" in embed(lamp).expect(2).output
    assert not list(outside.iterdir())


def test_two_checkouts_give_the_same_bytes(lamp: Workspace, tmp_path: Path) -> None:
    embed(lamp).expect(0)
    other = Workspace(folder=tmp_path / "some where")
    for name in ("profile.toml", "mods"):
        source = lamp.folder / name
        for path in [source] if source.is_file() else source.rglob("*"):
            if path.is_file():
                other.write(str(path.relative_to(lamp.folder)), path.read_text())
    root = copy_project(tmp_path / "checkout")
    embed(other, root=root).expect(0)
    files = read_all(lamp.folder / "helix")
    assert files == read_all(other.folder / "helix")
    for folder in (ROOT, lamp.folder):
        found = [n for n, text in files.items() if os.fsencode(folder) in text]
        assert not found, f"{folder} is named in {found}"


def test_files_keep_their_places(lamp: Workspace) -> None:
    """A source and a header that are not beside the spec, nor below it."""
    lamp.write("mods/shared/turn.c", SOURCE.replace("../turns.h", "turns.h"))
    lamp.write("mods/shared/turns.h", HEADER.replace("src/", "../lamp/src/"))
    lamp.write(
        "mods/lamp/lamp.mod",
        SPEC.replace("src/turn.c", "../shared/turn.c").replace(
            '"turns.h"', '"../shared/turns.h"'
        ),
    )
    (lamp.folder / "mods/lamp/turns.h").unlink()
    embed(lamp).expect(0)
    names = set(read_all(lamp.folder / "helix"))
    own = {n for n in names if n.startswith("helix_modules/lamp/")}
    assert own == {
        "helix_modules/lamp/lamp/lamp.mod.c",
        "helix_modules/lamp/lamp/src/step.h",
        "helix_modules/lamp/shared/turn.c",
        "helix_modules/lamp/shared/turns.h",
    }
    lamp.write(
        "Makefile",
        "include helix/helix.mk\n"
        "all: $(patsubst %.c,%.o,$(filter %turn.c %lamp.mod.c,$(HELIX_SOURCES)))\n"
        "%.o: %.c\n\tgcc $(HELIX_CFLAGS) -Wall -Werror -c $< -o $@\n",
    )
    execute(["make"], cwd=lamp.folder).expect(0)
    assert (lamp.folder / "helix/helix_modules/lamp/shared/turn.o").exists()


def test_a_module_builds_here_as_it_does_there(lamp: Workspace) -> None:
    """The same spec and sources are built by ninja."""
    lamp.write_profile(["lamp"])
    lamp.build_and_boot().expect(0)


def test_the_check_stands_alone(lamp: Workspace) -> None:
    embed(lamp).expect(0)
    lamp.write("kernel.elf", "no kernel\n")
    words = ["helix/check_image.py", "kernel.elf", "helix/gen/section.json"]
    done = execute([PYTHON, *words], cwd=lamp.folder).expect(1)
    assert "kernel.elf: error[E703]: cannot be read as ELF" in done.output
    # Without the packages of the system.
    done = execute([PYTHON, "-S", *words], cwd=lamp.folder).expect(1)
    assert done.output == (
        "this check needs pyelftools: apt-get install python3-pyelftools\n"
    )


# Refused ------------------------------------------------------------------------


def test_modules_that_are_loaded_are_refused(lamp: Workspace) -> None:
    lamp.write_profile(["console"], target="x86_64", more='loadable = ["lamp"]\n')
    done = embed(lamp).expect(2)
    assert (
        "the profile 'test' loads 'lamp' at run time, and a kernel that embeds Helix "
        "cannot; remove 'loadable' and 'replace' from [modules]" in done.output
    )
    assert not (lamp.folder / "helix").exists()


@pytest.mark.parametrize(
    "folder, message",
    [
        (ROOT, "holds the project itself"),
        (ROOT.parent, "holds the project itself"),
        (ROOT / "runtime" / "x", "is among the project's own sources"),
        (Path("profile.toml"), "is not a folder; --embed takes a folder"),
    ],
)
def test_where_nothing_may_be_written(
    lamp: Workspace, folder: Path, message: str
) -> None:
    done = embed(lamp, "--embed", str(folder)).expect(2)
    assert message in done.output


def test_a_name_that_no_makefile_can_hold(lamp: Workspace) -> None:
    lamp.write("mods/lamp/src/turn it.c", SOURCE)
    lamp.write("mods/lamp/lamp.mod", SPEC.replace("turn.c", "turn it.c"))
    done = embed(lamp).expect(2)
    assert "helix.mk cannot name 'helix_modules/lamp/src/turn it.c'" in done.output


def test_a_mistake_in_a_spec_leaves_the_folder_alone(lamp: Workspace) -> None:
    embed(lamp).expect(0)
    before = read_all(lamp.folder / "helix")
    lamp.write("mods/lamp/lamp.mod", SPEC.replace("impl {", "imp {"))
    assert "error[E" in embed(lamp).expect(1).output
    assert read_all(lamp.folder / "helix") == before
