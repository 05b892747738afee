# SPDX-License-Identifier: MIT
"""Scripts of operations on a filesystem of a kernel that is a process of the builder's,
and a model of what it should hold afterwards."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from tests.sanitized import build_sanitized
from tests.workspace import Workspace, execute

DRIVER = Path(__file__).resolve().parent / "specs_fsdriver"


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


# What the model writes; the driver finds them as s0, s1 and so on.
SOURCES = [noise(3, size) for size in (1, 100, 512, 1024, 5000, 20000)]


def build_checked(workspace: Workspace, module: str, *specs: Path) -> Path:
    """Build the image of the profile with the specs of these folders and the driver's,
    and with the module's own code under the sanitizers; return what runs it."""
    for folder in (DRIVER, *specs):
        for spec in folder.glob("*.*"):
            workspace.write(f"mods/{spec.name}", spec.read_text())
    workspace.configure("--strict").expect(0)
    build_sanitized(workspace, [module], least=2)
    return workspace.build / "run"


@dataclass(frozen=True, kw_only=True)
class Scripted:
    """A folder in which the image runs, and the scripts that it carries out there."""

    folder: Path
    run: Path

    def boot(self, lines: list[str]) -> list[list[str]]:
        """Carry out a script; the answers, whose last word is a status."""
        (self.folder / "script").write_text("".join(f"{line}\n" for line in lines))
        (self.folder / "answers").unlink(missing_ok=True)
        done = execute([str(self.run)], cwd=self.folder, limit_s=60).expect(0)
        text = (self.folder / "answers").read_text()
        answers = [line.split("\t")[1:] for line in text.splitlines()]
        assert len(answers) == len(lines), done.story()
        return answers

    def good(self, lines: list[str]) -> list[list[str]]:
        answers = self.boot(lines)
        for line, answer in zip(lines, answers):
            assert answer[-1] == "HX_OK", (line, answer)
        return answers

    def host_file(self, name: str, data: bytes) -> str:
        (self.folder / name).write_bytes(data)
        return name

    def write_sources(self) -> None:
        for i, source in enumerate(SOURCES):
            self.host_file(f"s{i}", source)


class Model:
    """What a filesystem should hold after a random script: content by path, None for a
    folder."""

    def __init__(self, seed: int, files: dict[str, bytes | None] | None = None) -> None:
        self.random = random.Random(seed)
        self.files: dict[str, bytes | None] = dict(files or {})
        self.lines: list[str] = []

    def folder(self) -> str:
        folders = [path for path, data in self.files.items() if data is None]
        return self.random.choice(["", *(f for f in folders if f.count("/") < 4)])

    def new_path(self) -> str:
        length = self.random.choice([3, 8, 20, 60, 180, 230])
        name = f"{self.random.randrange(10**6)}" + "é. n" * (length // 5) + "z"
        return f"{self.folder()}/{name}"

    def step(self) -> None:
        files = [path for path, data in self.files.items() if data is not None]
        kind = self.random.choice(
            "create mkdir write write write resize remove rename rename sync".split()
        )
        if kind in ("create", "mkdir"):
            path = self.new_path()
            self.files[path] = b"" if kind == "create" else None
            self.lines.append(f"{kind}\t{path}")
        elif kind == "sync":
            self.lines.append("sync\t")
        elif kind == "write" and files:
            path = self.random.choice(files)
            old = self.files[path] or b""
            at = self.random.randrange(len(old) + 3000)
            source = self.random.randrange(len(SOURCES))
            head = old[:at].ljust(at, b"\0")
            self.files[path] = head + SOURCES[source] + old[at + len(SOURCES[source]) :]
            self.lines.append(f"write\t{path}\t{at}\ts{source}")
        elif kind == "resize" and files:
            path = self.random.choice(files)
            size = self.random.randrange(9000)
            self.files[path] = (self.files[path] or b"")[:size].ljust(size, b"\0")
            self.lines.append(f"resize\t{path}\t{size}")
        elif kind == "remove" and self.files:
            path = self.random.choice(list(self.files))
            if not any(p.startswith(path + "/") for p in self.files):
                del self.files[path]
                self.lines.append(f"remove\t{path}")
        elif kind == "rename" and self.files:
            self.rename(self.random.choice(list(self.files)), self.new_path())

    def rename(self, old: str, new: str) -> None:
        if (new + "/").startswith(old + "/"):
            return
        self.lines.append(f"rename\t{old}\t{new}")
        self.files = {
            new + p[len(old) :] if p == old or p.startswith(old + "/") else p: data
            for p, data in self.files.items()
        }
