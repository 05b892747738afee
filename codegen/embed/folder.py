# SPDX-License-Identifier: MIT
"""A folder that holds our files among those of others.

The manifest in it lists what we have written, with a hash of each file. Whatever it
does not list belongs to somebody else, and is neither overwritten nor removed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.embed.module_files import File
from codegen.render.emit import write_bytes_if_changed

MANIFEST = "helix.manifest"
_HEAD = "# What configure.py --embed has written here. Other files are not touched.\n"


class FolderError(Exception):
    """The folder cannot be written to without a loss; nothing has been changed."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a run has done: how many files have changed, and which ones of an earlier
    run stay because somebody has edited them."""

    changed: int
    kept: tuple[str, ...]


def write_folder(folder: Path, files: Sequence[File]) -> Written:
    """Make `folder` hold `files` and none that only an earlier run wrote.

    Until all is written the manifest lists the files of both runs: one that is killed
    leaves nothing that a later run takes for somebody else's.
    """
    before = _read_manifest(folder)
    after = {file.path: _hash(file.content) for file in files}
    _refuse_foreign(folder, files, before)
    _write_manifest(folder, {**before, **after})
    changed = 0
    for file in files:
        changed += write_bytes_if_changed(folder / file.path, file.content)
    kept = _remove_stale(folder, before, set(after))
    _write_manifest(folder, after)
    return Written(changed=changed, kept=kept)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_manifest(folder: Path) -> dict[str, str]:
    path = folder / MANIFEST
    if not path.exists():
        return {}
    found = {}
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        hash, _, name = line.partition("  ")
        inside = PurePosixPath(name)
        if not name or inside.is_absolute() or ".." in inside.parts or len(hash) != 64:
            raise FolderError(
                f"'{path}', line {number}, is not ours; "
                "restore the file, or start with an empty folder"
            )
        found[name] = hash
    return found


def _write_manifest(folder: Path, hashes: dict[str, str]) -> None:
    lines = [f"{hash}  {name}\n" for name, hash in sorted(hashes.items())]
    text = _HEAD + "".join(lines)
    write_bytes_if_changed(folder / MANIFEST, text.encode("utf-8"))


def _refuse_foreign(folder: Path, files: Sequence[File], ours: dict[str, str]) -> None:
    """What is there already and not ours may only be what we would write."""
    real = folder.resolve()
    for file in files:
        path = folder / file.path
        if not path.resolve().is_relative_to(real):
            raise FolderError(f"'{path}' leads out of the folder; remove the link")
        if file.path in ours or not os.path.lexists(path):
            continue
        if not path.is_file() or path.read_bytes() != file.content:
            raise FolderError(
                f"'{path}' was not written by configure.py; "
                "move it, or name another folder"
            )


def _remove_stale(
    folder: Path, before: dict[str, str], keep: set[str]
) -> tuple[str, ...]:
    """Remove what is not to be kept, and folders left empty; return what was edited."""
    real = folder.resolve()
    edited = []
    for name in sorted(set(before) - keep):
        path = folder / name
        if not path.is_file() or not path.resolve().is_relative_to(real):
            continue
        if _hash(path.read_bytes()) != before[name]:
            edited.append(name)
            continue
        path.unlink()
        for parent in path.parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()
    return tuple(edited)
