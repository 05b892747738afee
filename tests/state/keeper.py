# SPDX-License-Identifier: MIT
"""Modules whose states are saved and restored, in a program under the sanitizers.

A saved state does not say of which module it is; so two versions of a module are two
modules of one program here.
"""

from __future__ import annotations

import ctypes
import shlex
import struct
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from codegen.diagnostics import render_all
from codegen.ninja.toolchain import STRICT_FLAGS
from codegen.project import load_project
from codegen.render.emit import Output
from codegen.render.outputs import generate
from codegen.render.renderer import Renderer
from tests.loader.objects import SANITIZERS
from tests.workspace import ROOT, Workspace, execute

HERE = Path(__file__).resolve().parent
RUNTIME = [
    *sorted((ROOT / "runtime").glob("state*.c")),
    ROOT / "runtime" / "status.c",
    ROOT / "runtime" / "fmt.c",
    ROOT / "tests" / "loader" / "alone.c",
]
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-O1", "-g", *SANITIZERS, *STRICT_FLAGS]
STATUSES = {0: "HX_OK", -7: "HX_ERR_VERSION", -14: "HX_ERR_INVALID"}
STATUSES[-24] = "HX_ERR_CORRUPT"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    status: str
    detail: str


def build_keeper(
    workspace: Workspace, spec: str, modules: Sequence[str], compiler: str = "gcc"
) -> Keeper:
    """Generate and compile the modules of `spec`, called by their identifiers."""
    sources = [str(HERE / "keeper.c"), *map(str, RUNTIME)]
    for output in generate_modules(workspace, spec, modules):
        workspace.write(output.path, output.text)
        if output.path.startswith("gen/modules/") and output.path.endswith(".c"):
            sources.append(output.path)
    workspace.write("kept.c", _table(modules))
    sources.append("kept.c")
    objects = [f"{number}.o" for number in range(len(sources))]
    includes = [f"-I{ROOT}/runtime/include", f"-I{HERE}", "-Igen"]

    def compile_one(pair: tuple[str, str]) -> None:
        source, made = pair
        words = [compiler, *FLAGS, *includes, "-c", source, "-o", made]
        execute(words, cwd=workspace.folder).expect(0)

    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(compile_one, zip(sources, objects)))
    link = [compiler, *FLAGS, *objects, "-o", "keeper"]
    execute(link, cwd=workspace.folder).expect(0)
    return Keeper(folder=workspace.folder, modules=modules)


def generate_modules(
    workspace: Workspace, spec: str, modules: Sequence[str]
) -> list[Output]:
    workspace.write("mods/spec.mod", spec)
    profile = workspace.write_profile([name.replace("_", "-") for name in modules])
    project = load_project(
        folders=[workspace.folder / "mods"],
        profile=profile,
        root=workspace.folder,
        working_folder=workspace.folder,
    )
    mistakes = render_all(project.diagnostics)
    assert mistakes == "", mistakes
    assert project.plan is not None
    return list(generate(project.plan, project.model, Renderer()))


def _table(modules: Sequence[str]) -> str:
    lines = ['#include "keeper.h"']
    lines += [f'#include "modules/{name}/{name}.h"' for name in modules]
    for name in modules:
        lines.append(f"extern const struct hx_module hxg_module_{name};")
        lines.append(f"extern struct {name} hxg_self_{name};")
    lines.append("const struct kept kept_modules[] = {")
    for name in modules:
        lines.append(
            f"{{&hxg_module_{name}, &hxg_self_{name}, sizeof(struct {name})}},"
        )
    return "\n".join([*lines, "};", ""])


class Keeper:
    """The running program."""

    def __init__(self, *, folder: Path, modules: Sequence[str]) -> None:
        self._numbers = {name: number for number, name in enumerate(modules)}
        self._log = folder / "keeper.log"
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [str(folder / "keeper")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def close(self) -> None:
        """Let it end; it has freed all that it took, or this fails."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        status = self._process.wait(timeout=60)
        assert status == 0, self._log.read_text(encoding="utf-8")

    def defaults(self, module: str) -> bytes:
        found = self._ask(0, module, b"")
        assert isinstance(found, bytes)
        return found

    def save(self, module: str, state: bytes) -> bytes:
        found = self._ask(1, module, state)
        assert isinstance(found, bytes)
        return found

    def restore(self, module: str, saved: bytes) -> bytes | Refusal:
        """Into a state that has its defaults; return it."""
        return self._ask(2, module, saved)

    def _ask(self, kind: int, module: str, data: bytes) -> bytes | Refusal:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(struct.pack("=III", kind, self._numbers[module], len(data)))
            stdin.write(data)
            stdin.flush()
            status, size = struct.unpack("=iI", stdout.read(8))
        except (OSError, struct.error):
            self._process.wait(timeout=60)
            log = self._log.read_text(encoding="utf-8")
            words = shlex.join(map(str, self._process.args))  # type: ignore[arg-type]
            raise AssertionError(f"{words} ended:\n{log}") from None
        answer = stdout.read(size)
        if status != 0:
            return Refusal(status=STATUSES[status], detail=answer.decode("utf-8"))
        return answer


class State(ctypes.Structure):
    """What a generated struct begins with; the fields of a subclass follow."""

    _fields_ = [("config", ctypes.c_void_p), ("context", ctypes.c_void_p)]
