# SPDX-License-Identifier: MIT
"""The command line of configure.py."""

from __future__ import annotations

import argparse
import functools
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from codegen.cache.stamps import digest
from codegen.ninja.toolchain import COMPILERS, LAUNCHERS
from codegen.root import ROOT
from codegen.tools.arguments import (
    DEFAULT_MODULES,
    Parser,
    Selection,
    UsageError,
    add_selection,
    read_selection,
)

# Where the project's own sources are, which --embed must not mix with.
_SOURCES = ("boot", "codegen", "docs", "modules_impl", "runtime", "templates")


@dataclass(frozen=True, kw_only=True)
class Options:
    selection: Selection
    build: Path
    compiler: str
    strict: bool
    launcher: str | None
    embed: Path | None

    @property
    def selection_words(self) -> list[str]:
        """What the tools take to be about the same kernel."""
        selection = self.selection
        words = ["--profile", str(selection.profile)]
        if selection.target is not None:
            words += ["--target", selection.target]
        for folder in selection.folders:
            if folder != DEFAULT_MODULES:
                words += ["--modules", str(folder)]
        return words

    @functools.cached_property
    def words(self) -> list[str]:
        """The command that does the same from any folder."""
        words = [sys.executable, str(ROOT / "configure.py")]
        words += self.selection_words
        words += ["--build-dir", str(self.build), "--cc", self.compiler]
        if self.strict:
            words.append("--strict")
        if self.launcher is not None:
            words += ["--launcher", self.launcher]
        return words

    @functools.cached_property
    def identity(self) -> str:
        """A text that is another one when a run is about something else, or is done by
        something else: for what is not in files."""
        parts = (self.words, sys.version, sys.path, os.environ.get("PATH"))
        return digest(repr(parts).encode("utf-8", "backslashreplace"))


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="configure.py",
        description="Turns specs and a profile into generated C and a build.ninja.",
        epilog="Then: ninja -C BUILD [run | faults | trace | test | graph | host | bench | bench-check | lint | fuzz]",
    )
    add_selection(parser)
    parser.add_argument(
        "--build-dir",
        type=Path,
        default=Path("build"),
        metavar="DIR",
        help="where everything is written (default: build)",
    )
    parser.add_argument("--cc", choices=COMPILERS, default="gcc")
    parser.add_argument(
        "--strict", action="store_true", help="warnings are errors, of C as well"
    )
    parser.add_argument(
        "--launcher", choices=LAUNCHERS, help="put in front of the compiler"
    )
    parser.add_argument(
        "--embed",
        type=Path,
        metavar="DIR",
        help="write the sources for another kernel's own build into DIR, and nothing else",
    )
    return parser


def read_options(words: list[str]) -> Options:
    """Raises UsageError."""
    options = _parser().parse_args(words)
    build = Path(os.path.abspath(options.build_dir))
    if build.exists() and not build.is_dir():
        raise UsageError(f"'{build}' is not a folder; --build-dir takes a folder")
    if build in (ROOT, *ROOT.parents):
        raise UsageError(f"--build-dir '{build}' holds the project itself")
    return Options(
        selection=read_selection(options),
        build=build,
        compiler=options.cc,
        strict=options.strict,
        launcher=options.launcher,
        embed=_read_embed_folder(options.embed),
    )


def _read_embed_folder(folder: Path | None) -> Path | None:
    """Return it absolute. Raises UsageError where nothing may be written."""
    if folder is None:
        return None
    absolute = Path(os.path.abspath(folder))
    if absolute.exists() and not absolute.is_dir():
        raise UsageError(f"'{folder}' is not a folder; --embed takes a folder")
    if absolute in (ROOT, *ROOT.parents):
        raise UsageError(f"--embed '{folder}' holds the project itself")
    if any(absolute.is_relative_to(ROOT / name) for name in _SOURCES):
        raise UsageError(f"--embed '{folder}' is among the project's own sources")
    return absolute
