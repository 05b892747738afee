# SPDX-License-Identifier: MIT
"""All of what configure.py may have to do: plan, print, write, and keep what is known.

Everything is written by map_shares() or after it, in an order in which a run that is
killed has not claimed to be done; see codegen/cache/file.py for what is kept.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from codegen import progress
from codegen.cache.collect import collect_specs
from codegen.cache.file import Facts, save
from codegen.cache.stamps import (
    changed_since,
    stamp_file,
    stamp_folder,
    stamp_output,
)
from codegen.diagnostics import render_all
from codegen.faults.collect import fault_boot
from codegen.forked import map_shares
from codegen.model import Model
from codegen.ninja import graph, toolchain
from codegen.ninja.faults import collect_fault_image
from codegen.ninja.key import SigningError, make_key, read_public_key
from codegen.ninja.objects import Folders
from codegen.ninja.programs import DESCRIPTION as PROGRAMS
from codegen.ninja.programs import read_programs
from codegen.plan.model import Plan
from codegen.plan.runtime_abi import runtime_inputs
from codegen.profile.profile import Boot, Machine
from codegen.project import Project
from codegen.render.emit import Output, remove_stale, write_if_changed
from codegen.render.outputs import generate_for_target, generate_image
from codegen.render.parts import GEN, Hooks, Part, Printer, list_parts
from codegen.render.renderer import TEMPLATES, Renderer
from codegen.root import ROOT
from codegen.tools.arguments import (
    DEFAULT_MODULES,
    GOOD,
    USAGE,
    WRONG_INPUT,
    UsageError,
)
from codegen.tools.check import failed
from codegen.tools.configure_options import Options
from codegen.tools.embed import embed as write_embedded
from codegen.tools.outcome import Outcome, summary

PROGRAM = "configure.py"
HOST = "host"
# In the build folder: the key of a profile that names none.
OWN_KEY = "key.pem"


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


def _write_parts(
    plan: Plan, model: Model, renderer: Renderer, build: Path
) -> tuple[list[str], list[Hooks]]:
    """Write the files of all parts; return their paths, and the hooks to be defined."""
    printer = Printer(model, renderer)

    def write(parts: Iterable[Part]) -> tuple[list[str], list[Hooks]]:
        paths: list[str] = []
        hooks: list[Hooks] = []
        for printed in printer.print_all(parts):
            for output in printed.outputs:
                write_if_changed(build / output.path, output.text)
                paths.append(output.path)
            if printed.hooks is not None:
                hooks.append(printed.hooks)
        return paths, hooks

    paths: list[str] = []
    hooks: list[Hooks] = []
    for written, wanted in map_shares(write, list_parts(plan, model), title="writing"):
        paths += written
        hooks += wanted
    return paths, hooks


def _refuse_packing_the_build(options: Options, plan: Plan) -> None:
    if plan.packed is None:
        return
    folder = plan.packed.folder.resolve()
    if options.build.resolve().is_relative_to(folder):
        raise UsageError(
            f"--build-dir '{options.build}' is inside of '{folder}', whose files "
            "[initrd] packs"
        )


def _write(options: Options, project: Project, plan: Plan) -> Written:
    renderer = Renderer()
    folders = Folders(root=ROOT, build=options.build, own_modules=DEFAULT_MODULES)
    # Each target with its image's folder.
    targets = {plan.target: "", HOST: "host/"}
    targets[plan.target] = ""
    more = _more_tools(plan)
    ports = {target: _port(target, options, plan, more) for target in targets}
    key, public_key = _signing_key(options, plan)
    inputs = {*project.inputs, *_own_inputs(), *_loading_inputs(plan)}
    paths, hooks = _write_parts(plan, project.model, renderer, options.build)
    progress.begin("writing the tables and the build graph")
    generated = [
        *generate_image(plan, project.model, renderer, hooks, key=public_key),
        *(
            output
            for target, folder in targets.items()
            if target != plan.target
            for output in generate_for_target(
                plan,
                project.model,
                renderer,
                target=target,
                folder=folder,
                key=public_key,
            )
        ),
    ]
    if plan.packed is not None:
        names = json.dumps(plan.packed.names, indent=1) + "\n"
        generated.append(Output(path=graph.PACKED_NAMES, text=names))
    paths += [output.path for output in generated]
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
        configure=options.words,
        selection=options.selection_words,
        # What the build itself writes there is no reason to configure again.
        inputs=sorted(p for p in inputs if not p.is_relative_to(options.build)),
        outputs=paths,
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
    remove_stale(options.build / GEN, {options.build / path for path in paths})
    for image in images:
        modules = {options.build / module.path for module in image.modules}
        remove_stale(options.build / image.folder / "modules", modules)
    for output in outputs:
        write_if_changed(
            options.build / output.path, output.text, executable=output.executable
        )
    tools = [tool for port in ports.values() for tool in port.tools]
    return Written(
        inputs=[*map(str, inputs), str(key)] if plan.loadables else [*map(str, inputs)],
        present=_list_present(project, [*tools, *more]),
        outputs=sorted({*paths, *(output.path for output in outputs)}),
    )


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a run has read and written: `present` are files whose content does not
    matter, `outputs` are relative to the build folder."""

    inputs: list[str]
    present: list[str]
    outputs: list[str]


def _list_present(project: Project, tools: Iterable[toolchain.Tool]) -> list[str]:
    """The programs that were found, and the C files that specs name."""
    model = project.model
    found = {tool.path for tool in tools}
    for module in (*model.modules, *model.replacements):
        found.update(str(source.path) for source in module.sources)
    return sorted(path for path in found if path is not None)


def _library_files() -> list[str]:
    """What tells one version of a library from another."""
    names = ("jinja2", "pycparser", "elftools")
    found = [importlib.util.find_spec(name) for name in names]
    return [spec.origin for spec in found if spec is not None and spec.origin]


def _remember(
    options: Options,
    project: Project,
    plan: Plan,
    written: Written,
    said: str,
    what: str,
    start_ns: int,
) -> None:
    """Keep for the next run what this one has found and done."""
    progress.begin("keeping what is known")
    below = os.path.join(options.build, "")
    inputs = [*written.inputs, *_library_files()]
    folders = [path for path in inputs if os.path.isdir(path)]
    files = sorted({*inputs} - {*folders})
    folders = [path for path in folders if not f"{path}/".startswith(below)]
    outside = [path for path in (*files, *folders) if not path.startswith(below)]
    if changed_since(outside, start_ns):
        return
    packed = {*map(str, plan.packed.folders)} if plan.packed is not None else set()
    facts = Facts(
        identity=options.identity,
        files={path: stamp_file(path) for path in files},
        folders={
            path: stamp_folder(path, packed=path in packed) for path in sorted(folders)
        },
        present=tuple(written.present),
        outputs={p: stamp_output(f"{options.build}/{p}") for p in written.outputs},
        working_folder=os.getcwd(),
        diagnostics=said,
        summary=what,
    )
    specs = [path for path in files if path.endswith(".mod")]
    save(
        options.build,
        facts,
        collect_specs(project.model, plan, project.diagnostics, specs),
    )


def _load(options: Options) -> tuple[Project, Plan | None, str]:
    """Return what was read, the plan if it can be built, and what there is to say."""
    project = options.selection.load()
    said = render_all(project.diagnostics)
    if failed(project.diagnostics, strict=options.strict):
        return project, None, said
    if project.plan is None:
        raise AssertionError("no plan, and no diagnostic that says why")
    return project, project.plan, said


def _refused(error: UsageError, said: str) -> Outcome:
    return Outcome(status=USAGE, diagnostics=f"{said}{PROGRAM}: {error}\n", summary="")


def configure(
    options: Options, start_ns: int, alone: AbstractContextManager[None]
) -> Outcome:
    """Do everything. `alone` is entered before anything is written; the run began at
    `start_ns`."""
    project, plan, said = _load(options)
    if plan is None:
        return Outcome(status=WRONG_INPUT, diagnostics=said, summary="")
    what = (
        f"profile={plan.profile.name} target={plan.target} "
        f"modules={len(plan.modules)}"
    )
    try:
        _refuse_packing_the_build(options, plan)
        with alone:
            written = _write(options, project, plan)
            _remember(options, project, plan, written, said, what, start_ns)
    except UsageError as error:
        return _refused(error, said)
    return Outcome(status=GOOD, diagnostics=said, summary=summary(options, what))


def embed(options: Options, folder: Path) -> Outcome:
    """Do what --embed asks for."""
    project, plan, said = _load(options)
    if plan is None:
        return Outcome(status=WRONG_INPUT, diagnostics=said, summary="")
    try:
        outcome = write_embedded(folder, project, plan)
    except UsageError as error:
        return _refused(error, said)
    return replace(outcome, diagnostics=said + outcome.diagnostics)
