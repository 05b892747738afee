# SPDX-License-Identifier: MIT
"""`codegen inspect`: what it says of built files, and of files that are damaged."""

from __future__ import annotations

import json
import random
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from codegen.elf.abi_text import parse_abi
from codegen.elf.contents import FileContents, read_contents
from codegen.elf.layout import ELEMENTS, STRUCTS, find_places
from codegen.elf.memory import ObjectError, ObjectMemory
from codegen.elf.module import constraint_text
from codegen.ninja.trailer import SIZE, split_trailer
from codegen.tools import cli
from tests.build.test_module_files import write_specs
from tests.workspace import PYTHON, ROOT, Workspace, execute


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(folder=tmp_path_factory.mktemp("built"))
    write_specs(workspace, "x86_64")
    workspace.configure().expect(0)
    workspace.ninja("initrd.cpio").expect(0)
    return workspace


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace(folder=tmp_path_factory.mktemp("image"))
    write_specs(workspace, "x86_64")
    workspace.write_profile(["viewer", "files"], target="x86_64")
    workspace.configure().expect(0)
    workspace.ninja("kernel.elf").expect(0)
    return workspace.build / "kernel.elf"


@pytest.fixture
def files(built: Workspace) -> Path:
    return built.build / "modules/files.hxm"


@pytest.fixture
def inspect(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.main(["inspect", *map(str, words)])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


# What it says ------------------------------------------------------------------------


def test_a_module(inspect: Any, files: Path) -> None:
    status, out, err = inspect(files)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[:18] == [
        "files.hxm: module files 0.1.0 for x86_64",
        "  abi: 1.0",
        "  description: Everything that a module may have.",
        "  author: Unknown, license: MIT",
        "  flags: -",
        "  state: version 1",
        "  dependencies:",
        "    memdisk, any version",
        "  uses:",
        "    demo.disk >= 1.0.0 < 2.0.0 as disk",
        "    demo.disk >= 1.1.0 < 2.0.0 as spare (optional), bound to 'memdisk'",
        "  implements:",
        "    demo.files 1.0.0",
        "  config:",
        "    uint32_t unit = 0",
        "    const char * label = none",
        "  listens to: tick",
        "  requests: label",
    ]
    assert "    hxg_interface_demo_disk" in lines
    assert "  exports: hxm_abi, hxm_module" in lines
    assert lines[-2].startswith("  sizes: text ")
    assert lines[-1].endswith("not checked (--key KEY checks it)")


def test_a_module_as_json(inspect: Any, files: Path) -> None:
    status, out, _ = inspect(files, "--json")
    data = json.loads(out)
    assert status == 0 and data["image"] is None and data["file"] == "files.hxm"
    assert data["size"] == files.stat().st_size
    module = data["module_file"]["module"]
    assert module["name"] == "files" and module["flags"] == []
    assert module["uses"][1]["wanted"] == "memdisk"
    assert module["config"][0] == {"name": "unit", "type": "uint32_t", "value": "0"}
    assert set(data["module_file"]["sizes"]) == {"text", "rodata", "data", "bss"}


def keys_of(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set()


def test_every_key_is_described(inspect: Any, files: Path, image: Path) -> None:
    text = (ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
    described = set(re.findall(r"`(\w+)`", text.partition("## JSON")[2]))
    for path in (files, image):
        found = keys_of(json.loads(inspect(path, "--json")[1]))
        assert found <= described, found - described


def test_an_image(inspect: Any, image: Path) -> None:
    status, out, err = inspect(image)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == (
        "kernel.elf: image of profile 'test' for x86_64, with 3 modules"
    )
    members = [line.split(",")[0].strip() for line in lines if ", text " in line]
    assert members == ["0 memdisk 0.1.0", "1 files 0.1.0", "2 viewer 0.1.0"]
    assert "    demo.disk 1.1.0: flush, trim" in lines
    assert "  loads no modules" in lines and lines[-1] == "  signature: none"
    data = json.loads(inspect(image, "--json")[1])
    assert data["module_file"] is None and data["image"]["exported"] is None
    assert all(m["text_size"] > 0 for m in data["image"]["modules"])


def test_signatures(
    inspect: Any, built: Workspace, files: Path, tmp_path: Path
) -> None:
    key = built.build / "key.pem"
    status, out, _ = inspect(files, "--key", key)
    assert status == 0 and "  signature: valid, by key " in out
    public = tmp_path / "public.pem"
    words = ["openssl", "pkey", "-in", str(key), "-pubout", "-out", str(public)]
    execute(words, cwd=tmp_path).expect(0)
    assert inspect(files, "--key", public)[0] == 0
    other = tmp_path / "other.pem"
    words = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(other)]
    execute(words, cwd=tmp_path).expect(0)
    status, out, _ = inspect(files, "--key", other)
    assert status == 1 and f"which is not that of {other}" in out
    changed = tmp_path / "changed.hxm"
    data = bytearray(files.read_bytes())
    data[-SIZE] ^= 1
    changed.write_bytes(data)
    status, out, _ = inspect(changed, "--key", key)
    assert status == 1 and "  signature: WRONG: " in out
    assert json.loads(inspect(changed, "--key", key, "--json")[1])["signature"][
        "verdict"
    ] == ("wrong")
    unsigned = tmp_path / "unsigned.hxm"
    unsigned.write_bytes(data[:-SIZE])
    status, out, _ = inspect(unsigned)
    assert status == 0 and out.endswith("  signature: none\n")
    assert inspect(unsigned, "--key", key)[0] == 1


def test_what_is_not_there(inspect: Any, files: Path, tmp_path: Path) -> None:
    status, out, err = inspect(tmp_path / "none.hxm")
    assert (status, out) == (2, "") and "there is no file" in err
    assert inspect(tmp_path)[0] == 2
    assert inspect(files, "--key", tmp_path / "none.pem")[0] == 2
    text = tmp_path / "text.pem"
    text.write_text("no key\n")
    assert inspect(files, "--key", text)[0] == 2


WITHOUT_ELFTOOLS = """\
import sys
sys.modules["elftools"] = None
from codegen.tools import cli
sys.exit(cli.main(sys.argv[1:]))
"""


def test_only_inspect_needs_pyelftools(files: Path) -> None:
    words = [PYTHON, "-c", WITHOUT_ELFTOOLS]
    execute([*words, "explain", "E611"], cwd=ROOT).expect(0)
    done = execute([*words, "inspect", str(files)], cwd=ROOT).expect(2)
    assert "apt-get install python3-pyelftools" in done.output


# Files that are damaged --------------------------------------------------------------


def refused(inspect: Any, path: Path, data: bytes) -> str:
    path.write_bytes(data)
    status, out, err = inspect(path)
    assert (status, out) == (1, "")
    assert err.startswith(f"{path}: error: ") and err.count("\n") == 1
    return str(err.removeprefix(f"{path}: error: ").rstrip("\n"))


def test_each_mistake_is_named(inspect: Any, files: Path, tmp_path: Path) -> None:
    whole = files.read_bytes()
    body, _ = split_trailer(whole)
    path = tmp_path / "damaged.hxm"

    def replaced(old: bytes, new: bytes) -> bytes:
        assert old in body and len(old) == len(new)
        return body.replace(old, new)

    assert refused(inspect, path, b"") == (
        "it cannot be read as ELF: Magic number does not match"
    )
    assert refused(inspect, path, whole[-SIZE:]) == (
        f"the trailer is behind 0 bytes, and says that it is behind {len(body)}"
    )
    assert refused(inspect, path, whole[-8:]) == (
        "the file has 8 bytes, and its trailer has 112 alone"
    )
    assert refused(
        inspect, path, replaced(b"hxm_module\0", b"hxm_nodule\0")
    ).startswith("it is neither a module")
    assert refused(inspect, path, replaced(b"hxm_abi\0", b"hxm_abc\0")) == (
        "it exports no 'hxm_abi', so no kernel loads it"
    )
    assert refused(inspect, path, replaced(b"hxm 1\n", b"hxm 9\n")) == (
        "line 1 of hxm_abi is not 'hxm 1'"
    )
    assert refused(
        inspect, path, replaced(b"\x31MXH\x01\0\0\0", b"\x32MXH\x01\0\0\0")
    ) == (
        f"at {descriptor(body):#x} is no descriptor of a module of this version: its "
        "magic is 0x48584d32, not 0x48584d31"
    )
    machine = bytearray(body)
    machine[18:20] = struct.pack("<H", 3)
    assert "a machine that is not supported (EM_386)" in refused(
        inspect, path, bytes(machine)
    )
    kind = bytearray(body)
    kind[16:18] = struct.pack("<H", 1)
    assert refused(inspect, path, bytes(kind)) == "it is not linked (ET_REL)"


def descriptor(body: bytes) -> int:
    return ObjectMemory(body).symbols["hxm_module"]


def test_sections_are_not_needed(files: Path) -> None:
    """The loader does not look at them either."""
    body, _ = split_trailer(files.read_bytes())
    bare = bytearray(body)
    bare[40:48] = bytes(8)  # e_shoff
    bare[60:64] = bytes(4)  # e_shnum, e_shstrndx
    found = read_contents(bytes(bare))
    assert isinstance(found, FileContents)
    assert found == read_contents(body)


@pytest.mark.parametrize("step", [61])
def test_every_shorter_file_is_refused_or_read(
    inspect: Any, files: Path, tmp_path: Path, step: int
) -> None:
    body, _ = split_trailer(files.read_bytes())
    path = tmp_path / "short.hxm"
    statuses = set()
    for size in range(0, len(body), step):
        path.write_bytes(body[:size])
        statuses.add(inspect(path)[0])
    assert statuses <= {0, 1} and 1 in statuses


@pytest.mark.parametrize("kind", ["module", "image"])
def test_random_damage(
    inspect: Any, files: Path, image: Path, tmp_path: Path, kind: str
) -> None:
    body = files.read_bytes() if kind == "module" else image.read_bytes()
    chance = random.Random(kind)
    path = tmp_path / "damaged"
    # The headers decide most; damage there, and in the tables behind them, more often.
    areas = (64, 512, 4096, len(body))
    statuses = []
    for _ in range(400 if kind == "module" else 60):
        data = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(min(chance.choice(areas), len(data)))
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        path.write_bytes(data)
        status, out, err = inspect(path)
        assert status in (0, 1), err
        assert (out == "") == (status == 1)
        statuses.append(status)
    assert {0, 1} == set(statuses)


def test_texts_give_no_orders_to_the_terminal(
    inspect: Any, files: Path, tmp_path: Path
) -> None:
    body, _ = split_trailer(files.read_bytes())
    path = tmp_path / "colourful.hxm"
    path.write_bytes(body.replace(b"Everything that", b"\x1b[31m\nhing that"))
    status, out, _ = inspect(path)
    assert status == 0 and "  description: \\x1b[31m\\x0ahing that" in out


# What it is read with ----------------------------------------------------------------


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_layouts_are_the_compilers(tmp_path: Path, compiler: str) -> None:
    lines = ["#include <helix/image.h>", "#include <helix/loading.h>"]
    lines += ["#include <stdio.h>", "int main(void) {"]
    expected = []
    for name in STRUCTS:
        offsets, size = find_places(name)
        for member, offset in offsets.items():
            lines.append(f'printf("%zu\\n", offsetof(struct {name}, {member}));')
            expected.append((f"{name}.{member}", offset))
        if name in ELEMENTS:
            lines.append(f'printf("%zu\\n", sizeof(struct {name}));')
            expected.append((name, size))
    lines.append("return 0; }")
    source = tmp_path / "layouts.c"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    program = tmp_path / "layouts"
    words = [compiler, "-std=c11", f"-I{ROOT}/runtime/include", str(source)]
    execute([*words, "-o", str(program)], cwd=tmp_path).expect(0)
    printed = execute([str(program)], cwd=tmp_path).expect(0).output.split()
    names = [name for name, _ in expected]
    assert list(zip(names, map(int, printed), strict=True)) == expected


ABI = """\
hxm 1
target x86_64
abi 1.0
module files 0.1.0
interface demo.disk 1.1
operation flush 1.0 0123456789abcdef flush(u32 unit) -> status
operation trim 1.1 fedcba9876543210 trim(u32 unit) -> status
interface demo.files 1.0
function hx_fail 00000000ffffffff hx_fail(...) -> status
"""


def test_the_text_of_an_abi() -> None:
    abi = parse_abi(ABI)
    assert (abi.target, abi.abi) == ("x86_64", "1.0")
    disk, files = abi.interfaces
    assert (disk.name, disk.version) == ("demo.disk", "1.1")
    assert [(o.name, o.since) for o in disk.operations] == [
        ("flush", "1.0"),
        ("trim", "1.1"),
    ]
    assert disk.operations[0].signature == "flush(u32 unit) -> status"
    assert files.operations == () and abi.functions[0].hash == "00000000ffffffff"


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ("hxm 1", "hxm 2", "line 1 of hxm_abi is not 'hxm 1'"),
        ("abi 1.0", "abi one", "line 3 of hxm_abi is no 'abi'"),
        ("interface demo.disk 1.1\n", "", "line 5 of hxm_abi is no 'operation'"),
        ("0123456789abcdef", "0123", "line 6 of hxm_abi is no 'operation'"),
        ("target x86_64\n", "", "hxm_abi does not say for which target and ABI it is"),
    ],
)
def test_mistakes_in_the_text_of_an_abi(old: str, new: str, problem: str) -> None:
    with pytest.raises(ObjectError) as caught:
        parse_abi(ABI.replace(old, new, 1))
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    "lowest, highest, text",
    [
        (0, 0xFFFF_FFFF_FFFF, "any version"),
        (1 << 32, 0xFFFF_FFFF_FFFF, ">= 1.0.0"),
        (1 << 32 | 2 << 16, (2 << 32) - 1, ">= 1.2.0 < 2.0.0"),
        (0, 3 << 32, "<= 3.0.0"),
        (1 << 32, 1 << 32, "== 1.0.0"),
    ],
)
def test_constraints(lowest: int, highest: int, text: str) -> None:
    assert constraint_text(lowest, highest) == text
