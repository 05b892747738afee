# SPDX-License-Identifier: MIT
"""Who may use what: the arrows of the architecture, held against the tree."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODEGEN = ROOT / "codegen"

# The way of a module through the generator. A package may import from itself and from
# what stands before it.
STAGES = (
    "root",
    "source",
    "catalogue",
    "nearest",
    "diagnostics",
    "progress",
    "forked",
    "parse",
    "model",
    "cycles",
    "cdecl",
    "analyse",
    "profile",
    "plan",
    "faults",
    "trace",
    "answer",
    "view",
    "render",
    "ninja",
    "embed",
    "elf",
    "project",
    "cache",
    "tools",
    "__main__",
)

# Each library has one door.
DOORS = {
    "jinja2": {"render/renderer.py"},
    "pycparser": {"cdecl/reader.py"},
    "elftools": {
        "elf/memory.py",
        "faults/kernel_file.py",
        "ninja/abi_note.py",
        "ninja/hooks.py",
        "ninja/verify.py",
        "trace/kernel.py",
    },
}


def python_files() -> list[Path]:
    return sorted(CODEGEN.rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            if node.module == "codegen":
                yield from (f"codegen.{alias.name}" for alias in node.names)
            else:
                yield node.module
                # `from codegen.tools import check` names a file, too.
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def stage_of(path: Path) -> str:
    return path.relative_to(CODEGEN).parts[0].removesuffix(".py")


def test_every_file_has_a_stage() -> None:
    stages = {stage_of(path) for path in python_files()} - {"__init__"}
    assert stages == set(STAGES)


@pytest.mark.parametrize(
    "path", python_files(), ids=lambda p: str(p.relative_to(CODEGEN))
)
def test_imports_go_to_earlier_stages(path: Path) -> None:
    stage = stage_of(path)
    if stage == "__init__":
        return
    for name in imports_of(path):
        if name.startswith("codegen."):
            wanted = name.split(".")[1]
            assert STAGES.index(wanted) <= STAGES.index(stage), f"{path}: {name}"


@pytest.mark.parametrize("library", DOORS)
def test_libraries_have_one_door(library: str) -> None:
    users = {
        str(path.relative_to(CODEGEN))
        for path in python_files()
        if any(name.split(".")[0] == library for name in imports_of(path))
    }
    assert users == DOORS[library]


def test_no_other_library() -> None:
    known = set(sys.stdlib_module_names) | set(DOORS) | {"codegen"}
    for path in python_files():
        for name in imports_of(path):
            assert name.split(".")[0] in known, f"{path}: {name}"


FREESTANDING = {"stdint.h", "stddef.h", "stdbool.h", "stdarg.h"}


def includes_of(folder: str) -> Iterator[tuple[Path, str]]:
    """Every `#include` below a folder, as written with its brackets or quotes."""
    files = [
        p for s in ("*.c", "*.h", "*.S", "*.mod") for p in (ROOT / folder).rglob(s)
    ]
    for path in sorted(files):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r'^\s*#\s*include\s+([<"][^>"]+[>"])', text, re.M):
            yield path, match[1]


def is_own_file(path: Path, include: str, top: Path) -> bool:
    wanted = (path.parent / include.strip('"')).resolve()
    return include.startswith('"') and wanted.is_file() and wanted.is_relative_to(top)


def is_public(include: str) -> bool:
    name = include.strip("<>")
    if not include.startswith("<helix/"):
        return False
    return (ROOT / "runtime" / "include" / name).is_file()


def test_runtime_includes_nothing_generated_and_no_port() -> None:
    for path, include in includes_of("runtime"):
        good = (
            is_public(include)
            or is_own_file(path, include, ROOT / "runtime")
            or include.strip("<>") in FREESTANDING
        )
        assert good, f"{path}: {include}"


def test_ports_use_public_headers_and_their_own() -> None:
    for path, include in includes_of("boot"):
        hosted = path.is_relative_to(ROOT / "boot" / "host") and include.startswith("<")
        good = (
            is_public(include)
            or is_own_file(path, include, ROOT / "boot")
            or include.strip("<>") in FREESTANDING
            or (hosted and not include.startswith("<helix/"))
        )
        assert good, f"{path}: {include}"


def test_modules_use_public_headers_interfaces_and_their_own() -> None:
    for path, include in includes_of("modules_impl"):
        own = next(p for p in path.parents if p.parent == ROOT / "modules_impl")
        good = (
            is_public(include)
            or is_own_file(path, include, own)
            or include.strip("<>") in FREESTANDING
            or re.fullmatch(r'"interfaces/\w+\.h"', include) is not None
        )
        assert good, f"{path}: {include}"


def test_only_ports_know_a_machine() -> None:
    machine = re.compile(r"__asm__|\basm\b|__x86_64__|__aarch64__|__riscv|\boutb\b")
    for folder in ("runtime", "modules_impl", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            # What a machine's objects say is the loader's, one file for each machine.
            if path.is_file() and not path.match("runtime/loader/relocate_*.c"):
                text = path.read_text(encoding="utf-8")
                assert machine.search(text) is None, f"{path}: {machine.search(text)}"
