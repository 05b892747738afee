# SPDX-License-Identifier: MIT
"""One and the same test for whatever implements helix.block_device."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.boot.transcript import Transcript
from tests.modules.disks import (
    boot,
    build,
    copy_specs,
    get_blocks,
    make_disk,
    pattern,
    put_blocks,
    qemu_disks,
)
from tests.workspace import Workspace

WINDOW = 320


@dataclass(frozen=True, kw_only=True)
class Driver:
    """An implementation on a target. `kib`: its only disk is in RAM, of that size."""

    module: str
    target: str
    cc: str = "gcc"
    kib: int | None = None

    def __str__(self) -> str:
        return f"{self.module}-{self.target}-{self.cc}"

    def build(self, workspace: Workspace, commands: list[str], more: str = "") -> None:
        copy_specs(workspace)
        bind = f'{more}\n[bind.disk-check]\ndisk = "{self.module}"\n'
        if self.kib is not None:
            bind += f"[config.ramdisk]\nkib = {self.kib}\n"
        static = ["disk-check", self.module]
        build(
            workspace,
            static,
            [f"request disk-check {command}" for command in commands],
            "--cc",
            self.cc,
            target=self.target,
            more=bind,
        )

    def boot(self, workspace: Workspace, disks: list[Path]) -> Transcript:
        if self.module == "virtio-blk":
            return boot(workspace, *qemu_disks(disks))
        return boot(workspace, HELIX_DISK=":".join(map(str, disks)))


def replies(seen: Transcript) -> list[str]:
    """The payload of each answer; the log may have said something before it."""
    found = []
    for command, printed in seen.answers:
        lines = [line for line in printed if line.startswith("->")]
        assert len(lines) == 1, f"{command}: {lines}\n{seen.done.story()}"
        assert lines[0].startswith('-> ok "'), seen.done.story()
        found.append(lines[0].removeprefix('-> ok "').removesuffix('"'))
    return found


FILES = [
    Driver(module="virtio-blk", target="x86_64"),
    Driver(module="virtio-blk", target="x86_64", cc="clang"),
    Driver(module="port-disk", target="host"),
    Driver(module="port-disk", target="host", cc="clang"),
]
RAM = [
    Driver(module="ramdisk", target="x86_64", kib=256),
    Driver(module="ramdisk", target="host", kib=256),
]
ERRORS = (
    "HX_ERR_NOT_FOUND HX_ERR_NOT_FOUND HX_ERR_INVALID HX_ERR_INVALID "
    "HX_ERR_INVALID HX_ERR_INVALID HX_ERR_INVALID same"
)


@pytest.mark.parametrize("driver", FILES, ids=str)
def test_files_are_disks(workspace: Workspace, driver: Driver) -> None:
    """Several units: small, empty, and so large that block numbers need 64 bits."""
    large = (1 << 32) + 1000
    disks = [
        make_disk(workspace.folder / "small.img", 1000),
        make_disk(workspace.folder / "empty.img", 0),
        make_disk(workspace.folder / "large.img", large),
    ]
    put_blocks(disks[0], 0, pattern(5, 0, 1000))
    put_blocks(disks[2], large - 400, pattern(6, large - 400, 400))
    commands = [
        "counts",
        "errors 0",
        "errors 1",
        "errors 2",
        # What was written on the build side; and the check can fail.
        "check 0 0 1000 5",
        "check 0 0 1000 6",
        f"check 2 {large - 400} 400 6",
        f"storm 0 300 {WINDOW} 1",
        f"storm 2 {large - WINDOW} {WINDOW} 2",
        f"fill 0 300 {WINDOW} 7",
        f"fill 2 {large - WINDOW} {WINDOW} 8",
        "flush 0",
        "flush 1",
        "flush 2",
    ]
    driver.build(workspace, commands, "[config.disk-check]\nearly = true\n")
    seen = driver.boot(workspace, disks)
    assert replies(seen) == [
        f"1000 0 {large} 0",
        *[ERRORS] * 3,
        "HX_OK",
        "differs from 0 on",
        *["HX_OK"] * 8,
    ], seen.done.story()
    assert get_blocks(disks[0], 0, 1000) == (
        pattern(5, 0, 300) + pattern(7, 300, WINDOW) + pattern(5, 620, 380)
    )
    assert get_blocks(disks[2], large - 400, 400) == (
        pattern(6, large - 400, 80) + pattern(8, large - WINDOW, WINDOW)
    )
    assert [disk.stat().st_size for disk in disks] == [512000, 0, large * 512]


@pytest.mark.parametrize("driver", RAM, ids=str)
def test_ram_is_a_disk(workspace: Workspace, driver: Driver) -> None:
    driver.build(
        workspace,
        [
            "counts",
            "zero 0 0 512",
            "errors 0",
            f"storm 0 192 {WINDOW} 3",
            "fill 0 0 512 9",
            "check 0 0 512 9",
            "zero 0 0 512",
            "flush 0",
        ],
    )
    seen = driver.boot(workspace, [])
    assert replies(seen) == [
        "512 0 0 0",
        "HX_OK",
        ERRORS,
        *["HX_OK"] * 3,
        "differs from 0 on",
        "HX_OK",
    ], seen.done.story()


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_a_disk_in_ram_may_be_empty(workspace: Workspace, target: str) -> None:
    driver = Driver(module="ramdisk", target=target, kib=0)
    driver.build(workspace, ["counts", "errors 0", "flush 0"])
    assert replies(driver.boot(workspace, [])) == ["0 0 0 0", ERRORS, "HX_OK"]


@pytest.mark.parametrize(
    "module, target",
    [("virtio-blk", "x86_64"), ("virtio-blk", "host"), ("port-disk", "x86_64")],
)
def test_there_may_be_no_disk(workspace: Workspace, module: str, target: str) -> None:
    driver = Driver(module=module, target=target)
    driver.build(workspace, ["counts", "each 0 0"])
    assert replies(driver.boot(workspace, [])) == [
        "0 0 0 0",
        "HX_ERR_NOT_FOUND HX_ERR_NOT_FOUND HX_ERR_NOT_FOUND",
    ]
