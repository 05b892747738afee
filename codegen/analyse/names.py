# SPDX-License-Identifier: MIT
"""Collects the C names that are generated from the specs and finds equal ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from codegen.analyse.hooks import ALL_HOOKS
from codegen.analyse.types import GlobalTypes
from codegen.diagnostics import Diagnostics, Note
from codegen.parse.lexer import shorten
from codegen.model import Interface, Model, Module, Use
from codegen.source import Span


class _Entry(NamedTuple):
    """A generated name. `key` is `name` for a name that specs and sources see: two
    of them are never equal, whatever they name. It is `struct name` for a tag and
    `= name` for anything else, for what C itself keeps apart."""

    key: str
    span: Span
    what: str
    # Two entries that share this are one mistake, and reported as such elsewhere.
    cause: str


def _show(key: str) -> str:
    return key.removeprefix("= ")


def _tags(name: str, span: Span, what: str) -> Iterator[_Entry]:
    yield _Entry(name, span, what, "")
    yield _Entry(f"struct {name}", span, what, "")


def _function(name: str, span: Span, what: str, cause: str = "") -> Iterator[_Entry]:
    yield _Entry(name, span, what, cause)
    yield _Entry(f"= {name}", span, what, cause)


def _thunk(function: str, span: Span, what: str) -> _Entry:
    """The handler of an event without `self`, which the image's tables name."""
    return _Entry(f"= hxg_{function}", span, what, "")


def _interface_names(interface: Interface) -> Iterator[_Entry]:
    c_name, span = interface.identifier, interface.span
    what = f"interface '{shorten(interface.name)}'"
    yield from _tags(c_name, span, what)
    yield _Entry(f"struct {c_name}_ops", span, what, "")
    yield from _function(f"hx_primary_{c_name}", span, what)
    for prefix in ("interface", "absent", "absent_slot", "has", "operations"):
        yield _Entry(f"= hxg_{prefix}_{c_name}", span, what, "")
    for operation in interface.operations:
        yield from _function(
            f"{c_name}_{operation.name}",
            operation.span,
            f"operation '{operation.name}' of {what}",
        )


def _module_names(module: Module, model: Model) -> Iterator[_Entry]:
    c_name, span = module.identifier, module.span
    what = f"module '{shorten(module.name)}'"
    yield from _tags(c_name, span, what)
    yield from _tags(f"{c_name}_config", span, f"the config of {what}")
    for prefix in ("module", "self", "clear"):
        yield _Entry(f"= hxg_{prefix}_{c_name}", span, what, "")
    for hook in module.hooks:
        name = f"{c_name}_{hook.name}"
        its = f"hook '{hook.name}' of {what}"
        yield from _function(name, hook.span, its)
        if hook.name == "handle_event":
            yield _thunk(name, hook.span, its)
    for event in module.event_hooks:
        shown = event.kind if event.custom is None else f'"{shorten(event.custom)}"'
        name = f"{c_name}_on_{event.function_suffix}"
        its = f"'on {shown}' of {what}"
        yield from _function(name, event.span, its)
        yield _thunk(name, event.span, its)
    for request in module.request_hooks:
        for verb in ("request", "ask"):
            yield from _function(
                f"{c_name}_{verb}_{request.function_suffix}",
                request.span,
                f"'request \"{shorten(request.type)}\"' of {what}",
            )
    for implementation in module.implementations:
        for operation in implementation.operations:
            own = operation.function == f"{c_name}_{operation.operation}"
            if own and operation.operation in ALL_HOOKS:
                continue  # reported where the implementation is read
            yield from _function(
                operation.function,
                operation.span,
                f"operation '{operation.operation}' of {what}",
                f"{c_name}_{operation.operation}" if own else "",
            )
    for use in module.uses:
        yield from _handle_names(module, use, model)


def _handle_names(module: Module, use: Use, model: Model) -> Iterator[_Entry]:
    prefix = module.identifier
    what = f"handle '{use.handle}' of module '{shorten(module.name)}'"
    yield from _function(f"{prefix}_has_{use.handle}", use.span, what)
    interface = model.interface(use.interface)
    for operation in interface.operations_for(use.constraint) if interface else ():
        yield from _function(
            f"{prefix}_{use.handle}_{operation.name}",
            use.span,
            f"the call of '{operation.name}' through {what}",
        )


def _type_names(names: Iterable[tuple[tuple[bool, str], Span]]) -> Iterator[_Entry]:
    for (is_tag, name), span in names:
        yield _Entry(
            f"struct {name}" if is_tag else f"= {name}", span, f"type '{name}'", ""
        )


def _report(
    entries: Iterable[_Entry], seen: dict[str, _Entry], diagnostics: Diagnostics
) -> None:
    """Report each entry that is in `seen`, once for each pair of places."""
    reported: set[tuple[Span, Span]] = set()
    for entry in entries:
        first = seen.setdefault(entry.key, entry)
        same_thing = first.span is entry.span and first.what == entry.what
        if first is entry or same_thing:
            continue
        if first.cause and first.cause == entry.cause:
            continue
        pair = first.span, entry.span
        if pair in reported:
            continue
        reported.add(pair)
        diagnostics.report(
            "E214",
            entry.span,
            f"{entry.what} is '{shorten(_show(entry.key), 80)}' in C, and so is "
            f"{first.what}",
            notes=[Note(message=f"{first.what} is here", span=first.span)],
            help="rename one of them",
        )


def report_collisions(
    model: Model, types: GlobalTypes, diagnostics: Diagnostics
) -> None:
    """Report every generated name that stands for two things."""
    shared: dict[str, _Entry] = {}
    entries = list(_type_names(types.places.items()))
    for interface in model.interfaces:
        entries += _interface_names(interface)
    _report(entries, shared, diagnostics)
    # A replacement takes the place of another module, so it is seen alone.
    for module in model.replacements:
        _report(_module_names(module, model), dict(shared), diagnostics)
    own_types: dict[str, _Entry] = {}
    seen = dict(shared)
    for module in model.modules:
        names = list(_module_names(module, model))
        _report(names, seen, diagnostics)
        own = types.own_places.get(module.identifier)
        if own:
            own_types = dict(shared)
            own_types.update((entry.key, entry) for entry in names)
            _report(_type_names(own.items()), own_types, diagnostics)
