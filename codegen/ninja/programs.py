# SPDX-License-Identifier: MIT
"""The runtime's test programs, as `tests/runtime/programs.toml` lists them.

Each is built from the runtime's own sources and its test files by every compiler, with
the sanitizers that it names, in `tests/<compiler>/<name>/` of the build folder.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from codegen.ninja.toolchain import COMPILERS, STRICT_FLAGS

DESCRIPTION = Path("tests/runtime/programs.toml")


@dataclass(frozen=True, kw_only=True)
class TestObject:
    path: str
    source: Path
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TestProgram:
    """`link` is the command up to the objects, `libraries` what follows them;
    `arguments` are those that the program is run with."""

    path: str
    objects: tuple[TestObject, ...]
    link: tuple[str, ...]
    libraries: tuple[str, ...]
    arguments: tuple[str, ...]
    link_script: Path


def _sources(folder: Path, patterns: list[str]) -> list[Path]:
    found: list[Path] = []
    for pattern in patterns:
        if pattern.startswith("!"):
            found = [path for path in found if not path.match(pattern[1:])]
        else:
            found += sorted(set(folder.glob(pattern)) - set(found))
    return found


def read_programs(root: Path) -> tuple[TestProgram, ...]:
    """Return every program for every compiler."""
    table = tomllib.loads((root / DESCRIPTION).read_text(encoding="utf-8"))
    tests = root / DESCRIPTION.parent
    # The C library has memcpy and its kin.
    runtime = [p for p in sorted((root / "runtime").rglob("*.c")) if p.stem != "string"]
    script = tests / table["link_script"]
    programs = []
    for compiler in COMPILERS:
        for entry in table["program"]:
            folder = f"tests/{compiler}/{entry['name']}"
            sanitizers = tuple(entry["sanitizers"][compiler])
            shared = (compiler, *table["cflags"], *sanitizers, *STRICT_FLAGS)
            include = (f"-I{root}/runtime/include", f"-I{tests}")
            objects = [
                TestObject(
                    path=f"{folder}/{kind}/{source.name}.o",
                    source=source,
                    words=(*shared, *include, *more),
                )
                for kind, sources, more in (
                    ("runtime", runtime, ("-ffreestanding",)),
                    ("tests", _sources(tests, entry["sources"]), ("-D_GNU_SOURCE",)),
                )
                for source in sources
            ]
            programs.append(
                TestProgram(
                    path=f"{folder}/run",
                    objects=tuple(objects),
                    link=(compiler, *sanitizers, "-no-pie", "-T", str(script)),
                    libraries=tuple(entry["libraries"]),
                    arguments=tuple(entry["arguments"]),
                    link_script=script,
                )
            )
    return tuple(programs)
