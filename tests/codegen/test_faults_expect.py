# SPDX-License-Identifier: MIT
"""What a run must show in which one callback fails, against logs written by hand."""

from __future__ import annotations

import pytest

from codegen.faults.cases import NOTHING, Case, list_cases
from codegen.faults.expect import expect
from codegen.faults.facts import (
    PATIENCE_MS,
    UNLISTED,
    Event,
    Facts,
    Module,
    Need,
    Policy,
    read_facts,
    write_facts,
)

QUICK = Policy(max=3, backoff_ms=10)


def module(
    name: str,
    *needs: Need,
    essential: bool = False,
    events: tuple[Event, ...] = (),
    requests: tuple[str, ...] = (),
    has_health: bool = True,
    restart: Policy | None = None,
) -> Module:
    return Module(
        name=name,
        version="1.0.0",
        essential=essential,
        needs=needs,
        events=events,
        requests=requests,
        has_health=has_health,
        restart=restart,
    )


def need(name: str, *providers: int) -> Need:
    return Need(name=name, providers=providers)


def facts(*modules: Module) -> Facts:
    return Facts(profile="p", target="host", modules=modules)


def case(of: Facts, name: str) -> Case:
    return next(case for case in list_cases(of) if case.name == name)


def show(of: Facts, name: str) -> list[str]:
    """The log without its first line and without `helix: `; the status comes last."""
    expected = expect(of, case(of, name))
    assert expected.lines[0] == (
        f"helix: boot profile=p target=host modules={len(of.modules)}"
    )
    lines = [line.removeprefix("helix: ") for line in expected.lines[1:]]
    return [*lines, str(expected.status)]


WHY = "HX_ERR_INTERNAL: fault injection"
CHAIN = facts(
    module("a", restart=QUICK, events=(Event(part=0, title="tick"),)),
    module("b", need("a", 0), requests=("stats",)),
    module("c", need("cap", 1)),
    module("free"),
)
UP = [
    *(f"init {name} 1.0.0 ok" for name in ("a", "b", "c", "free")),
    *(f"start {name} 1.0.0 ok" for name in ("a", "b", "c", "free")),
    "ready modules=4 failed=0",
]
DOWN = [f"stop {name} 1.0.0 ok" for name in ("free", "c", "b", "a")]


def end(status: int, fired: int = 1) -> list[str]:
    return [f"faults: fired={fired} leaks=0", f"halt status={status}", str(status)]


def test_nothing_fails() -> None:
    assert show(CHAIN, NOTHING.name) == [*UP, *DOWN, *end(0, fired=0)]


def test_no_modules() -> None:
    assert show(facts(), NOTHING.name) == ["ready modules=0 failed=0", *end(0, fired=0)]


def test_init_takes_those_behind_with_it() -> None:
    assert show(CHAIN, "a init") == [
        f"init a 1.0.0 failed: {WHY}",
        "skip b 1.0.0: needs a",
        "skip c 1.0.0: needs cap",
        "init free 1.0.0 ok",
        "start free 1.0.0 ok",
        "ready modules=4 failed=3",
        "stop free 1.0.0 ok",
        *end(1),
    ]


def test_start_skips_what_has_had_its_init() -> None:
    assert show(CHAIN, "b start") == [
        *UP[:4],
        "start a 1.0.0 ok",
        f"start b 1.0.0 failed: {WHY}",
        "skip c 1.0.0: needs cap",
        "start free 1.0.0 ok",
        "ready modules=4 failed=2",
        "stop free 1.0.0 ok",
        "stop a 1.0.0 ok",
        *end(1),
    ]


def test_stop_does_not_keep_the_others() -> None:
    assert show(CHAIN, "c stop") == [
        *UP,
        "stop free 1.0.0 ok",
        f"stop c 1.0.0 failed: {WHY}",
        "stop b 1.0.0 ok",
        "stop a 1.0.0 ok",
        *end(1),
    ]


def test_event_is_a_line_and_no_more() -> None:
    line = "[error] a: event tick: fault injection"
    assert show(CHAIN, "a on tick") == [*UP, line, *DOWN, *end(0)]


def test_request_is_the_callers_affair() -> None:
    line = f"faults: request b stats: {WHY}"
    assert show(CHAIN, "b request stats") == [*UP, line, *DOWN, *end(0)]


def test_shutdown_is_the_last_event() -> None:
    """And a Custom event of that name is none."""
    of = facts(
        module(
            "a",
            events=(Event(part=1, title="shutdown"), Event(part=5, title="shutdown")),
            restart=QUICK,
        )
    )
    line = "[error] a: event shutdown: fault injection"
    names = [case.name for case in list_cases(of)]
    assert names[4:6] == ["a on shutdown", 'a on "shutdown"']
    for name in names[4:6]:
        assert show(of, name)[3:5] == [line, "stop a 1.0.0 ok"]


def test_ill_module_is_restarted_with_those_that_require_it() -> None:
    assert show(CHAIN, "a health") == [
        *UP,
        f"unhealthy a 1.0.0: {WHY}",
        "stop c 1.0.0 ok",
        "stop b 1.0.0 ok",
        "stop a 1.0.0 ok",
        "restart a 1.0.0 in 10 ms, 1 of 3",
        "init a 1.0.0 ok",
        "start a 1.0.0 ok",
        "start b 1.0.0 ok",
        "start c 1.0.0 ok",
        *DOWN,
        *end(0),
    ]


def test_without_a_policy_it_is_given_up() -> None:
    assert show(CHAIN, "b health") == [
        *UP,
        f"unhealthy b 1.0.0: {WHY}",
        "stop c 1.0.0 ok",
        "stop b 1.0.0 ok",
        "gave up b 1.0.0: no restart policy",
        "stop free 1.0.0 ok",
        "stop a 1.0.0 ok",
        *end(1),
    ]


@pytest.mark.parametrize(
    "backoff_ms, delay_ms, comes",
    [(0, 1, True), (PATIENCE_MS, PATIENCE_MS, True), (PATIENCE_MS + 1, None, False)],
)
def test_restart_that_is_worth_waiting_for(
    backoff_ms: int, delay_ms: int | None, comes: bool
) -> None:
    of = facts(module("a", restart=Policy(max=1, backoff_ms=backoff_ms)))
    shown = show(of, "a health")
    assert f"restart a 1.0.0 in {delay_ms or backoff_ms} ms, 1 of 1" in shown
    assert shown.count("start a 1.0.0 ok") == 1 + comes
    assert shown[-1] == ("0" if comes else "1")


TWO = facts(
    module("a"),
    module("b"),
    module("any", need("cap", 0, 1)),
    module("new", need("cap", 1), need("a", 0)),
)


def test_one_of_two_providers_is_enough() -> None:
    shown = show(TWO, "a init")
    assert "init any 1.0.0 ok" in shown and "start any 1.0.0 ok" in shown
    assert "skip new 1.0.0: needs a" in shown
    shown = show(TWO, "b start")
    assert "start any 1.0.0 ok" in shown
    assert "skip new 1.0.0: needs cap" in shown
    shown = show(TWO, "a health")
    assert shown[shown.index(f"unhealthy a 1.0.0: {WHY}") + 1 :][:3] == [
        "stop new 1.0.0 ok",
        "stop a 1.0.0 ok",
        "gave up a 1.0.0: no restart policy",
    ]


@pytest.mark.parametrize("phase", ["init", "start", "stop", "health"])
def test_essential_module_is_a_panic(phase: str) -> None:
    of = facts(module("a"), module("heart", essential=True), module("z"))
    shown = show(of, f"heart {phase}")
    assert shown[-3:] == [
        "faults: fired=1 leaks=0",
        f"panic essential module 'heart' failed in {phase}: {WHY}",
        "2",
    ]
    # One failure to stop does not keep the others; everything else ends at once.
    assert ("stop a 1.0.0 ok" in shown) == (phase == "stop")
    assert not [line for line in shown if line.startswith("halt")]


def test_essential_module_behind_one_that_is_given_up_is_a_panic() -> None:
    def of(restart: Policy | None) -> Facts:
        return facts(
            module("a", restart=restart),
            module("b", need("a", 0)),
            module("heart", need("b", 1), essential=True),
        )

    shown = show(of(None), "a health")
    assert shown[shown.index(f"unhealthy a 1.0.0: {WHY}") + 1 :] == [
        "stop heart 1.0.0 ok",
        "stop b 1.0.0 ok",
        "stop a 1.0.0 ok",
        "gave up a 1.0.0: no restart policy",
        "faults: fired=1 leaks=0",
        "panic essential module 'heart' failed in health: HX_ERR_DEPENDENCY: needs b",
        "2",
    ]
    assert show(of(QUICK), "a health")[-1] == "0"
    # Somebody still waits for it, if not this run.
    assert show(of(Policy(max=1, backoff_ms=PATIENCE_MS + 1)), "a health")[-1] == "1"


@pytest.mark.parametrize("phase", ["init", "start"])
def test_essential_module_that_is_skipped_is_a_panic(phase: str) -> None:
    of = facts(module("a"), module("heart", need("a", 0), essential=True))
    assert show(of, f"a {phase}")[-4:] == [
        "skip heart 1.0.0: needs a",
        "faults: fired=1 leaks=0",
        f"panic essential module 'heart' failed in {phase}: HX_ERR_DEPENDENCY: needs a",
        "2",
    ]


def test_cases_are_the_callbacks_that_are_there() -> None:
    of = facts(
        module(
            "m",
            events=(
                Event(part=0, title="tick"),
                Event(part=4, title=UNLISTED),
                Event(part=6, title="disk.idle"),
            ),
            requests=("a", "b"),
        ),
        module("n", requests=(UNLISTED,), has_health=False),
    )
    assert [(c.name, c.module, int(c.hook), c.part) for c in list_cases(of)] == [
        ("nothing fails", None, 0, 0),
        ("m init", 0, 0, 0),
        ("m start", 0, 1, 0),
        ("m stop", 0, 2, 0),
        ("m on tick", 0, 3, 0),
        ("m on custom", 0, 3, 4),
        ('m on "disk.idle"', 0, 3, 6),
        ("m request a", 0, 4, 0),
        ("m request b", 0, 4, 1),
        ("m health", 0, 5, 0),
        ("n init", 1, 0, 0),
        ("n start", 1, 1, 0),
        ("n stop", 1, 2, 0),
        ("n handle_request", 1, 4, 0),
    ]


@pytest.mark.parametrize("of", [CHAIN, TWO, facts()])
def test_facts_survive_their_file(of: Facts) -> None:
    assert read_facts(write_facts(of)) == of
