# SPDX-License-Identifier: MIT
"""The files of `[initrd] folder`: which of them the kernel is booted with.

All regular files below the folder are, under their paths in it; a symbolic link stands
for the file that it leads to. What the archive cannot hold, or the builders of two
checkouts would not both have, is reported.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.diagnostics import Diagnostics, Note
from codegen.plan.files import ModuleFile
from codegen.profile.profile import Profile, ProfileName
from codegen.profile.toml_reader import shown

# With this name an archive ends.
_TRAILER = "TRAILER!!!"
# The archive's fields have 32 bits.
_LARGEST = 0xFFFF_FFFF


@dataclass(frozen=True, kw_only=True)
class PackedFiles:
    """`names` are those of the files, relative to `folder`, sorted. `folders` are it and
    all below it: what they hold decides what is packed."""

    folder: Path
    names: tuple[str, ...]
    folders: tuple[Path, ...]


class _RefusedError(Exception):
    """Why a file cannot be packed, in words that go on from its name; and the help."""

    def __init__(self, why: str, help: str) -> None:
        super().__init__(why)
        self.help = help


def list_packed(
    profile: Profile, files: Sequence[ModuleFile], diagnostics: Diagnostics
) -> PackedFiles | None:
    """Return what the profile's folder holds; None if it names none that is there.

    `files` are what is packed beside: no file may have the name of one of them.
    """
    entry = profile.initrd
    if entry is None:
        return None
    folder = profile.source.path.parent / entry.name
    if not folder.is_dir():
        diagnostics.report(
            "E609",
            entry.span,
            f"no folder '{shown(entry.name)}' beside the profile",
            help="the path is relative to the profile's folder; "
            + ("this is a file" if folder.exists() else 'folder = "" is none'),
        )
        return None
    modules = {file.name: file for file in files}
    names = []
    folders = [folder]
    for path in _walk(folder, folders):
        name = path.relative_to(folder).as_posix()
        try:
            _check(path, name, folder.resolve())
        except _RefusedError as refused:
            _report(entry, name, str(refused), refused.help, diagnostics)
            continue
        # At the top a folder has an entry of its own, as a file has.
        top = name.partition("/")[0]
        if top in modules:
            _report_clash(entry, top, modules[top], diagnostics)
            continue
        names.append(name)
    return PackedFiles(
        folder=folder,
        names=tuple(sorted(names, key=os.fsencode)),
        folders=tuple(sorted(folders)),
    )


def _walk(folder: Path, folders: list[Path]) -> Iterator[Path]:
    """All below `folder` that is no folder; the folders are added to `folders`."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            folders.append(path)
            yield from _walk(path, folders)
        else:
            yield path


def _check(path: Path, name: str, root: Path) -> None:
    """Raises _RefusedError."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise _RefusedError("has a name that is not UTF-8", "rename it") from None
    if any(c < " " or c == "\x7f" for c in name):
        raise _RefusedError("has a control character in its name", "rename it")
    if name.partition("/")[0] == _TRAILER:
        raise _RefusedError("has the name with which an archive ends", "rename it")
    if path.is_symlink():
        _check_link(path, root)
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise _RefusedError(
            "is neither a file nor a folder", "pipes, sockets and devices stay outside"
        )
    if about.st_size > _LARGEST:
        raise _RefusedError("is larger than 4 GiB - 1", "the archive takes none such")


def _check_link(path: Path, root: Path) -> None:
    """Raises _RefusedError."""
    target = Path(os.path.realpath(path))
    if not target.is_relative_to(root):
        raise _RefusedError(
            "is a symbolic link that leads out of the folder",
            "put the file itself here: another checkout would not have it",
        )
    if not target.exists():
        raise _RefusedError(
            "is a symbolic link to nothing", "remove it, or put the file there"
        )
    if target.is_dir():
        raise _RefusedError(
            "is a symbolic link to a folder", "only links to files are followed"
        )


def _report(
    entry: ProfileName, name: str, why: str, help: str, diagnostics: Diagnostics
) -> None:
    # A byte that is no UTF-8 cannot be printed either.
    printable = name.encode("utf-8", "replace").decode("utf-8")
    diagnostics.report(
        "E613",
        entry.span,
        f"'{shown(printable)}' in the folder of the initrd {why}",
        help=help,
    )


def _report_clash(
    entry: ProfileName, name: str, module: ModuleFile, diagnostics: Diagnostics
) -> None:
    diagnostics.report(
        "E613",
        entry.span,
        f"'{shown(name)}' in the folder of the initrd has the name of a module's file",
        notes=[Note(message="which is built because of this", span=module.entry.span)],
        help="rename the file in the folder, or remove it",
    )
