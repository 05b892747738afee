# SPDX-License-Identifier: MIT
"""Who offers and who needs a capability or an interface, in the image and outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codegen.model import Interface, Model
from codegen.plan.model import Binding, Plan
from codegen.source import Span


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A module that provides the capability: in the module's version."""

    module: str
    version: str
    in_image: bool
    span: Span


@dataclass(frozen=True, kw_only=True)
class Dependent:
    """A module that depends on the capability. `met_by` are the providers in the image
    whose version it takes: all of them start before it."""

    module: str
    takes: str
    optional: bool
    in_image: bool
    met_by: tuple[str, ...]
    span: Span


@dataclass(frozen=True, kw_only=True)
class CapabilityAnswer:
    provided_by: tuple[Provider, ...]
    needed_by: tuple[Dependent, ...]


@dataclass(frozen=True, kw_only=True)
class Implementor:
    """A module that implements the interface, in this version of the interface."""

    module: str
    version: str
    in_image: bool
    primary: bool
    span: Span


@dataclass(frozen=True, kw_only=True)
class User:
    """A handle. `provider` is the module behind it, None outside of the image and for
    an optional handle without; `direct` if its functions are called by name."""

    module: str
    handle: str
    takes: str
    optional: bool
    in_image: bool
    provider: str | None
    direct: bool
    reason: str | None
    span: Span


@dataclass(frozen=True, kw_only=True)
class InterfaceAnswer:
    """`primary` is the module that a call without a handle reaches while all modules
    run; `chosen_at` is where the profile says so, None for the first in start order."""

    version: str
    span: Span
    primary: str | None
    chosen_at: Span | None
    served_by: tuple[Implementor, ...]
    used_by: tuple[User, ...]


@dataclass(frozen=True, kw_only=True)
class NameAnswer:
    """A name may be both; it is None for what it is not."""

    name: str
    capability: CapabilityAnswer | None
    interface: InterfaceAnswer | None


def find_parties(model: Model, plan: Plan, name: str) -> NameAnswer | None:
    """Answer for a name; None if no spec knows it as a capability or an interface."""
    present = {planned.module.name for planned in plan.modules}
    interface = model.interface(name)
    capability = _ask_capability(model, present, name)
    if capability is None and interface is None:
        return None
    return NameAnswer(
        name=name,
        capability=capability,
        interface=None if interface is None else _ask_interface(model, plan, interface),
    )


def list_names(model: Model) -> frozenset[str]:
    """All capabilities and interfaces that the specs know."""
    return frozenset(
        {interface.name for interface in model.interfaces}
        | {c.name for module in model.modules for c in module.provides}
    )


def _ask_capability(
    model: Model, present: set[str], name: str
) -> CapabilityAnswer | None:
    providers = model.providers(name)
    fitting = [m for m in providers if m.name in present]
    needed_by = tuple(
        Dependent(
            module=module.name,
            takes=dependency.constraint.text,
            optional=dependency.optional,
            in_image=module.name in present,
            met_by=tuple(
                m.name
                for m in fitting
                if module.name in present and dependency.constraint.accepts(m.version)
            ),
            span=dependency.span,
        )
        for module in model.modules
        for dependency in module.dependencies
        if dependency.name == name and model.module(name) is None
    )
    if not providers and not needed_by:
        return None
    return CapabilityAnswer(
        provided_by=tuple(
            Provider(
                module=module.name,
                version=str(module.version),
                in_image=module.name in present,
                span=next(c.span for c in module.provides if c.name == name),
            )
            for module in {m.name: m for m in providers}.values()
        ),
        needed_by=needed_by,
    )


def _ask_interface(model: Model, plan: Plan, interface: Interface) -> InterfaceAnswer:
    name = interface.name
    present = {planned.module.name for planned in plan.modules}
    planned = next((p for p in plan.interfaces if p.interface.name == name), None)
    primary = None if planned is None else planned.primary_at_boot
    chosen = planned is not None and planned.primary is not None
    return InterfaceAnswer(
        version=interface.version.short,
        span=interface.span,
        primary=None if primary is None else primary.name,
        chosen_at=next(c.span for c in plan.profile.interfaces if c.subject == name)
        if chosen
        else None,
        served_by=tuple(
            Implementor(
                module=module.name,
                version=served.version.short,
                in_image=module.name in present,
                primary=primary is not None and module.name == primary.name,
                span=served.span,
            )
            for module in {m.name: m for m in model.implementors(name)}.values()
            if (served := module.implementation(name)) is not None
        ),
        used_by=tuple(_list_users(model, plan, name)),
    )


def _list_users(model: Model, plan: Plan, interface: str) -> Iterator[User]:
    bindings: dict[tuple[str, str], Binding] = {
        (planned.module.name, binding.use.handle): binding
        for planned in plan.modules
        for binding in planned.bindings
    }
    for module in model.modules:
        for use in module.uses:
            if use.interface != interface:
                continue
            binding = bindings.get((module.name, use.handle))
            provider = None if binding is None else binding.provider
            yield User(
                module=module.name,
                handle=use.handle,
                takes=use.constraint.text,
                optional=use.optional,
                in_image=binding is not None,
                provider=None if provider is None else provider.name,
                direct=binding is not None and binding.direct,
                reason=None if binding is None else binding.reason,
                span=use.span,
            )
