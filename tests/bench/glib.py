# SPDX-License-Identifier: MIT
"""What GLib takes for names and for events, on the host, by callgrind."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.callgrind import count
from tests.bench.lookup import QUERIES, make_hits, make_names
from tests.workspace import execute

SPECS = Path(__file__).resolve().parent / "specs"


def build(folder: Path) -> Path:
    """Compile it; it needs libglib2.0-dev."""
    shutil.copyfile(SPECS / "glib.c", folder / "glib.c")
    flags = execute(
        ["pkg-config", "--cflags", "--libs", "gobject-2.0"], cwd=folder
    ).expect(0)
    words = ["gcc", "-O2", "glib.c", "-o", "glib", *flags.output.split()]
    execute(words, cwd=folder).expect(0)
    return folder / "glib"


def count_look_up(program: Path, name_count: int) -> float:
    """Return instructions for one name that is found."""
    names = make_names(name_count)[:name_count]
    typed = "\n".join([*names, "", *make_hits(name_count)]) + "\n"
    output = program.with_name(f"glib_{name_count}.callgrind")
    return count([str(program)], "bench_look_up", output, typed=typed).total / QUERIES


def count_emission(program: Path) -> float:
    """Return instructions for one signal with ten handlers."""
    output = program.with_name("glib_emit.callgrind")
    return count([str(program)], "bench_emit", output, typed="a\n\na\n").total / QUERIES
