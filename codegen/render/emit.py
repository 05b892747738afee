# SPDX-License-Identifier: MIT
"""Output files: written through a temporary file, only when their text changed."""

from __future__ import annotations

import os
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
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    temporary = f"{path.parent}/.{path.name}.{os.getpid():x}"
    mode = 0o777 if executable else 0o666
    try:
        handle = _create(temporary, mode)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = _create(temporary, mode)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return True


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
