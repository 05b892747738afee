# SPDX-License-Identifier: MIT
"""The faults of the crate that this project makes real: none of them is here.

One test for each, by its number. Where a fault lies in a part that has tests of its
own, the test here is the view of a kernel's user; `ELSEWHERE` names the others.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import ROOT, Workspace

CASES = Path(__file__).resolve().parent / "cases"

# Faults that other tests show, or show as well: file, and the test's name there.
ELSEWHERE = {
    10: ("tests/boot/test_loading.py", "test_state_crosses_to_the_new_version"),
    11: ("tests/boot/test_loading.py", "test_failed_replacements_leave_all_as_it_was"),
    12: ("tests/boot/test_loading.py", "test_another_module_with_the_same_interfaces"),
    13: ("tests/boot/test_loading_bad.py", "test_files_that_are_no_modules"),
    16: ("tests/boot/test_health.py", "test_after_so_many_restarts_it_is_given_up"),
    18: ("tests/boot/specs/queue_check.mod", "queue_check_queue_append"),
    19: ("tests/docs/test_examples.py", "test_examples_check"),
    20: ("tests/runtime/image_chain.c", "comes_up_and_goes_down"),
}

COMMANDS = [
    "list",
    "request reader ask four",
    "request reader restore",
    "send meddle",
    "send meddle",
    "request meddler counts",
    "request mailbox post",
    "send tick",
    "request mailbox order",
    "request client blocks",
    "stop disk",
    "request client blocks",
    "start disk",
    "request client blocks",
    "reload disk disk.hxm",
    "load disk.hxm",
    "request nobody ask",
    "interfaces",
    "request helix-execution tasks",
]


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    workspace = Workspace(folder=tmp_path_factory.mktemp("faults"))
    workspace.write("mods/faults.mod", (CASES / "seed_faults.mod").read_text())
    quoted = ", ".join(f'"{command}"' for command in COMMANDS)
    workspace.write_profile(
        ["reader", "meddler", "mailbox", "client", "disk", "round-robin"],
        more=f"[boot]\nrun_ms = 200\ncommands = [{quoted}]\n"
        '[config.helix-execution]\ntasks = ["one", "two", "three"]\n',
    )
    return read_transcript(workspace.build_and_boot("--strict").expect(0))


def answers(kernel: Transcript, command: str) -> list[list[str]]:
    return [list(lines) for asked, lines in kernel.answers if asked == command]


def configure(workspace: Workspace, static: list[str], *words: str) -> str:
    workspace.write("mods/faults.mod", (CASES / "seed_faults.mod").read_text())
    workspace.write_profile(static)
    return workspace.configure(*words).output


def test_fault_01_a_dependency_at_a_version_above_one_is_met(
    kernel: Transcript,
) -> None:
    assert "start reader 0.1.0 ok" in kernel.log


def test_fault_02_what_is_needed_by_others_stops_after_them(kernel: Transcript) -> None:
    stops = [line.split()[1] for line in kernel.log if line.startswith("stop ")]
    assert stops.index("reader") < stops.index("library")
    assert stops.index("shell") < stops.index("console")


def test_fault_03_a_missing_optional_dependency_is_no_failure(
    kernel: Transcript,
) -> None:
    assert "start reader 0.1.0 ok" in kernel.log
    assert not any("unheard-of" in line for line in kernel.log)


def test_fault_04_a_cycle_is_shown_with_its_path_and_nothing_else(
    workspace: Workspace,
) -> None:
    life = (
        "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"
    )
    workspace.write(
        "mods/ring.mod",
        f'module lead {{ info {{ dependencies: "a"; }} {life} }}\n'
        f'module a {{ info {{ dependencies: "b"; }} {life} }}\n'
        f'module b {{ info {{ dependencies: "a"; }} {life} }}\n',
    )
    workspace.write_profile(["lead"])
    output = workspace.configure().expect(1).output
    assert "dependency cycle: 'a' -> 'b' -> 'a'\n" in output
    assert output.count("error[E504]") == 1 and "'lead'" not in output


def test_fault_05_a_capability_meets_a_dependency(kernel: Transcript) -> None:
    starts = [line.split()[1] for line in kernel.log if line.startswith("start ")]
    assert starts.index("library") < starts.index("reader")


def test_fault_06_a_cycle_is_found_before_anything_runs(workspace: Workspace) -> None:
    life = (
        "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"
    )
    workspace.write(
        "mods/self.mod", f'module a {{ info {{ dependencies: "a"; }} {life} }}\n'
    )
    workspace.write_profile(["a"])
    assert "error[E5" in workspace.configure().expect(1).output


def test_fault_07_a_request_through_the_context_arrives(kernel: Transcript) -> None:
    assert kernel.reply("request reader ask four") == '-> ok "4"'
    assert kernel.reply("request nobody ask").startswith("error: HX_ERR_NOT_FOUND: ")


def test_fault_08_every_flag_is_read(workspace: Workspace) -> None:
    output = configure(workspace, ["experiment", "old", "outside"])
    assert "warning[W103]" in output and "warning[W104]" in output
    assert "error[E608]" in output and "USERSPACE" in output
    assert "error" not in configure(workspace, ["experiment"])
    workspace.configure("--strict").expect(1)
    configure(workspace, ["vital"])
    workspace.ninja().expect(0)
    done = workspace.boot().expect(2)
    assert done.boot_lines()[-1] == (
        "panic essential module 'vital' failed in init: HX_ERR_TIMEOUT: no answer"
    )


def test_fault_09_an_interface_has_operations_a_version_and_living_providers(
    kernel: Transcript,
) -> None:
    assert "test.disk 1.0: disk (primary)" in kernel.answer("interfaces")
    assert answers(kernel, "request client blocks")[1] == ['-> ok "lacks 0"']


def test_fault_10_what_cannot_be_replaced_is_not_said_to_be(kernel: Transcript) -> None:
    for command in ("reload disk disk.hxm", "load disk.hxm"):
        assert kernel.reply(command).startswith("error: HX_ERR_UNSUPPORTED: ")


def test_fault_11_a_module_that_failed_to_come_back_is_not_said_to_run(
    workspace: Workspace,
) -> None:
    spec = (CASES / "flaky.mod").read_text()
    ill = spec.replace(
        "init  { return HX_OK; }",
        'init  { static bool up; if (up) return hx_fail(HX_ERR_INIT, "gone"); up = true; '
        "return HX_OK; }",
        1,
    )
    workspace.write("mods/flaky.mod", ill)
    workspace.write_profile(
        ["flaky", "user", "tormentor"],
        more="[config.tormentor]\ntimes = 1\n"
        '[boot]\nrun_ms = 500\nhealth_ms = 20\ncommands = ["list", "request flaky x"]\n',
    )
    seen = read_transcript(workspace.build_and_boot().expect(1))
    assert "init flaky 0.1.0 failed: HX_ERR_INIT: gone" in seen.log
    states = {line.split()[1]: line.split()[3] for line in seen.answer("list")}
    assert states["flaky"] == "Error" and states["user"] == "Stopped"
    assert seen.reply("request flaky x").startswith("error: HX_ERR_NOT_RUNNING: ")


def test_fault_12_a_client_notices_that_its_provider_goes_and_comes(
    kernel: Transcript,
) -> None:
    assert answers(kernel, "request client blocks") == [
        ['-> ok "has 7"'],
        ['-> ok "lacks 0"'],
        ['-> ok "has 7"'],
    ]


def test_fault_13_a_loadable_module_is_loaded(workspace: Workspace) -> None:
    workspace.write("mods/faults.mod", (CASES / "seed_faults.mod").read_text())
    workspace.write_profile(
        ["reader"],
        more='loadable = ["mailbox"]\n[boot]\ncommands = ["load mailbox.hxm", "list"]\n',
    )
    seen = read_transcript(workspace.build_and_boot().expect(0))
    assert any(line.startswith("load mailbox ") for line in seen.log)
    assert any(line.endswith(" mailbox.hxm") for line in seen.answer("list"))


def test_fault_14_handlers_may_subscribe_unsubscribe_and_send(
    kernel: Transcript,
) -> None:
    # The second "meddle" finds nobody.
    assert kernel.reply("request meddler counts") == '-> ok "1 1 1"'


def test_fault_15_what_is_posted_first_comes_first(kernel: Transcript) -> None:
    assert kernel.reply("request mailbox order") == '-> ok "abc"'


def test_fault_17_a_state_that_ends_early_is_refused(kernel: Transcript) -> None:
    assert kernel.reply("request reader restore") == '-> ok "refused"'


def test_fault_18_every_task_gets_its_turn(kernel: Transcript) -> None:
    listed = kernel.reply("request helix-execution tasks")
    tasks = re.findall(r"(\w+) (?:ready|running) \d+ (\d+)", listed)
    assert [name for name, _ in tasks] == ["one", "two", "three"], listed
    assert all(int(ticks) > 0 for _, ticks in tasks), listed


def test_fault_20_a_long_chain_does_not_use_up_the_stack(workspace: Workspace) -> None:
    """Each of 2,000 modules needs the one before it: more than Python's recursion has."""
    life = (
        "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"
    )
    specs = [f"module m0 {{ {life} }}"]
    specs += [
        f'module m{n} {{ info {{ dependencies: "m{n - 1}"; }} {life} }}'
        for n in range(1, 2000)
    ]
    workspace.write("mods/chain.mod", "\n".join(specs))
    workspace.write_profile(["m1999"])
    assert "modules=2000" in workspace.configure().expect(0).output


@pytest.mark.parametrize("fault", range(1, 21))
def test_every_fault_has_a_test(fault: int) -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert fault in ELSEWHERE or f"def test_fault_{fault:02d}_" in here
    if fault in ELSEWHERE:
        file, name = ELSEWHERE[fault]
        assert name in (ROOT / file).read_text(encoding="utf-8")
