# SPDX-License-Identifier: MIT
"""`codegen new KIND NAME`: a folder with a module that builds, boots and has a test.

All of it is made in a folder beside the new one, checked there as every spec is, and
then moved: there is all of it or nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from codegen.diagnostics import Diagnostics, render_all
from codegen.project import ROOT, load_project
from codegen.render.renderer import TEMPLATES, Renderer
from codegen.tools.arguments import DEFAULT_MODULES, GOOD, WRONG_INPUT, UsageError
from codegen.tools.check import failed
from codegen.view.new import SUMMARIES, NewView, view_new

# Names of files get an ending, and names of modules a part that says which one it is.
NAME_MAX = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=sorted(SUMMARIES), help="what it is to be")
    parser.add_argument("name", help="its name, as specs and profiles write it")
    parser.add_argument(
        "--dir",
        type=Path,
        default=Path("."),
        metavar="DIR",
        help="where the folder NAME is made (default: here)",
    )


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_.-]*", name):
        raise UsageError(
            f"'{name}' is no name: it begins with a-z, and goes on with a-z, 0-9, "
            "'_', '.' and '-'"
        )
    if len(name) > NAME_MAX:
        raise UsageError(
            f"a name of {len(name)} characters; those of `new` have at most {NAME_MAX}"
        )


def _render(view: NewView) -> Iterator[tuple[str, str]]:
    """Each file's name and text."""
    renderer = Renderer(TEMPLATES / "new")
    files = {
        f"{view.name}.mod": f"{view.kind}/spec.mod.j2",
        f"{view.name}.toml": f"{view.kind}/profile.toml.j2",
        "README.md": "README.md.j2",
        "test.sh": "test.sh.j2",
    }
    if any(file == f"{view.name}.c" for file, _ in view.listing):
        files[f"{view.name}.c"] = f"{view.kind}/source.c.j2"
    for file, template in files.items():
        yield file, renderer.render(template, name=file, view=view)


def _find_mistakes(folder: Path, view: NewView, work: Path) -> Diagnostics:
    """What the language says of it, among all modules that come with Helix."""
    project = load_project(
        folders=[DEFAULT_MODULES, folder],
        profile=folder / f"{view.name}.toml",
        working_folder=work,
    )
    return project.diagnostics


def run(options: argparse.Namespace) -> int:
    name: str = options.name
    _check_name(name)
    if not options.dir.is_dir():
        raise UsageError(f"there is no folder '{options.dir}'; --dir takes a folder")
    above = Path(os.path.abspath(options.dir))
    goal = above / name
    if os.path.lexists(goal):
        raise UsageError(
            f"'{options.dir / name}' is there already; nothing was written"
        )
    view = view_new(
        options.kind,
        name,
        profile=shlex.quote(f"{name}.toml"),
        # By its real path, because a shell that goes up from here follows no link back.
        root=shlex.quote(os.path.relpath(ROOT, os.path.realpath(above) + f"/{name}")),
    )
    with tempfile.TemporaryDirectory(prefix=".new-", dir=above) as work:
        made = Path(work) / name
        made.mkdir()
        for file, text in _render(view):
            (made / file).write_text(text, encoding="utf-8")
        (made / "test.sh").chmod(0o755)
        diagnostics = _find_mistakes(made, view, Path(work))
        if failed(diagnostics, strict=True):
            sys.stderr.write(render_all(diagnostics))
            sys.stderr.write(f"'{name}' cannot be made: nothing was written\n")
            return WRONG_INPUT
        if os.path.lexists(goal):
            raise UsageError(f"'{goal}' has come meanwhile; nothing was written")
        shutil.move(made, goal)
    print(f"made {options.dir / name}: try {options.dir / name}/test.sh")
    return GOOD
