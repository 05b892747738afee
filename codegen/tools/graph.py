# SPDX-License-Identifier: MIT
"""`codegen graph`: the image as a picture, drawn by graphviz, or as JSON.

`codegen.view.graph` says what is in the picture, `templates/graph.dot.j2` how it looks.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from codegen.answer.image import describe_image
from codegen.plan.model import Plan
from codegen.render.emit import write_if_changed
from codegen.render.renderer import Renderer
from codegen.tools.arguments import WRONG_INPUT, UsageError, add_selection
from codegen.tools.ask import exit_status, load_image
from codegen.tools.json_text import print_json
from codegen.view.graph import view_graph

_DRAWER = "dot"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--output",
        "-o",
        type=Path,
        metavar="FILE",
        help="FILE.svg or FILE.dot (default: DOT on standard output)",
    )
    form.add_argument("--json", action="store_true", help="print JSON instead")


def draw(plan: Plan) -> str:
    """Return the plan as DOT."""
    return Renderer().render("graph.dot.j2", name="graph.dot", view=view_graph(plan))


def _check_output(path: Path) -> None:
    if path.suffix not in (".svg", ".dot"):
        raise UsageError(f"'{path}': a graph is written as .svg or .dot")
    if path.suffix == ".svg" and shutil.which(_DRAWER) is None:
        raise UsageError(f"a .svg needs '{_DRAWER}': apt-get install graphviz")


def _write(path: Path, text: str) -> None:
    if path.suffix == ".dot":
        write_if_changed(path, text)
        return
    done = subprocess.run([_DRAWER, "-Tsvg"], input=text.encode(), capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{_DRAWER}: {done.stderr.decode(errors='replace')}")
    write_if_changed(path, done.stdout.decode())


def run(options: argparse.Namespace) -> int:
    if options.output is not None:
        _check_output(options.output)
    project = load_image(options)
    if project.plan is None:
        return WRONG_INPUT
    if options.json:
        print_json(describe_image(project.plan))
    elif options.output is None:
        sys.stdout.write(draw(project.plan))
    else:
        _write(options.output, draw(project.plan))
    return exit_status(project)
