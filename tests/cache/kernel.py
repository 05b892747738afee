# SPDX-License-Identifier: MIT
"""A kernel of some hundred modules that is configured again and again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.workload import Spec, write_workload
from tests.workspace import PYTHON, ROOT, Done, execute

CACHE = "configure.cache"
# What a run writes for itself alone.
OWN = {CACHE, "configure.lock"}


@dataclass(kw_only=True)
class Kernel:
    """`specs` by their numbers."""

    folder: Path
    specs: list[Spec]

    @property
    def build(self) -> Path:
        return self.folder / "build"

    def path(self, number: int) -> Path:
        return self.folder / self.specs[number].path

    def text(self, number: int) -> str:
        return self.path(number).read_text()

    def edit(self, number: int, old: str, new: str) -> None:
        text = self.text(number)
        assert old in text, text
        self.path(number).write_text(text.replace(old, new))

    def command(self) -> list[str]:
        words = [PYTHON, str(ROOT / "configure.py"), "--profile", "workload.toml"]
        return [*words, "--modules", "mods", "--build-dir", "build"]

    def configure(self, *words: str) -> Done:
        return execute([*self.command(), *words], cwd=self.folder)

    def start(self, workers: int = 2) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(),
            cwd=self.folder,
            env={**os.environ, "HELIX_WORKERS": str(workers)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def outputs(self) -> dict[str, bytes]:
        """All files that the last run has left, but its own."""
        return {
            str(path.relative_to(self.build)): path.read_bytes()
            for path in sorted(self.build.rglob("*"))
            if path.is_file() and path.name not in OWN
        }

    def forget(self) -> None:
        """Have the next run find nothing of the last one."""
        shutil.rmtree(self.build)


def make_kernel(folder: Path, modules: int) -> Kernel:
    return Kernel(folder=folder, specs=write_workload(folder, modules))


def written(kernel: Kernel, before: Mapping[str, int]) -> set[str]:
    """What has been written since `files_by_number`: every write makes a new file."""
    return {
        path
        for path, number in files_by_number(kernel).items()
        if before.get(path) != number
    }


def files_by_number(kernel: Kernel) -> dict[str, int]:
    return {
        str(path.relative_to(kernel.build)): path.stat().st_mtime_ns
        for path in kernel.build.rglob("*")
        if path.is_file() and path.name not in OWN
    }


def explained(kernel: Kernel, *targets: str) -> set[str]:
    """What ninja would run: outputs of compiles, else the description."""
    words = ["ninja", "-C", str(kernel.build), "-n", "-d", "explain", *targets]
    done = execute(words, cwd=kernel.folder).expect(0)
    found = (re.match(r"\[\d+/\d+\] (.*)", line) for line in done.lines)
    return {match[1].removeprefix("cc ") for match in found if match}
