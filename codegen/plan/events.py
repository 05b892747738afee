# SPDX-License-Identifier: MIT
"""Who gets which event. A list holds exactly those who listen, in start order."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.model import EVENT_KINDS, Module
from codegen.plan.model import CustomEvent, Subscriber


def list_subscribers(
    modules: Sequence[Module],
) -> tuple[tuple[tuple[Subscriber, ...], ...], tuple[CustomEvent, ...]]:
    """Return the lists for EVENT_KINDS, and those for the Custom events that some
    module names. `modules` are in start order.

    `handle_event` gets every event; `on custom` every Custom event that its module
    does not name in an `on` of its own.
    """
    kinds: dict[str, list[Subscriber]] = {kind: [] for kind in EVENT_KINDS}
    named: dict[str, list[tuple[int, Subscriber]]] = {}
    others: list[tuple[int, Subscriber]] = []
    for position, module in enumerate(modules):
        if module.hook("handle_event") is not None:
            subscriber = Subscriber(module=module, function_suffix=None)
            for subscribers in kinds.values():
                subscribers.append(subscriber)
            others.append((position, subscriber))
            continue
        for hook in module.event_hooks:
            subscriber = Subscriber(module=module, function_suffix=hook.function_suffix)
            if hook.custom is not None:
                named.setdefault(hook.custom, []).append((position, subscriber))
                continue
            kinds[hook.kind].append(subscriber)
            if hook.kind == "custom":
                others.append((position, subscriber))
    custom_events = []
    for name in sorted(named):
        own = {position for position, _ in named[name]}
        listed = named[name] + [entry for entry in others if entry[0] not in own]
        listed.sort(key=lambda entry: entry[0])
        custom_events.append(
            CustomEvent(name=name, subscribers=tuple(s for _, s in listed))
        )
    return tuple(tuple(kinds[kind]) for kind in EVENT_KINDS), tuple(custom_events)
