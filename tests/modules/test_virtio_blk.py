# SPDX-License-Identifier: MIT
"""Disks that fail, are slow, refuse, are strange, or lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.boot.transcript import Transcript
from tests.modules.disks import boot, build, copy_specs, make_disk, pattern, put_blocks
from tests.workspace import Workspace

SPECS = Path(__file__).resolve().parent / "specs_virtio_blk"
DISK = "virtio-blk-device,drive=disk"
SIZE_MAX, SEGMENTS_MAX, FLUSH = 1 << 1, 1 << 2, 1 << 9  # bits of features


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


def boot_fake(
    workspace: Workspace, target: str, commands: list[str], **config: int
) -> Transcript:
    """On a bus of the test's own, whose device is what `config` says."""
    copy_specs(workspace)
    copy_specs(workspace, SPECS)
    keys = "\n".join(f"{key} = {value}" for key, value in config.items())
    build(
        workspace,
        ["disk-check", "virtio-blk", "fake-bus"],
        [f"request {command}" for command in commands],
        target=target,
        more='[bind.disk-check]\ndisk = "virtio-blk"\n'
        '[bind.virtio-blk]\nbus = "fake-bus"\n'
        f"[config.virtio-blk]\ntimeout_ms = 50\n[config.fake-bus]\n{keys}\n",
    )
    return boot(workspace)


@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize(
    "config, largest",
    [
        ({"features": FLUSH}, 65536),
        ({"features": 0, "entries": 16}, 13 * 4096),
        ({"features": 0, "entries": 4}, 4096),
        ({"features": SIZE_MAX, "size_max": 1500}, 1024),
        ({"features": SEGMENTS_MAX, "segments_max": 3}, 2 * 4096),
        # Limits that are not offered are none.
        ({"features": FLUSH, "size_max": 1, "segments_max": 1}, 65536),
    ],
)
def test_limits_are_kept(
    workspace: Workspace, target: str, config: dict[str, int], largest: int
) -> None:
    commands = ["storm 0 100 320 1", "fill 0 0 512 2", "check 0 0 512 2", "errors 0"]
    commands = [f"disk-check {command}" for command in commands]
    seen = boot_fake(workspace, target, [*commands, "fake-bus report"], **config)
    answers = [lines[-1] for _, lines in seen.answers]
    assert answers[:3] == ['-> ok "HX_OK"'] * 3, seen.done.story()
    assert answers[3].endswith(' same"'), seen.done.story()
    flushes = 1 if config["features"] & FLUSH else 0
    assert answers[4] == (
        f'-> ok "violations 0, flushes {flushes}, begins 1, largest {largest}"'
    ), seen.done.story()


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_a_device_that_is_of_no_use(workspace: Workspace, target: str) -> None:
    seen = boot_fake(
        workspace, target, ["disk-check each 0 0"], features=SIZE_MAX, size_max=511
    )
    assert (
        "[warn] virtio-blk: unit 0 cannot be used: HX_ERR_UNSUPPORTED: its requests are "
        "too small for a block" in seen.done.lines
    ), seen.done.story()
    refused = " ".join(["HX_ERR_NOT_RUNNING"] * 3)
    assert seen.answers[0][1][-1] == f'-> ok "{refused}"'


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_a_device_that_misbehaves_is_set_up_again(
    workspace: Workspace, target: str
) -> None:
    wanted = {
        # Mode: what read, write and flush say, how often it was begun by then.
        0: ("OK OK OK", 1),
        1: ("ERR_TIMEOUT ERR_TIMEOUT ERR_TIMEOUT", 4),
        2: ("ERR_CORRUPT ERR_CORRUPT ERR_CORRUPT", 4),
        3: ("ERR_UNSUPPORTED ERR_UNSUPPORTED ERR_UNSUPPORTED", 4),
        4: ("ERR_CORRUPT OK OK", 4),
        5: ("ERR_CORRUPT ERR_CORRUPT ERR_CORRUPT", 7),
        6: ("ERR_TIMEOUT ERR_NOT_RUNNING ERR_NOT_RUNNING", 8),
    }
    commands = []
    for mode in wanted:
        commands += [f"fake-bus mode {mode}", "disk-check each 0 5", "fake-bus report"]
        if mode in (1, 5):
            # The next one finds a device that works.
            commands += ["fake-bus mode 0", "disk-check check 0 1 1 77"]
    commands.append("disk-check counts")
    seen = boot_fake(workspace, target, commands, features=FLUSH)
    asked = [(c, lines[-1]) for c, lines in seen.answers]
    each = [line for command, line in asked if " each " in command]
    reports = [line for command, line in asked if command.endswith(" report")]
    for line, report, (statuses, begins) in zip(
        each, reports, wanted.values(), strict=True
    ):
        names = " ".join(f"HX_{status}" for status in statuses.split())
        assert line == f'-> ok "{names}"', seen.done.story()
        assert "violations 0," in report, seen.done.story()
        assert f"begins {begins}," in report, seen.done.story()
    checks = [line for command, line in asked if " check " in command]
    assert checks == ['-> ok "differs from 1 on"'] * 2, seen.done.story()
    # Nobody takes it for a disk any more.
    assert asked[-1][1] == '-> ok "0 0 0 0"', seen.done.story()
