# SPDX-License-Identifier: MIT
"""What can fail in an image, one callback a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from codegen.faults.facts import UNLISTED, Event, Facts, Module
from codegen.model import EVENT_KINDS


class Hook(IntEnum):
    """enum hx_fault_hook of runtime/fault_injection.h."""

    INIT = 0
    START = 1
    STOP = 2
    EVENT = 3
    REQUEST = 4
    HEALTH = 5


@dataclass(frozen=True, kw_only=True)
class Case:
    """`module` is a position in the start order, None if nothing fails. `part` says
    which event or request, as struct hx_fault_case does, and `title` what that is
    called in the log."""

    name: str
    module: int | None
    hook: Hook
    part: int = 0
    title: str = ""

    @property
    def is_shutdown(self) -> bool:
        return self.hook is Hook.EVENT and self.part == EVENT_KINDS.index("shutdown")


NOTHING = Case(name="nothing fails", module=None, hook=Hook.INIT)


def list_cases(facts: Facts) -> Iterator[Case]:
    """Yield the case in which nothing fails, and one for each callback, in start order."""
    yield NOTHING
    for position, module in enumerate(facts.modules):
        yield from _cases_of(position, module)


def _cases_of(position: int, module: Module) -> Iterator[Case]:
    for hook in (Hook.INIT, Hook.START, Hook.STOP):
        yield Case(
            name=f"{module.name} {hook.name.lower()}", module=position, hook=hook
        )
    for event in module.events:
        yield Case(
            name=f"{module.name} on {_written(event)}",
            module=position,
            hook=Hook.EVENT,
            part=event.part,
            title=event.title,
        )
    for index, title in enumerate(module.requests):
        yield Case(
            name=f"{module.name} {_asked(title)}",
            module=position,
            hook=Hook.REQUEST,
            part=index,
            title=title,
        )
    if module.has_health:
        yield Case(name=f"{module.name} health", module=position, hook=Hook.HEALTH)


def _written(event: Event) -> str:
    """An event as it stands behind `on`."""
    if event.part < len(EVENT_KINDS):
        return EVENT_KINDS[event.part]
    return f'"{event.title}"'


def _asked(title: str) -> str:
    """A request as its handler stands in the spec."""
    return "handle_request" if title == UNLISTED else f"request {title}"
