# SPDX-License-Identifier: MIT
"""`codegen who NAME`: who provides and who needs a capability or an interface."""

from __future__ import annotations

import argparse
import json
import sys

from codegen.diagnostics import did_you_mean, render_all
from codegen.model import Model, Module
from codegen.plan.model import Plan
from codegen.tools.arguments import (
    GOOD,
    WRONG_INPUT,
    UsageError,
    add_selection,
    read_selection,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("name", metavar="NAME", help="a capability or an interface")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _row(module: Module, version: str, present: set[str]) -> dict[str, object]:
    return {
        "module": module.name,
        "version": version,
        "in_image": module.name in present,
        "place": str(module.span),
    }


def ask_capability(model: Model, present: set[str], name: str) -> dict[str, object]:
    return {
        "capability": name,
        "provided_by": [
            _row(m, str(m.version), present) for m in model.providers(name)
        ],
        "needed_by": [
            _row(module, d.constraint.text, present)
            for module in model.modules
            for d in module.dependencies
            if d.name == name
        ],
    }


def ask_interface(
    model: Model, plan: Plan, present: set[str], name: str
) -> dict[str, object]:
    planned = next((p for p in plan.interfaces if p.interface.name == name), None)
    primary = planned.primary.name if planned and planned.primary else None
    if primary is None and planned and planned.implementors:
        primary = planned.implementors[0].name
    return {
        "interface": name,
        "primary": primary,
        "provided_by": [
            _row(module, f"{i.version.major}.{i.version.minor}", present)
            for module in model.implementors(name)
            for i in module.implementations
            if i.interface == name
        ],
        "needed_by": [
            _row(module, use.constraint.text, present)
            for module in model.modules
            for use in module.uses
            if use.interface == name
        ],
    }


def _lines(found: dict[str, object]) -> list[str]:
    kind = "interface" if "interface" in found else "capability"
    lines = [f"{kind} {found[kind]}"]
    for key, title in (("provided_by", "provided by"), ("needed_by", "needed by")):
        rows = found[key]
        assert isinstance(rows, list)
        lines.append(f"  {title}:" if rows else f"  {title}: nobody")
        for row in rows:
            notes = [] if row["in_image"] else ["not in the image"]
            if key == "provided_by" and row["module"] == found.get("primary"):
                notes.append("primary")
            tail = f" ({', '.join(notes)})" if notes else ""
            lines.append(f"    {row['module']} {row['version']} {row['place']}{tail}")
    return lines


def answer(model: Model, plan: Plan, name: str) -> dict[str, object]:
    """Raises UsageError for a name that is neither."""
    present = {planned.module.name for planned in plan.modules}
    if model.interface(name) is not None:
        return ask_interface(model, plan, present, name)
    capabilities = {c.name for module in model.modules for c in module.provides}
    if name in capabilities:
        return ask_capability(model, present, name)
    known = capabilities | {interface.name for interface in model.interfaces}
    near = did_you_mean(name, known)
    if model.module(name) is not None:
        near = f"it is a module: ask `why {name}`"
    raise UsageError(
        f"there is no capability or interface '{name}'" + (f"; {near}" if near else "")
    )


def run(options: argparse.Namespace) -> int:
    project = read_selection(options).load()
    if project.plan is None or project.diagnostics.error_count > 0:
        sys.stderr.write(render_all(project.diagnostics))
        return WRONG_INPUT
    found = answer(project.model, project.plan, options.name)
    if options.json:
        json.dump(found, sys.stdout, indent=1)
        sys.stdout.write("\n")
    else:
        print("\n".join(_lines(found)))
    return GOOD
