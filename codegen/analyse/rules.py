# SPDX-License-Identifier: MIT
"""Checks across all known specs that need no profile.

What depends on which modules are in the image is left to the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from codegen.cycles import find_cycles
from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.parse.lexer import shorten
from codegen.model import Direction, Interface, Model, Module, Use
from codegen.source import Span


class _Known(NamedTuple):
    """All modules by name, and the names that are capabilities or events."""

    modules: dict[str, Module]
    capabilities: frozenset[str]
    events: frozenset[str]


def check_rules(
    model: Model, dropped: Iterable[Module], diagnostics: Diagnostics
) -> None:
    """Check all modules. `dropped` are those that are not in the model because their
    name was taken; what they provide and publish is not missing."""
    checked = (*model.modules, *model.replacements)
    everything = (*checked, *dropped)
    modules = {module.name: module for module in reversed(everything)}
    known = _Known(
        modules=modules,
        capabilities=frozenset(c.name for m in everything for c in m.provides),
        events=frozenset(e.name for m in everything for e in m.publishes),
    )
    for module in checked:
        _check_capabilities(module, known, diagnostics)
        _check_dependencies(module, known, diagnostics)
        _check_orderings(module, known, diagnostics)
        _check_uses(module, model, diagnostics)
        _check_providers(module, model, diagnostics)
        _check_events(module, known, diagnostics)
    _check_cycles(model, diagnostics)


def _check_capabilities(
    module: Module, known: _Known, diagnostics: Diagnostics
) -> None:
    for capability in module.provides:
        other = known.modules.get(capability.name)
        if other is not None:
            diagnostics.report(
                "E215",
                capability.span,
                f"capability '{shorten(capability.name)}' is also the name of a module",
                notes=[Note(message="the module is here", span=other.span)],
                help="a string names either a module or a capability: rename one of "
                "them",
            )


def _check_dependencies(
    module: Module, known: _Known, diagnostics: Diagnostics
) -> None:
    own = {capability.name for capability in module.provides}
    for dependency in module.dependencies:
        name = dependency.name
        shown = shorten(name)
        if name == module.name or name in own:
            what = "itself" if name == module.name else f"its own capability '{shown}'"
            diagnostics.report(
                "E503",
                dependency.span,
                f"module '{shorten(module.name)}' depends on {what}",
                help="remove this entry",
            )
            continue
        target = known.modules.get(name)
        if target is None:
            if not dependency.optional and name not in known.capabilities:
                diagnostics.report(
                    "E501",
                    dependency.span,
                    f"no module is named '{shown}', and none provides it",
                    help=did_you_mean(name, [*known.modules, *known.capabilities])
                    or "add the folder of its spec with --modules, or make the "
                    "dependency optional",
                )
        elif not dependency.optional and not dependency.constraint.accepts(
            target.version
        ):
            diagnostics.report(
                "E502",
                dependency.span,
                f"'{shorten(module.name)}' needs '{shown}' "
                f"{dependency.constraint.text}, and '{shown}' is {target.version}",
                notes=[Note(message=f"'{shown}' is declared here", span=target.span)],
            )


def _check_orderings(module: Module, known: _Known, diagnostics: Diagnostics) -> None:
    for ordering in module.orderings:
        name = ordering.name
        word = "before" if ordering.before else "after"
        if name == module.name:
            diagnostics.report(
                "E503",
                ordering.span,
                f"module '{shorten(name)}' starts {word} itself",
                help="remove this entry",
            )
        elif name not in known.modules:
            help = did_you_mean(name, known.modules)
            if name in known.capabilities:
                help = f"it is a capability: '{word}' takes names of modules"
            diagnostics.report(
                "W102",
                ordering.span,
                f"no module is named '{shorten(name)}'",
                help=help,
            )


def _check_uses(module: Module, model: Model, diagnostics: Diagnostics) -> None:
    for use in module.uses:
        interface = model.interface(use.interface)
        if interface is None:
            names = [other.name for other in model.interfaces]
            diagnostics.report(
                "E403",
                use.span,
                f"unknown interface '{shorten(use.interface)}'",
                help=did_you_mean(use.interface, names)
                or 'an interface is declared by interface "name" 1.0 { } in a spec',
            )
        elif not _has_version(interface, use):
            declared = interface.version
            diagnostics.report(
                "E406",
                use.span,
                f"'{shorten(interface.name)}' has no version {use.constraint.text}",
                notes=[
                    Note(
                        message=f"it is declared as {declared.major}.{declared.minor} "
                        "here",
                        span=interface.span,
                    )
                ],
            )


def _has_version(interface: Interface, use: Use) -> bool:
    """Whether one of MAJOR.0 to MAJOR.MINOR is in the constraint's interval."""
    declared = interface.version
    if use.constraint.accepts(declared):
        return True
    first = declared.major << 32
    lowest = max(use.constraint.lowest, first)
    minor = -(-(lowest - first) // (1 << 16))
    return minor <= declared.minor and first + (minor << 16) <= use.constraint.highest


def _check_providers(module: Module, model: Model, diagnostics: Diagnostics) -> None:
    """Report operations that no module of this kind can provide."""
    for implementation in module.implementations:
        interface = model.interface(implementation.interface)
        if interface is None:
            continue
        for operation in interface.operations_at(implementation.version):
            address = operation.result_annotation is Direction.ADDRESS or any(
                p.direction is Direction.ADDRESS for p in operation.parameters
            )
            message = help = None
            if address and "USERSPACE" in module.flags:
                message = f"a USERSPACE module cannot provide '{operation.name}'"
                help = "it passes an @address, which means nothing in another space"
            elif operation.isr and "HOT_RELOADABLE" in module.flags:
                message = f"a HOT_RELOADABLE module cannot provide '{operation.name}'"
                help = "the provider of an @isr operation is never replaced"
            if message is not None:
                diagnostics.report(
                    "E414",
                    implementation.span,
                    f"{message} of '{shorten(interface.name)}'",
                    notes=[
                        Note(
                            message=f"'{operation.name}' is declared here",
                            span=operation.span,
                        )
                    ],
                    help=help,
                )


def _check_events(module: Module, known: _Known, diagnostics: Diagnostics) -> None:
    for event in module.event_hooks:
        if event.custom is not None and event.custom not in known.events:
            diagnostics.report(
                "W101",
                event.span,
                f"no known module publishes '{shorten(event.custom)}'",
                help=did_you_mean(event.custom, known.events)
                or "its sender lists it: publishes: "
                f'"{shorten(event.custom)}"; in info',
            )


# Cycles ------------------------------------------------------------------------


class _Edge(NamedTuple):
    """`later` starts after `earlier`; `reason` is the sentence for a note."""

    earlier: str
    later: str
    reason: str
    span: Span


def _find_edges(module: Module) -> Iterator[_Edge]:
    name = module.name
    for dependency in module.dependencies:
        kind = "optionally depends on" if dependency.optional else "depends on"
        yield _Edge(
            dependency.name,
            name,
            f"'{name}' {kind} '{dependency.name}'",
            dependency.span,
        )
    for ordering in module.orderings:
        other = ordering.name
        if ordering.before:
            reason = f"'{name}' starts before '{other}'"
            yield _Edge(name, other, reason, ordering.span)
        else:
            reason = f"'{name}' starts after '{other}'"
            yield _Edge(other, name, reason, ordering.span)


def _check_cycles(model: Model, diagnostics: Diagnostics) -> None:
    """Report cycles of what orders modules by name, whichever are in an image."""
    names = [module.name for module in model.modules]
    edges = [
        edge
        for module in model.modules
        for edge in _find_edges(module)
        if edge.earlier != edge.later
    ]
    for cycle in find_cycles(names, ((e.later, e.earlier, e) for e in edges)):
        path = " -> ".join(f"'{edge.later}'" for edge in (*cycle, cycle[0]))
        diagnostics.report(
            "E504",
            cycle[0].span,
            f"dependency cycle: {path}",
            notes=[Note(message=edge.reason, span=edge.span) for edge in cycle],
            help="remove one of these entries; 'optional' does not break a cycle",
        )
