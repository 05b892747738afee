# SPDX-License-Identifier: MIT
"""buddy: what its config may be, and when it tells that memory runs short."""

from __future__ import annotations

import re

import pytest

from tests.boot.test_pressure import SPEC
from tests.boot.transcript import boot
from tests.workspace import Workspace


def test_pressure_does_not_flap(workspace: Workspace) -> None:
    """16 pages: Low from 8 on, Critical from 15 on, each until 10 percent below."""
    takes = ["request hoarder take"] * 17
    gives = ["request hoarder give"] * 16
    seen = boot(
        workspace,
        SPEC,
        ["hoarder", "watcher", "buddy"],
        [*takes, *gives],
        more="[config.buddy]\narena_kib = 64\n"
        "low_percent = 50\ncritical_percent = 90\nrelief_percent = 10\n"
        '[bind.hoarder]\nmemory = "buddy"\n',
    )
    told = [
        (lines[0], line.removeprefix("[info] pressure is "))
        for _, lines in seen.answers
        for line in lines
        if line.startswith("[info] pressure")
    ]
    assert told == [
        ('-> ok "8"', "low"),
        ('-> ok "15"', "critical"),
        ('-> ok "12"', "low"),
        ('-> ok "6"', "normal"),
    ], seen.done.story()
    assert '-> error "nothing left"' in seen.done.lines


def boot_alone(workspace: Workspace, config: str, status: int) -> str:
    workspace.write_profile(
        ["console", "buddy"],
        more=f"[config.buddy]\n{config}\n"
        '[boot]\ncommands = ["request buddy stats"]\n',
    )
    return workspace.build_and_boot("--strict").expect(status).output


@pytest.mark.parametrize(
    "config, status, said",
    [
        (
            "low_percent = 5",
            1,
            "failed: HX_ERR_INVALID: relief_percent 5, low_percent 5, critical_percent "
            "90: the first must be below the second, and that not above the third",
        ),
        (
            "low_percent = 95",
            1,
            "failed: HX_ERR_INVALID: relief_percent 5, low_percent 95, critical_percent "
            "90: the first must be below the second, and that not above the third",
        ),
        (
            "arena_kib = 6",
            1,
            "failed: HX_ERR_INVALID: arena_kib = 6 is no multiple of 4",
        ),
        ("arena_kib = 1073741824", 1, "failed: HX_ERR_NO_SPACE: no range of RAM has "),
        # Neither the size nor the place has to be a power of two.
        ("arena_kib = 20", 0, "pages: 5, free: 5, "),
    ],
)
def test_config(workspace: Workspace, config: str, status: int, said: str) -> None:
    output = boot_alone(workspace, config, status)
    assert said in output, output


def test_a_share_of_what_is_left(workspace: Workspace) -> None:
    output = boot_alone(workspace, "share_percent = 25", 0)
    [pages] = re.findall(r"pages: (\d+), free: \1,", output)
    # The host has 64 MiB.
    assert 0.99 < int(pages) * (4096 + 16) / (16 << 20) <= 1, output
