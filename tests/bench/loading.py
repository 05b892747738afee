# SPDX-License-Identifier: MIT
"""What it costs to load and to replace a module, in instructions of the host's image.

Loading: all of hx_load() for modules_impl/counter, beside its signature, finding and
copying the file, and the module's own hooks. The measure is dlopen() of the same
object, whose round number, 11,500, is the goal. Replacing: hx_exchange(), which is from
parking to unparking, without the hooks. For an empty state the goal is 2,000; for one of
64 KiB three times the memcpy() of it, and there saving and restoring count. The pause
grows with the modules of the image, of which there are two here: under the lock it is
looked at anew whether all who need the old one can have the new one.

Loading does not come down to its goal, it is 2.4 times dlopen(): 27,800. What there is
beside the log is 1.8 times, because dlopen() takes on trust what a kernel cannot: each
header, tag, symbol, relocation and pointer of the descriptor is looked at before it is
used, and what the module was built against is compared. The three lines of log are 0.6
more: they go to the port byte by byte, so that the last line before a crash is there. A
runtime other than the module's costs some 2,000 for each function and type that it
names. The empty pause is 2,860, most of it the steps of the life cycle, of which each
leaves a record of some 130 in the trace, and the checks under the lock.

Nothing here is a test: the figures depend on the compiler and on the C library, but two
runs on one machine give the same, within one or two instructions. On x86_64 the log
tells each pause in ns, which are instructions under `-icount
shift=0,align=off,sleep=off`, hooks and the clearing of the new state included: 2,280,
and 117,600 for 64 KiB.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.callgrind import Call, Profile, count, is_module
from tests.bench.figures import Figure
from tests.workspace import Workspace, execute

SPECS = Path(__file__).resolve().parent / "specs"

MORE = """\
loadable = ["counter", "bench-empty", "bench-large"]
[boot]
interactive = true
health_ms = 4000000000
tick_ms = 200
"""

# The parts of a load that are worth a line; the rest is `everything else`.
PARTS = {
    "log": ("hx_log_line",),
    "ELF checked": ("hx_elf_check",),
    "placed and relocated": ("hx_elf_place", "hx_elf_relocate"),
    "ABI compared": ("hx_abi_check",),
    "descriptor checked": ("hx_metadata_check",),
    "registered, its needs looked up": ("hx_registry_register", "hx_dependency_unmet"),
}


def build(folder: Path) -> Workspace:
    workspace = Workspace(folder=folder)
    mods = workspace.folder / "mods"
    mods.mkdir(exist_ok=True)
    shutil.copyfile(SPECS / "loading.mod", mods / "loading.mod")
    workspace.write_profile(["console"], more=MORE)
    workspace.configure().expect(0)
    workspace.ninja("kernel.elf", "initrd.cpio").expect(0)
    compiler = ["gcc", "-O2", "-fno-builtin", "-rdynamic"]
    execute(
        [*compiler, str(SPECS / "system.c"), "-o", "system"], cwd=workspace.folder
    ).expect(0)
    return workspace


def count_kernel(workspace: Workspace, function: str, commands: str) -> Profile:
    return count(
        [str(workspace.build / "kernel.elf")],
        function,
        workspace.folder / f"{function}.callgrind",
        environment={"HELIX_INITRD": str(workspace.build / "initrd.cpio")},
        typed=f"{commands}\nshutdown\n",
    )


def count_system(workspace: Workspace, function: str) -> int:
    file = workspace.build / "obj" / "hxm" / "counter.so"
    output = workspace.folder / f"{function}.callgrind"
    system = workspace.folder / "system"
    return count([str(system), str(file)], function, output).total


def _copies_file(call: Call) -> bool:
    return call.caller == "hx_object_open" and "mem" in call.callee


def _enters_module(call: Call) -> bool:
    return is_module(call.callee) and not is_module(call.caller)


def _carries_state(call: Call) -> bool:
    return call.callee in ("hx_state_save", "hx_state_restore")


def load_figures(profile: Profile, dlopen: int) -> list[Figure]:
    aside = profile.cost_of("hx_signature_strip", "hx_initrd_find")
    aside += profile.cost(_copies_file) + profile.cost(_enters_module)
    whole = profile.total - aside
    costs = {name: profile.cost_of(*names) for name, names in PARTS.items()}
    costs["everything else"] = whole - sum(costs.values())
    figures = [_figure("load", whole, "dlopen", dlopen, 11_500)]
    figures += [
        _figure(f"  {name}", cost, "dlopen", dlopen) for name, cost in costs.items()
    ]
    return figures


def _figure(
    name: str, count: int, against: str, measure: int, goal: int | None = None
) -> Figure:
    return Figure(
        section="loading and replacing",
        name=name,
        count=count,
        against=against,
        measure=measure,
        goal=goal,
    )


def pause(profile: Profile) -> int:
    """What is left without the hooks."""
    return profile.total - profile.cost(_enters_module)


def measure(folder: Path) -> list[Figure]:
    workspace = build(folder)
    dlopen = count_system(workspace, "bench_load")
    memcpy = count_system(workspace, "bench_copy")
    load = count_kernel(workspace, "hx_load", "load counter.hxm")
    empty, large = (
        count_kernel(
            workspace, "hx_exchange", f"load {name}.hxm\nreload {name} {name}.hxm"
        )
        for name in ("bench-empty", "bench-large")
    )
    copied = pause(large) + large.cost(_carries_state)
    return [
        *load_figures(load, dlopen),
        _figure("reload, empty state", pause(empty), "", 0, 2_000),
        _figure("reload, 64 KiB of state", copied, "memcpy", memcpy, 3 * memcpy),
    ]
