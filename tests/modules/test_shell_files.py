# SPDX-License-Identifier: MIT
"""`ls`, `cat`, `write`, `mkdir`, `rm` on a disk that others have made, and can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.boot.transcript import read_transcript
from tests.workspace import Workspace, execute

NASTY = b"plain\ttab\n\x1b[2Jred\x00\x7f\r\nlast \xc3\xa9"
LARGE = b"".join(b"%05d\n" % n for n in range(3000))


def mtools(disk: Path, *words: str) -> str:
    """Run `mCOMMAND -i DISK WORDS...`."""
    command, *rest = words
    done = execute([command, "-i", str(disk), *rest], cwd=disk.parent)
    return done.expect(0).output


def make_disk(folder: Path) -> Path:
    disk = folder / "disk.img"
    with disk.open("wb") as file:
        file.truncate(32 << 20)
    execute(["/usr/sbin/mkfs.fat", "-F", "16", str(disk)], cwd=folder).expect(0)
    (folder / "nasty.bin").write_bytes(NASTY)
    (folder / "large.txt").write_bytes(LARGE)
    mtools(disk, "mmd", "::/a folder")
    mtools(disk, "mcopy", "nasty.bin", "::/a folder/nasty one.bin")
    mtools(disk, "mcopy", "large.txt", "::/large.txt")
    return disk


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_files(
    workspace: Workspace, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = make_disk(workspace.folder)
    commands = [
        "ls",
        "ls /a folder",
        "ls fatfs:/large.txt",
        "cat /a folder/nasty one.bin",
        "cat /large.txt",
        "write /new first and longer",
        "write /new second",
        "cat fatfs:/new",
        "mkdir /made here",
        "rm /a folder",
        "rm /large.txt",
        "ls /large.txt",
        "cat /made here",
        "cat",
        "ls none:/",
        "ls fatfs:",
        "ls relative",
    ]
    quoted = ", ".join(f'"{command}"' for command in commands)
    provider = "virtio-blk" if target == "x86_64" else "port-disk"
    workspace.write_profile(
        ["fatfs", provider],
        target=target,
        more=f'[bind.fatfs]\ndisk = "{provider}"\n[boot]\ncommands = [{quoted}]\n',
    )
    workspace.configure("--strict").expect(0)
    workspace.ninja().expect(0)
    monkeypatch.setenv("HELIX_DISK", str(disk))
    done = execute([str(workspace.build / "run")], cwd=workspace.folder).expect(0)
    said = read_transcript(done)
    assert said.answer("ls") == ["- a folder/", f"{len(LARGE)} large.txt"]
    assert said.reply("ls /a folder") == f"{len(NASTY)} nasty one.bin"
    assert said.reply("ls fatfs:/large.txt") == f"{len(LARGE)} large.txt"
    # The console adds nothing, and the terminal is not told what the file says.
    assert said.answer("cat /a folder/nasty one.bin") == [
        "plain\ttab",
        "\\x1b[2Jred\\x00\\x7f\\x0d",
        "last \N{LATIN SMALL LETTER E WITH ACUTE}",
    ]
    assert said.answer("cat /large.txt") == LARGE.decode().splitlines()
    assert said.reply("cat fatfs:/new") == "second"
    assert said.answer("mkdir /made here") == said.answer("rm /large.txt") == []
    for command, error in {
        "rm /a folder": "HX_ERR_BUSY",
        "ls /large.txt": "HX_ERR_NOT_FOUND",
        "cat /made here": "HX_ERR_",
        "cat": "HX_ERR_INVALID: usage: cat PATH",
        "ls none:/": "HX_ERR_NOT_FOUND: there is no filesystem 'none'",
        "ls fatfs:": "HX_ERR_INVALID",
        "ls relative": "HX_ERR_INVALID",
    }.items():
        assert said.reply(command).startswith(f"error: {error}"), done.story()
    # And others read what was written.
    assert mtools(disk, "mtype", "::/new") == "second"
    assert "made here" in mtools(disk, "mdir", "-b", "::/")
    assert "large.txt" not in mtools(disk, "mdir", "-b", "::/")
    execute(["/usr/sbin/fsck.fat", "-n", str(disk)], cwd=workspace.folder).expect(0)


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_no_filesystem(workspace: Workspace, target: str) -> None:
    """The commands are there, and say that nobody serves them."""
    workspace.write_profile(
        ["shell"],
        target=target,
        more='[boot]\ncommands = ["ls", "cat /x", "write /x y", "mkdir /x", "rm /x"]\n',
    )
    said = read_transcript(workspace.build_and_boot("--strict").expect(0))
    for command in said.commands:
        assert said.reply(command).startswith("error: HX_ERR_NOT_FOUND"), command
