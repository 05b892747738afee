# SPDX-License-Identifier: MIT
"""A runtime that breaks its promises: `ninja faults` sees it.

The project is copied, one place of its runtime is changed, and the case that the change
concerns must differ, with the line that says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.test_faults import EVERYBODY, SPECS
from tests.workspace import PYTHON, Workspace, copy_project, execute

WHY = "HX_ERR_INTERNAL: fault injection"

# File, what stands there, what stands there instead, a case, and a line of its report.
BROKEN = {
    "a skip that is forgotten": (
        "boot.c",
        "hx_dependency_unmet(module, true)",
        "hx_dependency_unmet(module, false)",
        "bus start",
        "- helix: skip files 0.1.0: needs disk",
    ),
    "essential or not": (
        "step.c",
        "    if (status != HX_OK && hx_step_is_essential(module))",
        "    if (false)",
        "root init",
        "- helix: panic essential module 'root' failed in init: " + WHY,
    ),
    "essential, and skipped": (
        "step.c",
        "    if (hx_step_is_essential(module))\n        hx_step_panic(module, phase, HX",
        "    if (false)\n        hx_step_panic(module, phase, HX",
        "screen init",
        "- helix: panic essential module 'panel' failed in init: HX_ERR_DEPENDENCY: "
        "needs screen",
    ),
    "essential, and nobody comes back": (
        "restart.c",
        "        if (!is_essential_waiting(m) || m->control->hopeful)",
        "        if (true)",
        "lock health",
        "- helix: panic essential module 'vault' failed in health: HX_ERR_DEPENDENCY: "
        "needs lock",
    ),
    "the first failure to stop ends it": (
        "boot.c",
        "    if (status == HX_OK || failure->module != NULL",
        '    if (status != HX_OK)\n        hx_step_panic(module, "stop", status, "");\n'
        "    if (status == HX_OK || failure->module != NULL",
        "disk stop",
        "- helix: stop bus 0.1.0 ok",
    ),
    "a failed stop is no failure": (
        "main.c",
        "    failed_count += hx_step_failure_count() + hx_boot_failed_count();\n",
        "",
        "disk stop",
        "- exit status 1",
    ),
    "what is held stays": (
        "lifecycle.c",
        "    if (state == HX_STATE_ERROR) {\n        end_threads(module);\n"
        "        hx_resource_end_all(module);\n    } else if",
        "    if",
        "holder start",
        "+ faults: holder 0.1.0 is Error, and holds: work",
    ),
    "a timer is lost": (
        "timer.c",
        "    take_out((struct hx_timer *)resource);",
        "    (void)resource;",
        "holder init",
        "+ faults: timer: 1 with the runtime, 0 held by modules",
    ),
    "an interface stays open": (
        "lifecycle.c",
        "        hx_interface_close(module);",
        "        (void)module;",
        "disk start",
        "+ faults: disk 0.1.0 is Error, and can be called through: faults.block",
    ),
    "half an answer": (
        "request.c",
        "        reset_response(response);\n    }",
        "    }",
        "files request flush",
        f"+ faults: request files flush: {WHY}, with an answer",
    ),
    "the first handler that fails is the last": (
        "event.c",
        "            report_error(module, event, serial);\n",
        "            report_error(module, event, serial), left = 1;\n",
        "new-timekeeper on cpu_hotplug",
        "+ faults: event cpu_hotplug: 1 of 2 were told",
    ),
    "dependents are stopped first to last": (
        "restart.c",
        "            found = m;\n    return found != NULL",
        "            return m;\n    return found != NULL",
        "bus health",
        "+ helix: stop disk 0.1.0 ok",
    ),
    "dependents are not started again": (
        "restart.c",
        "        if (hx_step_start(m) != HX_OK)\n            schedule(m);",
        "        (void)schedule;",
        "screen health",
        "- helix: start panel 0.1.0 ok",
    ),
    "giving up is not told": (
        "restart.c",
        "    if (policy == NULL)\n        hx_log_line(",
        "    if (policy == NULL)\n        hx_log_warn(",
        "clock-b health",
        "- helix: gave up clock-b 2.0.0: no restart policy",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("broken") / "project")


@pytest.fixture(scope="module")
def workspace(copy: Path) -> Workspace:
    workspace = Workspace(folder=copy.parent)
    workspace.write("mods/faults.mod", (SPECS / "faults.mod").read_text())
    workspace.write_profile(EVERYBODY)
    workspace.configure(root=copy).expect(0)
    workspace.ninja("faults/kernel.elf").expect(0)
    return workspace


@pytest.fixture
def broken(copy: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The case that must differ, and a line that must be shown."""
    name, before, after, case, line = BROKEN[request.param]
    path = copy / "runtime" / name
    good = path.read_text()
    assert good.count(before) == 1, f"runtime/{name} does not have this once:\n{before}"
    path.write_text(good.replace(before, after))
    yield case, line
    path.write_text(good)


@pytest.mark.parametrize("broken", BROKEN, indirect=True)
def test_it_is_seen(workspace: Workspace, copy: Path, broken: tuple[str, str]) -> None:
    case, line = broken
    workspace.ninja("faults/kernel.elf").expect(0)
    words = [PYTHON, "-m", "codegen.faults.run", str(workspace.build), case]
    done = execute(words, cwd=copy).expect(1)
    assert f"    {line}" in done.lines, done.story()


def test_the_copy_itself_is_good(workspace: Workspace, copy: Path) -> None:
    workspace.ninja("faults/kernel.elf").expect(0)
    cases = list(dict.fromkeys(case for *_, case, _ in BROKEN.values()))
    words = [PYTHON, "-m", "codegen.faults.run", str(workspace.build), *cases]
    execute(words, cwd=copy).expect(0)
