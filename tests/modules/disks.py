# SPDX-License-Identifier: MIT
"""Disk images, and images of kernels that get them: as QEMU's or the host's disks."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import Workspace, execute

BLOCK = 512
SPECS = Path(__file__).resolve().parent / "specs_block_device"

_GOLDEN = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def pattern(seed: int, lba: int, count: int) -> bytes:
    """What the module disk-check writes with "fill" into these blocks."""
    words = []
    for index in range(lba * BLOCK // 8, (lba + count) * BLOCK // 8):
        value = (index + seed) * _GOLDEN & _MASK
        words.append(value ^ value >> 29)
    return struct.pack(f"<{len(words)}Q", *words)


def make_disk(path: Path, blocks: int) -> Path:
    """A sparse image full of zeros."""
    with path.open("wb") as file:
        file.truncate(blocks * BLOCK)
    return path


def put_blocks(path: Path, lba: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(lba * BLOCK)
        file.write(data)


def get_blocks(path: Path, lba: int, count: int) -> bytes:
    with path.open("rb") as file:
        file.seek(lba * BLOCK)
        return file.read(count * BLOCK)


def qemu_disks(disks: list[Path], more: str = "") -> list[str]:
    """Arguments of build/run; `more` are further options of each drive."""
    words = []
    for number, path in enumerate(disks):
        words += ["-drive", f"if=none,id=disk{number},format=raw,file={path}{more}"]
        words += ["-device", f"virtio-blk-device,drive=disk{number}"]
    return words


def copy_specs(workspace: Workspace, folder: Path = SPECS) -> None:
    for path in sorted(folder.iterdir()):
        workspace.write(f"mods/{path.name}", path.read_text(encoding="utf-8"))


def build(
    workspace: Workspace,
    static: list[str],
    commands: list[str],
    *words: str,
    target: str,
    more: str = "",
) -> None:
    listed = ", ".join(json.dumps(command) for command in commands)
    workspace.write_profile(
        static, target=target, more=f"{more}\n[boot]\ncommands = [{listed}]\n"
    )
    workspace.configure("--strict", *words).expect(0)
    workspace.ninja().expect(0)


def boot(
    workspace: Workspace, *arguments: str, status: int = 0, **environment: str
) -> Transcript:
    """Run the image that was built, with arguments for QEMU, or variables."""
    words = [f"{name}={value}" for name, value in environment.items()]
    run = os.fspath(workspace.build / "run")
    done = execute(["env", *words, run, *arguments], cwd=workspace.folder)
    return read_transcript(done.expect(status))
