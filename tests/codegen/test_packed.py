# SPDX-License-Identifier: MIT
"""The folder of `[initrd]`: what of it is packed, and what is said of the rest.

What a checkout can hold has a case in bad/, too; here is what none can.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from codegen.diagnostics import Diagnostics, render_all
from codegen.plan.packed import PackedFiles, list_packed
from codegen.profile.profile import parse_profile
from codegen.source import Source

PROFILE = '[initrd]\nfolder = "files"\n'


def read(
    folder: Path, text: str = PROFILE
) -> tuple[PackedFiles | None, list[tuple[str, str]]]:
    """What is packed, and rule and message of each diagnostic."""
    diagnostics = Diagnostics()
    path = folder / "profile.toml"
    source = Source(path=path, display="p.toml", line_name="p.toml", text=text)
    profile = parse_profile(source, target=None, diagnostics=diagnostics)
    assert profile is not None
    packed = list_packed(profile, [], diagnostics)
    render_all(diagnostics).encode("utf-8")
    return packed, [(d.rule, d.message) for d in diagnostics.sorted()]


def fill(folder: Path, *names: str) -> Path:
    files = folder / "files"
    files.mkdir()
    for name in names:
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        (files / name).write_text(name)
    return files


def test_all_files_are_packed_in_the_order_of_their_bytes(tmp_path: Path) -> None:
    files = fill(tmp_path, "b", "B", "a/z", "a.txt", ".hidden", "a/b/c d", "é:$")
    (files / "empty").mkdir()
    packed, said = read(tmp_path)
    assert said == [] and packed is not None
    assert packed.names == (".hidden", "B", "a.txt", "a/b/c d", "a/z", "b", "é:$")
    assert packed.folder == files
    # A file that comes or goes changes one of these.
    assert packed.folders == (files, files / "a", files / "a/b", files / "empty")


def test_no_folder_no_files(tmp_path: Path) -> None:
    assert read(tmp_path, "") == (None, [])
    assert read(tmp_path, '[initrd]\nfolder = ""\n') == (None, [])


def test_an_empty_folder_is_one(tmp_path: Path) -> None:
    fill(tmp_path)
    packed, said = read(tmp_path)
    assert said == [] and packed is not None and packed.names == ()


def test_a_link_to_a_file_in_the_folder_is_that_file(tmp_path: Path) -> None:
    files = fill(tmp_path, "a/file")
    (files / "near").symlink_to("a/file")
    (files / "a" / "up").symlink_to("../near")
    (files / "whole path").symlink_to(files / "a" / "file")
    packed, said = read(tmp_path)
    assert said == [] and packed is not None
    assert packed.names == ("a/file", "a/up", "near", "whole path")


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    files = fill(tmp_path / "elsewhere", "a", "b/c")
    (files / "link").symlink_to("a")
    (tmp_path / "files").symlink_to(files)
    packed, said = read(tmp_path)
    assert said == [] and packed is not None
    assert packed.names == ("a", "b/c", "link")


def refusal(tmp_path: Path) -> str:
    """The only mistake; the file beside it is packed all the same."""
    packed, said = read(tmp_path)
    assert packed is not None and packed.names == ("good",)
    [(rule, message)] = said
    assert rule == "E613"
    return message


@pytest.mark.parametrize("character", ["\n", "\t", "\x7f", "\x01"])
def test_a_control_character(tmp_path: Path, character: str) -> None:
    fill(tmp_path, "good", f"be{character}ll")
    assert refusal(tmp_path) == (
        "'be?ll' in the folder of the initrd has a control character in its name"
    )


def test_a_control_character_in_the_name_of_a_folder(tmp_path: Path) -> None:
    fill(tmp_path, "good", "be\nll/file")
    assert refusal(tmp_path) == (
        "'be?ll/file' in the folder of the initrd has a control character in its name"
    )


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    files = fill(tmp_path, "good")
    Path(os.fsdecode(os.fsencode(files) + b"/\xe9t\xe9")).touch()
    assert refusal(tmp_path) == (
        "'?t?' in the folder of the initrd has a name that is not UTF-8"
    )


def test_what_is_neither_file_nor_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = fill(tmp_path, "good")
    os.mkfifo(files / "pipe")
    wanted = "in the folder of the initrd is neither a file nor a folder"
    assert refusal(tmp_path) == f"'pipe' {wanted}"
    (files / "pipe").unlink()
    (files / "link").symlink_to("real")
    # The path of a socket is short.
    monkeypatch.chdir(files)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("real")
    packed, said = read(tmp_path)
    assert packed is not None and packed.names == ("good",)
    assert [message for _, message in said] == [f"'link' {wanted}", f"'real' {wanted}"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    files = fill(tmp_path, "good")
    with (files / "large").open("wb") as file:
        file.truncate((1 << 32) - 1)
    packed, said = read(tmp_path)
    assert said == [] and packed is not None and packed.names == ("good", "large")
    with (files / "large").open("wb") as file:
        file.truncate(1 << 32)
    assert refusal(tmp_path) == (
        "'large' in the folder of the initrd is larger than 4 GiB - 1"
    )


def test_links_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    files = fill(tmp_path, "good")
    (files / "one").symlink_to("one")
    assert refusal(tmp_path) == (
        "'one' in the folder of the initrd is a symbolic link to nothing"
    )


def test_all_mistakes_are_told(tmp_path: Path) -> None:
    files = fill(tmp_path, "a", "TRAILER!!!", "below/TRAILER!!!")
    (files / "below" / "out").symlink_to("/etc/hostname")
    packed, said = read(tmp_path)
    assert packed is not None and packed.names == ("a", "below/TRAILER!!!")
    assert [message.split("'")[1] for _, message in said] == [
        "TRAILER!!!",
        "below/out",
    ]
