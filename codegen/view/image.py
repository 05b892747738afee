# SPDX-License-Identifier: MIT
"""What the templates of the whole image need."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import EVENT_KINDS, Module
from codegen.plan.model import Plan, Subscriber
from codegen.profile.profile import Boot
from codegen.view.ctext import string_literal
from codegen.view.hash import HashView, hash_view
from codegen.view.interface import interface_header

# Whoever of the image implements it is asked what is allowed.
POLICY_INTERFACE = "helix.security"


@dataclass(frozen=True, kw_only=True)
class EntryView:
    identifier: str
    key: str


@dataclass(frozen=True, kw_only=True)
class ModuleListView:
    """A capability or an interface with the identifiers of those behind it."""

    literal: str
    identifier: str
    modules: tuple[str, ...]
    primary: str | None


@dataclass(frozen=True, kw_only=True)
class SubscriberView:
    module: str
    handle: str


@dataclass(frozen=True, kw_only=True)
class EventListView:
    """`kind` is the C enumerator; `name` is fit for a C name or a comment."""

    kind: str
    name: str
    subscribers: tuple[SubscriberView, ...]


@dataclass(frozen=True, kw_only=True)
class ImageView:
    profile_file: str
    profile: str
    modules: tuple[EntryView, ...]
    capabilities: tuple[ModuleListView, ...]
    interfaces: tuple[ModuleListView, ...]
    events: tuple[EventListView, ...]
    custom_events: tuple[EventListView, ...]
    event_functions: tuple[str, ...]
    name_hash: HashView
    interface_hash: HashView
    event_hash: HashView
    commands: tuple[str, ...]
    boot: Boot
    # Whether any module has an is_healthy: else nothing that asks for it is linked.
    has_health: bool
    # Whether anything can be loaded: else nothing that loads is linked.
    has_loading: bool
    # The header of the policy's interface; None: no module of the image has a policy.
    policy_header: str | None


def _identifiers(modules: tuple[Module, ...]) -> tuple[str, ...]:
    return tuple(module.identifier for module in modules)


def _subscriber(subscriber: Subscriber) -> SubscriberView:
    identifier = subscriber.module.identifier
    suffix = subscriber.function_suffix
    function = "handle_event" if suffix is None else f"on_{suffix}"
    return SubscriberView(module=identifier, handle=f"hxg_{identifier}_{function}")


def _event_list(
    kind: str, name: str, subscribers: tuple[Subscriber, ...]
) -> EventListView:
    return EventListView(
        kind=f"HX_EVENT_{kind.upper()}",
        name=name,
        subscribers=tuple(_subscriber(subscriber) for subscriber in subscribers),
    )


def _find_policy_header(plan: Plan) -> str | None:
    """A policy that can only be loaded does not count: nobody could allow its load."""
    for planned in plan.interfaces:
        if planned.interface.name == POLICY_INTERFACE and planned.implementors:
            return interface_header(planned.interface.identifier)
    return None


def view_image(plan: Plan) -> ImageView:
    events = tuple(
        _event_list(kind, kind, subscribers)
        for kind, subscribers in zip(EVENT_KINDS, plan.events, strict=True)
    )
    custom_events = tuple(
        _event_list("custom", event.name, event.subscribers)
        for event in plan.custom_events
    )
    functions = {
        subscriber.handle
        for event in events + custom_events
        for subscriber in event.subscribers
    }
    return ImageView(
        profile_file=plan.profile.source.line_name,
        profile=string_literal(plan.profile.name),
        modules=tuple(
            EntryView(identifier=planned.module.identifier, key=planned.key)
            for planned in plan.modules
        ),
        capabilities=tuple(
            ModuleListView(
                literal=string_literal(capability.name),
                identifier="",
                modules=_identifiers(capability.providers),
                primary=None,
            )
            for capability in plan.capabilities
        ),
        interfaces=tuple(
            ModuleListView(
                literal=string_literal(planned.interface.name),
                identifier=planned.interface.identifier,
                modules=_identifiers(planned.implementors),
                primary=planned.primary.identifier if planned.primary else None,
            )
            for planned in plan.interfaces
        ),
        events=events,
        custom_events=custom_events,
        event_functions=tuple(sorted(functions)),
        name_hash=hash_view(plan.name_hash),
        interface_hash=hash_view(plan.interface_hash),
        event_hash=hash_view(plan.event_hash),
        commands=tuple(
            string_literal(command) for command in plan.profile.boot.commands
        ),
        boot=plan.profile.boot,
        has_health=any(
            planned.module.hook("is_healthy") is not None for planned in plan.modules
        ),
        has_loading=bool(plan.loadables),
        policy_header=_find_policy_header(plan),
    )
