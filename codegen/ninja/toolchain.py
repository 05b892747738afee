# SPDX-License-Identifier: MIT
"""Compilers, their flags, and what a port says about its target.

A port is described by `boot/<target>/port.toml`; nothing else here knows a machine.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

COMPILERS = ("gcc", "clang")
LAUNCHERS = ("ccache", "distcc", "icecc")

# A write through NULL must fault, and not be left out because C does not define it.
LANGUAGE_FLAGS = ("-std=c11", "-O2", "-g", "-fno-delete-null-pointer-checks")

# Columns of messages count bytes, as those of our own diagnostics do.
MESSAGE_FLAGS = {"gcc": ("-fdiagnostics-column-unit=byte",), "clang": ()}

# clang's -ffile-prefix-map does not reach what the assembler writes: without debug
# information there, an object does not say in which folder it was made.
ASSEMBLER_FLAGS = {"gcc": (), "clang": ("-g0",)}

# Where Debian has programs for root that others may run as well: mkfs.fat.
SYSTEM_FOLDERS = "/usr/sbin:/sbin"

# Of an image, which the linker gives its address; a module that is loaded gets it later.
FIXED_ADDRESS_FLAGS = ("-fno-pic", "-fno-pie")

# What Helix's own C and its generated C are held to.
STRICT_FLAGS = (
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wmissing-prototypes",
    "-Wstrict-prototypes",
    "-Wshadow",
    "-Wundef",
    "-Wwrite-strings",
    "-Wcast-qual",
    "-Wpointer-arith",
    "-Wvla",
    "-Wconversion",
    "-Wimplicit-fallthrough",
    "-Wformat=2",
)

# Users' modules choose their own strictness; what always is a mistake is an error.
USER_FLAGS = (
    "-Wall",
    "-Wextra",
    "-Werror=implicit-function-declaration",
    "-Werror=incompatible-pointer-types",
    "-Werror=int-conversion",
    "-Werror=return-type",
    "-Werror=format",
)


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A program, and the Debian packages to install for it."""

    command: str
    packages: tuple[str, ...]

    @property
    def path(self) -> str | None:
        """Where it is, None if it is missing."""
        path = os.environ.get("PATH", os.defpath)
        return shutil.which(self.command, path=f"{path}:{SYSTEM_FOLDERS}")

    @property
    def missing(self) -> bool:
        return self.path is None


@dataclass(frozen=True, kw_only=True)
class Port:
    """How to build and link for one target with one compiler.

    `sources` are absolute. `link` is the command up to the objects; it finds the
    generated helix_text.ld in the folder that `{gen}` stands for. Without a C library
    (`freestanding`) the runtime's string.c is part of the image. The `loadable_` flags
    and command are those of a module that is built as a file of its own.
    """

    target: str
    compiler: tuple[str, ...]
    compile_flags: tuple[str, ...]
    port_flags: tuple[str, ...]
    assembler_flags: tuple[str, ...]
    link: tuple[str, ...]
    loadable_flags: tuple[str, ...]
    loadable_link: tuple[str, ...]
    link_script: Path
    sources: tuple[Path, ...]
    freestanding: bool
    run_template: str
    tools: tuple[Tool, ...]


def read_port(
    root: Path, target: str, compiler: str, macros: Sequence[str] = ()
) -> Port | None:
    """Return the port that boot/<target>/port.toml describes, None if there is none.
    `macros` are those of the image, for all of its C."""
    description = root / "boot" / target / "port.toml"
    if not description.is_file():
        return None
    table = tomllib.loads(description.read_text(encoding="utf-8"))
    chosen = table[compiler]
    script = root / table["link_script"]
    defines = [f"-D{name}" for name in macros]
    flags = (
        *table["cflags"],
        *(define for define in defines if define not in table["cflags"]),
        *chosen["cflags"],
        *MESSAGE_FLAGS[compiler],
    )
    return Port(
        target=target,
        compiler=(chosen["compiler"],),
        compile_flags=flags,
        loadable_flags=(
            *(flag for flag in flags if flag not in FIXED_ADDRESS_FLAGS),
            *table["loadable_cflags"],
        ),
        loadable_link=tuple(chosen["loadable_link"]),
        port_flags=tuple(table["port_cflags"]),
        assembler_flags=ASSEMBLER_FLAGS[compiler],
        link=(*chosen["link"], "-L", "{gen}", "-T", str(script)),
        link_script=script,
        sources=tuple(root / name for name in table["sources"]),
        freestanding=table["freestanding"],
        run_template=table["run_template"],
        tools=tuple(_tools(chosen["tools"]) + _tools(table["run"]["tools"])),
    )


# What a profile with modules that are built as files of their own needs beside that.
LOADING_TOOLS = (Tool(command="openssl", packages=("openssl",)),)

# What one with files to boot with needs.
PACKING_TOOLS = (Tool(command="cpio", packages=("cpio",)),)

# What a profile with a disk needs to make it.
DISK_TOOLS = (Tool(command="mkfs.fat", packages=("dosfstools",)),)


def _tools(table: dict[str, list[str]]) -> list[Tool]:
    return [
        Tool(command=command, packages=tuple(packages))
        for command, packages in table.items()
    ]


def runtime_sources(root: Path, *, loader: bool) -> list[Path]:
    """The runtime's C, but for what only `ninja faults` has; the loader's with it where
    something loads modules."""
    runtime = root / "runtime"
    found = [*runtime.glob("*.c")]
    if loader:
        found += (runtime / "loader").rglob("*.c")
    return sorted(found)
