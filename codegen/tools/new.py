# SPDX-License-Identifier: MIT
"""`codegen new KIND NAME`: a folder with a part of a kernel that builds, boots and
passes its own test as it stands.

It is checked as all specs are before its folder appears, and appears with all of its
files or not at all.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from codegen.diagnostics import render_all
from codegen.model import Model
from codegen.project import ROOT, load_project
from codegen.render.emit import Output, write_if_changed
from codegen.render.skeleton import kinds, render_skeleton
from codegen.tools.arguments import (
    GOOD,
    WRONG_INPUT,
    UsageError,
    add_folders,
    read_folders,
)
from codegen.tools.json_text import print_json

# It is a part of other names, of a folder and of C names: shorter than the language's.
NAME_MAX = 64
_NAME = re.compile(r"[a-z][a-z0-9_.-]*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=kinds(), help="what it is")
    parser.add_argument("name", metavar="NAME", help="its name, and its folder's")
    parser.add_argument(
        "--dir",
        type=Path,
        default=Path("."),
        metavar="DIR",
        help="where its folder is made (default: here)",
    )
    add_folders(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > NAME_MAX:
        raise UsageError(
            f"'{name}' is no name: it begins with a small letter, goes on with small "
            f"letters, digits, '_', '.' and '-', and has at most {NAME_MAX} characters"
        )


def _check_free(name: str, model: Model) -> None:
    for module in model.modules:
        if module.name == name:
            raise UsageError(f"there is a module '{name}' already: {module.span}")
    for interface in model.interfaces:
        if interface.name == name:
            raise UsageError(
                f"there is an interface '{name}' already: {interface.span}"
            )


def _read_model(folders: Sequence[Path]) -> Model:
    project = load_project(folders=folders, profile=None, working_folder=Path.cwd())
    return project.model


def _write(folder: Path, outputs: list[Output]) -> None:
    for output in outputs:
        write_if_changed(
            folder / output.path, output.text, executable=output.executable
        )


def _find_mistakes(folder: Path, name: str, folders: Sequence[Path]) -> str:
    """What the checks say of the new specs among the known ones, "" if nothing."""
    project = load_project(
        folders=[*folders, folder],
        profile=folder / f"{name}.toml",
        working_folder=Path.cwd(),
    )
    return render_all(project.diagnostics)


def _place(outputs: list[Output], name: str, parent: Path, folders: list[Path]) -> str:
    """Give `parent` its new folder; or return what is wrong with the specs."""
    staged = Path(tempfile.mkdtemp(dir=parent, prefix=f".{name}."))
    try:
        # The folder's name is in messages, and mkdtemp keeps others out.
        inner = staged / name
        inner.mkdir()
        _write(inner, outputs)
        mistakes = _find_mistakes(inner, name, folders)
        if not mistakes:
            os.rename(inner, parent / name)
        return mistakes
    finally:
        shutil.rmtree(staged)


def run(options: argparse.Namespace) -> int:
    name, parent = options.name, Path(os.path.abspath(options.dir))
    _check_name(name)
    folders = list(read_folders(options))
    if not parent.is_dir():
        raise UsageError(f"there is no folder '{options.dir}'; --dir takes a folder")
    if os.path.lexists(parent / name):
        raise UsageError(f"'{options.dir / name}' is there already, and is left alone")
    _check_free(name, _read_model(folders))
    outputs = render_skeleton(
        options.kind, name, helix=os.path.relpath(ROOT, parent / name)
    )
    mistakes = _place(outputs, name, parent, folders)
    if mistakes:
        sys.stderr.write(mistakes)
        return WRONG_INPUT
    made = [str(options.dir / name / output.path) for output in outputs]
    if options.json:
        print_json({"files": made})
    else:
        for path in made:
            print(path)
    return GOOD
