# SPDX-License-Identifier: MIT
"""The two kernels beside this file, built in a copy as their readers would do it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.workspace import PYTHON, ROOT, Done, execute

KERNELS = ROOT / "tests" / "embed"
MAKE = {"gcc": ["CC=gcc", "LD=ld"], "clang": ["CC=clang", "LD=ld.lld"]}
# The second one with the other generator, too.
CMAKE = {
    "gcc": ["-G", "Ninja"],
    "clang": [
        *("-G", "Unix Makefiles"),
        *("-DCMAKE_C_COMPILER=clang", "-DCMAKE_ASM_COMPILER=clang"),
        "-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld",
    ],
}
OWN = [f"HELIX={ROOT}", f"HELIX_PYTHON={PYTHON}"]


def copy_kernel(name: str, to: Path) -> Path:
    """As it is in a fresh checkout, whatever was built there."""
    built = shutil.ignore_patterns("build", "helix", "kernel.elf")
    shutil.copytree(KERNELS / name, to, ignore=built)
    return to


def make(folder: Path, *words: str) -> Done:
    return execute(["make", "--jobs=2", *OWN, *words], cwd=folder, limit_s=240)


def cmake(folder: Path, *words: str) -> Done:
    definitions = [f"-D{word}" for word in OWN]
    return execute(["cmake", "-B", "build", *definitions, *words], cwd=folder)


def cmake_build(folder: Path, *words: str) -> Done:
    command = ["cmake", "--build", "build", "--parallel", "2", *words]
    return execute(command, cwd=folder, limit_s=240)


def boot(folder: Path, kernel: str) -> Done:
    """The machine that both are for; what it ends with is 2 * status + 1."""
    machine = ["qemu-system-x86_64", "-M", "microvm", "-m", "64M", "-nodefaults"]
    machine += ["-no-reboot", "-display", "none", "-serial", "stdio"]
    machine += ["-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-kernel", kernel]
    return execute(machine, cwd=folder)


def objects(folder: Path) -> dict[str, int]:
    """When each object was written."""
    return {
        os.fspath(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.suffix in (".o", ".obj")
    }
