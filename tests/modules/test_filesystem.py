# SPDX-License-Identifier: MIT
"""Each provider of helix.filesystem keeps what the interface promises.

The checks are a module, written against the interface alone, and bound to one provider
after the other; each boot runs all of them, on an empty medium and after each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.boot.transcript import Transcript
from tests.modules.disks import boot, build, copy_specs, qemu_disks
from tests.workspace import Workspace, execute

SPECS = Path(__file__).resolve().parent / "specs_filesystem"

CHECKS = [
    "paths",
    "names",
    "root",
    "deep",
    "kinds",
    "numbers",
    "opened-twice",
    "many-open",
    "edges",
    "gaps",
    "resize",
    "far",
    "storm 1",
    "storm 20261125",
    "exists",
    "removal",
    "rename",
    "rename-folders",
    "rename-open",
    "list",
    "list-changes",
    "full",
    "full-of-folders",
    "sync",
]


@dataclass(frozen=True, kw_only=True)
class Fat:
    """FAT bits, sectors of a cluster, KiB of the disk."""

    bits: int
    cluster: int
    kib: int
    # Where there is room for much, it takes its time to fill it.
    skipped: tuple[str, ...] = ()
    # By QEMU even more.
    slow: tuple[str, ...] = ()

    def make(self, path: Path) -> Path:
        words = ["/usr/sbin/mkfs.fat", "-C", "-F", str(self.bits), "-s"]
        words += [str(self.cluster), str(path), str(self.kib)]
        execute(words, cwd=path.parent).expect(0)
        return path


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What ramfs is configured with, and which allocator it has."""

    limit_kib: int = 1024
    block: int = 1024
    allocator: str = "slab"
    arena_kib: int = 4096
    skipped: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()


FOLDERS = ("full-of-folders",)

MEDIA: dict[str, Fat | Memory] = {
    "fat12": Fat(bits=12, cluster=1, kib=160),
    "fat12-clusters": Fat(bits=12, cluster=4, kib=512, slow=FOLDERS),
    "fat16": Fat(bits=16, cluster=1, kib=2560, skipped=FOLDERS),
    "fat32": Fat(bits=32, cluster=1, kib=33800, skipped=FOLDERS, slow=("full",)),
    "ramfs": Memory(),
    "ramfs-small-blocks": Memory(block=64, limit_kib=512),
    "ramfs-odd-blocks": Memory(block=1000, limit_kib=300),
    "ramfs-pages": Memory(block=4096, allocator="buddy"),
    # Here the allocator has less than the limit.
    "ramfs-no-memory": Memory(limit_kib=65536, arena_kib=1024),
}


def checks_of(medium: Fat | Memory, target: str) -> list[str]:
    skipped = [*medium.skipped, *(medium.slow if target == "x86_64" else ())]
    return [check for check in CHECKS if check not in skipped]


def check(workspace: Workspace, medium: Fat | Memory, target: str) -> Transcript:
    copy_specs(workspace, SPECS)
    commands = ["early", *checks_of(medium, target)]
    if isinstance(medium, Fat):
        disk = "virtio-blk" if target == "x86_64" else "port-disk"
        static = ["filesystem-check", "fatfs", disk]
        units = [512, 512 * medium.cluster]
        provider = "fatfs"
        more = f'[bind.fatfs]\ndisk = "{disk}"\n'
    else:
        static = ["filesystem-check", "ramfs", *{"buddy", medium.allocator}]
        units = [512, medium.block]
        provider = "ramfs"
        more = (
            f"[config.ramfs]\nlimit_kib = {medium.limit_kib}\n"
            f"block_size = {medium.block}\n"
            f"[config.buddy]\narena_kib = {medium.arena_kib}\n"
            f'[bind.ramfs]\nmemory = "{medium.allocator}"\n'
        )
        if medium.allocator == "slab":
            more += '[bind.slab]\npages = "buddy"\n'
    more += (
        f'[bind.filesystem-check]\nfs = "{provider}"\n'
        f"[config.filesystem-check]\nunits = [{units[0]}, {units[1]}, 4096, 1]\n"
    )
    build(
        workspace,
        static,
        [f"request filesystem-check {command}" for command in commands],
        target=target,
        more=more,
    )
    if isinstance(medium, Memory):
        return boot(workspace)
    image = medium.make(workspace.folder / "disk.img")
    if target == "x86_64":
        seen = boot(workspace, *qemu_disks([image]))
    else:
        seen = boot(workspace, HELIX_DISK=str(image))
    found = execute(["/usr/sbin/fsck.fat", "-n", str(image)], cwd=workspace.folder)
    assert len(found.expect(0).output.splitlines()) == 2, found.story()
    return seen


def reply(seen: Transcript, check: str) -> str:
    """A check may take so long that the log tells of ticks that were missed."""
    lines = seen.answer(f"request filesystem-check {check}")
    [found] = [line for line in lines if line.startswith(("-> ", "error: "))]
    return found


@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize("name", list(MEDIA))
def test_conforms(
    workspace: Workspace, name: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELIX_TIME_LIMIT", "300")
    medium = MEDIA[name]
    seen = check(workspace, medium, target)
    replies = {c: reply(seen, c) for c in checks_of(medium, target)}
    wrong = {c: r for c, r in replies.items() if not r.startswith('-> ok "good: ')}
    assert not wrong, f"{wrong}\n{seen.done.story()}"
    answers = {c: int(re.findall(r"\d+", r)[0]) for c, r in replies.items()}
    # No check has looked at nothing.
    assert min(answers.values()) > 10 and sum(answers.values()) > 10_000, answers
    assert reply(seen, "early") == '-> ok "HX_ERR_NOT_RUNNING"', seen.done.story()
