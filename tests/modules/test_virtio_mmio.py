# SPDX-License-Identifier: MIT
"""The bus of virtio devices: a real one in QEMU, and one that lies on the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.modules.disks import boot, build, copy_specs
from tests.workspace import Workspace

SPECS = Path(__file__).resolve().parent / "specs_virtio_mmio"
LEGACY = ("-global", "virtio-mmio.force-legacy=true", "-device", "virtio-rng-device")


@pytest.mark.parametrize("cc", ["gcc", "clang"])
def test_a_device_is_asked(workspace: Workspace, cc: str) -> None:
    copy_specs(workspace, SPECS)
    command = "request entropy ask"
    build(workspace, ["entropy"], [command] * 2, "--cc", cc, target="x86_64")
    seen = boot(workspace, "-device", "virtio-rng-device")
    answer = '-> ok "5 at once, memory kept, interrupts"'
    assert [lines for _, lines in seen.answers] == [(answer,)] * 2, seen.done.story()

    # Without the device, and with one of the layout that is not driven.
    seen = boot(workspace, status=1)
    failed = "init entropy 0.1.0 failed: HX_ERR_NOT_FOUND: "
    missing = "0 virtio devices of type 4, none is number 0"
    assert failed + missing in seen.log, seen.done.story()
    seen = boot(workspace, *LEGACY, status=1)
    assert (
        "[warn] virtio device 0 of version 1 is left alone: QEMU wants "
        "-global virtio-mmio.force-legacy=false" in seen.done.lines
    ), seen.done.story()


@pytest.mark.parametrize("cc", ["gcc", "clang"])
def test_nothing_is_believed(workspace: Workspace, cc: str) -> None:
    copy_specs(workspace, SPECS)
    kinds = {
        "order": "HX_ERR_WRONG_STATE HX_ERR_WRONG_STATE HX_ERR_NOT_FOUND "
        "HX_ERR_NOT_FOUND; HX_ERR_INVALID HX_ERR_NOT_FOUND HX_ERR_NOT_FOUND; "
        "HX_ERR_WRONG_STATE HX_ERR_NOT_FOUND HX_ERR_INVALID",
        "malformed": "HX_ERR_INVALID HX_ERR_INVALID HX_ERR_INVALID HX_ERR_INVALID "
        "HX_ERR_INVALID; HX_OK HX_ERR_BUSY",
        "honest": "16 of 16 free",
        "lies": "0 missed",
        "needs_reset": "2 2 0 broken HX_OK",
    }
    commands = [f"request hostile {kind}" for kind in kinds]
    build(workspace, ["hostile"], commands, "--cc", cc, target="host")
    seen = boot(workspace)
    for kind, wanted in kinds.items():
        lines = seen.answer(f"request hostile {kind}")
        assert lines[-1] == f'-> ok "{wanted}"', seen.done.story()[-3000:]
