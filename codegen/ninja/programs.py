# SPDX-License-Identifier: MIT
"""The runtime's test programs, as `tests/runtime/programs.toml` lists them.

Each is built from the runtime's own sources and its test files by every compiler, with
the sanitizers that it names, in `tests/<compiler>/<name>/` of the build folder. Objects
that are compiled alike are compiled once.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from codegen.ninja.toolchain import COMPILERS, STRICT_FLAGS, runtime_sources

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


def _variant_name(sanitizers: tuple[str, ...], defines: list[str]) -> str:
    """The folder of the objects that are compiled like this, for all programs."""
    checks = [
        word.removeprefix("-fsanitize=").replace(",", "-")
        for word in sanitizers
        if word.startswith("-fsanitize=")
    ]
    return "-".join(["obj", *checks, *(name.lower() for name in defines)])


def read_programs(root: Path) -> tuple[TestProgram, ...]:
    """Return every program for every compiler."""
    table = tomllib.loads((root / DESCRIPTION).read_text(encoding="utf-8"))
    tests = root / DESCRIPTION.parent
    # The C library has memcpy and its kin.
    string = root / "runtime/string.c"
    runtime = [path for path in runtime_sources(root, loader=True) if path != string]
    script = tests / table["link_script"]
    programs = []
    for compiler in COMPILERS:
        for entry in table["program"]:
            folder = f"tests/{compiler}/{entry['name']}"
            sanitizers = tuple(entry["sanitizers"][compiler])
            names = entry.get("defines", [])
            defines = [f"-D{name}" for name in names]
            variant = f"tests/{compiler}/{_variant_name(sanitizers, names)}"
            shared = (compiler, *table["cflags"], *sanitizers, *STRICT_FLAGS, *defines)
            more_runtime = _sources(root / "runtime", entry.get("runtime", []))
            written = _sources(tests, entry["sources"])
            freestanding = ("-ffreestanding",)
            include = (f"-I{root}/runtime/include", f"-I{tests}")
            objects = [
                TestObject(
                    path=f"{variant}/{kind}/{source.relative_to(top)}.o",
                    source=source,
                    words=(*shared, *include, *more),
                )
                for kind, top, sources, more in (
                    ("runtime", root / "runtime", runtime + more_runtime, freestanding),
                    ("tests", tests, written, ("-D_GNU_SOURCE",)),
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
