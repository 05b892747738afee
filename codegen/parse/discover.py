# SPDX-License-Identifier: MIT
"""Finds the specs in the folders of a run, and reads files.

Every `*.mod` below a folder is found, whatever the folders are called and however
links lead there. A file or folder that several paths lead to counts once, by the
path without links if there is one.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.diagnostics import Diagnostics
from codegen.source import Source, Span

# A spec is written by hand; what is larger than this was named by mistake.
LARGEST_FILE_SIZE = 16 << 20


@dataclass(frozen=True, kw_only=True)
class FoundSpecs:
    """The specs found, and every folder that was looked into: a run is out of date
    when one of them has changed. Both are sorted."""

    specs: tuple[Path, ...]
    folders: tuple[Path, ...]


def find_specs(folders: Sequence[Path], excluded: Collection[Path]) -> FoundSpecs:
    """Find all `*.mod` files below `folders`, but for the `excluded`.

    Raises OSError for a folder that does not exist or cannot be read.
    """
    seen_folders: set[str] = set()
    files: dict[str, Path] = {os.path.realpath(path): path for path in excluded}
    ignored = set(files)
    searched: list[Path] = []
    waiting = deque(Path(os.path.abspath(folder)) for folder in folders)
    linked_folders: deque[Path] = deque()
    linked_files: list[Path] = []
    while waiting or linked_folders:
        folder = waiting.popleft() if waiting else linked_folders.popleft()
        real = os.path.realpath(folder)
        if real in seen_folders:
            continue
        seen_folders.add(real)
        searched.append(folder)
        for entry in _list_folder(folder):
            path = folder / entry.name
            if _is_folder(entry):
                (linked_folders if entry.is_symlink() else waiting).append(path)
            elif entry.name.endswith(".mod"):
                if entry.is_symlink():
                    linked_files.append(path)
                else:
                    files.setdefault(os.path.join(real, entry.name), path)
    for path in sorted(linked_files):
        files.setdefault(os.path.realpath(path), path)
    specs = (path for real, path in files.items() if real not in ignored)
    return FoundSpecs(specs=tuple(sorted(specs)), folders=tuple(sorted(searched)))


def _list_folder(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError as error:
        # A link that leads to itself is no folder; if it is called a spec, reading
        # it says so.
        if error.errno == errno.ELOOP:
            return False
        raise


# Files -------------------------------------------------------------------------

# All of Unicode's control characters but tab and line feed; CR is gone by then.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def read_source(
    path: Path, *, root: Path, working_folder: Path, diagnostics: Diagnostics
) -> Source | None:
    """Read a text file; None, and a diagnostic, where it is none.

    CR LF and CR become LF: a line is the same line for every compiler and editor.
    """
    path = Path(os.path.abspath(path))
    display = name_for_display(path, working_folder)
    line_name = _show(os.path.relpath(path, root))
    try:
        content = _read_bytes(path)
    except OSError as error:
        empty = Source(path=path, display=display, line_name=line_name, text="")
        diagnostics.report(
            "E110",
            Span(source=empty, start=0, end=0),
            f"cannot read this file: {error.strerror or error}",
        )
        return None
    bom = content.startswith(b"\xef\xbb\xbf")
    if bom:
        content = content[3:]
    try:
        text = content.decode("utf-8")
        bad = -1
    except UnicodeDecodeError as error:
        text = content.decode("utf-8", "replace")
        bad = len(_join_lines(content[: error.start].decode("utf-8")))
    text = _join_lines(text)
    control = _CONTROL.search(text)
    if control is not None:
        # They are not for the terminal that shows the line either.
        text = _CONTROL.sub("\ufffd", text)
    source = Source(path=path, display=display, line_name=line_name, text=text)
    if bad >= 0:
        diagnostics.report(
            "E101",
            Span(source=source, start=bad, end=bad + 1),
            _describe_bad_text(content),
            help="save the file as UTF-8",
        )
        return None
    if bom:
        diagnostics.report(
            "E101",
            Span(source=source, start=0, end=min(1, len(text))),
            "this file begins with a byte order mark",
            help="save the file as UTF-8 without BOM",
        )
    if control is not None:
        diagnostics.report(
            "E102",
            Span(source=source, start=control.start(), end=control.end()),
            f"the control character {ord(control[0]):#04x} cannot stand in a text file",
            help="remove it; of the control characters only tab, CR and LF may stand",
        )
        return None
    return source


def _read_bytes(path: Path) -> bytes:
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is not a regular file")
    if status.st_size > LARGEST_FILE_SIZE:
        raise OSError(f"it is larger than {LARGEST_FILE_SIZE >> 20} MiB")
    with open(path, "rb") as file:
        return file.read(LARGEST_FILE_SIZE + 1)


def _join_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _describe_bad_text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "this file is not UTF-8: it begins as UTF-16 does"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return (
            f"this file is not UTF-8: byte {content[error.start]:#04x} is no part of it"
        )
    raise AssertionError("called for a file that is UTF-8")


def name_for_display(path: Path, working_folder: Path) -> str:
    """Return `path` as messages print it: relative if it is below the folder that
    the user works in, else absolute."""
    name = os.path.abspath(path)
    above = os.path.join(working_folder, "")
    return _show(name.removeprefix(above))


def _show(name: str) -> str:
    """Return a file name that can be printed, whatever bytes it has."""
    if name.isascii() and name.isprintable():
        return name
    name = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return re.sub(r"[\x00-\x1f\x7f]", "?", name)
