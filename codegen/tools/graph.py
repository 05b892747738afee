# SPDX-License-Identifier: MIT
"""`codegen graph`: the image as a picture, drawn by graphviz.

Modules stand in columns of the same depth, in start order from left to right; an
arrow goes from the module that starts earlier to the one that needs it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from codegen.tools.arguments import (
    GOOD,
    WRONG_INPUT,
    UsageError,
    add_selection,
    read_selection,
)
from codegen.tools.check import failed
from codegen.diagnostics import render_all
from codegen.render.emit import write_if_changed
from codegen.plan.model import Edge, EdgeKind, Plan

_STYLES = {
    EdgeKind.DEPENDENCY: "solid",
    EdgeKind.CAPABILITY: "solid",
    EdgeKind.USES: "bold",
    EdgeKind.AFTER: "dotted",
    EdgeKind.BEFORE: "dotted",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument(
        "--output",
        "-o",
        type=Path,
        metavar="FILE",
        help="FILE.svg or FILE.dot (default: DOT on standard output)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead")


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _edge_line(edge: Edge) -> str:
    style = "dashed" if edge.optional else _STYLES[edge.kind]
    label = ""
    if edge.kind in (EdgeKind.USES, EdgeKind.CAPABILITY):
        label = f", label={_quote(edge.name)}"
    return f"  {_quote(edge.earlier)} -> {_quote(edge.later)} [style={style}{label}];"


def draw(plan: Plan) -> str:
    """Return the plan as DOT."""
    lines = [
        "digraph helix {",
        "  rankdir=LR; ranksep=1; nodesep=0.25;",
        f"  label={_quote(f'{plan.profile.name}: start order from left to right')};",
        '  fontname="sans-serif"; labelloc=t;',
        '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];',
        '  edge [fontname="sans-serif", fontsize=8, color="#555555"];',
    ]
    depths: dict[int, list[str]] = {}
    for planned in plan.modules:
        module = planned.module
        provides = [f"provides {c.name}" for c in module.provides]
        serves = [f"serves {i.interface}" for i in module.implementations]
        text = "\\n".join(
            [f"{planned.ident} {module.name} {module.version}", *provides, *serves]
        )
        shape = ", penwidth=2" if "ESSENTIAL" in module.flags else ""
        lines.append(f'  {_quote(module.name)} [label="{text}"{shape}];')
        depths.setdefault(planned.depth, []).append(module.name)
    for depth in sorted(depths):
        same = " ".join(f"{_quote(name)};" for name in depths[depth])
        lines.append(f"  {{ rank=same; {same} }}")
    for planned in plan.modules:
        lines += [_edge_line(edge) for edge in planned.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _as_json(plan: Plan) -> dict[str, object]:
    return {
        "profile": plan.profile.name,
        "modules": [
            {
                "id": planned.ident,
                "name": planned.module.name,
                "version": str(planned.module.version),
                "depth": planned.depth,
                "provides": [c.name for c in planned.module.provides],
                "implements": [i.interface for i in planned.module.implementations],
                "edges": [
                    {
                        "from": edge.earlier,
                        "kind": edge.kind.value,
                        "name": edge.name,
                        "optional": edge.optional,
                        "place": str(edge.span),
                    }
                    for edge in planned.edges
                ],
            }
            for planned in plan.modules
        ],
    }


def _write_picture(path: Path, dot: str) -> None:
    if path.suffix == ".dot":
        write_if_changed(path, dot)
        return
    if path.suffix != ".svg":
        raise UsageError(f"'{path}': a graph is written as .svg or .dot")
    if shutil.which("dot") is None:
        raise UsageError("drawing needs 'dot': install the package graphviz")
    done = subprocess.run(
        ["dot", "-Tsvg"], input=dot, capture_output=True, text=True, check=True
    )
    write_if_changed(path, done.stdout)


def run(options: argparse.Namespace) -> int:
    project = read_selection(options).load()
    if project.plan is None or failed(project.diagnostics, strict=False):
        sys.stderr.write(render_all(project.diagnostics))
        return WRONG_INPUT
    if options.json:
        json.dump(_as_json(project.plan), sys.stdout, indent=1)
        sys.stdout.write("\n")
    elif options.output is None:
        sys.stdout.write(draw(project.plan))
    else:
        _write_picture(options.output, draw(project.plan))
    return GOOD
