# SPDX-License-Identifier: MIT
"""Output files: written through a temporary file, only when their text changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Output:
    """One file to write; `path` is relative to the build folder."""

    path: str
    text: str
    executable: bool = False


def write_if_changed(path: Path, text: str, *, executable: bool = False) -> bool:
    """Give `path` this text, as write_bytes_if_changed() does."""
    return write_bytes_if_changed(path, text.encode("utf-8"), executable=executable)


def write_bytes_if_changed(
    path: Path, data: bytes, *, executable: bool = False
) -> bool:
    """Give `path` this content, atomically. Return whether it had another one before.

    A reader, or a run that is killed, never sees half a file.
    """
    if _has(path, data):
        return False
    write_bytes(path, data, executable=executable)
    return True


def _has(path: Path, data: bytes) -> bool:
    try:
        found = os.stat(path)
        # A pipe of that name has nothing to read.
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(data):
            return False
        return path.read_bytes() == data
    except OSError:
        return False


def write_bytes(path: Path, data: bytes, *, executable: bool = False) -> None:
    """Give `path` this content, whatever it has, atomically."""
    temporary = f"{path.parent}/.{path.name}.{os.getpid():x}"
    mode = 0o777 if executable else 0o666
    try:
        handle = _create(temporary, mode)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = _create(temporary, mode)
    try:
        try:
            # Past Python's files, which ask the system four questions each.
            while data:
                data = data[os.write(handle, data) :]
        finally:
            os.close(handle)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _create(name: str, mode: int) -> int:
    """Open a new file; one of that name was left behind by a run that was killed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(name, flags, mode)
    except FileExistsError:
        os.unlink(name)
        return os.open(name, flags, mode)


def remove_stale(folder: Path, keep: Collection[Path]) -> None:
    """Remove files below `folder` that are not in `keep`, and folders left empty."""
    if folder.is_dir():
        _remove_stale(str(folder), {str(path) for path in keep})


def _remove_stale(folder: str, keep: set[str]) -> bool:
    """Return whether nothing is left in the folder."""
    with os.scandir(folder) as found:
        entries = list(found)
    left = len(entries)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if _remove_stale(entry.path, keep):
                os.rmdir(entry.path)
                left -= 1
        elif entry.path not in keep:
            os.unlink(entry.path)
            left -= 1
    return left == 0
