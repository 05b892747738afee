# SPDX-License-Identifier: MIT
"""A user's folder in a test: specs and a profile are written, built and booted there.

Every command is run as a user would run it, with a time limit, and a failed one shows
the command that repeats it and all that it printed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "/usr/bin/python3"

NO_POLICY = "helix: security: no policy, everything is allowed"

PROFILE = """\
[profile]
name = "{name}"
target = "{target}"
[modules]
static = [{static}]
"""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A command that ended: its status and all that it printed."""

    command: str
    status: int
    output: str

    @property
    def lines(self) -> list[str]:
        return self.output.replace("\r", "").split("\n")

    def story(self) -> str:
        return f"$ {self.command}\n{self.output}\n[status {self.status}]"

    def expect(self, status: int) -> Done:
        assert self.status == status, f"wanted status {status}:\n{self.story()}"
        return self

    def boot_lines(self) -> list[str]:
        """The lines of the boot log, without their `helix: `, and without the one that
        every kernel without a policy has."""
        return [
            line.removeprefix("helix: ")
            for line in self.lines
            if line.startswith("helix: ") and line != NO_POLICY
        ]


def execute(words: list[str], *, cwd: Path, limit_s: int = 120) -> Done:
    command = f"cd {shlex.quote(str(cwd))} && {shlex.join(words)}"
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            # Compilers choose their quotes by it.
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=limit_s,
        )
    except subprocess.TimeoutExpired as expired:
        output = (expired.stdout or b"").decode("utf-8", "replace")
        raise AssertionError(f"no end in {limit_s} s:\n$ {command}\n{output}") from None
    return Done(
        command=command,
        status=done.returncode,
        output=done.stdout.decode("utf-8", "replace"),
    )


def copy_project(to: Path) -> Path:
    """The project as a fresh checkout has it, in a folder that a test may change."""

    def ignored(folder: str, names: list[str]) -> set[str]:
        caches = {n for n in names if n == "__pycache__" or n.endswith("_cache")}
        if Path(folder) == ROOT:
            caches |= {n for n in names if n == ".git" or n.startswith("build")}
            caches.discard("build.ninja.in")
        return caches

    shutil.copytree(ROOT, to, symlinks=True, ignore=ignored)
    return to


@dataclass(kw_only=True)
class Workspace:
    folder: Path
    build: Path = field(init=False)

    def __post_init__(self) -> None:
        self.build = self.folder / "build"

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def write_profile(
        self, static: list[str], *, target: str = "host", more: str = ""
    ) -> Path:
        names = ", ".join(f'"{name}"' for name in static)
        text = PROFILE.format(name="test", target=target, static=names)
        return self.write("profile.toml", text + more)

    def configure(
        self, *words: str, build: Path | None = None, root: Path = ROOT
    ) -> Done:
        """Run configure.py for this folder's specs and profile.toml."""
        mods = self.folder / "mods"
        mods.mkdir(exist_ok=True)
        command = [PYTHON, str(root / "configure.py")]
        command += ["--profile", "profile.toml", "--modules", "mods"]
        command += ["--build-dir", str(build or self.build), *words]
        return execute(command, cwd=self.folder)

    def ninja(self, *words: str, build: Path | None = None) -> Done:
        return execute(
            ["ninja", "-C", str(build or self.build), *words],
            cwd=self.folder,
            limit_s=300,
        )

    def boot(self, *, build: Path | None = None) -> Done:
        """Run the image; build/run has its own time limit."""
        return execute([str((build or self.build) / "run")], cwd=self.folder)

    def build_and_boot(self, *words: str) -> Done:
        self.configure(*words).expect(0)
        self.ninja().expect(0)
        return self.boot()
