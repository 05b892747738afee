# SPDX-License-Identifier: MIT
"""The tables of an image that loads modules. Those of interfaces are golden files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from codegen.ninja.toolchain import COMPILERS, STRICT_FLAGS, read_port
from codegen.project import ROOT
from codegen.render.outputs import generate
from codegen.render.renderer import Renderer
from codegen.project import load_project
from codegen.plan.abi_record import read_record
from tests.loading_tables import loading_outputs, write_outputs
from tests.workspace import execute

SPECS = Path(__file__).resolve().parent / "golden" / "specs"
KEY = bytes(range(100, 132))


def outputs(**options: bytes | list[str]) -> dict[str, str]:
    return loading_outputs([SPECS], SPECS / "profile.toml", **options)  # type: ignore


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    return outputs(key=KEY, loadable=["clock"])


def names_of(exports: str) -> list[str]:
    table = exports.partition("exports[] = {")[2].partition("};\n\n")[0]
    return re.findall(r'\.name = "(\w+)"', table)


@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize("compiler", COMPILERS)
def test_tables_compile_without_a_warning(
    tmp_path: Path, compiler: str, target: str
) -> None:
    profile = SPECS / "profile.toml"
    project = load_project(
        folders=[SPECS], profile=profile, target=target, working_folder=SPECS
    )
    assert project.plan is not None
    texts = {o.path: o.text for o in generate(project.plan, project.model, Renderer())}
    tables = loading_outputs([SPECS], profile, target=target, key=KEY)
    write_outputs({**texts, **tables}, tmp_path)
    port = read_port(ROOT, target, compiler)
    assert port is not None
    flags = ["-std=c11", "-O2", *port.compile_flags, *STRICT_FLAGS]
    flags += [f"-I{ROOT}/runtime/include", f"-I{tmp_path}/gen"]
    for name in tables:
        if name.endswith(".c"):
            command = [compiler, *flags, "-c", name, "-o", "object.o"]
            assert execute(command, cwd=tmp_path).expect(0).output == ""


def test_exports_are_sorted_as_strcmp_does(found: dict[str, str]) -> None:
    names = names_of(found["gen/exports.c"])
    assert names == sorted(names, key=str.encode) and len(set(names)) == len(names)


def test_exports_of_an_interface(found: dict[str, str]) -> None:
    names = names_of(found["gen/exports.c"])
    assert [name for name in names if "test_store" in name] == [
        "hx_primary_test_store",
        "hxg_absent_slot_test_store",
        "hxg_absent_test_store",
        "hxg_interface_test_store",
        "hxg_late_test_store_clear",
    ]


def test_every_export_is_found_by_its_name(found: dict[str, str]) -> None:
    text = found["gen/exports.c"]
    entries = dict(re.findall(r'\{"(\w+)", (\d+)u, \d+u\}', text))
    names = names_of(text)
    assert entries == {name: str(index) for index, name in enumerate(names)}


def test_key_and_times(found: dict[str, str]) -> None:
    text = found["gen/exports.c"]
    (rows,) = re.findall(r"key\[\] = \{\n(.*?)\};", text, flags=re.DOTALL)
    assert bytes(int(byte, 16) for byte in re.findall(r"0x(\w\w)", rows)) == KEY
    assert ".deadline_ms = 100u" in text and ".probation_ms = 1000u" in text


def test_no_key() -> None:
    assert ".key = " not in outputs()["gen/exports.c"]


def test_key_of_another_size() -> None:
    with pytest.raises(ValueError, match="31 bytes"):
        outputs(key=bytes(31))


def test_interfaces_are_in_the_order_of_the_image(found: dict[str, str]) -> None:
    (listed,) = re.findall(
        r"interfaces\[\] = \{\n(.*?)\};", found["gen/exports.c"], flags=re.DOTALL
    )
    names = re.findall(r"&hxg_loading_(\w+)", listed)
    assert names == ["test_absent", "test_clock", "test_store"]


def test_record_for_the_notes(found: dict[str, str]) -> None:
    abi = json.loads(found["gen/abi.json"])
    assert abi["modules"] == {"clock": {"name": "clock", "version": "0.1.0"}}
    assert abi["exports"] == names_of(found["gen/exports.c"])
    record = read_record(abi)
    assert record.target == "host"
    assert [each.name for each in record.interfaces] == [
        "test.absent",
        "test.clock",
        "test.store",
    ]


def test_an_image_without_interfaces(tmp_path: Path) -> None:
    hooks = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"
    (tmp_path / "a.mod").write_text(f"module a {{ impl {{ {hooks} }} }}\n")
    profile = tmp_path / "profile.toml"
    profile.write_text('[profile]\ntarget = "host"\n[modules]\nstatic = ["a"]\n')
    tables = loading_outputs([tmp_path], profile)
    assert sorted(tables) == ["gen/abi.json", "gen/exports.c"]
    assert ".interface_count" not in tables["gen/exports.c"]
