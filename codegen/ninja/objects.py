# SPDX-License-Identifier: MIT
"""Compiles: what is compiled from where with which flags, and a module's share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.model import Interface, Module, c_identifier, file_stem
from codegen.ninja.toolchain import STRICT_FLAGS, USER_FLAGS


@dataclass(frozen=True, kw_only=True)
class Object:
    """One compile. `path` is relative to the build folder, `source` absolute; `where`
    is the folder that the compiler runs in. `from_sources`: a file of `sources:`, not
    the module's generated C."""

    path: str
    source: Path
    flags: tuple[str, ...]
    where: Path
    from_sources: bool = False


@dataclass(frozen=True, kw_only=True)
class Folders:
    root: Path
    build: Path
    own_modules: Path


def make_object(
    path: str,
    source: Path,
    flags: Sequence[str],
    where: Path,
    folders: Folders,
    *,
    from_sources: bool = False,
) -> Object:
    """`path` is the object's without its ending."""
    moved = () if where == folders.root else (f"-ffile-prefix-map={where}=.",)
    return Object(
        path=f"{path}.o",
        source=source,
        flags=(*flags, *moved),
        where=where,
        from_sources=from_sources,
    )


def include_flags(folders: Folders) -> tuple[str, ...]:
    return (f"-I{folders.root}/runtime/include", f"-I{folders.build}/gen")


def shadow_flags(user: Interface | Module) -> tuple[str, ...]:
    """A parameter or a variable may have the name of a type of somebody else's spec."""
    return ("-Wno-shadow",) if user.needs_types else ()


def list_module_objects(
    module: Module,
    *,
    generated: Path,
    path: str,
    folders: Folders,
    strict: bool,
) -> list[Object]:
    """Return the objects of a module, in the folder `path`. Its generated C is found
    below `generated`, before that of other modules."""
    spec = module.spec.path
    if spec.is_relative_to(folders.own_modules):
        flags = (*STRICT_FLAGS, *shadow_flags(module))
    else:
        flags = ("-Werror", *USER_FLAGS) if strict else USER_FLAGS
    includes = list(include_flags(folders))
    own = f"-I{generated}"
    if own not in includes:
        includes.insert(1, own)
    flags = (*flags, *includes, f"-iquote{spec.parent}")
    identifier = file_stem(module.identifier)
    stem = generated / "modules" / identifier / identifier
    where = module.spec.line_folder
    found = [
        make_object(
            f"{path}/{spec.name}", stem.with_suffix(".c"), flags, where, folders
        )
    ]
    for written in module.sources:
        inside = file_stem(c_identifier(os.path.relpath(written.path, spec.parent)))
        found.append(
            make_object(
                f"{path}/{inside}",
                written.path,
                (*flags, "-include", f"{stem}.h"),
                where,
                folders,
                from_sources=True,
            )
        )
    return found
