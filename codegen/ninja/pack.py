# SPDX-License-Identifier: MIT
"""Packs files into the archive that the kernel is booted with, in cpio's newc format.

`python3 -m codegen.ninja.pack ARCHIVE FILE...`. The archive has the files under their
last names, in the order of these. Equal files give equal bytes: inode numbers are
counted, and times, owners and modes are the same everywhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_COMMAND = ("cpio", "--create", "--format=newc", "--quiet", "--null")
_SAME_EVERYWHERE = ("--reproducible", "--owner=+0:+0")


def pack(files: Sequence[Path]) -> bytes:
    """Return the archive. No two files have one name."""
    names = sorted(file.name for file in files)
    with tempfile.TemporaryDirectory(prefix="initrd-") as folder:
        for file in files:
            staged = Path(folder, file.name)
            shutil.copyfile(file, staged)
            staged.chmod(0o644)
            os.utime(staged, (0, 0))
        done = subprocess.run(
            [*_COMMAND, *_SAME_EVERYWHERE],
            cwd=folder,
            input=b"".join(os.fsencode(name) + b"\0" for name in names),
            stdout=subprocess.PIPE,
            check=True,
        )
    return done.stdout


def main(words: list[str]) -> int:
    if len(words) < 2:
        print("usage: ARCHIVE FILE...", file=sys.stderr)
        return 2
    archive, *files = map(Path, words)
    try:
        archive.write_bytes(pack(files))
    except subprocess.CalledProcessError as error:
        print(f"pack: cpio ended with status {error.returncode}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
