# SPDX-License-Identifier: MIT
"""The image of the fault injection: what it has of its own, and what it shares.

The modules, their interfaces and the port are the very objects of the profile's image.
The runtime is compiled a second time, with HX_FAULT_INJECTION, and so are the tables of
the image, because [boot] is another one there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from codegen.ninja.graph import Image
from codegen.ninja.objects import Folders, Object

FOLDER = "faults/"
DEFINE = "-DHX_FAULT_INJECTION"


def fault_sources(root: Path) -> tuple[Path, ...]:
    """What is linked into no other image."""
    return tuple(sorted((root / "runtime" / "faults").glob("*.c")))


def collect_fault_image(image: Image, folders: Folders) -> Image:
    """Return the image that goes with the profile's own."""
    runtime = folders.root / "runtime"
    tables = folders.build / "gen" / "image.c"
    own: list[Object] = []
    shared: list[str] = []
    flags: tuple[str, ...] = ()
    for item in image.objects:
        if item.source == tables:
            source = tables.parent / "faults" / "image.c"
            own.append(replace(item, path=FOLDER + item.path, source=source))
        elif item.source.parent == runtime:
            flags = (*item.flags, DEFINE)
            own.append(replace(item, path=FOLDER + item.path, flags=flags))
        else:
            shared.append(item.path)
    own += [
        Object(
            path=f"{FOLDER}obj/runtime/faults/{source.name}.o",
            source=source,
            flags=flags,
            where=folders.root,
        )
        for source in fault_sources(folders.root)
    ]
    return replace(
        image, folder=FOLDER, objects=tuple(own), shared=tuple(shared), modules=()
    )
