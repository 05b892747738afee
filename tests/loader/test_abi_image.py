# SPDX-License-Identifier: MIT
"""The text of a module that was built with one tree, against the image of another: what
the generator writes into each, and what the kernel then says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.plan.abi_record import AbiRecord, read_record
from codegen.plan.abi_text import module_text
from codegen.project import load_project
from codegen.render.outputs import generate
from codegen.render.renderer import Renderer
from tests.loader.objects import HERE, SANITIZERS, build_program
from tests.loading_tables import loading_outputs, write_outputs
from tests.workspace import execute

TYPES = "types { struct area { uint64_t start; uint32_t size; }; }\n"
DISK = """\
interface "test.disk" 1.1 {
    hx_status read(uint32_t unit, uint64_t lba, void *buf @out(len), size_t len);
    hx_status stat(struct area *info @out);
    hx_status flush(void) @since(1.1);
    uint32_t units(void) @on_fail(0);
}
"""
CLOCK = 'interface "test.clock" 1.0 { uint64_t now(void) @on_fail(0); }\n'
HOOKS = "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"
USER = f"""\
module user {{
    uses {{ "test.disk" as disk optional; "test.clock" as clock optional; }}
    {HOOKS}
}}
"""
IMPORTS = {"hx_fail", "hx_log_info", "memcpy", "hxg_interface_test_disk"}


def write_tree(folder: Path, *, disk: str = DISK, types: str = TYPES) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "all.mod").write_text(types + disk + CLOCK + USER, encoding="utf-8")
    profile = folder / "profile.toml"
    text = '[profile]\ntarget = "host"\n[modules]\nstatic = ["user"]\n'
    profile.write_text(text, encoding="utf-8")
    return profile


def record_of(folder: Path, **parts: str) -> AbiRecord:
    profile = write_tree(folder, **parts)
    return read_record(json.loads(loading_outputs([folder], profile)["gen/abi.json"]))


Check = Callable[[str], list[str]]


@pytest.fixture(scope="module", params=["gcc", "clang"])
def check(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Check:
    """Returns the lines that the program prints for a text."""
    folder = tmp_path_factory.mktemp(request.param)
    profile = write_tree(folder)
    project = load_project(folders=[folder], profile=profile, working_folder=folder)
    assert project.plan is not None and project.diagnostics.error_count == 0
    generated = generate(project.plan, project.model, Renderer())
    texts = {output.path: output.text for output in generated}
    texts |= loading_outputs([folder], profile)
    write_outputs(texts, folder)
    sources = [HERE / "abi_image.c", folder / "gen/exports.c"]
    sources += sorted((folder / "gen/interfaces").glob("*.c"))
    # The tables name the whole runtime, of which nothing is called here.
    flags = ["-O1", "-g", "-no-pie", "-fno-pie", *SANITIZERS, f"-I{folder}/gen"]
    flags += ["-Wl,--unresolved-symbols=ignore-all"]
    # They are those of the host, whose port is compiled with it.
    flags += ["-DHX_THREADS"]
    program = build_program(folder / "abi_image", request.param, sources, flags)

    def run(text: str) -> list[str]:
        (folder / "text").write_text(text, encoding="utf-8")
        done = execute([str(program), "host", "text"], cwd=folder).expect(0)
        return done.output.splitlines()

    return run


def test_the_same_tree(check: Check, tmp_path: Path) -> None:
    text = module_text(record_of(tmp_path), "counter", "1.2.3", IMPORTS)
    assert check(text) == ["HX_OK success", "test.disk 1.1"]


def test_all_that_there_is(check: Check, tmp_path: Path) -> None:
    record = record_of(tmp_path)
    imports = {function.name for function in record.functions}
    imports |= {"hx_primary_test_disk", "hxg_absent_test_clock"}
    text = module_text(record, "counter", "1.2.3", imports)
    assert check(text) == ["HX_OK success", "test.clock 1.0", "test.disk 1.1"]
    assert "\ninterface test.clock 1.0.0\noperation now 1.0 " in text
    assert text.count("\nfunction ") == len(record.functions)
    # Where the hash of all of them says nothing, each is looked at.
    other = re.sub("\nruntime [0-9a-f]{16}\n", f"\nruntime {'0' * 16}\n", text)
    assert other != text
    assert check(other) == check(text)


def test_an_older_minor_version(check: Check, tmp_path: Path) -> None:
    older = DISK.replace("1.1 {", "1.0 {").replace(
        "    hx_status flush(void) @since(1.1);\n", ""
    )
    record = record_of(tmp_path, disk=older)
    text = module_text(record, "counter", "1.2.3", IMPORTS)
    assert check(text) == ["HX_OK success", "test.disk 1.0"]


@pytest.mark.parametrize(
    ("was", "now", "detail"),
    [
        (
            "uint64_t lba",
            "uint32_t block",
            "test.disk.read: argument 2 'lba' is u64 here, u32 in the module",
        ),
        (
            "@out(len)",
            "@out(16)",
            "test.disk.read: argument 3 'buf' has len elements here, 16 in the module",
        ),
        (
            "uint32_t units",
            "uint8_t units",
            "test.disk.units: the result is u32 here, u8 in the module",
        ),
        (
            "@on_fail(0)",
            "@on_fail(1) @atomic",
            "test.disk.units is marked @on_fail(0) here, @on_fail(1) @atomic in the "
            "module",
        ),
        (
            "1.1 {",
            "1.2 { void trim(void) @since(1.2);",
            "test.disk.trim is missing here, where 1.1 is; the module was built for 1.2",
        ),
        (
            "1.1 {",
            "1.1 { void trim(void);",
            "test.disk.trim is missing here, where 1.1 is; the module was built for 1.1",
        ),
        (
            "    uint32_t units(void) @on_fail(0);\n",
            "",
            "test.disk.units is there here, and not in the module in front of 'flush'",
        ),
        (
            " @since(1.1)",
            "",
            "test.disk.read is there here, and not in the module in front of 'flush'",
        ),
        (
            'disk" 1.1 {',
            'disk" 2.1 {',
            "test.disk is 1.1 here, 2.1 in the module",
        ),
    ],
)
def test_another_interface(
    check: Check, tmp_path: Path, was: str, now: str, detail: str
) -> None:
    disk = DISK.replace(was, now)
    if "2.1" in now:
        disk = disk.replace("@since(1.1)", "@since(2.1)")
    assert disk != DISK
    text = module_text(record_of(tmp_path, disk=disk), "counter", "1.2.3", IMPORTS)
    assert check(text) == [f"HX_ERR_ABI {detail}"]


def test_another_struct(check: Check, tmp_path: Path) -> None:
    types = TYPES.replace("uint32_t size", "uint64_t size")
    text = module_text(record_of(tmp_path, types=types), "counter", "1.2.3", IMPORTS)
    assert check(text) == [
        "HX_ERR_ABI test.disk.stat: argument 1 'info', member 2 'size' is u32 here, "
        "u64 in the module"
    ]


def test_an_interface_of_another_image(check: Check, tmp_path: Path) -> None:
    record = record_of(tmp_path, disk=DISK + DISK.replace("test.disk", "test.tape"))
    imports = {"hxg_interface_test_tape"}
    text = module_text(record, "counter", "1.2.3", imports)
    assert check(text) == ["HX_ERR_ABI the image has no interface 'test.tape'"]


def test_another_target(check: Check, tmp_path: Path) -> None:
    text = module_text(record_of(tmp_path), "counter", "1.2.3", IMPORTS)
    text = text.replace("target host", "target x86_64")
    assert check(text) == ["HX_ERR_ABI the target is host here, x86_64 in the module"]
