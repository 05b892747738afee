# SPDX-License-Identifier: MIT
"""What a call through each handle costs: the provider's function, or a slot.

A provider whose code cannot change or move away while the image runs is called by
name, so that the compiler may inline it. Every other call goes through a slot,
which the runtime may repoint. Which slot that is, the runtime says where the provider
may be one that is loaded, and for every handle of a module that is loaded itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.model import Interface, Model, Module, Use
from codegen.plan.asked import find_asked_interfaces
from codegen.plan.files import ModuleFile
from codegen.plan.model import Binding, PlannedInterface
from codegen.plan.names import ProfileNames
from codegen.plan.pull import ServedHandle
from codegen.plan.select import Selection

_BEHIND_A_SLOT = ("HOT_RELOADABLE", "USERSPACE")


def bind_handles(
    module: Module, model: Model, selection: Selection, *, may_load: bool
) -> tuple[Binding, ...]:
    """Return one binding for each handle of `module`, which is in the image, in the
    order of its spec. `may_load`: the profile has modules that are built as files."""
    bindings = []
    for use in module.uses:
        interface = model.interface(use.interface)
        served = selection.handles.get((module.name, use.handle))
        if interface is not None and served is not None:
            if served.provider is None and may_load:
                bindings.append(_bind_late(use, interface, served))
            else:
                bindings.append(_bind(use, interface, served))
    return tuple(bindings)


def bind_file_handles(
    file: ModuleFile, model: Model, selection: Selection
) -> tuple[Binding, ...]:
    """The same for a module that is built as a file."""
    bindings = []
    for use in file.module.uses:
        interface = model.interface(use.interface)
        served = selection.file_handles.get((file.stem, use.handle))
        if interface is not None and served is not None:
            bindings.append(_bind_late(use, interface, served))
    return tuple(bindings)


def _bind_late(use: Use, interface: Interface, served: ServedHandle) -> Binding:
    return Binding(
        use=use,
        interface=interface,
        provider=served.provider,
        direct=False,
        late=True,
        wanted=served.wanted,
        choice=served.choice,
        reason=f"slot: bound while the kernel runs ({served.choice.value})",
    )


def _bind(use: Use, interface: Interface, served: ServedHandle) -> Binding:
    provider = served.provider
    if provider is None:
        return Binding(
            use=use,
            interface=interface,
            provider=None,
            direct=False,
            late=False,
            wanted=None,
            choice=served.choice,
            reason=f"unbound: {served.choice.value}",
        )
    flags = [flag for flag in _BEHIND_A_SLOT if flag in provider.flags]
    if use.optional:
        why = "slot: the handle is optional"
    elif flags:
        why = f"slot: '{provider.name}' is {' and '.join(flags)}"
    else:
        why = f"direct: required, and '{provider.name}' is static and stays"
    return Binding(
        use=use,
        interface=interface,
        provider=provider,
        direct=not use.optional and not flags,
        late=False,
        wanted=None,
        choice=served.choice,
        reason=f"{why} ({served.choice.value})",
    )


def plan_interfaces(
    modules: Sequence[Module], model: Model, names: ProfileNames
) -> tuple[PlannedInterface, ...]:
    """Return the interfaces that `modules`, in start order, implement or use, and all
    that the modules that can be loaded do anything with."""
    implementors: dict[str, list[Module]] = {}
    for file in names.files:
        known = [use.interface for use in file.module.uses]
        known += [served.interface for served in file.module.implementations]
        known += [asked.name for asked in find_asked_interfaces(file.module, model)]
        for name in known:
            implementors.setdefault(name, [])
    for module in modules:
        for use in module.uses:
            implementors.setdefault(use.interface, [])
        for name in dict.fromkeys(i.interface for i in module.implementations):
            implementors.setdefault(name, []).append(module)
    planned = []
    for name in sorted(implementors):
        interface = model.interface(name)
        if interface is None:
            continue  # reported by analysis
        choice = names.primaries.get(name)
        primary = None
        if choice is not None:
            primary = next(
                (m for m in implementors[name] if m.name == choice.provider), None
            )
        planned.append(
            PlannedInterface(
                interface=interface,
                implementors=tuple(implementors[name]),
                primary=primary,
            )
        )
    return tuple(planned)
