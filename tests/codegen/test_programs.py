# SPDX-License-Identifier: MIT
"""The runtime's test programs are built from all of its sources."""

from __future__ import annotations

from pathlib import Path

from codegen.ninja.programs import DESCRIPTION, read_programs

PROGRAMS = """\
cflags = []
link_script = "x.ld"
[[program]]
name = "all"
sources = ["test_*.c"]
libraries = []
arguments = []
[program.sanitizers]
gcc = []
clang = []
"""


def test_sources_in_folders_keep_their_folder(tmp_path: Path) -> None:
    for name in ("runtime/string.c", "runtime/memory.c", "runtime/loader/memory.c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "runtime/loader/string.c").touch()
    (tmp_path / DESCRIPTION).parent.mkdir(parents=True)
    (tmp_path / DESCRIPTION).write_text(PROGRAMS)
    (tmp_path / DESCRIPTION.parent / "test_memory.c").touch()
    gcc, clang = read_programs(tmp_path)
    for program, compiler in ((gcc, "gcc"), (clang, "clang")):
        # The C library has what runtime/string.c has, and nothing of a folder's.
        assert [item.path for item in program.objects] == [
            f"tests/{compiler}/obj/runtime/loader/memory.c.o",
            f"tests/{compiler}/obj/runtime/loader/string.c.o",
            f"tests/{compiler}/obj/runtime/memory.c.o",
            f"tests/{compiler}/obj/tests/test_memory.c.o",
        ]
