# SPDX-License-Identifier: MIT
"""The plan of an image, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from codegen.diagnostics import Diagnostics
from codegen.model import Model, Module
from codegen.plan.bind import bind_file_handles, bind_handles, plan_interfaces
from codegen.plan.config import ProfileValues, check_config, fill_config
from codegen.plan.events import list_subscribers
from codegen.plan.hash import build_hash
from codegen.plan.hidden import find_hidden
from codegen.plan.model import (
    Capability,
    PerfectHash,
    Plan,
    PlannedFile,
    PlannedModule,
)
from codegen.plan.names import ProfileNames, check_names, toml_key
from codegen.plan.order import OrderedModule, order_modules, section_key
from codegen.plan.select import Selection, select_modules
from codegen.plan.unbuilt import refuse_unbuilt
from codegen.profile.profile import Profile


def make_plan(model: Model, profile: Profile, diagnostics: Diagnostics) -> Plan | None:
    """Return the plan of the image that `profile` asks for.

    None where mistakes leave open what is in it or in which order; everything that
    can be said about the profile has been reported then all the same. A plan beside
    errors is good for looking at, not for building.
    """
    hidden = find_hidden(diagnostics)
    names = check_names(model, profile, hidden, diagnostics)
    values = check_config(model, profile, hidden, diagnostics)
    selection = select_modules(model, profile, names, hidden, diagnostics)
    refuse_unbuilt(profile, names, selection, diagnostics)
    # Whatever a mistake keeps out of the image may be what the profile speaks of.
    if names.complete and selection.complete and not hidden.errors:
        _warn_of_outside(profile, model, names, selection, diagnostics)
    _warn_of_flags(names, selection, diagnostics)
    order = order_modules(selection, diagnostics)
    if order is None or not selection.complete or not names.complete:
        return None
    return _assemble(model, profile, names, values, selection, order)


def _assemble(
    model: Model,
    profile: Profile,
    names: ProfileNames,
    values: ProfileValues,
    selection: Selection,
    order: Sequence[OrderedModule],
) -> Plan:
    modules = tuple(
        PlannedModule(
            module=ordered.module,
            ident=ident,
            depth=ordered.depth,
            key=section_key(ordered.depth, ordered.module.name),
            config=fill_config(ordered.module, values),
            bindings=bind_handles(
                ordered.module, model, selection, may_load=bool(names.files)
            ),
            edges=ordered.edges,
            reason=selection.reasons[ordered.module.name],
            wanted_by=selection.wanted_by[ordered.module.name],
        )
        for ident, ordered in enumerate(order)
    )
    in_order = tuple(planned.module for planned in modules)
    interfaces = plan_interfaces(in_order, model, names)
    capabilities = _list_capabilities(in_order)
    events, custom_events = list_subscribers(in_order)
    known_names = [m.name for m in in_order] + [c.name for c in capabilities]
    return Plan(
        profile=profile,
        target=profile.target,
        modules=modules,
        loadables=tuple(
            PlannedFile(
                file=file,
                config=fill_config(file.module, values),
                bindings=bind_file_handles(file, model, selection),
            )
            for file in names.files
        ),
        packed=names.packed,
        interfaces=interfaces,
        capabilities=capabilities,
        events=events,
        custom_events=custom_events,
        name_hash=_index(known_names),
        event_hash=_index(event.name for event in custom_events),
        interface_hash=_index(planned.interface.name for planned in interfaces),
    )


def _index(names: Iterable[str]) -> PerfectHash:
    """A table that has each name's position."""
    return build_hash((name, position) for position, name in enumerate(names))


def _list_capabilities(modules: Sequence[Module]) -> tuple[Capability, ...]:
    providers: dict[str, list[Module]] = {}
    for module in modules:
        for name in dict.fromkeys(c.name for c in module.provides):
            providers.setdefault(name, []).append(module)
    # Analysis has reported a capability that is named like a module.
    for module in modules:
        providers.pop(module.name, None)
    return tuple(
        Capability(name=name, providers=tuple(providers[name]))
        for name in sorted(providers)
    )


def _warn_of_outside(
    profile: Profile,
    model: Model,
    names: ProfileNames,
    selection: Selection,
    diagnostics: Diagnostics,
) -> None:
    """Warn of what the profile says of known modules that are not in the image."""
    present = {module.name for module in selection.modules} | names.loadable.keys()
    present |= {file.module.name for file in names.files}

    def is_outside(name: str) -> bool:
        return name not in present and model.module(name) is not None

    for table, entries in (
        ("config", profile.config_modules),
        ("bind", profile.bind_modules),
    ):
        for entry in entries:
            if is_outside(entry.name):
                diagnostics.report(
                    "W105",
                    entry.span,
                    f"[{table}.{toml_key(entry.name)}] has no effect: module "
                    f"'{entry.name}' is not in the image",
                    help=f'add "{entry.name}" to static in [modules], or remove this',
                )
    for choice in names.primaries.values():
        if is_outside(choice.provider):
            diagnostics.report(
                "W105",
                choice.span,
                f"this choice for '{choice.subject}' has no effect: module "
                f"'{choice.provider}' is not in the image",
                help=f'add "{choice.provider}" to static in [modules], or remove this',
            )


def _warn_of_flags(
    names: ProfileNames, selection: Selection, diagnostics: Diagnostics
) -> None:
    for module in selection.modules:
        entry = names.static.get(module.name)
        span = module.span if entry is None else entry.span
        for rule, flag in (("W103", "EXPERIMENTAL"), ("W104", "DEPRECATED")):
            if flag in module.flags:
                diagnostics.report(
                    rule,
                    span,
                    f"module '{module.name}' is {flag}, and in the image: "
                    f"{selection.reasons[module.name]}",
                )
