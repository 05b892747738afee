# SPDX-License-Identifier: MIT
"""The policy for failures a second time, in the simplest words: what does the log say?

It is written from docs/runtime.md, not from the runtime's C, so that a mistake in one of
them is a difference. One failure a run is all that it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from codegen.faults.cases import Case, Hook
from codegen.faults.facts import PATIENCE_MS, Facts, Module

WHY = "HX_ERR_INTERNAL: fault injection"

GOOD, MODULE_FAILED, PANIC = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """The lines that are compared, in order, and the exit status of the run."""

    lines: tuple[str, ...]
    status: int


class _Panic(Exception):
    pass


def expect(facts: Facts, case: Case) -> Expectation:
    """Return what a run in which `case` fails must show."""
    kernel = _Kernel(facts, case)
    try:
        kernel.boot()
        kernel.live()
        kernel.shut_down()
        status = MODULE_FAILED if kernel.failures else GOOD
        kernel.account(f"helix: halt status={status}")
    except _Panic as panic:
        status = PANIC
        kernel.account(f"helix: panic {panic}")
    return Expectation(lines=tuple(kernel.lines), status=status)


class _Kernel:
    """A kernel that knows positions instead of modules."""

    def __init__(self, facts: Facts, case: Case) -> None:
        self.facts = facts
        self.case = case
        self.lines: list[str] = []
        self.running: set[int] = set()
        self.failures = 0
        self._fired = 0

    def boot(self) -> None:
        facts = self.facts
        self._say(
            f"boot profile={facts.profile} target={facts.target} "
            f"modules={len(facts.modules)}"
        )
        everybody = range(len(facts.modules))
        loaded = self._bring_up("init", everybody, Hook.INIT)
        self.running = self._bring_up("start", sorted(loaded), Hook.START)
        failed = len(everybody) - len(self.running)
        self.failures += failed
        self._say(f"ready modules={len(everybody)} failed={failed}")

    def live(self) -> None:
        """What fails between ready and the end."""
        if self.case.module not in self.running:
            return
        module = self.facts.modules[self.case.module]
        title = self.case.title
        match self.case.hook:
            case Hook.EVENT if not self.case.is_shutdown:
                self._fail_event()
            case Hook.REQUEST:
                self._fired += 1
                self.lines.append(f"faults: request {module.name} {title}: {WHY}")
            case Hook.HEALTH:
                self._fired += 1
                self._fall_ill(self.case.module)

    def shut_down(self) -> None:
        if self.case.is_shutdown:
            self._fail_event()
        essential = [
            position
            for position in sorted(self.running, reverse=True)
            if not self._stop(position) and self.facts.modules[position].essential
        ]
        if essential:
            self._panic(essential[0], "stop")

    def account(self, last: str) -> None:
        """Everything is given back, whatever has happened."""
        self.lines += [f"faults: fired={self._fired} leaks=0", last]

    def _say(self, line: str) -> None:
        self.lines.append(f"helix: {line}")

    def _panic(self, position: int, phase: str, why: str = WHY) -> None:
        name = self.facts.modules[position].name
        raise _Panic(f"essential module '{name}' failed in {phase}: {why}")

    def _call(self, phase: str, position: int, hook: Hook) -> bool:
        """Run a hook of the life cycle; return whether it was good."""
        title = self.facts.modules[position].title
        if self.case.module == position and self.case.hook is hook and not self._fired:
            self._fired += 1
            self._say(f"{phase} {title} failed: {WHY}")
            return False
        self._say(f"{phase} {title} ok")
        return True

    def _bring_up(self, phase: str, candidates: Iterable[int], hook: Hook) -> set[int]:
        """Return those of `candidates` that came through."""
        up: set[int] = set()
        for position in candidates:
            module = self.facts.modules[position]
            missing = _first_missing(module, lambda provider: provider in up)
            if missing is not None:
                self._say(f"skip {module.title}: needs {missing}")
                if module.essential:
                    self._panic(position, phase, f"HX_ERR_DEPENDENCY: needs {missing}")
            elif self._call(phase, position, hook):
                up.add(position)
            elif module.essential:
                self._panic(position, phase)
        return up

    def _stop(self, position: int) -> bool:
        self.running.remove(position)
        good = self._call("stop", position, Hook.STOP)
        self.failures += not good
        return good

    def _fail_event(self) -> None:
        assert self.case.module is not None
        self._fired += 1
        name = self.facts.modules[self.case.module].name
        self.lines.append(f"[error] {name}: event {self.case.title}: fault injection")

    def _fall_ill(self, ill: int) -> None:
        module = self.facts.modules[ill]
        self._say(f"unhealthy {module.title}: {WHY}")
        if module.essential:
            self._panic(ill, "health")
        along = self._dependents(ill)
        for position in (*reversed(along), ill):
            self._stop(position)
        policy = module.restart
        if policy is None:
            self.failures += 1
            self._say(f"gave up {module.title}: no restart policy")
            self._panic_without(along)
            return
        self._say(
            f"restart {module.title} in {max(policy.backoff_ms, 1)} ms, "
            f"1 of {policy.max}"
        )
        if policy.backoff_ms > PATIENCE_MS:
            # It is in Error at the end.
            self.failures += 1
            return
        self._call("init", ill, Hook.INIT)
        for position in (ill, *along):
            self._call("start", position, Hook.START)
            self.running.add(position)

    def _panic_without(self, stopped: list[int]) -> None:
        """What an ESSENTIAL module of these needs will not come back."""
        for position in stopped:
            module = self.facts.modules[position]
            missing = _first_missing(module, lambda provider: provider in self.running)
            if module.essential:
                self._panic(position, "health", f"HX_ERR_DEPENDENCY: needs {missing}")

    def _dependents(self, ill: int) -> list[int]:
        """Those that cannot be Running without `ill`, in start order."""
        gone = {ill}
        for position in sorted(self.running):
            module = self.facts.modules[position]
            left = self.running - gone
            if _first_missing(module, lambda provider: provider in left) is not None:
                gone.add(position)
        return sorted(gone - {ill})


def _first_missing(module: Module, is_up: Callable[[int], bool]) -> str | None:
    """What a module must do without; a need is met by any of its providers."""
    for need in module.needs:
        if not any(is_up(provider) for provider in need.providers):
            return need.name
    return None
