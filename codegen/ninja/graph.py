# SPDX-License-Identifier: MIT
"""The build graph as data: which objects, from what, with which flags.

`build_view` gives the template `build.ninja.in` finished strings.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.model import Model, file_stem
from codegen.ninja.loadable import ModuleBuild, collect_module_builds
from codegen.ninja.objects import (
    Folders,
    Object,
    include_flags,
    list_module_objects,
    make_object,
    shadow_flags,
)
from codegen.ninja.programs import TestObject, TestProgram
from codegen.ninja.toolchain import (
    LANGUAGE_FLAGS,
    STRICT_FLAGS,
    Port,
    runtime_sources,
)
from codegen.plan.model import Plan
from codegen.plan.packed import PackedFiles

# In the build folder: which files of the profile's folder are packed.
PACKED_NAMES = "gen/initrd.json"


@dataclass(frozen=True, kw_only=True)
class Image:
    """All objects of one target; `folder` is "", "host/" or "faults/". `shared` are
    paths of objects that are compiled for another image, and linked into this one too.
    `modules` are those that are built as files of their own; `initrd` holds them, and
    the files of the profile's folder, if it `has_files`.
    """

    target: str
    folder: str
    port: Port
    objects: tuple[Object, ...]
    shared: tuple[str, ...] = ()
    modules: tuple[ModuleBuild, ...] = ()
    has_files: bool = False

    @property
    def initrd(self) -> str:
        """Its path in the image's folder, or nothing."""
        return "initrd.cpio" if self.modules or self.has_files else ""


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
    include = include_flags(folders)
    own = (*STRICT_FLAGS, *include)
    objects: list[Object] = []

    def add(path: str, source: Path, flags: Sequence[str]) -> None:
        path = f"{folder}obj/{path}"
        objects.append(make_object(path, source, flags, folders.root, folders))

    boot = folders.root / "boot"
    for source in port.sources:
        name = str(source.relative_to(boot))
        assembler = port.assembler_flags if source.suffix == ".S" else ()
        add(f"boot/{name}", source, (*own, *port.port_flags, *assembler))
    for source in runtime_sources(folders.root, loader=bool(plan.loadables)):
        name = str(source.relative_to(folders.root / "runtime"))
        # With a C library, that has memcpy and its kin.
        if port.freestanding or name != "string.c":
            add(f"runtime/{name}", source, own)
    gen = folders.build / "gen"
    add("gen/image.c", gen / "image.c", own)
    for interface in model.interfaces:
        name = file_stem(interface.identifier)
        flags = (*own, *shadow_flags(interface))
        add(f"gen/interfaces/{name}.c", gen / "interfaces" / f"{name}.c", flags)
    if plan.loadables:
        loading = gen / folder
        add("gen/exports.c", loading / "exports.c", own)
        for interface in (planned.interface for planned in plan.interfaces):
            name = f"interfaces/{file_stem(interface.identifier)}_loading.c"
            add(f"gen/{name}", loading / name, (*own, *shadow_flags(interface)))
    for module in (planned.module for planned in plan.modules):
        objects += list_module_objects(
            module,
            generated=gen,
            path=f"{folder}obj/modules/{file_stem(module.identifier)}",
            folders=folders,
            strict=strict,
        )
    return Image(
        target=port.target,
        folder=folder,
        port=port,
        objects=tuple(objects),
        modules=collect_module_builds(plan, folders, folder=folder, strict=strict),
        has_files=plan.packed is not None,
    )


def compile_words(
    image: Image, folders: Folders, launcher: str | None, *, loadable: bool = False
) -> list[str]:
    """The compiler with the flags that all objects of the image share, or all of the
    modules that it loads."""
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
        *(image.port.loadable_flags if loadable else image.port.compile_flags),
        *maps,
    ]


def compile_commands(images: Sequence[Image], folders: Folders) -> str:
    """The text of compile_commands.json, for editors and linters: a compile a line.

    Hundreds of objects share their flags, so each list of them becomes text once.
    """
    lines = []
    for image in images:
        words = compile_words(image, folders, None)
        loadable = compile_words(image, folders, None, loadable=True)
        items = [(words, item) for item in image.objects]
        items += [(loadable, o) for m in image.modules for o in (*m.objects, m.abi)]
        for words, item in items:
            output = json.dumps(f"{folders.build}/{item.path}")
            source = json.dumps(str(item.source))
            flags = _json_words((*words, *item.flags))
            lines.append(
                f'{{"directory": {json.dumps(str(item.where))}, "file": {source}, '
                f'"output": {output}, '
                f'"arguments": [{flags}, "-c", {source}, "-o", {output}]}}'
            )
    return "[\n" + ",\n".join(lines) + "\n]\n"


@functools.lru_cache(maxsize=1024)
def _json_words(words: tuple[str, ...]) -> str:
    return ", ".join(map(json.dumps, words))


def escape_path(path: str | Path) -> str:
    """A path in a `build` line."""
    text = str(path)
    if _UNLIKE_PATH.search(text) is None:
        return text
    return text.replace("$", "$$").replace(" ", "$ ").replace(":", "$:")


_UNLIKE_PATH = re.compile(r"[$ :]")


def escape_words(words: Sequence[str]) -> str:
    """Words of a shell command as a variable's value."""
    return _escape_words(tuple(words))


@functools.lru_cache(maxsize=1024)
def _escape_words(words: tuple[str, ...]) -> str:
    return shlex.join(words).replace("$", "$$")


@dataclass(frozen=True, kw_only=True)
class ObjectView:
    """`flags` is the name of a variable that has them."""

    path: str
    input: str
    source: str
    flags: str
    # "" for the project's root.
    where: str


@dataclass(frozen=True, kw_only=True)
class ModuleBuildView:
    """`inputs` are the objects as words of a command; `linked_from` the same as paths
    in a `build` line, with the one of the ABI's text."""

    stem: str
    objects: tuple[ObjectView, ...]
    paths: tuple[str, ...]
    inputs: str
    abi_source: str
    abi: ObjectView
    linked: str
    path: str


@dataclass(frozen=True, kw_only=True)
class ImageView:
    """`packed` are the words of the command that makes `initrd`, and `packed_from` the
    paths that it reads; `abi` has the signatures that modules are built against."""

    target: str
    folder: str
    compile: str
    link: str
    compile_module: str
    link_module: str
    abi: str
    modules: tuple[ModuleBuildView, ...]
    initrd: str
    packed: str
    packed_from: tuple[str, ...]
    objects: tuple[ObjectView, ...]
    linked: tuple[str, ...]
    hook_objects: tuple[str, ...]
    hook_folders: str
    link_script: str
    kernel: str
    run: str


@dataclass(frozen=True, kw_only=True)
class ProgramView:
    """A test program; `objects` are paths."""

    path: str
    objects: tuple[str, ...]
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
    key: str
    key_input: str
    flag_sets: tuple[tuple[str, str], ...]
    images: tuple[ImageView, ...]
    faults: ImageView
    programs: tuple[ProgramView, ...]
    program_objects: tuple[ObjectView, ...]


class FlagSets:
    """The lists of flags in a graph, each of them written once: objects in one folder
    share theirs, and are many."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], str] = {}

    def name(self, flags: tuple[str, ...]) -> str:
        """Return the variable that has these flags."""
        return self._names.setdefault(flags, f"flags_{len(self._names)}")

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, escape_words(f)) for f, name in self._names.items())


def _object_view(item: Object, folders: Folders, sets: FlagSets) -> ObjectView:
    source = str(item.source)
    inside = source.removeprefix(os.path.join(folders.build, ""))
    return ObjectView(
        path=escape_path(item.path),
        # Generated files are known to ninja by their path in the build folder.
        input=escape_path(inside),
        source=shlex.quote(source).replace("$", "$$"),
        flags=sets.name(item.flags),
        where="" if item.where == folders.root else escape_words([str(item.where)]),
    )


def _module_build_view(
    module: ModuleBuild, folders: Folders, sets: FlagSets
) -> ModuleBuildView:
    return ModuleBuildView(
        stem=escape_words([module.stem]),
        objects=tuple(_object_view(item, folders, sets) for item in module.objects),
        paths=tuple(escape_path(item.path) for item in module.objects),
        inputs=escape_words([str(folders.build / o.path) for o in module.objects]),
        abi_source=escape_path(module.abi_source),
        abi=_object_view(module.abi, folders, sets),
        linked=escape_path(module.linked),
        path=escape_path(module.path),
    )


def _pack_words(
    image: Image, packed: PackedFiles | None, folders: Folders
) -> list[str]:
    words = [str(folders.build / module.path) for module in image.modules]
    if packed is not None:
        words += ["--folder", str(packed.folder)]
        words += ["--names", str(folders.build / PACKED_NAMES)]
    return words


def _packed_from(image: Image, packed: PackedFiles | None) -> tuple[str, ...]:
    paths: list[str | Path] = [module.path for module in image.modules]
    if packed is not None:
        paths += [PACKED_NAMES, *(packed.folder / name for name in packed.names)]
    return tuple(escape_path(path) for path in paths)


def _image_view(
    image: Image,
    packed: PackedFiles | None,
    folders: Folders,
    launcher: str | None,
    sets: FlagSets,
) -> ImageView:
    gen = folders.build / "gen"
    link = [word.replace("{gen}", str(gen)) for word in image.port.link]
    compiled = [*image.objects, *(o for m in image.modules for o in m.objects)]
    return ImageView(
        target=image.target,
        folder=image.folder,
        compile=escape_words(compile_words(image, folders, launcher)),
        link=escape_words(link),
        compile_module=escape_words(
            compile_words(image, folders, launcher, loadable=True)
        ),
        link_module=escape_words(image.port.loadable_link),
        abi=escape_path(f"gen/{image.folder}abi.json"),
        modules=tuple(_module_build_view(m, folders, sets) for m in image.modules),
        initrd=escape_path(f"{image.folder}{image.initrd}") if image.initrd else "",
        packed=escape_words(_pack_words(image, packed, folders)),
        packed_from=_packed_from(image, packed),
        objects=tuple(_object_view(item, folders, sets) for item in image.objects),
        linked=tuple(
            escape_path(path)
            for path in (*image.shared, *(item.path for item in image.objects))
        ),
        hook_folders=escape_words(sorted({str(item.where) for item in compiled})),
        hook_objects=tuple(
            escape_path(item.path) for item in compiled if item.from_sources
        ),
        link_script=escape_path(image.port.link_script),
        kernel=escape_path(f"{image.folder}kernel.elf"),
        run=escape_words([str(folders.build / image.folder / "run")]),
    )


def _program_objects(
    programs: Sequence[TestProgram],
    sets: FlagSets,
) -> tuple[ObjectView, ...]:
    """Each object once, whoever links it; its flags begin with the compiler."""
    found: dict[str, TestObject] = {}
    for item in (item for program in programs for item in program.objects):
        if found.setdefault(item.path, item) != item:
            raise ValueError(f"two test programs compile {item.path} differently")
    return tuple(
        ObjectView(
            path=escape_path(item.path),
            input=escape_path(item.source),
            source=escape_words([str(item.source)]),
            flags=sets.name(item.words),
            where="",
        )
        for item in found.values()
    )


def _program_view(program: TestProgram, folders: Folders) -> ProgramView:
    return ProgramView(
        path=escape_path(program.path),
        objects=tuple(escape_path(item.path) for item in program.objects),
        link=escape_words(program.link),
        libraries=escape_words(program.libraries),
        link_script=escape_path(program.link_script),
        run=escape_words([str(folders.build / program.path), *program.arguments]),
    )


def build_view(
    images: Sequence[Image],
    faults: Image,
    programs: Sequence[TestProgram],
    folders: Folders,
    *,
    python: str,
    configure: Sequence[str],
    selection: Sequence[str],
    inputs: Sequence[Path],
    outputs: Sequence[str],
    packed: PackedFiles | None,
    launcher: str | None,
    key: Path,
) -> BuildView:
    """`key` signs the modules that are built as files of their own, if there are any."""
    sets = FlagSets()
    image_views = tuple(_image_view(i, packed, folders, launcher, sets) for i in images)
    fault_view = _image_view(faults, packed, folders, launcher, sets)
    program_objects = _program_objects(programs, sets)
    return BuildView(
        root=escape_words([str(folders.root)]),
        build=escape_words([str(folders.build)]),
        python=escape_words([python]),
        configure=escape_words(configure),
        selection=escape_words(selection),
        inputs=tuple(escape_path(path) for path in inputs),
        outputs=tuple(escape_path(path) for path in outputs),
        key=escape_words([str(key)]),
        key_input=escape_path(key),
        flag_sets=sets.lines,
        images=image_views,
        faults=fault_view,
        programs=tuple(_program_view(program, folders) for program in programs),
        program_objects=program_objects,
    )
