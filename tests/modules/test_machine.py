# SPDX-License-Identifier: MIT
"""[machine] of a profile: the disk and the network card that `run` gives."""

from __future__ import annotations

import os
import shutil

import pytest

from codegen.ninja import toolchain
from codegen.tools import configure
from tests.boot.transcript import Transcript
from tests.modules.disks import (
    boot,
    build,
    copy_specs,
    get_blocks,
    make_disk,
    pattern,
)
from tests.workspace import Workspace, execute

DRIVERS = {"x86_64": "virtio-blk", "host": "port-disk"}


def build_with_disk(
    workspace: Workspace, target: str, disk_mb: int, *commands: str
) -> None:
    copy_specs(workspace)
    driver = DRIVERS[target]
    build(
        workspace,
        ["disk-check", driver],
        [f"request disk-check {command}" for command in commands],
        target=target,
        more=f'[bind.disk-check]\ndisk = "{driver}"\n[machine]\ndisk_mb = {disk_mb}\n',
    )


def all_ok(seen: Transcript) -> None:
    assert all('-> ok "HX_OK"' in lines for _, lines in seen.answers), seen.done.story()


@pytest.mark.parametrize("target", DRIVERS)
def test_a_disk_is_made_and_kept(workspace: Workspace, target: str) -> None:
    disk = workspace.build / "disk.img"
    build_with_disk(workspace, target, 2, "fill 0 4000 96 3", "flush 0")
    assert not disk.exists()
    all_ok(boot(workspace))
    assert disk.stat().st_size == 2 << 20
    assert get_blocks(disk, 4000, 96) == pattern(3, 4000, 96)

    # It is a file system for the build side.
    note = workspace.write("note.txt", "from outside\n")
    image = os.fspath(disk)
    execute(["mcopy", "-i", image, str(note), "::"], cwd=workspace.folder).expect(0)

    # Another build keeps it, whatever it would make.
    build_with_disk(workspace, target, 3, "check 0 4000 96 3")
    seen = boot(workspace)
    all_ok(seen)
    assert "is kept, though it has not the 3 MiB" in seen.done.output
    assert disk.stat().st_size == 2 << 20
    shown = execute(["mtype", "-i", image, "::note.txt"], cwd=workspace.folder)
    assert shown.expect(0).output == "from outside\n"

    disk.unlink()
    seen = boot(workspace)
    assert '-> ok "differs from 4000 on"' in seen.done.lines, seen.done.story()
    assert disk.stat().st_size == 3 << 20
    assert "is kept" not in seen.done.output


@pytest.mark.parametrize("target, name", [("x86_64", "a,b:c.img"), ("host", "a,b.img")])
def test_another_disk_takes_its_place(
    workspace: Workspace, target: str, name: str
) -> None:
    own = make_disk(workspace.folder / name, 100)
    build_with_disk(workspace, target, 2, "fill 0 0 100 4")
    all_ok(boot(workspace, HELIX_DISK=str(own)))
    assert get_blocks(own, 0, 100) == pattern(4, 0, 100)
    assert not (workspace.build / "disk.img").exists()


def test_several_files_are_disks_of_the_host(workspace: Workspace) -> None:
    first = make_disk(workspace.folder / "first.img", 7)
    second = make_disk(workspace.folder / "second.img", 9)
    build_with_disk(workspace, "host", 0, "counts")
    seen = boot(workspace, HELIX_DISK=f"{first}::{second}:")
    assert seen.reply("request disk-check counts") == '-> ok "7 9 0 0"'


@pytest.mark.parametrize(
    "name, why",
    [
        ("missing.img", "No such file or directory"),
        (".", "Is a directory"),
    ],
)
def test_a_disk_that_is_not_there_is_the_end(
    workspace: Workspace, name: str, why: str
) -> None:
    build_with_disk(workspace, "host", 0, "counts")
    seen = boot(workspace, status=2, HELIX_DISK=name)
    assert (
        f"panic the disk {name}, which HELIX_DISK names, cannot be used: {why}"
        in seen.log
    ), seen.done.story()


def test_without_mkfs_its_package_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    tools = workspace.folder / "bin"
    tools.mkdir()
    for name in ("gcc", "ld", "timeout", "qemu-system-x86_64"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setattr(toolchain, "SYSTEM_FOLDERS", str(tools))
    words = ["--profile", str(workspace.folder / "profile.toml")]
    words += ["--build-dir", str(workspace.build)]
    workspace.write_profile(["console"], more="[machine]\ndisk_mb = 1\n")
    assert configure.main(words) == 2
    assert capsys.readouterr().err.endswith(
        "building for host needs 'mkfs.fat': apt-get install dosfstools\n"
    )
    # Without a disk nobody needs it.
    workspace.write_profile(["console"], more="[machine]\nnetwork = true\n")
    assert configure.main(words) == 0


@pytest.mark.parametrize("network", [True, False])
def test_a_network_card(workspace: Workspace, network: bool) -> None:
    build(
        workspace,
        ["virtio-mmio"],
        [],
        target="x86_64",
        more=f"[machine]\nnetwork = {str(network).lower()}\n",
    )
    seen = boot(workspace, HELIX_NET=",restrict=on")
    found = "[debug] virtio device 0 is of type 1" in seen.done.lines
    assert found is network, seen.done.story()
    # What the variable says reaches QEMU, or nobody.
    boot(workspace, status=2 if network else 0, HELIX_NET=",nonsense=on")
