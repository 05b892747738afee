# SPDX-License-Identifier: MIT
"""The files that modules are built as: what is in them, who signed them, and the
archive that they are packed into."""

from __future__ import annotations

import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from codegen.ninja.key import is_signed, read_public_key
from codegen.ninja.toolchain import COMPILERS, STRICT_FLAGS
from codegen.ninja.trailer import split_trailer
from tests.loader.objects import HERE as LOADER
from tests.loader.objects import LOADER as LOADER_SOURCES
from tests.workspace import ROOT, Workspace, execute

HOOKS = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"

SPECS = f"""\
interface "demo.disk" 1.1 {{
    hx_status flush(uint32_t unit);
    hx_status trim(uint32_t unit) @since(1.1);
}}

interface "demo.files" 1.0 {{
    hx_status sync(void);
}}

module memdisk {{ info {{ flags: HOT_RELOADABLE; }} impl {{ {HOOKS} }} }}
impl_interface(memdisk, "demo.disk", 1.1) {{
    flush {{ return unit == 0u ? HX_OK : HX_ERR_NOT_FOUND; }}
    trim {{ return unit == 0u ? HX_OK : HX_ERR_NOT_FOUND; }}
}}

module viewer {{
    uses {{ "demo.files" 1.0 as files optional; }}
    impl {{
        init {{ return HX_OK; }}
        start {{ return viewer_has_files(self) ? viewer_files_sync(self) : HX_OK; }}
        stop {{ return HX_OK; }}
    }}
}}

/// Everything that a module may have.
module files {{
    info {{ dependencies: "memdisk"; }}
    config {{ uint32_t unit = 1; const char *label = "none"; }}
    state {{ uint32_t synced = 7; }}
    uses {{
        "demo.disk" 1.0 as disk;
        "demo.disk" 1.1 as spare optional;
    }}
    sources: "files_more.c";
    impl {{
        init {{ return ctx != NULL ? HX_OK : HX_ERR_INVALID; }}
        start;
        stop {{ return HX_OK; }}
        on tick {{ self->synced++; return HX_EVENT_HANDLED; }}
        request "label" {{
            return hx_respond_fmt(response, "%s", self->config->label);
        }}
        is_healthy {{ return files_has_spare(self); }}
    }}
    restart {{ max: 3; window_ms: 1000; backoff_ms: 10; }}
}}
impl_interface(files, "demo.files", 1.0) {{ sync; }}
"""

FILES_C = """\
hx_status files_start(struct files *self)
{
    return files_disk_flush(self, self->config->unit);
}

hx_status files_sync(struct files *self)
{
    return files_has_spare(self) ? files_spare_trim(self, 0u) : files_start(self);
}
"""

# The identifier, and so every generated name, is that of the static module.
REPLACEMENT = f"""\
module memdisk {{
    info {{ version: 2.0; flags: HOT_RELOADABLE; }}
    impl {{ {HOOKS} }}
}}
impl_interface(memdisk, "demo.disk", 1.0) {{ flush {{ return HX_OK; }} }}
"""

PROFILE = """\
[profile]
name = "files"
target = "{target}"
[modules]
static   = ["memdisk", "viewer"]
loadable = ["files"]
replace  = ["v2/memdisk.mod"]
[bind.files]
spare = "memdisk"
[config.files]
unit = 0
"""


def write_specs(workspace: Workspace, target: str) -> None:
    workspace.write("mods/specs.mod", SPECS)
    workspace.write("mods/files_more.c", FILES_C)
    workspace.write("v2/memdisk.mod", REPLACEMENT)
    workspace.write("profile.toml", PROFILE.format(target=target))


def archive(build: Path) -> Path:
    return build / "initrd.cpio"


@pytest.fixture(scope="module", params=COMPILERS)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    workspace = Workspace(folder=tmp_path_factory.mktemp(request.param))
    write_specs(workspace, "x86_64")
    workspace.configure("--cc", request.param, "--strict").expect(0)
    workspace.ninja("initrd.cpio", "host/initrd.cpio").expect(0)
    yield workspace


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The loader's own code, with what it loads in the same process."""
    program = tmp_path_factory.mktemp("probe") / "hxm_probe"
    words = ["gcc", "-std=c11", "-O1", "-g", "-D_GNU_SOURCE", *STRICT_FLAGS]
    words += [f"-I{ROOT}/runtime/include", str(LOADER / "hxm_probe.c")]
    words += [*map(str, LOADER_SOURCES), "-o", str(program)]
    execute(words, cwd=ROOT).expect(0)
    return program


def object_of(file: Path, to: Path) -> Path:
    body, trailer = split_trailer(file.read_bytes())
    assert trailer is not None
    to.write_bytes(body)
    return to


@pytest.mark.parametrize("folder, target", [("", "x86_64"), ("host/", "host")])
def test_the_loader_takes_them(
    built: Workspace, probe: Path, tmp_path: Path, folder: str, target: str
) -> None:
    modules = built.build / folder / "modules"
    assert sorted(path.name for path in modules.iterdir()) == [
        "files.hxm",
        "memdisk.hxm",
    ]
    files = object_of(modules / "files.hxm", tmp_path / "files.so")
    done = execute([str(probe), str(files)], cwd=tmp_path).expect(0)
    imports = {line.split()[1] for line in done.lines if line.startswith("import ")}
    assert {
        "hxg_interface_demo_disk",
        "hxg_interface_demo_files",
        "hxg_absent_slot_demo_disk",
        "hx_respond_fmt",
    } <= imports
    assert not any(name.startswith(("hxg_module_", "hxg_slot_")) for name in imports)
    rest = [line for line in done.lines if not line.startswith("import ") and line]
    assert rest[:4] == [
        "module files",
        "implementation hxg_interface_demo_files ops -",
        "handle disk hxg_absent_slot_demo_disk -",
        "handle spare hxg_absent_slot_demo_disk memdisk",
    ]
    assert rest[4:7] == ["abi", "hxm 1", f"target {target}"]
    memdisk = object_of(modules / "memdisk.hxm", tmp_path / "memdisk.so")
    done = execute([str(probe), str(memdisk)], cwd=tmp_path).expect(0)
    assert "implementation hxg_interface_demo_disk ops -" in done.lines
    assert "import hxg_late_demo_disk_trim" in done.lines
    assert "module memdisk 2.0.0" in done.lines


def test_they_define_two_symbols_and_no_debug_information(built: Workspace) -> None:
    for file in sorted((built.build / "modules").iterdir()):
        with file.open("rb") as stream:
            elf = ELFFile(stream)
            table = elf.get_section_by_name(".dynsym")
            defined = {
                symbol.name
                for symbol in table.iter_symbols()
                if symbol["st_shndx"] != "SHN_UNDEF"
            }
            assert defined == {"hxm_module", "hxm_abi"}
            assert not any(s.name.startswith(".debug") for s in elf.iter_sections())


def test_they_are_signed_by_the_build_folders_key(built: Workspace) -> None:
    key = built.build / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    public = read_public_key(key)
    for file in sorted((built.build / "modules").iterdir()):
        body, trailer = split_trailer(file.read_bytes())
        assert trailer is not None and trailer.key == public
        assert is_signed(body, trailer.signature, public)
        damaged = body[:100] + bytes([body[100] ^ 1]) + body[101:]
        assert not is_signed(damaged, trailer.signature, public)


def test_the_archive_has_them(built: Workspace, tmp_path: Path) -> None:
    for folder in (built.build, built.build / "host"):
        target = tmp_path / folder.name
        target.mkdir()
        with archive(folder).open("rb") as stream:
            subprocess.run(
                ["cpio", "-i", "--quiet"], stdin=stream, cwd=target, check=True
            )
        unpacked = {path.name: path.read_bytes() for path in target.iterdir()}
        assert unpacked == {
            path.name: path.read_bytes() for path in (folder / "modules").iterdir()
        }


def test_equal_keys_give_equal_files(built: Workspace, tmp_path: Path) -> None:
    """In another folder, at another time, with another umask."""
    other = Workspace(folder=tmp_path / "other" / "place")
    write_specs(other, "x86_64")
    key = other.write("own.pem", (built.build / "key.pem").read_text())
    with (other.folder / "profile.toml").open("a") as profile:
        profile.write(f'[security]\nkey = "{key.name}"\n')
    database = (built.build / "compile_commands.json").read_text()
    compiler = "clang" if '"clang"' in database else "gcc"
    other.configure("--cc", compiler, "--strict").expect(0)
    execute(
        ["sh", "-c", f"umask 077; ninja -C {other.build} initrd.cpio"],
        cwd=other.folder,
    ).expect(0)
    assert not (other.build / "key.pem").exists()
    assert archive(other.build).read_bytes() == archive(built.build).read_bytes()


def test_a_key_is_made_once_and_another_one_is_seen(tmp_path: Path) -> None:
    workspace = Workspace(folder=tmp_path)
    write_specs(workspace, "host")
    workspace.configure().expect(0)
    key = workspace.build / "key.pem"
    first = key.read_bytes()
    workspace.ninja("initrd.cpio").expect(0)
    packed = archive(workspace.build).read_bytes()
    workspace.configure().expect(0)
    assert key.read_bytes() == first
    done = workspace.ninja("initrd.cpio").expect(0)
    assert "no work to do" in done.output
    key.unlink()
    workspace.configure().expect(0)
    workspace.ninja("initrd.cpio").expect(0)
    assert archive(workspace.build).read_bytes() != packed


def test_files_that_left_the_profile_are_removed(tmp_path: Path) -> None:
    workspace = Workspace(folder=tmp_path)
    write_specs(workspace, "host")
    workspace.configure().expect(0)
    workspace.ninja("initrd.cpio").expect(0)
    text = PROFILE.format(target="host").split("[bind")[0]
    text = text.replace('loadable = ["files"]', "")
    workspace.write("profile.toml", text)
    workspace.configure().expect(0)
    assert [p.name for p in (workspace.build / "modules").iterdir()] == ["memdisk.hxm"]


def test_a_hook_that_is_not_defined_is_an_error_at_its_line(tmp_path: Path) -> None:
    workspace = Workspace(folder=tmp_path)
    write_specs(workspace, "host")
    workspace.write("v2/more.c", "")
    text = REPLACEMENT.replace("impl {", 'sources: "more.c";\n    impl {', 1)
    text = text.replace("flush { return HX_OK; }", "flush = memdisk_flush_all;")
    workspace.write("v2/memdisk.mod", text)
    workspace.configure().expect(0)
    done = workspace.ninja("initrd.cpio")
    assert done.status != 0
    assert (
        "v2/memdisk.mod:6:45: error[E701]: 'memdisk_flush_all' is not defined in the "
        "sources of 'memdisk'" in done.output
    ), done.story()


def test_tools_that_are_missing_are_named(tmp_path: Path) -> None:
    workspace = Workspace(folder=tmp_path)
    write_specs(workspace, "host")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("gcc", "ld", "timeout", "openssl"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    words = ["env", f"PATH={tools}", "/usr/bin/python3", str(ROOT / "configure.py")]
    words += ["--profile", "profile.toml", "--modules", "mods"]
    done = execute([*words, "--build-dir", "build"], cwd=tmp_path)
    assert done.expect(2).output.endswith(
        "building for host needs 'cpio': apt-get install cpio\n"
    )
    # Without such modules nobody needs it.
    workspace.write_profile(["memdisk"])
    execute([*words, "--build-dir", "build"], cwd=tmp_path).expect(0)
