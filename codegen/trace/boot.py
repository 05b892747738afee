# SPDX-License-Identifier: MIT
"""What of a trace was the boot, and which chain of modules decided how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codegen.trace.facts import Facts, Module
from codegen.trace.ring import Phase, Record, Trace


@dataclass(frozen=True, kw_only=True)
class Step:
    """A module's part in the boot: its hooks, None where there is no record of one."""

    position: int
    module: Module
    init: Record | None
    start: Record | None

    @property
    def duration_ns(self) -> int:
        hooks = (self.init, self.start)
        return sum(hook.duration_ns or 0 for hook in hooks if hook is not None)


@dataclass(frozen=True, kw_only=True)
class Boot:
    """`steps` has every module, in start order. `path` are the positions of a chain of
    modules, each waiting for the one before, whose hooks took the longest together: on
    as many CPUs as one likes, the boot would not be done before them."""

    begin_ns: int
    end_ns: int
    steps: tuple[Step, ...]
    path: tuple[int, ...]

    @property
    def path_ns(self) -> int:
        return sum(self.steps[position].duration_ns for position in self.path)

    @property
    def hooks_ns(self) -> int:
        return sum(step.duration_ns for step in self.steps)


def find_boot(trace: Trace, facts: Facts) -> Boot:
    hooks: dict[tuple[int, Phase], Record] = {}
    for record in trace.records:
        if trace.ready_ns is None or record.begin_ns <= trace.ready_ns:
            hooks.setdefault((record.module, record.phase), record)
    steps = tuple(
        Step(
            position=position,
            module=module,
            init=hooks.get((position, Phase.INIT)),
            start=hooks.get((position, Phase.START)),
        )
        for position, module in enumerate(facts.modules)
    )
    end_ns = trace.ready_ns
    if end_ns is None:
        # It did not get so far: up to what is known of it.
        ends = [r.begin_ns + (r.duration_ns or 0) for r in trace.records]
        end_ns = max(ends, default=trace.boot_ns)
    return Boot(
        begin_ns=trace.boot_ns,
        end_ns=end_ns,
        steps=steps,
        path=find_path(
            [step.duration_ns for step in steps],
            [module.waits_for for module in facts.modules],
        ),
    )


def find_path(
    durations: Sequence[int], waits_for: Sequence[Sequence[int]]
) -> tuple[int, ...]:
    """The chain with the greatest sum; among equals the one that ends, and goes on,
    with the smallest positions. Each waits only for smaller ones."""
    done: list[int] = []
    before: list[int | None] = []
    for duration, others in zip(durations, waits_for, strict=True):
        last = min(others, key=lambda other: (-done[other], other), default=None)
        before.append(last)
        done.append(duration + (0 if last is None else done[last]))
    place = min(range(len(done)), key=lambda i: (-done[i], i), default=None)
    path: list[int] = []
    while place is not None:
        path.append(place)
        place = before[place]
    return tuple(reversed(path))
