# SPDX-License-Identifier: MIT
"""The files that modules are built as: which objects, and what becomes of them.

    OBJECTS ─abi_note─► abi.c ─cc─► abi.o
    OBJECTS, abi.o ─link─► NAME.so ─sign─► modules/NAME.hxm ─pack─► initrd.cpio
"""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import file_stem
from codegen.ninja.objects import Folders, Object, list_module_objects, make_object
from codegen.ninja.toolchain import STRICT_FLAGS
from codegen.plan.model import Plan


@dataclass(frozen=True, kw_only=True)
class ModuleBuild:
    """How NAME.hxm is built. All paths are relative to the build folder. `abi` is the
    compile of `abi_source`, which is made from `objects`."""

    stem: str
    objects: tuple[Object, ...]
    abi_source: str
    abi: Object
    linked: str
    path: str


def collect_module_builds(
    plan: Plan, folders: Folders, *, folder: str, strict: bool
) -> tuple[ModuleBuild, ...]:
    """List the builds of the profile's loadable modules and replacements."""
    found = []
    for loadable in plan.loadables:
        inside = f"hxm/{file_stem(loadable.stem)}"
        path = f"{folder}obj/{inside}"
        abi_source = f"{path}.abi.c"
        found.append(
            ModuleBuild(
                stem=loadable.stem,
                objects=tuple(
                    list_module_objects(
                        loadable.module,
                        generated=folders.build / "gen" / inside,
                        path=path,
                        folders=folders,
                        strict=strict,
                    )
                ),
                abi_source=abi_source,
                abi=make_object(
                    f"{path}.abi",
                    folders.build / abi_source,
                    STRICT_FLAGS,
                    folders.root,
                    folders,
                ),
                linked=f"{path}.so",
                path=f"{folder}modules/{loadable.file.name}",
            )
        )
    return tuple(found)
