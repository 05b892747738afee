# SPDX-License-Identifier: MIT
"""Disks of QEMU that fail, are slow, refuse, or are strange."""

from __future__ import annotations

from pathlib import Path

from tests.boot.transcript import Transcript
from tests.modules.disks import boot, build, copy_specs, make_disk, pattern, put_blocks
from tests.workspace import Workspace

DISK = "virtio-blk-device,drive=disk"


def build_checks(workspace: Workspace, commands: list[str], timeout_ms: int) -> Path:
    copy_specs(workspace)
    build(
        workspace,
        ["disk-check", "virtio-blk"],
        commands,
        target="x86_64",
        more='[bind.disk-check]\ndisk = "virtio-blk"\n'
        f"[config.virtio-blk]\ntimeout_ms = {timeout_ms}\n",
    )
    disk = make_disk(workspace.folder / "disk.img", 4096)
    put_blocks(disk, 0, pattern(1, 0, 4096))
    return disk


def boot_disk(workspace: Workspace, drive: str, device: str = DISK) -> Transcript:
    return boot(workspace, "-drive", f"if=none,id=disk,{drive}", "-device", device)


def each(*lbas: int) -> list[str]:
    return [f"request disk-check each 0 {lba}" for lba in lbas]


def test_a_block_that_cannot_be_read_harms_no_other(workspace: Workspace) -> None:
    disk = build_checks(
        workspace, [*each(7, 8), "request virtio-blk stats"], timeout_ms=10000
    )
    rules = workspace.write(
        "rules",
        '[inject-error]\nevent = "read_aio"\nsector = "7"\nerrno = "5"\n'
        '[inject-error]\nevent = "pwritev"\nsector = "7"\nerrno = "5"\n'
        '[inject-error]\nevent = "flush_to_disk"\nerrno = "5"\n',
    )
    seen = boot(
        workspace,
        "-drive",
        f"if=none,id=disk,format=raw,file=blkdebug:{rules}:{disk},"
        "rerror=report,werror=report",
        "-device",
        DISK,
        status=1,
    )
    answers = [lines[-1] for _, lines in seen.answers]
    assert answers[:2] == [
        '-> ok "HX_ERR_INTERNAL HX_ERR_INTERNAL HX_ERR_INTERNAL"',
        '-> ok "HX_OK HX_OK HX_ERR_INTERNAL"',
    ], seen.done.story()
    # What was written is perhaps lost: that is no good end.
    assert (
        "stop virtio-blk 1.0.0 failed: HX_ERR_INTERNAL: unit 0: input/output error of "
        "a flush" in seen.log
    ), seen.done.story()


def test_a_read_only_disk(workspace: Workspace) -> None:
    disk = build_checks(workspace, each(0), timeout_ms=10000)
    seen = boot_disk(workspace, f"format=raw,file={disk},read-only=on")
    assert seen.answers[0][1] == ('-> ok "HX_OK HX_ERR_UNSUPPORTED HX_OK"',)
    assert "[info] virtio-blk: unit 0 has 4096 blocks, read-only" in seen.done.lines


def test_a_disk_of_larger_blocks_is_not_used(workspace: Workspace) -> None:
    disk = build_checks(workspace, each(0), timeout_ms=10000)
    seen = boot_disk(
        workspace,
        f"format=raw,file={disk}",
        f"{DISK},logical_block_size=4096,physical_block_size=4096",
    )
    assert (
        "[warn] virtio-blk: unit 0 cannot be used: HX_ERR_UNSUPPORTED: its blocks have "
        "4096 bytes, not 512" in seen.done.lines
    ), seen.done.story()
    refused = " ".join(["HX_ERR_NOT_RUNNING"] * 3)
    assert seen.answers[0][1] == (f'-> ok "{refused}"',)


def test_a_disk_that_takes_too_long(workspace: Workspace) -> None:
    """One transfer a second, and half of that to wait."""
    disk = build_checks(
        workspace,
        [
            "request disk-check check 0 0 1 1",
            "request disk-check check 0 1 1 1",
            "request disk-check pause 4000",
            "request disk-check check 0 2 1 1",
            "request virtio-blk stats",
        ],
        timeout_ms=500,
    )
    seen = boot_disk(workspace, f"format=raw,file={disk},throttling.iops-total=1")
    answers = [lines[-1] for _, lines in seen.answers]
    # QEMU may have read from it before.
    assert answers[1] == '-> ok "HX_ERR_TIMEOUT"', seen.done.story()
    assert answers[3] == '-> ok "HX_OK"', seen.done.story()


def test_a_disk_comes_back_after_a_stop(workspace: Workspace) -> None:
    check = "request disk-check check 0 0 4096 1"
    commands = [
        "stop disk-check",
        "stop virtio-blk",
        "start virtio-blk",
        "start disk-check",
        check,
        "request virtio-blk stats",
    ]
    disk = build_checks(workspace, commands, timeout_ms=10000)
    seen = boot_disk(workspace, f"format=raw,file={disk}")
    assert '-> ok "HX_OK"' in seen.answer(check), seen.done.story()
    [stats] = seen.answer("request virtio-blk stats")
    numbers = dict(
        part.split(": ")
        for part in stats.removeprefix('-> ok "').removesuffix('"').split(", ")
    )
    assert numbers["units"] == "1" and numbers["failures"] == "0"
    # 2 MiB in windows of 160 KiB, each in pieces of 64 KiB at most, and one flush.
    assert int(numbers["requests"]) == 12 * 3 + 2 + 1, stats
    assert 0 < int(numbers["interrupts"]) <= int(numbers["requests"])
