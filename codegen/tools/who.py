# SPDX-License-Identifier: MIT
"""`codegen who NAME`: who provides and who needs a capability or an interface."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from codegen.answer.parties import (
    CapabilityAnswer,
    InterfaceAnswer,
    NameAnswer,
    User,
    find_parties,
    list_names,
)
from codegen.diagnostics import did_you_mean
from codegen.model import Model
from codegen.plan.model import Plan
from codegen.tools.arguments import WRONG_INPUT, UsageError, add_selection
from codegen.tools.ask import exit_status, load_image
from codegen.tools.json_text import print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("name", metavar="NAME", help="a capability or an interface")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _answer(model: Model, plan: Plan, name: str) -> NameAnswer:
    answer = find_parties(model, plan, name)
    if answer is not None:
        return answer
    near = did_you_mean(name, list_names(model))
    if model.module(name) is not None:
        near = f"it is a module: ask `why {name}`"
    raise UsageError(
        f"there is no capability or interface '{name}'" + (f"; {near}" if near else "")
    )


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _tell(answer: NameAnswer) -> Iterator[str]:
    if answer.interface is not None:
        yield from _tell_interface(answer.name, answer.interface)
    if answer.capability is not None:
        yield from _tell_capability(answer.name, answer.capability)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = [f"    {line}" for line in lines]
    yield f"  {title}:" if listed else f"  {title}: nobody"
    yield from listed


def _remarks(*remarks: str | None) -> str:
    return f"({', '.join(remark for remark in remarks if remark is not None)})"


def _presence(in_image: bool) -> str | None:
    return None if in_image else "not in the image"


def _strength(optional: bool) -> str:
    return "optional" if optional else "required"


def _tell_capability(name: str, answer: CapabilityAnswer) -> Iterator[str]:
    yield f"capability {name}"
    yield from _section(
        "provided by",
        (
            f"{p.module} {p.version} {_remarks(_presence(p.in_image), str(p.span))}"
            for p in answer.provided_by
        ),
    )
    yield from _section(
        "needed by",
        (
            f"{d.module}, {d.takes} "
            + _remarks(_strength(d.optional), _presence(d.in_image), str(d.span))
            + (f": met by {_list(d.met_by)}" if d.met_by else "")
            for d in answer.needed_by
        ),
    )


def _tell_interface(name: str, answer: InterfaceAnswer) -> Iterator[str]:
    primary = "primary: the first in start order"
    if answer.chosen_at is not None:
        primary = f"primary: chosen at {answer.chosen_at}"
    yield f"interface {name} {answer.version} ({answer.span})"
    yield from _section(
        "served by",
        (
            f"{i.module}, version {i.version} "
            + _remarks(
                primary if i.primary else None, _presence(i.in_image), str(i.span)
            )
            for i in answer.served_by
        ),
    )
    yield from _section("used by", (_user_line(user) for user in answer.used_by))


def _user_line(user: User) -> str:
    remarks = _remarks(
        _strength(user.optional), _presence(user.in_image), str(user.span)
    )
    line = f"{user.module} as '{user.handle}', {user.takes} {remarks}"
    if user.in_image:
        behind = "nobody" if user.provider is None else f"'{user.provider}'"
        line += f": {behind}, {user.reason}"
    return line


def run(options: argparse.Namespace) -> int:
    project = load_image(options)
    if project.plan is None:
        return WRONG_INPUT
    answer = _answer(project.model, project.plan, options.name)
    if options.json:
        print_json(answer)
    else:
        print("\n".join(_tell(answer)))
    return exit_status(project)
