# SPDX-License-Identifier: MIT
"""configure.py: specs and profile in, generated C and build.ninja out."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from codegen.ninja import graph, toolchain
from codegen.ninja.faults import collect_fault_image
from codegen.ninja.key import SigningError, make_key, read_public_key
from codegen.ninja.objects import Folders
from codegen.tools.arguments import (
    DEFAULT_MODULES,
    GOOD,
    WRONG_INPUT,
    Parser,
    Selection,
    UsageError,
    add_selection,
    read_selection,
    run,
)
from codegen.tools.check import failed
from codegen.tools.embed import embed, read_embed_folder
from codegen.diagnostics import render_all
from codegen.faults.collect import fault_boot
from codegen.render.emit import Output, remove_stale, write_if_changed
from codegen.model import Model
from codegen.render.outputs import GEN, generate, generate_for_target
from codegen.plan.model import Plan
from codegen.plan.runtime_abi import runtime_inputs
from codegen.ninja.programs import DESCRIPTION as PROGRAMS
from codegen.ninja.programs import read_programs
from codegen.profile.profile import Boot, Machine
from codegen.project import ROOT, Project
from codegen.render.renderer import TEMPLATES, Renderer

HOST = "host"
# In the build folder: the key of a profile that names none.
OWN_KEY = "key.pem"


@dataclass(frozen=True, kw_only=True)
class Options:
    selection: Selection
    build: Path
    compiler: str
    strict: bool
    launcher: str | None
    embed: Path | None


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="configure.py",
        description="Turns specs and a profile into generated C and a build.ninja.",
        epilog="Then: ninja -C BUILD [run | faults | test | graph | host | bench | lint | fuzz]",
    )
    add_selection(parser)
    parser.add_argument(
        "--build-dir",
        type=Path,
        default=Path("build"),
        metavar="DIR",
        help="where everything is written (default: build)",
    )
    parser.add_argument("--cc", choices=toolchain.COMPILERS, default="gcc")
    parser.add_argument(
        "--strict", action="store_true", help="warnings are errors, of C as well"
    )
    parser.add_argument(
        "--launcher", choices=toolchain.LAUNCHERS, help="put in front of the compiler"
    )
    parser.add_argument(
        "--embed",
        type=Path,
        metavar="DIR",
        help="write the sources for another kernel's own build into DIR, and nothing else",
    )
    return parser


def _read_options(words: list[str]) -> Options:
    options = _parser().parse_args(words)
    build = Path(os.path.abspath(options.build_dir))
    if build.exists() and not build.is_dir():
        raise UsageError(f"'{build}' is not a folder; --build-dir takes a folder")
    if build in (ROOT, *ROOT.parents):
        raise UsageError(f"--build-dir '{build}' holds the project itself")
    return Options(
        selection=read_selection(options),
        build=build,
        compiler=options.cc,
        strict=options.strict,
        launcher=options.launcher,
        embed=read_embed_folder(options.embed),
    )


def _more_tools(plan: Plan) -> tuple[toolchain.Tool, ...]:
    """What this profile needs beside what its targets always do."""
    loading = toolchain.LOADING_TOOLS if plan.loadables else ()
    packing = toolchain.PACKING_TOOLS if plan.loadables or plan.packed else ()
    disk = toolchain.DISK_TOOLS if plan.profile.machine.disk_mb > 0 else ()
    return (*loading, *packing, *disk)


def _port(
    target: str, options: Options, plan: Plan, more: tuple[toolchain.Tool, ...]
) -> toolchain.Port:
    port = toolchain.read_port(ROOT, target, options.compiler, plan.macros)
    if port is None:
        raise UsageError(f"there is no port for '{target}' in boot/")
    launcher = (
        (toolchain.Tool(command=options.launcher, packages=(options.launcher,)),)
        if options.launcher
        else ()
    )
    missing = [tool for tool in (*port.tools, *launcher, *more) if tool.missing]
    if missing:
        names = ", ".join(f"'{tool.command}'" for tool in missing)
        packages = " ".join(sorted({p for tool in missing for p in tool.packages}))
        raise UsageError(
            f"building for {target} needs {names}: apt-get install {packages}"
        )
    return port


def _python() -> str:
    """An interpreter that has pyelftools: the one that runs, else the system's."""
    if importlib.util.find_spec("elftools") is not None:
        return sys.executable
    return "/usr/bin/python3"


def _selection_words(selection: Selection) -> list[str]:
    words = ["--profile", str(selection.profile)]
    if selection.target is not None:
        words += ["--target", selection.target]
    for folder in selection.folders:
        if folder != DEFAULT_MODULES:
            words += ["--modules", str(folder)]
    return words


def _configure_words(options: Options) -> list[str]:
    words = [sys.executable, str(ROOT / "configure.py")]
    words += _selection_words(options.selection)
    words += ["--build-dir", str(options.build), "--cc", options.compiler]
    if options.strict:
        words.append("--strict")
    if options.launcher is not None:
        words += ["--launcher", options.launcher]
    return words


def _own_inputs() -> list[Path]:
    """The generator itself: a change in it is a reason to run it again."""
    found = [ROOT / "configure.py", ROOT / "build.ninja.in", TEMPLATES]
    found += (ROOT / "codegen").rglob("*.py")
    found += TEMPLATES.glob("*.j2")
    found += (ROOT / "boot").glob("*/port.toml")
    # Their folders, because a new file there is a new object.
    runtime = ROOT / "runtime"
    found += [runtime, runtime / "faults"]
    found += [path for path in (runtime / "loader").rglob("*") if path.is_dir()]
    found.append(runtime / "loader")
    found += [ROOT / PROGRAMS, (ROOT / PROGRAMS).parent]
    return found


def _run_scripts(
    images: list[graph.Image], boot: Boot, machine: Machine, renderer: Renderer
) -> list[Output]:
    return [
        Output(
            path=f"{image.folder}run",
            text=renderer.render(
                image.port.run_template,
                name="run",
                kernel="kernel.elf",
                interactive=boot.interactive,
                memory_mb=boot.memory_mb,
                disk_mb=machine.disk_mb,
                network=machine.network,
                initrd=image.initrd,
                # A minute beside what the profile itself asks for.
                limit_s=60 + boot.run_ms // 1000,
            ),
            executable=True,
        )
        for image in images
    ]


def _signing_key(options: Options, plan: Plan) -> tuple[Path, bytes | None]:
    """The key that modules are signed with, and the public one that goes into the
    image, which is there where signatures are required."""
    path = plan.profile.key or options.build / OWN_KEY
    if not plan.loadables:
        return path, None
    try:
        if plan.profile.key is None:
            make_key(path)
        public_key = read_public_key(path)
    except SigningError as error:
        raise UsageError(str(error)) from error
    required = plan.profile.signatures == "required"
    return path, public_key if required else None


def _loading_inputs(plan: Plan) -> list[Path]:
    """What the tables of loading are made of, and a key of the profile's: its public
    half may be in the image."""
    if not plan.loadables:
        return []
    key = [plan.profile.key] if plan.profile.key else []
    return [*runtime_inputs(plan.target), *key]


def _generate(
    plan: Plan,
    model: Model,
    renderer: Renderer,
    targets: dict[str, str],
    key: bytes | None,
) -> list[Output]:
    """All generated files, those of the plan's own target first."""
    generated = list(generate(plan, model, renderer, key=key))
    for target, folder in targets.items():
        if target != plan.target:
            generated += generate_for_target(
                plan, model, renderer, target=target, folder=folder, key=key
            )
    if plan.packed is not None:
        names = json.dumps(plan.packed.names, indent=1) + "\n"
        generated.append(Output(path=graph.PACKED_NAMES, text=names))
    return generated


def _refuse_packing_the_build(options: Options, plan: Plan) -> None:
    if plan.packed is None:
        return
    folder = plan.packed.folder.resolve()
    if options.build.resolve().is_relative_to(folder):
        raise UsageError(
            f"--build-dir '{options.build}' is inside of '{folder}', whose files "
            "[initrd] packs"
        )


def _write(options: Options, project: Project, plan: Plan) -> None:
    _refuse_packing_the_build(options, plan)
    renderer = Renderer()
    folders = Folders(root=ROOT, build=options.build, own_modules=DEFAULT_MODULES)
    # Each target with its image's folder.
    targets = {plan.target: "", HOST: "host/"}
    targets[plan.target] = ""
    more = _more_tools(plan)
    ports = {target: _port(target, options, plan, more) for target in targets}
    key, public_key = _signing_key(options, plan)
    generated = _generate(plan, project.model, renderer, targets, public_key)
    images = [
        graph.collect_image(
            plan,
            project.model,
            ports[target],
            folders,
            folder=folder,
            strict=options.strict,
        )
        for target, folder in targets.items()
    ]
    faults = collect_fault_image(images[0], folders)
    view = graph.build_view(
        images,
        faults,
        read_programs(ROOT),
        folders,
        python=_python(),
        configure=_configure_words(options),
        selection=_selection_words(options.selection),
        inputs=sorted(
            path
            for path in {*project.inputs, *_own_inputs(), *_loading_inputs(plan)}
            # What the build itself writes there is no reason to configure again.
            if not path.is_relative_to(options.build)
        ),
        outputs=[output.path for output in generated],
        packed=plan.packed,
        launcher=options.launcher,
        key=key,
    )
    boot, machine = plan.profile.boot, plan.profile.machine
    outputs = [
        *generated,
        *_run_scripts(images, boot, machine, renderer),
        *_run_scripts([faults], fault_boot(boot), machine, renderer),
        Output(
            path="compile_commands.json",
            text=graph.compile_commands([*images, faults], folders),
        ),
        # Last: a run that is killed before has not claimed to be done.
        Output(
            path="build.ninja",
            text=Renderer(ROOT).render("build.ninja.in", name="build.ninja", view=view),
        ),
    ]
    remove_stale(
        options.build / GEN, {options.build / output.path for output in generated}
    )
    for image in images:
        modules = {options.build / module.path for module in image.modules}
        remove_stale(options.build / image.folder / "modules", modules)
    for output in outputs:
        write_if_changed(
            options.build / output.path, output.text, executable=output.executable
        )


def _configure(words: list[str]) -> int:
    options = _read_options(words)
    project = options.selection.load()
    sys.stderr.write(render_all(project.diagnostics))
    plan = project.plan
    if failed(project.diagnostics, strict=options.strict):
        return WRONG_INPUT
    if plan is None:
        raise AssertionError("no plan, and no diagnostic that says why")
    if options.embed is not None:
        embed(options.embed, project, plan)
        return GOOD
    _write(options, project, plan)
    print(
        f"configured {os.path.relpath(options.build)}: profile={plan.profile.name} "
        f"target={plan.target} modules={len(plan.modules)}"
    )
    return GOOD


def main(words: list[str]) -> int:
    return run("configure.py", lambda: _configure(words))
