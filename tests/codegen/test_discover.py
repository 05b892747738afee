# SPDX-License-Identifier: MIT
"""Finding specs in folders, and reading files that may be anything."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from codegen.parse import discover
from codegen.diagnostics import Diagnostics, render_all
from codegen.parse.discover import find_specs, read_source
from codegen.source import Source


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def find(*folders: Path, excluded: tuple[Path, ...] = ()) -> list[str]:
    base = folders[0]
    return [os.path.relpath(path, base) for path in find_specs(folders, excluded).specs]


def test_all_specs_are_found_in_order(tmp_path: Path) -> None:
    touch(tmp_path, "b.mod", "a/z.mod", "a/b/c.mod", ".x/d.mod", "mod", "a.mod.txt")
    touch(tmp_path, "e.mod/f.mod")
    assert find(tmp_path) == [
        ".x/d.mod",
        "a/b/c.mod",
        "a/z.mod",
        "b.mod",
        "e.mod/f.mod",
    ]


def test_overlapping_folders_count_once(tmp_path: Path) -> None:
    touch(tmp_path, "a/b.mod")
    found = find_specs([tmp_path, tmp_path / "a", tmp_path / "a" / ".." / "a"], [])
    assert found.specs == (tmp_path / "a/b.mod",)
    assert found.folders == (tmp_path, tmp_path / "a")


def test_excluded_files(tmp_path: Path) -> None:
    touch(tmp_path, "a.mod", "b.mod")
    os.symlink("b.mod", tmp_path / "c.mod")
    excluded = (tmp_path / "x" / ".." / "b.mod",)
    assert find(tmp_path, excluded=excluded) == ["a.mod"]


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    touch(tmp_path, "in/z/a.mod", "out/b.mod")
    os.symlink("..", tmp_path / "in" / "loop")
    os.symlink(tmp_path / "out", tmp_path / "in" / "away")
    os.symlink("z", tmp_path / "in" / "a-link-to-z")
    os.symlink("z/a.mod", tmp_path / "in" / "a-link.mod")
    assert find(tmp_path / "in") == ["away/b.mod", "z/a.mod"]
    assert len(find_specs([tmp_path / "in"], []).folders) == 4


def test_broken_link_is_found_and_reported_on_reading(tmp_path: Path) -> None:
    os.symlink("nothing", tmp_path / "a.mod")
    os.symlink("loop.mod", tmp_path / "loop.mod")
    assert find(tmp_path) == ["a.mod", "loop.mod"]
    for name in ("a.mod", "loop.mod"):
        source, text = read(tmp_path / name)
        assert source is None
        assert f"{name}:1:1: error[E110]: cannot read this file: " in text


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        find_specs([tmp_path / "nowhere"], [])
    assert Path(caught.value.filename) == tmp_path / "nowhere"


def test_file_in_place_of_a_folder(tmp_path: Path) -> None:
    touch(tmp_path, "a.mod")
    with pytest.raises(NotADirectoryError):
        find_specs([tmp_path / "a.mod"], [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folder_is_not_skipped(tmp_path: Path) -> None:
    touch(tmp_path, "a/b.mod")
    (tmp_path / "a").chmod(0)
    try:
        with pytest.raises(PermissionError):
            find_specs([tmp_path], [])
    finally:
        (tmp_path / "a").chmod(0o755)


# Reading -----------------------------------------------------------------------


def read(
    path: Path, *, root: Path | None = None, working_folder: Path | None = None
) -> tuple[Source | None, str]:
    diagnostics = Diagnostics()
    source = read_source(
        path,
        root=root or path.parent,
        working_folder=working_folder or path.parent,
        diagnostics=diagnostics,
    )
    return source, render_all(diagnostics)


def read_bytes(tmp_path: Path, content: bytes) -> tuple[Source | None, str]:
    (tmp_path / "a.mod").write_bytes(content)
    return read(tmp_path / "a.mod")


def test_names(tmp_path: Path) -> None:
    touch(tmp_path, "there/in/a.mod")
    path = tmp_path / "there/in/a.mod"
    source, text = read(path, root=tmp_path / "root", working_folder=tmp_path / "there")
    assert source is not None and not text
    assert source.path == path
    assert source.display == "in/a.mod"
    assert source.line_name == "../there/in/a.mod"
    source, _ = read(path, root=tmp_path, working_folder=tmp_path / "there/in/deep")
    assert source is not None
    assert source.display == str(path)
    assert source.line_name == "there/in/a.mod"


def test_name_that_cannot_be_printed(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/a\xff\n.mod"
    with open(path, "wb") as file:
        file.write(b"\x01")
    (found,) = find_specs([tmp_path], []).specs
    source, text = read(found)
    assert source is None
    assert text.startswith("a\\udcff?.mod:1:1: error[E102]")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends(tmp_path: Path, end: bytes) -> None:
    source, text = read_bytes(tmp_path, end.join([b"a", b"", b"b"]))
    assert source is not None and not text
    assert source.text == "a\n\nb"
    assert source.line_of(3) == 3


def test_mixed_line_ends_keep_the_place(tmp_path: Path) -> None:
    source, text = read_bytes(tmp_path, b"a\r\n\rb\n\r\n\xc3\xa9\xff")
    assert source is None
    assert "a.mod:5:3: error[E101]: this file is not UTF-8: byte 0xff" in text


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_bad_byte_behind_a_line_end(tmp_path: Path, end: bytes) -> None:
    _, text = read_bytes(tmp_path, b"a" + end + b"\xff")
    assert "a.mod:2:1: error[E101]" in text


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\xff", "1:1"),
        (b"a\n\xc3", "2:1"),
        (b"\xc3\xa9 \xed\xa0\x80", "1:4"),
        (b"\xc0\x80", "1:1"),
        (b"ab\xf4\x90\x80\x80", "1:3"),
    ],
)
def test_not_utf8(tmp_path: Path, content: bytes, place: str) -> None:
    source, text = read_bytes(tmp_path, content)
    assert source is None
    assert text.startswith(f"a.mod:{place}: error[E101]")
    assert text.endswith("\n1 error\n")


def test_byte_order_mark_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    source, text = read_bytes(tmp_path, b"\xef\xbb\xbfmodule")
    assert source is not None and source.text == "module"
    assert text.startswith("a.mod:1:1: error[E101]: this file begins with a byte")
    source, text = read_bytes(tmp_path, b"\xef\xbb\xbf")
    assert source is not None and source.text == ""
    assert "error[E101]" in text


@pytest.mark.parametrize("code", [0, 1, 8, 11, 12, 14, 27, 31, 127, 128, 0x9F])
def test_control_characters(tmp_path: Path, code: int) -> None:
    source, text = read_bytes(tmp_path, f"ab\n\té{chr(code)}".encode())
    assert source is None
    assert text.startswith(f"a.mod:2:4: error[E102]: the control character {code:#04x}")
    assert chr(code) not in text
    assert text.endswith("\n1 error\n")


def test_tabs_are_no_mistake(tmp_path: Path) -> None:
    source, text = read_bytes(tmp_path, b"\ta\t\n")
    assert source is not None and not text


def test_garbage_is_reported_once_and_fast(tmp_path: Path) -> None:
    start = time.process_time()
    for content in (bytes(range(256)) * 4096, bytes(1 << 20), b"\x01\n" * (1 << 19)):
        source, text = read_bytes(tmp_path, content)
        assert source is None
        assert text.endswith("\n1 error\n")
        assert len(text) < 1000
    assert time.process_time() - start < 3


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mod")
    _, text = read(tmp_path / "pipe.mod")
    assert text == (
        "pipe.mod:1:1: error[E110]: cannot read this file: it is not a regular file\n"
        "1 error\n"
    )
    _, text = read(tmp_path / "nothing.mod")
    assert "cannot read this file: No such file or directory" in text
    _, text = read(tmp_path)
    assert "it is not a regular file" in text


def test_huge_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(tmp_path / "a.mod", "wb") as file:
        file.truncate(1 << 40)
    _, text = read(tmp_path / "a.mod")
    assert "cannot read this file: it is larger than 16 MiB" in text
    monkeypatch.setattr(discover, "LARGEST_FILE_SIZE", 8)
    assert read_bytes(tmp_path, b"12345678")[0] is not None
    assert read_bytes(tmp_path, b"123456789")[0] is None
