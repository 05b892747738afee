# SPDX-License-Identifier: MIT
"""How a module of the image came in, when it starts, and what its handles are bound to.
"""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import Module
from codegen.plan.model import Edge, Plan, PlannedFile, PlannedModule
from codegen.source import Span


@dataclass(frozen=True, kw_only=True)
class Step:
    """How one module came into the image. `wanted_by` is the module that brought it
    along, None for the profile; the place is where that asks for it."""

    module: str
    reason: str
    wanted_by: str | None
    span: Span


@dataclass(frozen=True, kw_only=True)
class HandleAnswer:
    """A handle of the module. `provider` is None for an optional one without."""

    handle: str
    interface: str
    takes: str
    optional: bool
    provider: str | None
    direct: bool
    reason: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class PresenceAnswer:
    """`came_by` leads from the module to what the profile asks for. `edges` are those
    that make it start later than others, `waited_for_by` the modules that start later
    than it because of one."""

    module: str
    version: str
    in_image: bool
    span: Span
    id: int
    depth: int
    came_by: tuple[Step, ...]
    edges: tuple[Edge, ...]
    waited_for_by: tuple[str, ...]
    handles: tuple[HandleAnswer, ...]


def explain_presence(plan: Plan, planned: PlannedModule) -> PresenceAnswer:
    """Answer for a module of the image."""
    module = planned.module
    return PresenceAnswer(
        module=module.name,
        version=str(module.version),
        in_image=True,
        span=module.span,
        id=planned.ident,
        depth=planned.depth,
        came_by=_find_way_in(plan, planned),
        edges=planned.edges,
        waited_for_by=tuple(
            later.module.name
            for later in plan.modules
            if any(edge.earlier == module.name for edge in later.edges)
        ),
        handles=list_handles(planned),
    )


def list_handles(planned: PlannedModule | PlannedFile) -> tuple[HandleAnswer, ...]:
    """What is behind each handle of a module, in the order of its spec."""
    return tuple(
        HandleAnswer(
            handle=binding.use.handle,
            interface=binding.interface.name,
            takes=binding.use.constraint.text,
            optional=binding.use.optional,
            provider=None if binding.provider is None else binding.provider.name,
            direct=binding.direct,
            reason=binding.reason,
            span=binding.use.span,
        )
        for binding in planned.bindings
    )


def _find_way_in(plan: Plan, planned: PlannedModule) -> tuple[Step, ...]:
    # Whoever brings a module along starts after it, so that this comes to an end.
    modules = {each.module.name: each for each in plan.modules}
    steps = []
    at: PlannedModule | None = planned
    while at is not None:
        user = None if at.wanted_by is None else modules[at.wanted_by]
        steps.append(
            Step(
                module=at.module.name,
                reason=at.reason,
                wanted_by=at.wanted_by,
                span=_place_in_profile(plan, at) if user is None else _need(user, at),
            )
        )
        at = user
    return tuple(steps)


def _need(user: PlannedModule, wanted: PlannedModule) -> Span:
    """Where `user` asks for what brought `wanted` along: an edge that is required."""
    name = wanted.module.name
    return next(e.span for e in user.edges if e.earlier == name and not e.optional)


def _place_in_profile(plan: Plan, planned: PlannedModule) -> Span:
    profile = plan.profile
    for entry in profile.static:
        if entry.name == planned.module.name:
            return entry.span
    for file in plan.loadables:
        place = _need_of_file(file, planned.module)
        if place is not None:
            return place
    # The shell, which the profile asks for by what it does.
    key = "commands" if profile.boot.commands else "interactive"
    return profile.place("boot", key)


def _need_of_file(file: PlannedFile, wanted: Module) -> Span | None:
    """Where a module that is built as a file asks for one in the image."""
    names = {wanted.name, *(capability.name for capability in wanted.provides)}
    for dependency in file.module.dependencies:
        if not dependency.optional and dependency.name in names:
            return dependency.span
    for binding in file.bindings:
        if not binding.use.optional and binding.provider is wanted:
            return binding.use.span
    return None
