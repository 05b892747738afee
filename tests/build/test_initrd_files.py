# SPDX-License-Identifier: MIT
"""`[initrd] folder`: its files reach the kernel, and the archive is made when it must."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from codegen.ninja import pack
from tests.boot.transcript import read_transcript
from tests.workspace import Workspace, execute

READER = """\
// SPDX-License-Identifier: MIT

/// Reads the initrd.
module reader {
    info { version: 1.0; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "find" {
            char name[64] = {0};
            struct hx_bytes file;
            hx_status status;

            if (request->payload.size >= sizeof(name))
                return HX_ERR_INVALID;
            memcpy(name, request->payload.data, request->payload.size);
            status = hx_initrd_find(name, &file);
            if (status != HX_OK)
                return status;
            return hx_respond(response, file.data, file.size);
        }
        request "count" {
            struct hx_initrd_entry entry;
            size_t position = 0;
            unsigned files = 0;
            unsigned folders = 0;
            hx_status status;

            while ((status = hx_initrd_next(&position, &entry)) == HX_OK) {
                if (entry.is_folder)
                    folders++;
                else
                    files++;
            }
            if (status != HX_ERR_NOT_FOUND)
                return status;
            return hx_respond_fmt(response, "%u files, %u folders", files, folders);
        }
    }
}
"""
COUNTER = """\
// SPDX-License-Identifier: MIT
module late {
    info { version: 1.0; }
    impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }
}
"""
FILES = '[initrd]\nfolder = "files"\n'
FIND = "request reader find"


def write_project(
    workspace: Workspace,
    *,
    target: str = "host",
    more: str = "",
    loadable: bool = False,
) -> Path:
    """A kernel with two files; returns their folder."""
    workspace.write("mods/reader.mod", READER)
    if loadable:
        workspace.write("mods/late.mod", COUNTER)
        more = f"{more}[modules]\nloadable = ['late']\nstatic = ['reader']\n"
        workspace.write("profile.toml", f"[profile]\ntarget = '{target}'\n{more}")
    else:
        workspace.write_profile(["reader"], target=target, more=more)
    workspace.write("files/motd", "Welcome.")
    workspace.write("files/etc/a $ name: of spaces", "odd")
    return workspace.folder / "files"


def commands(*lines: str) -> str:
    quoted = ", ".join(f'"{line}"' for line in lines)
    return f"[boot]\ncommands = [{quoted}]\n"


@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize("loadable", [False, True])
def test_the_kernel_is_booted_with_them(
    workspace: Workspace, target: str, loadable: bool
) -> None:
    lines = [f"{FIND} motd", f"{FIND} etc/a $ name: of spaces", f"{FIND} none"]
    lines += ["request reader count"]
    write_project(
        workspace, target=target, loadable=loadable, more=FILES + commands(*lines)
    )
    said = read_transcript(workspace.build_and_boot("--strict").expect(0))
    assert said.reply(lines[0]) == '-> ok "Welcome."'
    assert said.reply(lines[1]) == '-> ok "odd"'
    assert said.reply(lines[2]).startswith("error: HX_ERR_NOT_FOUND"), said.done.story()
    count = 3 if loadable else 2
    assert said.reply(lines[3]) == f'-> ok "{count} files, 0 folders"'


def test_the_host_image_beside_has_them_too(workspace: Workspace) -> None:
    more = FILES + commands(f"{FIND} motd")
    write_project(workspace, target="x86_64", more=more)
    workspace.configure().expect(0)
    workspace.ninja("host").expect(0)
    done = execute([str(workspace.build / "host" / "run")], cwd=workspace.folder)
    assert read_transcript(done.expect(0)).reply(f"{FIND} motd") == '-> ok "Welcome."'


def test_each_callback_fails_once_beside_them(workspace: Workspace) -> None:
    """A module that wants a file at its start finds it also where others fail."""
    write_project(workspace, more=FILES)
    wanting = READER.replace(
        "start { return HX_OK; }",
        'start { struct hx_bytes f; return hx_initrd_find("motd", &f); }',
    )
    workspace.write("mods/reader.mod", wanting)
    workspace.configure().expect(0)
    done = workspace.ninja("faults").expect(0)
    assert "as expected" in done.output and "DIFFERS" not in done.output, done.story()


def unpack(workspace: Workspace, to: Path) -> dict[str, str | None]:
    """What cpio finds in the archive: text by name, None for a folder."""
    to.mkdir()
    with (workspace.build / "initrd.cpio").open("rb") as stream:
        subprocess.run(["cpio", "-id", "--quiet"], stdin=stream, cwd=to, check=True)
    return {
        str(path.relative_to(to)): None if path.is_dir() else path.read_text()
        for path in to.rglob("*")
    }


def test_what_changes_is_packed_again(workspace: Workspace, tmp_path: Path) -> None:
    files = write_project(workspace, more=FILES)
    workspace.configure().expect(0)
    odd = "etc/a $ name: of spaces"
    seen = 0

    def pack_again() -> dict[str, str | None]:
        nonlocal seen
        seen += 1
        workspace.ninja("initrd.cpio").expect(0)
        done = workspace.ninja("initrd.cpio").expect(0)
        assert "no work to do" in done.output, done.story()
        return unpack(workspace, tmp_path / f"unpacked{seen}")

    wanted: dict[str, str | None] = {"motd": "Welcome.", "etc": None, odd: "odd"}
    assert pack_again() == wanted
    # Folders tell the time in ticks of the kernel.
    time.sleep(0.05)
    (files / "motd").write_text("Welcome back.")
    wanted["motd"] = "Welcome back."
    assert pack_again() == wanted
    # Added, with a time of long ago, in a new folder and in an old one.
    for name in ("new/deep/file", "etc/other"):
        time.sleep(0.05)
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        (files / name).write_text("added")
        os.utime(files / name, (0, 0))
        wanted[name] = "added"
        wanted |= {"new": None, "new/deep": None} if "new" in name else {}
        assert pack_again() == wanted
    time.sleep(0.05)
    (files / odd).unlink()
    (files / "motd").rename(files / "etc" / "motd")
    del wanted[odd], wanted["motd"]
    assert pack_again() == wanted | {"etc/motd": "Welcome back."}
    # A mistake is one also when it comes later.
    time.sleep(0.05)
    (files / "link").symlink_to("/etc/hostname")
    done = workspace.ninja("initrd.cpio")
    assert done.status != 0 and "error[E613]" in done.output, done.story()
    (files / "link").unlink()
    for path in sorted(files.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert pack_again() == {}
    files.rmdir()
    done = workspace.ninja("initrd.cpio")
    assert done.status != 0 and "error[E609]" in done.output, done.story()


def test_equal_files_give_equal_archives(tmp_path: Path) -> None:
    """Made in another order, at another time, with other rights, and with a link and an
    empty folder, of which version control would keep but the first."""
    archives = []
    for name in ("one", "deeper/down/two"):
        workspace = Workspace(folder=tmp_path / name)
        files = write_project(workspace, more=FILES)
        if name == "one":
            (files / "a").write_text("x")
            (files / "z").write_text("Welcome.")
        else:
            (files / "z").symlink_to("motd")
            (files / "a").write_text("x")
            (files / "a").chmod(0o700)
            (files / "nothing" / "in it").mkdir(parents=True)
            os.utime(files / "motd", (1000, 1000))
            os.link(files / "a", tmp_path / "hard link")
        workspace.configure().expect(0)
        umask = "umask 077; " if name != "one" else ""
        build = f"{umask}ninja -C {workspace.build} initrd.cpio"
        execute(["sh", "-c", build], cwd=workspace.folder).expect(0)
        archives.append((workspace.build / "initrd.cpio").read_bytes())
        gen = (workspace.build / "gen" / "initrd.json").read_text()
        assert str(tmp_path) not in gen
    assert archives[0] == archives[1]
    # No time, owner or device of this machine.
    fields = archives[0][6:110]
    assert fields[16:32] == b"0" * 16 and fields[40:48] == b"0" * 8
    assert fields[56:88] == b"0" * 32


def test_the_build_folder_is_not_packed(workspace: Workspace) -> None:
    write_project(workspace, more='[initrd]\nfolder = "."\n')
    done = workspace.configure().expect(2)
    assert "is inside of" in done.output and "[initrd] packs" in done.output
    assert not workspace.build.exists()


def test_a_file_that_has_gone_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.json"
    names.write_text('["gone"]')
    words = [str(tmp_path / "archive"), "--folder", str(tmp_path)]
    assert pack.main([*words, "--names", str(names)]) == 1
    said = capfd.readouterr().err
    assert said == f"pack: {tmp_path}/gone: No such file or directory\n"
    assert not (tmp_path / "archive").exists()


def test_without_the_table_nothing_is_packed(workspace: Workspace) -> None:
    write_project(workspace)
    workspace.configure().expect(0)
    assert "initrd.cpio" not in (workspace.build / "build.ninja").read_text()
    assert not (workspace.build / "gen" / "initrd.json").exists()
