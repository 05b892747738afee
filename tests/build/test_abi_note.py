# SPDX-License-Identifier: MIT
"""The note of a loadable module, written from objects as a build makes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen.project import ROOT
from tests.codegen.test_catalogue import write_example
from tests.loading_tables import loading_outputs, write_outputs
from tests.workspace import PYTHON, Done, Workspace, execute

HOOKS = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"
SPECS = f"""
interface "test.clock" 1.1 {{
    uint64_t now(void) @on_fail(0);
    void set(uint64_t now) @since(1.1);
}}
/* A static module names the provider of its handle; here nobody provides it. */
interface "test.disk" 1.1 {{
    uint64_t size(void) @on_fail(0);
    void flush(bool all) @since(1.1);
}}
interface "test.nobody" 1.0 {{ void nothing(void); }}
module clock {{ impl {{ {HOOKS} }} }}
impl_interface(clock, "test.clock", 1.0) {{ now {{ return 1; }} }}
module user {{
    uses {{ "test.disk" 1.0 as disk optional; }}
    sources: "user.c";
    c {{ hx_status user_hidden(void); }}
    impl {{
        init {{ return user_hidden(); }}
        start {{ hx_log_info("%u", (unsigned)user_disk_size(self)); return HX_OK; }}
        stop {{ return HX_OK; }}
    }}
}}
"""
SOURCE = """
hx_status user_hidden(void);
hx_status user_hidden(void) { return hx_fail(HX_ERR_INIT, "%s", "no"); }
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An image of all modules, and the tables of the same image with loadable ones."""
    workspace = Workspace(folder=tmp_path_factory.mktemp("noted"))
    workspace.write("mods/specs.mod", SPECS)
    workspace.write("mods/user.c", SOURCE)
    workspace.write_profile(["clock", "user"])
    workspace.configure().expect(0)
    workspace.ninja("kernel.elf").expect(0)
    write_tables(workspace, ["clock", "user"])
    return workspace


def write_tables(workspace: Workspace, loadable: list[str]) -> None:
    folders = [workspace.folder / "mods", ROOT / "modules_impl"]
    profile = workspace.folder / "profile.toml"
    tables = loading_outputs(folders, profile, loadable=loadable)
    write_outputs(tables, workspace.build)


def objects_of(workspace: Workspace, module: str) -> list[Path]:
    return sorted(
        path
        for path in (workspace.build / "obj").rglob("*.o")
        if path.parent.name == module and "modules" in path.parts
    )


def note(workspace: Workspace, module: str, objects: list[Path]) -> Done:
    words = [PYTHON, "-m", "codegen.ninja.abi_note"]
    words += [str(workspace.build / "gen/abi.json"), module, *map(str, objects)]
    return execute([*words, "-o", str(workspace.build / "note.c")], cwd=ROOT)


def text_of(workspace: Workspace) -> list[str]:
    """The lines of the text, out of the note as the compiler reads it."""
    for compiler in ("gcc", "clang"):
        command = [compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-fPIC"]
        command += ["-fvisibility=hidden", "-c", "note.c", "-o", "note.o"]
        execute(command, cwd=workspace.build).expect(0)
        listed = execute(["nm", "note.o"], cwd=workspace.build).expect(0).output
        assert listed.split()[1:] == ["R", "hxm_abi"]
        execute(
            ["objcopy", "-O", "binary", "-j", ".rodata", "note.o", "note.bin"],
            cwd=workspace.build,
        ).expect(0)
        data = (workspace.build / "note.bin").read_bytes()
        assert data.endswith(b"\n\0") and data.count(b"\0") == 1
    return data[:-1].decode("utf-8").splitlines()


def test_what_a_module_imports(built: Workspace) -> None:
    note(built, "user", objects_of(built, "user")).expect(0)
    lines = text_of(built)
    assert lines[:5] == [
        "hxm 1",
        "target host",
        "abi 1.0",
        "module user 0.1.0",
        "interface test.disk 1.1.0",
    ]
    assert re.fullmatch(
        r"operation size 1\.0 [0-9a-f]{16} size\(\) -> u64 @on_fail\(0\)", lines[5]
    )
    assert re.fullmatch(
        r"operation flush 1\.1 [0-9a-f]{16} flush\(bool all\) -> void", lines[6]
    )
    functions = [line.split()[1] for line in lines if line.startswith("function ")]
    assert {"hx_fail", "hx_log_info"} <= set(functions)
    assert "interface test.clock 1.1.0" not in lines
    assert not {"user_hidden", "hx_interface_find"} & set(functions)
    types = {line.split()[1] for line in lines if line.startswith("type ")}
    assert {"hx_module", "hx_binding", "hx_slot"} <= types
    assert not {"hx_graph", "hx_message"} & types


def test_what_a_module_implements(built: Workspace) -> None:
    note(built, "clock", objects_of(built, "clock")).expect(0)
    assert "interface test.clock 1.1.0" in text_of(built)


def test_a_note_that_is_the_same_is_not_written(built: Workspace) -> None:
    note(built, "clock", objects_of(built, "clock")).expect(0)
    before = (built.build / "note.c").stat().st_mtime_ns
    note(built, "clock", objects_of(built, "clock")).expect(0)
    assert (built.build / "note.c").stat().st_mtime_ns == before


def refused(built: Workspace, source: str) -> list[str]:
    """What is said of a module with this source beside its own."""
    (built.folder / "more.c").write_text(source, encoding="utf-8")
    command = ["gcc", "-std=c11", "-fPIC", "-c", "more.c", "-o", "more.o"]
    execute(command, cwd=built.folder).expect(0)
    (built.build / "note.c").unlink(missing_ok=True)
    objects = [*objects_of(built, "user"), built.folder / "more.o"]
    done = note(built, "user", objects).expect(1)
    assert not (built.build / "note.c").exists()
    return done.output.splitlines()


def test_an_import_that_nobody_exports(built: Workspace) -> None:
    lines = refused(built, "int puts(const char *);\nint f(void) { return puts(0); }\n")
    assert lines[0] == (
        "module 'user': error[E704]: 'puts' of more.o is nothing that the kernel exports"
    )
    assert lines[1].startswith("help: a loaded module has the functions of")
    assert len(lines) == 2


def test_a_misspelt_import(built: Workspace) -> None:
    lines = refused(built, "void hx_log_inf(void);\nvoid f(void) { hx_log_inf(); }\n")
    assert lines[0].endswith("exports; did you mean 'hx_log_info'?")


def test_an_interface_that_no_module_names(built: Workspace) -> None:
    source = "extern char hx_primary_test_nobody;\nchar f(void);\n"
    lines = refused(built, f"{source}char f(void) {{ return hx_primary_test_nobody; }}\n")
    assert "its interface is in no `uses` of the image" in lines[0]


def test_every_import_is_named(built: Workspace) -> None:
    source = "int a(void), b(void);\nint f(void) { return a() + b(); }\n"
    assert [line.count("E704") for line in refused(built, source)][:2] == [1, 1]


def test_a_weak_import_may_be_nowhere(built: Workspace) -> None:
    source = "__attribute__((weak)) int nowhere(void);\nint f(void);\n"
    source += "int f(void) { return nowhere ? nowhere() : 0; }\n"
    (built.folder / "weak.c").write_text(source, encoding="utf-8")
    command = ["gcc", "-fPIC", "-c", "weak.c", "-o", "weak.o"]
    execute(command, cwd=built.folder).expect(0)
    note(built, "user", [*objects_of(built, "user"), built.folder / "weak.o"]).expect(0)


def test_a_module_that_is_none(built: Workspace) -> None:
    done = note(built, "nobody", objects_of(built, "user")).expect(2)
    assert "'nobody' is no loadable module" in done.output


def test_an_object_that_is_none(built: Workspace) -> None:
    done = note(built, "user", [built.folder / "mods/user.c"]).expect(2)
    assert done.output.startswith("abi_note: an object cannot be read: ")


def test_every_export_is_there(built: Workspace) -> None:
    """What the tables name, some object of the image defines; the rest is the C
    library's."""
    text = (built.build / "gen/exports.c").read_text(encoding="utf-8")
    exports = set(re.findall(r"&(\w+),\n", text.partition("exports[]")[2]))
    exports = {name for name in exports if not name.startswith("hxg_loading_")}
    objects = [str(path) for path in (built.build / "obj").rglob("*.o")]
    listed = execute(["nm", "--defined-only", *objects], cwd=built.build).expect(0)
    defined = set(re.findall(r" [A-Z] (\w+)$", listed.output, flags=re.MULTILINE))
    missing = {name for name in exports - defined if name.startswith("hx")}
    assert missing == set() and len(exports) > 100


@pytest.mark.parametrize(("side", "status"), [("bad", 1), ("good", 0)])
def test_the_examples_of_the_manual(
    workspace: Workspace, side: str, status: int
) -> None:
    mods = workspace.folder / "mods"
    mods.mkdir()
    write_example("E704", side, mods)
    workspace.write_profile(["sensor"])
    workspace.configure().expect(0)
    workspace.ninja("hooks.checked").expect(0)
    write_tables(workspace, ["sensor"])
    done = note(workspace, "sensor", objects_of(workspace, "sensor")).expect(status)
    assert ("error[E704]: 'atoi'" in done.output) == (side == "bad"), done.story()
