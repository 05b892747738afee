# SPDX-License-Identifier: MIT
"""The whole image: modules in start order, what they offer, and what orders them."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.answer.presence import HandleAnswer, list_handles
from codegen.plan.model import Edge, Plan, PlannedInterface, PlannedModule
from codegen.source import Span


@dataclass(frozen=True, kw_only=True)
class ServedInterface:
    interface: str
    version: str


@dataclass(frozen=True, kw_only=True)
class ModuleAnswer:
    """`edges` are those that make it start later than others."""

    id: int
    name: str
    version: str
    description: str
    flags: tuple[str, ...]
    depth: int
    reason: str
    wanted_by: str | None
    provides: tuple[str, ...]
    serves: tuple[ServedInterface, ...]
    handles: tuple[HandleAnswer, ...]
    edges: tuple[Edge, ...]
    span: Span


@dataclass(frozen=True, kw_only=True)
class CapabilityInImage:
    name: str
    provided_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class InterfaceInImage:
    name: str
    version: str
    served_by: tuple[str, ...]
    primary: str | None


@dataclass(frozen=True, kw_only=True)
class ImageAnswer:
    profile: str
    target: str
    modules: tuple[ModuleAnswer, ...]
    capabilities: tuple[CapabilityInImage, ...]
    interfaces: tuple[InterfaceInImage, ...]


def describe_image(plan: Plan) -> ImageAnswer:
    return ImageAnswer(
        profile=plan.profile.name,
        target=plan.target,
        modules=tuple(_describe(planned) for planned in plan.modules),
        capabilities=tuple(
            CapabilityInImage(
                name=capability.name,
                provided_by=tuple(module.name for module in capability.providers),
            )
            for capability in plan.capabilities
        ),
        interfaces=tuple(map(_describe_interface, plan.interfaces)),
    )


def _describe_interface(planned: PlannedInterface) -> InterfaceInImage:
    primary = planned.primary_at_boot
    return InterfaceInImage(
        name=planned.interface.name,
        version=planned.interface.version.short,
        served_by=tuple(module.name for module in planned.implementors),
        primary=None if primary is None else primary.name,
    )


def _describe(planned: PlannedModule) -> ModuleAnswer:
    module = planned.module
    return ModuleAnswer(
        id=planned.ident,
        name=module.name,
        version=str(module.version),
        description=module.description,
        flags=tuple(sorted(module.flags)),
        depth=planned.depth,
        reason=planned.reason,
        wanted_by=planned.wanted_by,
        provides=tuple(capability.name for capability in module.provides),
        serves=tuple(
            ServedInterface(
                interface=implementation.interface,
                version=implementation.version.short,
            )
            for implementation in module.implementations
        ),
        handles=list_handles(planned),
        edges=planned.edges,
        span=module.span,
    )
