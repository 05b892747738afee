# SPDX-License-Identifier: MIT
"""Threads in a kernel: how they run, leave, end, and outlive a change of scheduler."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import ROOT, Workspace

SPECS = Path(__file__).resolve().parent / "specs_threads"
SWAP_COUNT = 100
TARGETS = ["host", "x86_64"]
STATS = "request helix-execution stats"


def run(
    workspace: Workspace,
    target: str,
    static: list[str],
    commands: list[str],
    *,
    run_ms: int = 100,
    more: str = "",
    status: int = 0,
) -> Transcript:
    for spec in sorted(SPECS.glob("*.mod")):
        workspace.write(f"mods/{spec.name}", spec.read_text(encoding="utf-8"))
    quoted = ", ".join(f'"{command}"' for command in commands)
    boot = f"[boot]\ntick_ms = 1\nrun_ms = {run_ms}\ncommands = [{quoted}]\n"
    workspace.write_profile(static, target=target, more=more + boot)
    return read_transcript(workspace.build_and_boot("--strict").expect(status))


def replies(seen: Transcript, command: str) -> list[str]:
    return [lines[0] for asked, lines in seen.answers if asked == command]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("scheduler", ["round-robin", "priority"])
def test_a_thousand(workspace: Workspace, target: str, scheduler: str) -> None:
    ask = "request crowd result"
    seen = run(workspace, target, ["crowd", scheduler], [ask, STATS], run_ms=3000)
    worked = 999 * 3
    assert seen.reply(ask) == (
        f'-> ok "HX_OK joined 1 worked {worked} ended 999 early 0"'
    ), seen.done.story()
    # Each has left the table, and the scheduler was never wrong.
    assert ", tasks: 0, current: 0, " in seen.reply(STATS)
    assert "bad answers: 0" in seen.reply(STATS)


@pytest.mark.parametrize("target", TARGETS)
def test_swapped_under_load(workspace: Workspace, target: str) -> None:
    scheduler = ROOT / "modules_impl/round-robin/round_robin.mod"
    workspace.write("round_robin.mod", scheduler.read_text(encoding="utf-8"))
    ask = "request runners progress"
    to_priority = "reload round-robin priority.hxm"
    to_round_robin = "reload priority round_robin.hxm"
    turns = ["send tick"] * 2
    swaps = [to_priority, *turns, to_round_robin, *turns] * SWAP_COUNT
    seen = run(
        workspace,
        target,
        ["runners", "round-robin"],
        [ask, *swaps, ask, STATS],
        more='loadable = ["priority"]\nreplace = ["round_robin.mod"]\n',
    )
    story = seen.done.story()
    swapped = [line for line in seen.log if re.match("reload .* ok pause=", line)]
    assert len(swapped) == 2 * SWAP_COUNT, story
    assert replies(seen, ask) == ['-> ok "alive 100 advanced 100"'] * 2, story
    assert ", tasks: 100, " in seen.reply(STATS), story
    assert "bad answers: 0" in seen.reply(STATS), story


@pytest.mark.parametrize("target", TARGETS)
def test_preempted(workspace: Workspace, target: str) -> None:
    """That the commands run at all shows that the loop gets the CPU back."""
    ask = "request spinners progress"
    seen = run(
        workspace,
        target,
        ["spinners", "runners", "round-robin"],
        [ask, "request runners progress", "stop spinners", ask, STATS],
        run_ms=2000,
        more="[config.round-robin]\ntime_slice_ms = 2\n",
    )
    story = seen.done.story()
    assert replies(seen, ask)[0] == '-> ok "advanced 2"', story
    assert seen.reply("request runners progress") == '-> ok "alive 100 advanced 100"'
    assert "stop spinners 0.1.0 ok" in seen.log, story
    cut_off = "[error] spinners: thread 'spinner' and 1 more have not ended, and are"
    assert any(line.startswith(cut_off) for line in seen.done.lines), story
    assert ", tasks: 100, " in seen.reply(STATS), story


@pytest.mark.parametrize("target", TARGETS)
def test_threads_end_with_their_module(workspace: Workspace, target: str) -> None:
    ask = "request runners progress"
    seen = run(
        workspace,
        target,
        ["runners", "round-robin"],
        ["info runners", "stop runners", STATS, "start runners"]
        + ["send tick"] * 300
        + [ask, "stop runners"],
    )
    story = seen.done.story()
    assert ", tasks: 0, current: 0, " in seen.reply(STATS), story
    assert not any("cut off" in line for line in seen.done.lines), story
    assert "alive 100 " in seen.reply(ask), story
    [holds] = [line for line in seen.answer("info runners") if "holds:" in line]
    more = re.search(r" and (\d+) more$", holds)
    assert more, story
    assert holds.count("thread") + int(more[1]) == 100, story


@pytest.mark.parametrize("target", TARGETS)
def test_mistakes(workspace: Workspace, target: str) -> None:
    ask = "request mistakes result"
    seen = run(
        workspace,
        target,
        ["mistakes", "round-robin"],
        [
            "request mistakes small",
            "request mistakes yield",
            "request mistakes wrong",
            *["send tick"] * 3,
            ask,
        ],
    )
    story = seen.done.story()
    assert seen.reply("request mistakes small") == (
        "error: HX_ERR_INVALID: thread 'mistake': a stack is 16384 bytes or more, "
        "aligned to 8"
    ), story
    assert seen.reply("request mistakes yield") == (
        "error: HX_ERR_WRONG_CONTEXT: this is no thread"
    ), story
    assert seen.reply(ask).removeprefix('-> ok "').split()[:-1] == [
        "HX_ERR_CYCLE",
        "HX_ERR_WRONG_CONTEXT",
        "HX_ERR_BUSY",
        *["HX_ERR_WRONG_CONTEXT"] * 4,
        "HX_OK",
        "HX_ERR_CYCLE",
    ], story


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("scheduler", ["round-robin", "priority"])
def test_shared_state(workspace: Workspace, target: str, scheduler: str) -> None:
    """@atomic operations and a mutex, between threads of several priorities and hooks;
    all threads have ended before the module's `stop`."""
    result, total = "request users result", "request counters sum"
    seen = run(
        workspace,
        target,
        ["users", scheduler],
        [result, "stop users", total],
        run_ms=500,
        more="[config.round-robin]\ntime_slice_ms = 1\n" * (scheduler != "priority"),
    )
    story = seen.done.story()
    busy = 1 if scheduler == "priority" else 4
    found = re.fullmatch(
        r'-> ok "busy (\d) slow 1 loop 1 failures 0 differences 0"', seen.reply(result)
    )
    assert found and int(found[1]) >= busy, story
    assert seen.reply(total) == '-> ok "1 differed 0 overlaps 0"', story
    assert "[info] users: 0 alive at stop" in seen.done.lines, story
    assert not any("cut off" in line for line in seen.done.lines), story


@pytest.mark.parametrize("target", TARGETS)
def test_the_loop_waits_for_one_that_is_not_chosen(
    workspace: Workspace, target: str
) -> None:
    ask = "request stubborn take"
    seen = run(workspace, target, ["stubborn", "priority"], [ask])
    assert seen.reply(ask) == '-> ok "taken, computing 1"', seen.done.story()


@pytest.mark.parametrize("target", TARGETS)
def test_requests_and_failures(workspace: Workspace, target: str) -> None:
    ask, seen_there = "request asker result", "request answerer seen"
    seen = run(
        workspace, target, ["asker", "round-robin"], [ask, seen_there], run_ms=1500
    )
    story = seen.done.story()
    assert seen.reply(ask) == '-> ok "done 3 mistakes 0"', story
    assert seen.reply(seen_there) == '-> ok "greetings 20 overlaps 0"', story


@pytest.mark.parametrize("target", TARGETS)
def test_in_a_loaded_module(workspace: Workspace, target: str) -> None:
    """Its memory goes with it, so a thread that ran on would be a fault."""
    times, ask = 10, "request lodger alive"
    turn = ["load lodger.hxm", *["send tick"] * 5, ask, "unload lodger"]
    seen = run(
        workspace,
        target,
        ["round-robin"],
        [*turn * times, "request helix-execution stats"],
        run_ms=0,
        more='loadable = ["lodger"]\n',
    )
    story = seen.done.story()
    assert replies(seen, ask) == ['-> ok "1 1"'] * times, story
    assert not any("cut off" in line for line in seen.done.lines), story
    assert ", tasks: 0, current: 0, " in seen.reply(STATS), story


@pytest.mark.parametrize("target", TARGETS)
def test_at_the_gate_of_its_own_module(workspace: Workspace, target: str) -> None:
    """The gate is closed before the threads of what is unloaded are asked to end."""
    times, ask = 3, "request echoer heard"
    turn = ["load echoer.hxm", *["send tick"] * 5, ask, "unload echoer"]
    seen = run(
        workspace,
        target,
        ["round-robin"],
        turn * times,
        run_ms=0,
        more='loadable = ["echoer"]\n',
    )
    story = seen.done.story()
    assert replies(seen, ask) == ['-> ok "1"'] * times, story
    assert seen.log.count("unload echoer 0.1.0 ok") == times, story
    assert not any("cut off" in line for line in seen.done.lines), story


@pytest.mark.parametrize("target", TARGETS)
def test_inside_of_what_is_replaced(workspace: Workspace, target: str) -> None:
    """No call is lost or sees a provider that is half there."""
    times, ask = 20, "request hearers progress"
    spec = (SPECS / "teller.mod").read_text(encoding="utf-8")
    [module] = re.findall(r"^module teller \{.*?^\}$", spec, re.MULTILINE | re.DOTALL)
    [served] = re.findall(r"^impl_interface.*?^\}$", spec, re.MULTILINE | re.DOTALL)
    workspace.write("v2/teller.mod", f"{module}\n{served}\n")
    turn = ["reload teller teller.hxm", *["send tick"] * 3, ask]
    seen = run(
        workspace,
        target,
        ["hearers", "round-robin"],
        [ask, *turn * times],
        more='replace = ["v2/teller.mod"]\n[config.round-robin]\ntime_slice_ms = 1\n',
    )
    story = seen.done.story()
    swapped = [line for line in seen.log if re.match("reload .* ok pause=", line)]
    assert len(swapped) == times, story
    assert all(reply.endswith(' mistakes 0"') for reply in replies(seen, ask)), story
    assert replies(seen, ask)[0] == '-> ok "advanced 4 mistakes 0"', story


@pytest.mark.parametrize("target", TARGETS)
def test_interrupts_are_off_for_one(workspace: Workspace, target: str) -> None:
    """The other one is still taken from the CPU, or no command would run."""
    ask = "request quiet left"
    seen = run(workspace, target, ["quiet", "round-robin"], [ask, "stop quiet"])
    assert seen.reply(ask) == '-> ok "off 1 others 1"', seen.done.story()
    assert "stop quiet 0.1.0 ok" in seen.log, seen.done.story()


@pytest.mark.parametrize("target", TARGETS)
def test_an_overflow_is_a_panic(workspace: Workspace, target: str) -> None:
    seen = run(
        workspace,
        target,
        ["mistakes", "round-robin"],
        ["request mistakes overflow", *["send tick"] * 3],
        status=2,
    )
    assert any(
        "the stack of thread 'mistake' of 'mistakes' has overflowed" in line
        for line in seen.done.lines
    ), seen.done.story()


@pytest.mark.parametrize("target", TARGETS)
def test_ps(workspace: Workspace, target: str) -> None:
    spawn = "request helix-execution spawn bare 2"
    seen = run(
        workspace,
        target,
        ["crowd", "round-robin"],
        [spawn, "ps", "stop crowd", STATS],
        run_ms=0,
    )
    form = re.compile(r"(\d+) (\S+) (new|ready|running|waiting) (\d) \d+ (\S+)")
    shown = [form.fullmatch(line) for line in seen.answer("ps")]
    assert shown and all(shown), seen.done.story()
    lines = [found.groups() for found in shown if found is not None]
    assert len({line[0] for line in lines}) == len(lines), "an id twice"
    assert [line[3] for line in lines if line[1:5:3] == ("bare", "-")] == ["2"], lines
    # Between the first round, which makes them, and this command some may have ended.
    owners = {line[4] for line in lines if line[1] == "one"}
    assert owners == {"crowd"}, seen.done.story()


@pytest.mark.parametrize("target", TARGETS)
def test_ps_without_threads(workspace: Workspace, target: str) -> None:
    workspace.write_profile(
        ["shell"], target=target, more='[boot]\ncommands = ["ps"]\n'
    )
    seen = read_transcript(workspace.build_and_boot("--strict").expect(0))
    error = "error: HX_ERR_NOT_FOUND: nobody serves helix.threads"
    assert seen.reply("ps") == error


@pytest.mark.parametrize("target", TARGETS)
def test_workers(workspace: Workspace, target: str) -> None:
    ask = "request workers progress"
    seen = run(
        workspace,
        target,
        ["workers", "priority"],
        [ask, "stop workers", "ps"],
        more="[config.workers]\ncount = 4\nprimes_per_turn = 10\n",
    )
    story = seen.done.story()
    found = re.findall(r"(\d+) primes up to (\d+)", seen.reply(ask))
    assert len(found) == 4, story
    for count, last in found:
        primes = [n for n in range(2, int(last) + 1) if all(n % d for d in range(2, n))]
        assert len(primes) == int(count) > 0 and primes[-1] == int(last), story
    assert seen.answer("ps") == [], story
