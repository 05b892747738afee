# SPDX-License-Identifier: MIT
"""Packs files into the archive that the kernel is booted with, in cpio's newc format.

`python3 -m codegen.ninja.pack ARCHIVE [--folder FOLDER --names LIST] [FILE...]`. The
archive has each FILE under its last name, and of FOLDER the files that LIST, in JSON,
names, under their paths in it; all in the order of their names. Equal files give equal
bytes: inode numbers are counted, and times, owners and modes are the same everywhere.
Folders have no entries of their own: what cpio writes of them (the number of links)
differs between file systems, and version control keeps no empty ones.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_COMMAND = ("cpio", "--create", "--format=newc", "--quiet", "--null")
_SAME_EVERYWHERE = ("--reproducible", "--owner=+0:+0")


def pack(files: Mapping[str, Path]) -> bytes:
    """Return the archive of the files, each under its name.

    Raises OSError for a file that cannot be read, CalledProcessError for cpio.
    """
    with tempfile.TemporaryDirectory(prefix="initrd-") as stage:
        for name, file in files.items():
            staged = Path(stage, name)
            staged.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, staged)
            staged.chmod(0o644)
            os.utime(staged, (0, 0))
        names = sorted(os.fsencode(name) for name in files)
        done = subprocess.run(
            [*_COMMAND, *_SAME_EVERYWHERE],
            cwd=stage,
            input=b"".join(name + b"\0" for name in names),
            stdout=subprocess.PIPE,
            check=True,
        )
    return done.stdout


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="pack", description="Packs an initrd.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--names", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    options = parser.parse_intermixed_args(words)
    files = {file.name: file for file in options.files}
    if options.folder is not None:
        names = json.loads(options.names.read_text(encoding="utf-8"))
        files |= {name: options.folder / name for name in names}
    try:
        options.archive.write_bytes(pack(files))
    except OSError as error:
        print(f"pack: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"pack: cpio ended with status {error.returncode}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
