# SPDX-License-Identifier: MIT
"""What a call through each handle costs: the provider's function, or a slot.

A provider whose code cannot change or move away while the image runs is called by
name, so that the compiler may inline it. Every other call goes through a slot,
which the runtime may repoint.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.model import Interface, Model, Module, Use
from codegen.plan.model import Binding, PlannedInterface
from codegen.plan.names import ProfileNames
from codegen.plan.pull import ServedHandle
from codegen.plan.select import Selection

_BEHIND_A_SLOT = ("HOT_RELOADABLE", "USERSPACE")


def bind_handles(
    module: Module, model: Model, selection: Selection
) -> tuple[Binding, ...]:
    """Return one binding for each handle of `module`, in the order of its spec."""
    bindings = []
    for use in module.uses:
        interface = model.interface(use.interface)
        served = selection.handles.get((module.name, use.handle))
        if interface is not None and served is not None:
            bindings.append(_bind(use, interface, served))
    return tuple(bindings)


def _bind(use: Use, interface: Interface, served: ServedHandle) -> Binding:
    provider = served.provider
    if provider is None:
        return Binding(
            use=use,
            interface=interface,
            provider=None,
            direct=False,
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
        choice=served.choice,
        reason=f"{why} ({served.choice.value})",
    )


def plan_interfaces(
    modules: Sequence[Module], model: Model, names: ProfileNames
) -> tuple[PlannedInterface, ...]:
    """Return the interfaces that `modules`, in start order, implement or use."""
    implementors: dict[str, list[Module]] = {}
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
