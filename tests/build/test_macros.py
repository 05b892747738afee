# SPDX-License-Identifier: MIT
"""Threads are paid for where a module of the image depends on them."""

from __future__ import annotations

import re

import pytest

from tests.boot.transcript import read_transcript
from tests.workspace import Workspace

MODULE = """
module {name} {{
    info {{ {info} }}
    state {{ struct hx_thread thread; }}
    c {{
        static _Alignas(16) uint8_t stack[HX_THREAD_STACK_MIN];
        static void run(void *arg) {{ (void)arg; }}
    }}
    impl {{
        init  {{ return HX_OK; }}
        start {{
            return hx_thread_create(self->context, &self->thread, "run", 0, stack,
                                    sizeof(stack), run, NULL);
        }}
        stop  {{ return HX_OK; }}
    }}
}}
"""
NEEDS = 'dependencies: "threads";'


@pytest.mark.parametrize(
    "static, loadable, expected",
    [
        (["round-robin"], [], False),
        (["round-robin", "reckless"], [], False),
        (["round-robin", "worker"], [], True),
        (["round-robin"], ["worker"], True),
    ],
)
def test_who_has_threads(
    workspace: Workspace, static: list[str], loadable: list[str], expected: bool
) -> None:
    workspace.write("mods/worker.mod", MODULE.format(name="worker", info=NEEDS))
    workspace.write("mods/reckless.mod", MODULE.format(name="reckless", info=""))
    listed = ", ".join(f'"{name}"' for name in loadable)
    workspace.write_profile(static, target="x86_64", more=f"loadable = [{listed}]\n")
    workspace.configure("--strict").expect(0)
    graph = (workspace.build / "build.ninja").read_text(encoding="utf-8")
    words = re.findall(r"^compile(?:_module)?_x86_64 = (.*)$", graph, re.MULTILINE)
    assert words
    assert [("-DHX_THREADS" in line.split()) for line in words] == [expected] * len(
        words
    )


def test_another_build_is_told(workspace: Workspace) -> None:
    """Their own C has structs of ours, too."""
    workspace.write("mods/worker.mod", MODULE.format(name="worker", info=NEEDS))
    workspace.write_profile(["round-robin", "worker"], target="x86_64")
    workspace.configure("--strict", "--embed", str(workspace.folder / "in")).expect(0)
    make = (workspace.folder / "in/helix.mk").read_text(encoding="utf-8")
    assert re.search(r"^HELIX_INCLUDES := .* -DHX_THREADS$", make, re.MULTILINE)
    cmake = (workspace.folder / "in/helix.cmake").read_text(encoding="utf-8")
    assert "target_compile_definitions(helix PUBLIC HX_THREADS)" in cmake


def test_without_them_there_is_no_thread(workspace: Workspace) -> None:
    workspace.write("mods/reckless.mod", MODULE.format(name="reckless", info=""))
    workspace.write_profile(["round-robin", "reckless"], target="x86_64")
    seen = read_transcript(workspace.build_and_boot("--strict").expect(1))
    failed = (
        "start reckless 0.1.0 failed: HX_ERR_UNSUPPORTED: nobody runs threads: "
        "'reckless' should depend on \"threads\""
    )
    assert failed in seen.log, seen.done.story()
