# SPDX-License-Identifier: MIT
"""The trace of a boot: the shell's `trace`, and what `ninja trace` makes of it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from tests.boot.transcript import QUIET, boot
from tests.workspace import PYTHON, ROOT, Done, Workspace, execute

TARGETS = ["host", "x86_64"]

SPEC = """
/// Counts up to many.
module slow {
    info { version: 1.2.3; }
    c {
        static uint32_t spin(void)
        {
            volatile uint32_t turn = 0;

            while (turn < 100000)
                turn = turn + 1;
            return turn;
        }
    }
    impl { init { return spin() > 0 ? HX_OK : HX_ERR_INIT; } start { return HX_OK; } stop { return HX_OK; } }
}
module user { info { dependencies: "slow"; } impl { QUIET } }
module broken { impl { init { return hx_fail(HX_ERR_BUSY, "no"); } start { return HX_OK; } stop { return HX_OK; } } }
module a_name_of_more_than_26_characters { impl { QUIET } }
module essential { info { flags: ESSENTIAL; after: "user"; }
    impl { init { return HX_OK; } start { return hx_fail(HX_ERR_BUSY, "no"); } stop { return HX_OK; } } }
module stuck { info { after: "user"; } impl { init { for (;;) { } return HX_OK; } start { return HX_OK; } stop { return HX_OK; } } }
""".replace(
    "QUIET", QUIET
)

LINE = re.compile(r"(init|start|stop) (\S+) (\d+)\.(\d{3}) (\d+)\.(\d{3}) (HX_\w+)")


def read_line(line: str) -> tuple[str, str, int, int, str]:
    """Phase, name, begin and duration in nanoseconds, status."""
    match = LINE.fullmatch(line)
    assert match is not None, line
    phase, name, begin_us, begin_ns, took_us, took_ns, status = match.groups()
    return phase, name, int(begin_us + begin_ns), int(took_us + took_ns), status


@pytest.mark.parametrize("target", TARGETS)
def test_the_shell_shows_what_has_run(workspace: Workspace, target: str) -> None:
    seen = boot(
        workspace,
        SPEC,
        ["user", "broken", "a-name-of-more-than-26-characters"],
        ["trace", "stop user", "start user", "trace ", "trace all"],
        target=target,
        status=1,
    )
    first = [read_line(line) for line in seen.answer("trace")]
    assert [(phase, name, status) for phase, name, _, _, status in first] == [
        *[
            ("init", name, "HX_ERR_BUSY" if name == "broken" else "HX_OK")
            for name in (
                "a-name-of-more-than-26-cha",
                "broken",
                "console",
                "slow",
                "shell",
                "user",
            )
        ],
        *[
            ("start", name, "HX_OK")
            for name in (
                "a-name-of-more-than-26-cha",
                "console",
                "slow",
                "shell",
                "user",
            )
        ],
    ], seen.done.story()
    for (_, _, begin, took, _), (_, _, later, _, _) in zip(
        first, first[1:], strict=False
    ):
        assert begin + took <= later, seen.done.story()
    durations = {name: took for phase, name, _, took, _ in first if phase == "init"}
    assert max(durations, key=lambda name: durations[name]) == "slow"
    again = [read_line(line) for line in seen.answer("trace ")]
    assert again[: len(first)] == first
    assert [line[:2] for line in again[len(first) :]] == [
        ("stop", "user"),
        ("start", "user"),
    ]
    assert seen.reply("trace all") == "error: HX_ERR_INVALID: usage: trace"


def test_the_shell_says_how_much_is_lost(workspace: Workspace) -> None:
    """Of more hooks than the ring has room for, the slowest are there first."""
    commands = [word for _ in range(80) for word in ("stop user", "start user")]
    seen = boot(workspace, SPEC, ["user"], [*commands, "trace"], target="host")
    *lines, last = seen.answer("trace")
    records = [read_line(line) for line in lines]
    assert len(records) == 128 + 8
    # Four modules have run two hooks each.
    assert last == f"and {8 + 160 - len(records)} more"
    begins = [begin for _, _, begin, _, _ in records]
    assert begins == sorted(begins)
    assert ("init", "slow") in [record[:2] for record in records[:8]]


def prepare(workspace: Workspace, static: list[str], target: str, more: str) -> None:
    workspace.write("mods/spec.mod", SPEC)
    workspace.write_profile(static, target=target, more=more)
    workspace.configure().expect(0)


def events_of(workspace: Workspace) -> list[dict[str, Any]]:
    table = json.loads((workspace.build / "trace.json").read_text(encoding="utf-8"))
    events: list[dict[str, Any]] = table["traceEvents"]
    ElementTree.parse(workspace.build / "trace.svg")
    return events


def check_events(events: list[dict[str, Any]], done: Done) -> None:
    """All that ran at boot lies within the boot, one after the other."""
    [whole] = [event for event in events if event["name"] == "boot"]
    hooks = [event for event in events if event.get("cat") in ("init", "start")]
    end = whole["ts"]
    total = 0.0
    for hook in hooks:
        # Microseconds with three digits, as a float.
        assert hook["ts"] >= end - 1e-6, done.story()
        end = hook["ts"] + hook["dur"]
        total += hook["dur"]
    assert end <= whole["ts"] + whole["dur"] + 1e-6, done.story()
    assert 0 < total <= whole["dur"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_boot_without_a_shell(workspace: Workspace, target: str) -> None:
    prepare(workspace, ["user", "broken"], target, "")
    done = workspace.ninja("trace").expect(0)
    events = events_of(workspace)
    check_events(events, done)
    hooks = {event["name"]: event for event in events if "cat" in event}
    assert set(hooks) == {
        "boot",
        *("init broken", "init slow", "init user", "start slow", "start user"),
        *("stop user", "stop slow"),
    }
    assert hooks["init slow"]["args"] == {
        "module": "slow",
        "id": 1,
        "version": "1.2.3",
        "status": "HX_OK",
        "on_critical_path": True,
    }
    assert hooks["init broken"]["args"]["status"] == "HX_ERR_BUSY"
    assert re.search(r"^trace: critical path \d+: slow > user$", done.output, re.M)
    assert "trace: the image ended with status 1" in done.output
    if target == "x86_64":
        # An instruction is a nanosecond; the loop has at least four, and a few more
        # with what the compiler makes of it.
        assert 300 < hooks["init slow"]["dur"] < 1500
        before = (workspace.build / "trace.json").read_text(encoding="utf-8")
        workspace.ninja("trace").expect(0)
        again = (workspace.build / "trace.json").read_text(encoding="utf-8")
        assert before == again
    # The kernel is the one that boots without being traced.
    assert "trace" not in workspace.boot().output


@pytest.mark.parametrize("target", TARGETS)
def test_a_boot_that_panics(workspace: Workspace, target: str) -> None:
    prepare(workspace, ["essential"], target, "")
    done = workspace.ninja("trace").expect(0)
    assert "and was not ready then" in done.output, done.story()
    assert "trace: the image ended with status 2" in done.output
    hooks = [event for event in events_of(workspace) if event.get("cat") == "start"]
    assert hooks[-1]["args"]["status"] == "HX_ERR_BUSY"


def test_a_boot_that_does_not_end(workspace: Workspace) -> None:
    """What hangs is the hook that was begun and has not returned."""
    prepare(workspace, ["stuck"], "x86_64", "")
    workspace.ninja().expect(0)
    words = ["env", "HELIX_TIME_LIMIT=2", PYTHON, "-m", "codegen.tools.boot_trace"]
    done = execute([*words, str(workspace.build)], cwd=ROOT).expect(0)
    assert "trace: the image ended with status 3" in done.output
    last = events_of(workspace)[-1]
    assert (last["ph"], last["name"]) == ("B", "init stuck")


@pytest.mark.parametrize("target", TARGETS)
def test_an_interactive_boot_is_said_good_bye(
    workspace: Workspace, target: str
) -> None:
    prepare(workspace, ["user", "shell"], target, "[boot]\ninteractive = true\n")
    done = workspace.ninja("trace").expect(0)
    check_events(events_of(workspace), done)
    assert "ended with status" not in done.output, done.story()


def test_what_is_not_built_is_said(workspace: Workspace) -> None:
    words = [PYTHON, "-m", "codegen.tools.boot_trace", str(workspace.folder / "none")]
    done = execute(words, cwd=ROOT).expect(2)
    assert "No such file" in done.output and "is it built?" in done.output


def test_a_kernel_that_does_not_start_leaves_no_trace(workspace: Workspace) -> None:
    prepare(workspace, ["user"], "host", "")
    workspace.ninja().expect(0)
    (workspace.build / "run").write_text(
        "#!/bin/sh\necho no\nexit 2\n", encoding="utf-8"
    )
    words = [PYTHON, "-m", "codegen.tools.boot_trace", str(workspace.build)]
    done = execute(words, cwd=ROOT).expect(1)
    assert "ended with status 2 and left no trace" in done.output
    kernel = workspace.build / "kernel.elf"
    kernel.write_bytes(b"no ELF")
    done = execute(words, cwd=ROOT).expect(1)
    assert "cannot be read as ELF" in done.output
