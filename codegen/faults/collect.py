# SPDX-License-Identifier: MIT
"""From the plan of an image: the facts for its runs, and the [boot] that they have."""

from __future__ import annotations

from dataclasses import replace

from codegen.faults.facts import (
    PATIENCE_MS,
    UNLISTED,
    Event,
    Facts,
    Module,
    Need,
    Policy,
)
from codegen.model import EVENT_KINDS
from codegen.plan.model import Plan, PlannedModule
from codegen.profile.profile import Boot


def fault_boot(boot: Boot) -> Boot:
    """The [boot] of a run, on the machine that the profile asks for.

    The run ends by itself; `run_ms` is for what never comes to rest.
    """
    return replace(
        boot,
        commands=(),
        interactive=False,
        tick_ms=10,
        health_ms=20,
        run_ms=PATIENCE_MS + 30_000,
    )


def fault_plan(plan: Plan) -> Plan:
    """The same image with that [boot]."""
    boot = fault_boot(plan.profile.boot)
    return replace(plan, profile=replace(plan.profile, boot=boot))


def collect_facts(plan: Plan) -> Facts:
    positions = {planned.module.name: planned.ident for planned in plan.modules}
    providers = {
        capability.name: [
            (module.version, positions[module.name]) for module in capability.providers
        ]
        for capability in plan.capabilities
    }
    for planned in plan.modules:
        module = planned.module
        providers[module.name] = [(module.version, planned.ident)]
    events = _list_events(plan)

    def needs_of(planned: PlannedModule) -> tuple[Need, ...]:
        needs = [
            Need(
                name=dependency.name,
                providers=tuple(
                    ident
                    for version, ident in providers[dependency.name]
                    if dependency.constraint.accepts(version)
                ),
            )
            for dependency in planned.module.dependencies
            if not dependency.optional
        ]
        needs += [
            Need(
                name=binding.provider.name,
                providers=(positions[binding.provider.name],),
            )
            for binding in planned.bindings
            if binding.provider is not None and not binding.use.optional
        ]
        return tuple(needs)

    return Facts(
        profile=plan.profile.name,
        target=plan.target,
        modules=tuple(
            Module(
                name=planned.module.name,
                version=str(planned.module.version),
                essential="ESSENTIAL" in planned.module.flags,
                needs=needs_of(planned),
                events=tuple(events.get(planned.module.name, ())),
                requests=_list_requests(planned),
                has_health=planned.module.hook("is_healthy") is not None,
                restart=_policy(planned),
            )
            for planned in plan.modules
        ),
    )


def _list_events(plan: Plan) -> dict[str, list[Event]]:
    """What each module hears of, by its own `on` or its handle_event."""
    found: dict[str, list[Event]] = {}

    def add(module: str, part: int, title: str) -> None:
        found.setdefault(module, []).append(Event(part=part, title=title))

    for part, (kind, subscribers) in enumerate(
        zip(EVENT_KINDS, plan.events, strict=True)
    ):
        title = UNLISTED if kind == "custom" else kind
        for subscriber in subscribers:
            add(subscriber.module.name, part, title)
    for part, event in enumerate(plan.custom_events, start=len(EVENT_KINDS)):
        for subscriber in event.subscribers:
            add(subscriber.module.name, part, event.name)
    return found


def _list_requests(planned: PlannedModule) -> tuple[str, ...]:
    module = planned.module
    if module.hook("handle_request") is not None:
        return (UNLISTED,)
    return tuple(hook.type for hook in module.request_hooks)


def _policy(planned: PlannedModule) -> Policy | None:
    restart = planned.module.restart
    if restart is None:
        return None
    return Policy(max=restart.max, backoff_ms=restart.backoff_ms)
