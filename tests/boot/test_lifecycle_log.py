# SPDX-License-Identifier: MIT
"""What the boot log says when modules come up, fail, are skipped, and end."""

from __future__ import annotations

import pytest

from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]


def module(
    name: str,
    *,
    info: str = "",
    init: str = "return HX_OK;",
    start: str = "return HX_OK;",
    stop: str = "return HX_OK;",
    more: str = "",
) -> str:
    return (
        f"module {name} {{\n    info {{ version: 1.0.0; {info} }}\n    impl {{\n"
        f"        init {{ {init} }}\n        start {{ {start} }}\n"
        f"        stop {{ {stop} }}\n        {more}\n    }}\n}}\n"
    )


FAIL = 'return hx_fail(HX_ERR_INIT, "no %s", "disk");'


@pytest.mark.parametrize("target", TARGETS)
def test_good_boot(workspace: Workspace, target: str) -> None:
    workspace.write(
        "mods/a.mod", module("zeta") + module("alpha", info='after: "zeta";')
    )
    workspace.write_profile(["alpha", "zeta"], target=target)
    done = workspace.build_and_boot().expect(0)
    assert done.boot_lines() == [
        f"boot profile=test target={target} modules=2",
        "init zeta 1.0.0 ok",
        "init alpha 1.0.0 ok",
        "start zeta 1.0.0 ok",
        "start alpha 1.0.0 ok",
        "ready modules=2 failed=0",
        "stop alpha 1.0.0 ok",
        "stop zeta 1.0.0 ok",
        "halt status=0",
    ]


@pytest.mark.parametrize("target", TARGETS)
def test_failed_init_skips_dependents(workspace: Workspace, target: str) -> None:
    workspace.write(
        "mods/a.mod",
        module("disk", init=FAIL)
        + module("fs", info='dependencies: "disk";')
        + module("app", info='dependencies: "fs" >= 1.0;')
        + module("logger", info='dependencies: "disk" optional;'),
    )
    workspace.write_profile(["app", "logger"], target=target)
    done = workspace.build_and_boot().expect(1)
    assert done.boot_lines() == [
        f"boot profile=test target={target} modules=4",
        "init disk 1.0.0 failed: HX_ERR_INIT: no disk",
        "skip fs 1.0.0: needs disk",
        "init logger 1.0.0 ok",
        "skip app 1.0.0: needs fs",
        "start logger 1.0.0 ok",
        "ready modules=4 failed=3",
        "stop logger 1.0.0 ok",
        "halt status=1",
    ]


@pytest.mark.parametrize("target", TARGETS)
def test_failed_start_skips_dependents(workspace: Workspace, target: str) -> None:
    workspace.write(
        "mods/a.mod",
        module("disk", start="return HX_ERR_TIMEOUT;")
        + module("fs", info='dependencies: "disk";'),
    )
    workspace.write_profile(["fs"], target=target)
    done = workspace.build_and_boot().expect(1)
    lines = done.boot_lines()
    assert lines[1:3] == ["init disk 1.0.0 ok", "init fs 1.0.0 ok"]
    assert lines[3].startswith("start disk 1.0.0 failed: HX_ERR_TIMEOUT: ")
    assert lines[4:] == [
        "skip fs 1.0.0: needs disk",
        "ready modules=2 failed=2",
        "halt status=1",
    ]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("phase", ["init", "start", "stop"])
def test_essential_failure_panics(
    workspace: Workspace, target: str, phase: str
) -> None:
    workspace.write(
        "mods/a.mod", module("root", info="flags: ESSENTIAL;", **{phase: FAIL})
    )
    workspace.write_profile(["root"], target=target)
    done = workspace.build_and_boot().expect(2)
    assert done.boot_lines()[-1] == (
        f"panic essential module 'root' failed in {phase}: HX_ERR_INIT: no disk"
    )


@pytest.mark.parametrize("target", TARGETS)
def test_skipped_essential_panics(workspace: Workspace, target: str) -> None:
    workspace.write(
        "mods/a.mod",
        module("disk", init=FAIL)
        + module("root", info='flags: ESSENTIAL; dependencies: "disk";'),
    )
    workspace.write_profile(["root"], target=target)
    done = workspace.build_and_boot().expect(2)
    assert done.boot_lines()[-1].startswith(
        "panic essential module 'root' failed in init: HX_ERR_DEPENDENCY: "
    )


@pytest.mark.parametrize("target", TARGETS)
def test_failed_stop_does_not_keep_others(workspace: Workspace, target: str) -> None:
    workspace.write(
        "mods/a.mod",
        module("first") + module("second", info='after: "first";', stop=FAIL),
    )
    workspace.write_profile(["first", "second"], target=target)
    done = workspace.build_and_boot().expect(1)
    assert done.boot_lines()[-3:] == [
        "stop second 1.0.0 failed: HX_ERR_INIT: no disk",
        "stop first 1.0.0 ok",
        "halt status=1",
    ]
