# SPDX-License-Identifier: MIT
"""Command-line parts that configure.py and all tools share, and their exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegen.profile.targets import TARGETS
from codegen.root import ROOT

if TYPE_CHECKING:
    from codegen.project import Project

GOOD, WRONG_INPUT, USAGE, OUR_BUG = 0, 1, 2, 3

DEFAULT_PROFILE = ROOT / "boot" / "profiles" / "demo.toml"
DEFAULT_MODULES = ROOT / "modules_impl"


class UsageError(Exception):
    """The command line cannot be followed: exit 2 with the text."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which specs and which profile a command is about; all paths exist."""

    profile: Path
    target: str | None
    folders: tuple[Path, ...]

    def load(self) -> Project:
        # Not at the head of this file: a run of configure.py that finds nothing to do
        # has no use for the generator.
        from codegen.project import load_project

        return load_project(
            folders=self.folders,
            profile=self.profile,
            target=self.target,
            working_folder=Path.cwd(),
        )


def add_selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile",
        type=Path,
        default=None,
        metavar="FILE",
        help="which kernel to build (default: boot/profiles/demo.toml)",
    )
    parser.add_argument(
        "--target",
        choices=TARGETS,
        default=None,
        help="overrides the profile's target",
    )
    add_folders(parser)


def add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--modules",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a further folder of specs, searched with those below it (repeatable)",
    )


def read_folders(options: argparse.Namespace) -> tuple[Path, ...]:
    """The folders of specs, each once. Raises UsageError."""
    folders: list[Path] = []
    for folder in [DEFAULT_MODULES, *options.modules]:
        if not folder.is_dir():
            raise UsageError(f"there is no folder '{folder}'; --modules takes a folder")
        absolute = Path(os.path.abspath(folder))
        if absolute not in folders:
            folders.append(absolute)
    return tuple(folders)


def read_selection(options: argparse.Namespace) -> Selection:
    """Check that what was named is there. Raises UsageError."""
    profile = options.profile if options.profile is not None else DEFAULT_PROFILE
    if not profile.is_file():
        raise UsageError(f"there is no profile '{profile}'; name one with --profile")
    return Selection(
        profile=Path(os.path.abspath(profile)),
        target=options.target,
        folders=read_folders(options),
    )


class Parser(argparse.ArgumentParser):
    """argparse, with the usage error's exit code of the contract.

    An abbreviated option would change its meaning when another one is added.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        sys.stderr.write(f"{self.prog}: {message}\n")
        raise SystemExit(USAGE)


def run(program: str, body: Callable[[], int]) -> int:
    """Run a command's body: mistakes of usage and of ours become exit codes."""
    try:
        return body()
    except UsageError as error:
        sys.stderr.write(f"{program}: {error}\n")
        return USAGE
    except BrokenPipeError:
        # Whoever reads our output has gone; nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception as error:
        if isinstance(error, OSError) and error.strerror and error.filename:
            sys.stderr.write(f"{program}: {error.strerror}: '{error.filename}'\n")
            return USAGE
        if os.environ.get("HELIX_DEBUG"):
            raise
        sys.stderr.write(
            f"{program}: this is a mistake of ours: {type(error).__name__}: {error}\n"
            "please report it with the output of the same command under HELIX_DEBUG=1\n"
        )
        return OUR_BUG
