# SPDX-License-Identifier: MIT
"""`codegen why NAME`: how a module is in the image, or what keeps it out.
`codegen why A B`: the chain that puts A before B, each edge with its place."""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from dataclasses import dataclass

from codegen.diagnostics import did_you_mean, render_all
from codegen.model import Model, Module
from codegen.plan.model import Edge, Plan, PlannedModule
from codegen.tools.arguments import (
    GOOD,
    WRONG_INPUT,
    UsageError,
    add_selection,
    read_selection,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("first", metavar="NAME", help="a module")
    parser.add_argument(
        "second", metavar="LATER", nargs="?", help="a module that starts after it"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is printed, as lines for a person and as data for a program."""

    lines: tuple[str, ...]
    data: dict[str, object]


def _edge_text(edge: Edge) -> str:
    optional = "optional, " if edge.optional else ""
    return (
        f"  {edge.later} starts after {edge.earlier} "
        f"({optional}'{edge.name}' at {edge.span})"
    )


def _edge_data(edge: Edge) -> dict[str, object]:
    return {
        "earlier": edge.earlier,
        "later": edge.later,
        "kind": edge.kind.value,
        "name": edge.name,
        "optional": edge.optional,
        "place": str(edge.span),
    }


def find_chain(plan: Plan, first: str, last: str) -> tuple[Edge, ...] | None:
    """The shortest chain of edges from `first` to `last`, None if there is none."""
    edges_to = {planned.module.name: planned.edges for planned in plan.modules}
    towards: dict[str, Edge | None] = {last: None}
    waiting = deque([last])
    while waiting and first not in towards:
        name = waiting.popleft()
        for edge in edges_to[name]:
            if edge.earlier not in towards:
                towards[edge.earlier] = edge
                waiting.append(edge.earlier)
    if first not in towards:
        return None
    chain: list[Edge] = []
    step = towards[first]
    while step is not None:
        chain.append(step)
        step = towards[step.later]
    return tuple(chain)


def explain_order(plan: Plan, first: PlannedModule, second: PlannedModule) -> Answer:
    """Why one of the two starts before the other."""
    early, late = sorted((first, second), key=lambda planned: planned.ident)
    early_name, late_name = early.module.name, late.module.name
    chain = find_chain(plan, early_name, late_name)
    data: dict[str, object] = {
        "earlier": early_name,
        "later": late_name,
        "chain": None if chain is None else [_edge_data(edge) for edge in chain],
    }
    head = f"{early_name} ({early.ident}) starts before {late_name} ({late.ident})"
    if chain is not None:
        return Answer(lines=(f"{head}:", *map(_edge_text, chain)), data=data)
    if early.depth < late.depth:
        reason = (
            f"no chain of dependencies joins them; the longest chain below "
            f"{early_name} has {early.depth} steps, that below {late_name} {late.depth}"
        )
    else:
        reason = "no chain of dependencies joins them; of equal depth, names decide"
    return Answer(lines=(f"{head}:", f"  {reason}"), data={**data, "reason": reason})


def explain_present(planned: PlannedModule) -> Answer:
    """How a module of the image came in, and what it is bound to."""
    module = planned.module
    lines = [
        f"{module.name} {module.version} is in the image: {planned.reason}",
        f"  starts as {planned.ident}, at depth {planned.depth}",
    ]
    lines += [_edge_text(edge) for edge in planned.edges]
    handles: list[dict[str, object]] = []
    for binding in planned.bindings:
        provider = binding.provider.name if binding.provider is not None else None
        lines.append(
            f"  handle '{binding.use.handle}' of {binding.interface.name}: "
            f"{provider or 'nobody'}, {binding.reason}"
        )
        handles.append(
            {
                "handle": binding.use.handle,
                "interface": binding.interface.name,
                "provider": provider,
                "direct": binding.direct,
                "reason": binding.reason,
            }
        )
    return Answer(
        lines=tuple(lines),
        data={
            "module": module.name,
            "in_image": True,
            "reason": planned.reason,
            "id": planned.ident,
            "depth": planned.depth,
            "edges": [_edge_data(edge) for edge in planned.edges],
            "handles": handles,
        },
    )


def _could_pull_in(model: Model, module: Module) -> list[str]:
    """The modules that would bring this one along, were they in the image."""
    names = {module.name, *(c.name for c in module.provides)}
    served = {i.interface for i in module.implementations}
    return [
        other.name
        for other in model.modules
        if other.name != module.name
        and (
            any(not d.optional and d.name in names for d in other.dependencies)
            or any(not u.optional and u.interface in served for u in other.uses)
        )
    ]


def explain_absent(model: Model, module: Module) -> Answer:
    """What keeps a known module out of the image."""
    wanted_by = _could_pull_in(model, module)
    lines = [
        f"{module.name} {module.version} ({module.span}) is not in the image: the "
        "profile does not name it, and no module of the image requires it"
    ]
    if wanted_by:
        lines.append("  could bring it along: " + ", ".join(wanted_by))
    return Answer(
        lines=tuple(lines),
        data={"module": module.name, "in_image": False, "wanted_by": wanted_by},
    )


def _unknown(model: Model, name: str) -> UsageError:
    near = did_you_mean(name, (module.name for module in model.modules))
    return UsageError(f"there is no module '{name}'" + (f"; {near}" if near else ""))


def answer(model: Model, plan: Plan, first: str, second: str | None) -> Answer:
    """Raises UsageError for a name that is no known module's."""
    planned = {p.module.name: p for p in plan.modules}
    for name in (first, second):
        if name is not None and model.module(name) is None:
            raise _unknown(model, name)
        if name is not None and second is not None and name not in planned:
            raise UsageError(f"'{name}' is not in the image; ask `why {name}`")
    if second is not None:
        return explain_order(plan, planned[first], planned[second])
    if first in planned:
        return explain_present(planned[first])
    module = model.module(first)
    assert module is not None
    return explain_absent(model, module)


def run(options: argparse.Namespace) -> int:
    project = read_selection(options).load()
    if project.plan is None or project.diagnostics.error_count > 0:
        sys.stderr.write(render_all(project.diagnostics))
        return WRONG_INPUT
    found = answer(project.model, project.plan, options.first, options.second)
    if options.json:
        json.dump(found.data, sys.stdout, indent=1)
        sys.stdout.write("\n")
    else:
        print("\n".join(found.lines))
    return GOOD
