# SPDX-License-Identifier: MIT
"""The build graph as data: which objects, from what, with which flags.

`build_view` gives the template `build.ninja.in` finished strings.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.model import Interface, Model, Module, c_identifier, file_stem
from codegen.ninja.programs import TestProgram
from codegen.ninja.toolchain import LANGUAGE_FLAGS, STRICT_FLAGS, USER_FLAGS, Port
from codegen.plan.model import Plan


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
class Image:
    """All objects of one target; `folder` is "" or "host/"."""

    target: str
    folder: str
    port: Port
    objects: tuple[Object, ...]


@dataclass(frozen=True, kw_only=True)
class Folders:
    root: Path
    build: Path
    own_modules: Path


def _include_flags(folders: Folders) -> tuple[str, ...]:
    return (f"-I{folders.root}/runtime/include", f"-I{folders.build}/gen")


def _shadow_flags(user: Interface | Module) -> tuple[str, ...]:
    """A parameter or a variable may have the name of a type of somebody else's spec."""
    return ("-Wno-shadow",) if user.needs_types else ()


def collect_image(
    plan: Plan,
    model: Model,
    port: Port,
    folders: Folders,
    *,
    folder: str,
    strict: bool,
) -> Image:
    """List every object of the image for the port's target."""
    include = _include_flags(folders)
    own = (*STRICT_FLAGS, *include)
    objects: list[Object] = []

    def add(
        path: str,
        source: Path,
        flags: Sequence[str],
        *,
        where: Path = folders.root,
        sources: bool = False,
    ) -> None:
        moved = () if where == folders.root else (f"-ffile-prefix-map={where}=.",)
        objects.append(
            Object(
                path=f"{folder}obj/{path}.o",
                source=source,
                flags=(*flags, *moved),
                where=where,
                from_sources=sources,
            )
        )

    boot = folders.root / "boot"
    for source in port.sources:
        name = str(source.relative_to(boot))
        assembler = port.assembler_flags if source.suffix == ".S" else ()
        add(f"boot/{name}", source, (*own, *port.port_flags, *assembler))
    for source in sorted((folders.root / "runtime").rglob("*.c")):
        # With a C library, that has memcpy and its kin.
        if port.freestanding or source.name != "string.c":
            add(f"runtime/{source.name}", source, own)
    gen = folders.build / "gen"
    add("gen/image.c", gen / "image.c", own)
    for interface in model.interfaces:
        name = file_stem(interface.identifier)
        flags = (*own, *_shadow_flags(interface))
        add(f"gen/interfaces/{name}.c", gen / "interfaces" / f"{name}.c", flags)
    for module in (planned.module for planned in plan.modules):
        spec = module.spec.path
        ours = spec.is_relative_to(folders.own_modules)
        if ours:
            flags = (*STRICT_FLAGS, *_shadow_flags(module))
        else:
            flags = ("-Werror", *USER_FLAGS) if strict else USER_FLAGS
        flags = (*flags, *include, f"-iquote{spec.parent}")
        identifier = file_stem(module.identifier)
        generated = gen / "modules" / identifier / identifier
        where = module.spec.line_folder
        add(
            f"modules/{identifier}/{spec.name}",
            generated.with_suffix(".c"),
            flags,
            where=where,
        )
        for written in module.sources:
            inside = file_stem(c_identifier(os.path.relpath(written.path, spec.parent)))
            add(
                f"modules/{identifier}/{inside}",
                written.path,
                (*flags, "-include", f"{generated}.h"),
                where=where,
                sources=True,
            )
    return Image(target=port.target, folder=folder, port=port, objects=tuple(objects))


def compile_words(image: Image, folders: Folders, launcher: str | None) -> list[str]:
    """The compiler with the flags that all objects of the image share."""
    prefix = [launcher] if launcher else []
    # The build folder's map comes last: gcc takes the last one that matches.
    maps = [
        f"-ffile-prefix-map={folders.root}=.",
        f"-ffile-prefix-map={folders.build}=build",
    ]
    return [
        *prefix,
        *image.port.compiler,
        *LANGUAGE_FLAGS,
        *image.port.compile_flags,
        *maps,
    ]


def compile_commands(images: Sequence[Image], folders: Folders) -> str:
    """The text of compile_commands.json, for editors and linters."""
    entries = []
    for image in images:
        words = compile_words(image, folders, None)
        for item in image.objects:
            output = str(folders.build / item.path)
            entries.append(
                {
                    "directory": str(item.where),
                    "file": str(item.source),
                    "output": output,
                    "arguments": [
                        *words,
                        *item.flags,
                        "-c",
                        str(item.source),
                        "-o",
                        output,
                    ],
                }
            )
    return json.dumps(entries, indent=1) + "\n"


def escape_path(path: str | Path) -> str:
    """A path in a `build` line."""
    return str(path).replace("$", "$$").replace(" ", "$ ").replace(":", "$:")


def escape_words(words: Sequence[str]) -> str:
    """Words of a shell command as a variable's value."""
    return shlex.join(words).replace("$", "$$")


@dataclass(frozen=True, kw_only=True)
class ObjectView:
    path: str
    input: str
    source: str
    flags: str
    # "" for the project's root.
    where: str


@dataclass(frozen=True, kw_only=True)
class ImageView:
    target: str
    folder: str
    compile: str
    link: str
    objects: tuple[ObjectView, ...]
    hook_objects: tuple[str, ...]
    hook_folders: str
    link_script: str
    kernel: str
    run: str


@dataclass(frozen=True, kw_only=True)
class ProgramView:
    """A test program; its objects' `flags` begin with the compiler."""

    path: str
    objects: tuple[ObjectView, ...]
    link: str
    libraries: str
    link_script: str
    run: str


@dataclass(frozen=True, kw_only=True)
class BuildView:
    root: str
    build: str
    python: str
    configure: str
    selection: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    images: tuple[ImageView, ...]
    programs: tuple[ProgramView, ...]


def _object_view(item: Object, folders: Folders) -> ObjectView:
    source = item.source
    inside = source.is_relative_to(folders.build)
    return ObjectView(
        path=escape_path(item.path),
        # Generated files are known to ninja by their path in the build folder.
        input=escape_path(source.relative_to(folders.build) if inside else source),
        source=escape_words([str(source)]),
        flags=escape_words(item.flags),
        where="" if item.where == folders.root else escape_words([str(item.where)]),
    )


def _image_view(image: Image, folders: Folders, launcher: str | None) -> ImageView:
    gen = folders.build / "gen"
    link = [word.replace("{gen}", str(gen)) for word in image.port.link]
    return ImageView(
        target=image.target,
        folder=image.folder,
        compile=escape_words(compile_words(image, folders, launcher)),
        link=escape_words(link),
        objects=tuple(_object_view(item, folders) for item in image.objects),
        hook_folders=escape_words(sorted({str(item.where) for item in image.objects})),
        hook_objects=tuple(
            escape_path(item.path) for item in image.objects if item.from_sources
        ),
        link_script=escape_path(image.port.link_script),
        kernel=escape_path(f"{image.folder}kernel.elf"),
        run=escape_words([str(folders.build / image.folder / "run")]),
    )


def _program_view(program: TestProgram, folders: Folders) -> ProgramView:
    return ProgramView(
        path=escape_path(program.path),
        objects=tuple(
            ObjectView(
                path=escape_path(item.path),
                input=escape_path(item.source),
                source=escape_words([str(item.source)]),
                flags=escape_words(item.words),
                where="",
            )
            for item in program.objects
        ),
        link=escape_words(program.link),
        libraries=escape_words(program.libraries),
        link_script=escape_path(program.link_script),
        run=escape_words([str(folders.build / program.path), *program.arguments]),
    )


def build_view(
    images: Sequence[Image],
    programs: Sequence[TestProgram],
    folders: Folders,
    *,
    python: str,
    configure: Sequence[str],
    selection: Sequence[str],
    inputs: Sequence[Path],
    outputs: Sequence[str],
    launcher: str | None,
) -> BuildView:
    return BuildView(
        root=escape_words([str(folders.root)]),
        build=escape_words([str(folders.build)]),
        python=escape_words([python]),
        configure=escape_words(configure),
        selection=escape_words(selection),
        inputs=tuple(escape_path(path) for path in inputs),
        outputs=tuple(escape_path(path) for path in outputs),
        images=tuple(_image_view(image, folders, launcher) for image in images),
        programs=tuple(_program_view(program, folders) for program in programs),
    )
