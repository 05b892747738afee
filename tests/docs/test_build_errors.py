# SPDX-License-Identifier: MIT
"""The examples of `docs/errors.md` for what only the compiler and the linker find."""

from __future__ import annotations

import re

import pytest

from tests.codegen.test_catalogue import read_examples, write_example
from tests.workspace import ROOT, Done, Workspace

LINK_SCRIPT = ROOT / "boot/host/host.ld"


def compile_sources(workspace: Workspace, rule: str, side: str, *words: str) -> Done:
    """Build as far as the check that sources define what the spec says they do."""
    mods = workspace.folder / "mods"
    mods.mkdir()
    write_example(rule, side, mods)
    workspace.write_profile(["sensor"])
    workspace.configure(*words).expect(0)
    return workspace.ninja("hooks.checked")


@pytest.mark.parametrize("rule", ["E701", "E702"])
def test_good_sources(workspace: Workspace, rule: str) -> None:
    compile_sources(workspace, rule, "good").expect(0)


def test_function_that_is_missing(workspace: Workspace) -> None:
    done = compile_sources(workspace, "E701", "bad")
    assert done.status != 0
    assert re.findall(r"error\[(.*?)\]", done.output) == ["E701"], done.story()


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_function_of_another_signature(workspace: Workspace, compiler: str) -> None:
    done = compile_sources(workspace, "E702", "bad", "--cc", compiler)
    assert done.status != 0
    assert re.search(
        r"mods/sensor\.c:1:5: error: conflicting types for .sensor_init.", done.output
    ), done.story()
    assert re.search(r"mods/example\.mod:4:\d+: note:", done.output), done.story()
    assert "E702" not in done.output


def test_static_function(workspace: Workspace) -> None:
    """What the entry of E702 says of a function that is static."""
    compile_sources(workspace, "E702", "good").expect(0)
    source = workspace.folder / "mods/sensor.c"
    source.write_text("static " + source.read_text(encoding="utf-8"), encoding="utf-8")
    done = workspace.ninja("hooks.checked")
    assert done.status != 0
    assert re.search(
        "static declaration of .sensor_init. follows non-static declaration",
        done.output,
    ), done.story()


# The section of modules ---------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An image of two modules, before its first link."""
    workspace = Workspace(folder=tmp_path_factory.mktemp("linked"))
    hooks = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"
    workspace.write(
        "mods/two.mod",
        f'module adder {{ info {{ after: "user"; }} impl {{ {hooks} }} }}\n'
        f"module user {{ impl {{ {hooks} }} }}\n",
    )
    workspace.write_profile(["adder", "user"])
    workspace.configure().expect(0)
    return workspace


def link_with(built: Workspace, side: str) -> Done:
    """Link with the linker script in which the example stands."""
    (example,) = [f.text for f in read_examples("E703") if side in f.marks]
    own, count = re.subn(
        r"    \.helix\.modules : .*?\n    \}\n",
        lambda _: example,
        LINK_SCRIPT.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    assert count == 1
    script = built.write(f"{side}.ld", own)
    ninja = built.build / "build.ninja"
    text = ninja.read_text(encoding="utf-8")
    known = re.sub(r"[^\s]*(host|bad|good)\.ld", str(script), text)
    assert str(script) in known
    ninja.write_text(known, encoding="utf-8")
    return built.ninja("kernel.elf")


def test_good_linker_script(built: Workspace) -> None:
    link_with(built, "good").expect(0)


def test_bad_linker_script(built: Workspace) -> None:
    done = link_with(built, "bad")
    assert done.status != 0
    assert "error[E703]" in done.output, done.story()
    assert not (built.build / "kernel.elf").exists(), "a wrong image is left"
