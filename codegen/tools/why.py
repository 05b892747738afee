# SPDX-License-Identifier: MIT
"""`codegen why NAME`: how a module is in the image, or what keeps it out.
`codegen why A B`: the chain that puts A before B, each edge with its place."""

from __future__ import annotations

import argparse

from codegen.answer.absence import explain_absence
from codegen.answer.file import explain_replacements
from codegen.answer.order import explain_order
from codegen.answer.parties import find_parties
from codegen.answer.presence import explain_presence
from codegen.diagnostics import did_you_mean
from codegen.model import Model, Module
from codegen.plan.model import Plan
from codegen.project import Project
from codegen.tools.arguments import WRONG_INPUT, UsageError, add_selection
from codegen.tools.ask import exit_status, load_image
from codegen.tools.json_text import print_json
from codegen.tools.why_text import (
    tell_absence,
    tell_order,
    tell_presence,
    tell_replacement,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("first", metavar="NAME", help="a module")
    parser.add_argument(
        "second", metavar="LATER", nargs="?", help="a module that starts after it"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _find_module(model: Model, plan: Plan, name: str) -> Module:
    module = model.module(name)
    if module is not None:
        return module
    near = did_you_mean(name, (module.name for module in model.modules))
    if find_parties(model, plan, name) is not None:
        near = f"ask `who {name}`: modules provide or serve it"
    raise UsageError(f"there is no module '{name}'" + (f"; {near}" if near else ""))


def _explain_order(
    project: Project, plan: Plan, first: str, second: str, *, as_json: bool
) -> None:
    in_image = {planned.module.name: planned for planned in plan.modules}
    for name in (first, second):
        _find_module(project.model, plan, name)
        if name not in in_image:
            raise UsageError(f"'{name}' is not in the image; ask `why {name}`")
    if first == second:
        raise UsageError(f"'{first}' is one module; ask `why {first}`")
    order = explain_order(plan, in_image[first], in_image[second])
    if as_json:
        print_json(order)
    else:
        print("\n".join(tell_order(order)))


def _explain_module(project: Project, plan: Plan, name: str, *, as_json: bool) -> None:
    replacements = explain_replacements(plan, name)
    planned = next((p for p in plan.modules if p.module.name == name), None)
    answer: object
    if planned is not None:
        answer = explain_presence(plan, planned)
        lines = list(tell_presence(answer))
    elif replacements and project.model.module(name) is None:
        answer, lines = replacements[0], []
    else:
        module = _find_module(project.model, plan, name)
        answer = explain_absence(project.model, plan, module, project.diagnostics)
        lines = list(tell_absence(answer, plan.profile))
    if as_json:
        print_json(answer)
        return
    for replacement in replacements:
        lines += tell_replacement(replacement)
    print("\n".join(lines))


def run(options: argparse.Namespace) -> int:
    project = load_image(options)
    plan = project.plan
    if plan is None:
        return WRONG_INPUT
    if options.second is None:
        _explain_module(project, plan, options.first, as_json=options.json)
    else:
        _explain_order(
            project, plan, options.first, options.second, as_json=options.json
        )
    return exit_status(project)
