# SPDX-License-Identifier: MIT
"""What the policy for failures depends on: the modules of an image, and no more.

`gen/faults.json` holds it between configure.py, which knows the plan, and the runs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

# A restart that comes later than that is not waited for.
PATIENCE_MS = 2000

# The Custom event and the request of a run that no spec names. HX_FAULT_UNLISTED of
# runtime/faults/faults.h.
UNLISTED = "faults.unlisted"


@dataclass(frozen=True, kw_only=True)
class Need:
    """Any of `providers`, positions in the start order, meets it. `name` is how the log
    calls it."""

    name: str
    providers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a module listens to. `part` is its number in struct hx_fault_case, `title`
    what it is called in the log."""

    part: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Policy:
    max: int
    backoff_ms: int


@dataclass(frozen=True, kw_only=True)
class Module:
    """`requests` are the types that it answers; one that looks at every request itself
    has the one that the run sends to it."""

    name: str
    version: str
    essential: bool
    needs: tuple[Need, ...]
    events: tuple[Event, ...]
    requests: tuple[str, ...]
    has_health: bool
    restart: Policy | None

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The modules are in start order: a module's position is its id."""

    profile: str
    target: str
    modules: tuple[Module, ...]


def write_facts(facts: Facts) -> str:
    """One line a module, so that a difference can be read."""
    modules = ",\n".join(json.dumps(module, default=vars) for module in facts.modules)
    head = json.dumps({"profile": facts.profile, "target": facts.target})
    return f'{head[:-1]}, "modules": [\n{modules}\n]}}\n'


def read_facts(text: str) -> Facts:
    table = json.loads(text)
    return Facts(
        profile=table["profile"],
        target=table["target"],
        modules=tuple(_read_module(module) for module in table["modules"]),
    )


def _read_module(table: dict[str, Any]) -> Module:
    restart = table["restart"]
    return Module(
        name=table["name"],
        version=table["version"],
        essential=table["essential"],
        needs=tuple(
            Need(name=need["name"], providers=tuple(need["providers"]))
            for need in table["needs"]
        ),
        events=tuple(Event(**event) for event in table["events"]),
        requests=tuple(table["requests"]),
        has_health=table["has_health"],
        restart=None if restart is None else Policy(**restart),
    )
