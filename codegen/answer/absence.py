# SPDX-License-Identifier: MIT
"""What keeps a known module out of the image.

A module is in if the profile names it, or if a module of the image requires it: by its
name, or as the one that provides a capability or serves an interface. So for each of
these the answer says who asks for it, and who is there instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from codegen.answer.remedy import Remedy, find_remedy
from codegen.diagnostics import Diagnostics
from codegen.model import Dependency, Model, Module, Use, Version
from codegen.plan.model import Plan
from codegen.source import Span


Need = Dependency | Use


class Kind(Enum):
    """What a module is asked for by."""

    MODULE = "module"
    CAPABILITY = "capability"
    INTERFACE = "interface"


@dataclass(frozen=True, kw_only=True)
class Want:
    """`module` asks for this, in a version that `fits` or not."""

    module: str
    in_image: bool
    takes: str
    fits: bool
    optional: bool
    span: Span


Wants = tuple[Want, ...]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What the absent module is asked for by: its own name, a capability or an
    interface. `served_by` are the modules of the image that offer it; `chosen_at` is
    where the profile chooses one of them for the interface."""

    kind: Kind
    name: str
    version: str
    served_by: tuple[str, ...]
    chosen_at: Span | None
    wanted_by: Wants
    span: Span


@dataclass(frozen=True, kw_only=True)
class AbsenceAnswer:
    """`loadable_at` is where the profile lists it as loadable."""

    module: str
    version: str
    in_image: bool
    span: Span
    loadable_at: Span | None
    offers: tuple[Offer, ...]
    remedy: Remedy


def explain_absence(
    model: Model, plan: Plan, module: Module, diagnostics: Diagnostics
) -> AbsenceAnswer:
    """Answer for a known module that is not in the image. `diagnostics` are those of
    the run that made `plan`."""
    loadable = {entry.name: entry.span for entry in plan.profile.loadable}
    return AbsenceAnswer(
        module=module.name,
        version=str(module.version),
        in_image=False,
        span=module.span,
        loadable_at=loadable.get(module.name),
        offers=tuple(_list_offers(model, plan, module)),
        remedy=find_remedy(model, plan, module, diagnostics),
    )


def _list_offers(model: Model, plan: Plan, module: Module) -> Iterator[Offer]:
    present = {planned.module.name for planned in plan.modules}
    chosen = {choice.subject: choice.span for choice in plan.profile.interfaces}

    def wants(entries: Iterable[tuple[Module, Need]], version: Version) -> Wants:
        return tuple(
            Want(
                module=user.name,
                in_image=user.name in present,
                takes=entry.constraint.text,
                fits=entry.constraint.accepts(version),
                optional=entry.optional,
                span=entry.span,
            )
            for user, entry in entries
            if user.name != module.name
        )

    def names(modules: Iterable[Module]) -> tuple[str, ...]:
        return tuple(m.name for m in modules if m.name in present)

    yield Offer(
        kind=Kind.MODULE,
        name=module.name,
        version=str(module.version),
        served_by=(),
        chosen_at=None,
        wanted_by=wants(_find_dependencies(model, module.name), module.version),
        span=module.span,
    )
    for capability in module.provides:
        yield Offer(
            kind=Kind.CAPABILITY,
            name=capability.name,
            version=str(module.version),
            served_by=names(model.providers(capability.name)),
            chosen_at=None,
            wanted_by=wants(_find_dependencies(model, capability.name), module.version),
            span=capability.span,
        )
    for served in module.implementations:
        yield Offer(
            kind=Kind.INTERFACE,
            name=served.interface,
            version=served.version.short,
            served_by=names(model.implementors(served.interface)),
            chosen_at=chosen.get(served.interface),
            wanted_by=wants(_find_uses(model, served.interface), served.version),
            span=served.span,
        )


def _find_dependencies(model: Model, name: str) -> Iterator[tuple[Module, Dependency]]:
    for module in model.modules:
        for dependency in module.dependencies:
            if dependency.name == name:
                yield module, dependency


def _find_uses(model: Model, interface: str) -> Iterator[tuple[Module, Use]]:
    for module in model.modules:
        for use in module.uses:
            if use.interface == interface:
                yield module, use
