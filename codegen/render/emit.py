# SPDX-License-Identifier: MIT
"""Output files: written through a temporary file, only when their text changed."""

from __future__ import annotations

import os
import tempfile
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
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, (0o777 if executable else 0o666) & ~umask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return True


def remove_stale(folder: Path, keep: set[Path]) -> None:
    """Remove files below `folder` that are not in `keep`, and folders left empty."""
    if not folder.is_dir():
        return
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in files:
            path = Path(parent, name)
            if path not in keep:
                path.unlink()
        for name in folders:
            path = Path(parent, name)
            if not path.is_symlink() and not any(path.iterdir()):
                path.rmdir()
