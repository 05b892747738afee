# SPDX-License-Identifier: MIT
"""Modules that fall ill: restarts, with those that require them, and giving up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace import Done, Workspace

CASES = Path(__file__).resolve().parent / "cases"
TARGETS = ["host", "x86_64"]

DOWN = [
    "unhealthy flaky 0.1.0: HX_ERR_TIMEOUT: the device does not answer",
    "stop user-of-user 0.1.0 ok",
    "stop user 0.1.0 ok",
    "stop flaky 0.1.0 ok",
]
UP = [
    "init flaky 0.1.0 ok",
    "start flaky 0.1.0 ok",
    "start user 0.1.0 ok",
    "start user-of-user 0.1.0 ok",
]


def run(
    workspace: Workspace, target: str, times: int, commands: list[str], spec: str = ""
) -> Done:
    text = spec or (CASES / "flaky.mod").read_text()
    workspace.write("mods/flaky.mod", text)
    quoted = ", ".join(f'"{command}"' for command in commands)
    workspace.write_profile(
        ["flaky", "user-of-user", "friend", "tormentor"],
        target=target,
        more=f"[config.tormentor]\ntimes = {times}\n"
        f"[boot]\nrun_ms = 500\nhealth_ms = 20\ncommands = [{quoted}]\n",
    )
    return workspace.build_and_boot("--strict")


def after_ready(done: Done) -> list[str]:
    lines = done.boot_lines()
    return lines[lines.index("ready modules=7 failed=0") + 1 :]


@pytest.mark.parametrize("target", TARGETS)
def test_a_module_that_falls_ill_is_restarted(
    workspace: Workspace, target: str
) -> None:
    done = run(workspace, target, 1, ["list", "health", "request user starts"])
    assert after_ready(done.expect(0))[:9] == [
        *DOWN,
        "restart flaky 0.1.0 in 10 ms, 1 of 2",
        *UP,
    ], done.story()
    assert "flaky Running healthy, restarts: 1 of 2 in 60000 ms" in done.lines
    # It was started again on the state that it had.
    assert '-> ok "2"' in done.lines, done.story()


@pytest.mark.parametrize("target", TARGETS)
def test_after_so_many_restarts_it_is_given_up(
    workspace: Workspace, target: str
) -> None:
    done = run(workspace, target, 9, ["list", "health", "start user", "start flaky"])
    lines = after_ready(done.expect(1))
    assert lines[:23] == [
        *DOWN,
        "restart flaky 0.1.0 in 10 ms, 1 of 2",
        *UP,
        *DOWN,
        "restart flaky 0.1.0 in 20 ms, 2 of 2",
        *UP,
        *DOWN,
        "gave up flaky 0.1.0: 2 restarts within 60000 ms",
    ], done.story()
    states = {
        line.split()[1]: line.split()[3]
        for line in done.lines
        if " 0.1.0 " in line and line[0].isdigit()
    }
    assert states["flaky"] == "Error", done.story()
    assert states["user"] == states["user-of-user"] == "Stopped"
    assert states["friend"] == "Running"
    assert "error: HX_ERR_DEPENDENCY: module 'user' needs flaky" in done.lines
    assert lines[23:25] == ["init flaky 0.1.0 ok", "start flaky 0.1.0 ok"]
    assert done.boot_lines()[-1] == "halt status=1"


def test_an_essential_module_that_falls_ill_is_a_panic(workspace: Workspace) -> None:
    text = (CASES / "flaky.mod").read_text()
    essential = text.replace(
        "module flaky {", "module flaky {\n info { flags: ESSENTIAL; }"
    )
    done = run(workspace, "host", 1, [], essential).expect(2)
    assert done.boot_lines()[-1] == (
        "panic essential module 'flaky' failed in health: HX_ERR_TIMEOUT: the device "
        "does not answer"
    ), done.story()


def test_without_a_policy_it_is_given_up_at_once(workspace: Workspace) -> None:
    text = (CASES / "flaky.mod").read_text()
    start = text.index("    restart {")
    done = run(
        workspace,
        "host",
        1,
        ["list"],
        text[:start] + text[text.index("\n", start) + 1 :],
    )
    assert after_ready(done.expect(1))[:5] == [
        *DOWN,
        "gave up flaky 0.1.0: no restart policy",
    ], done.story()
