# SPDX-License-Identifier: MIT
"""Two clean builds in two folders are the same, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.specs import BYSTANDER, BYSTANDER_C, CONSUMER, PROVIDER
from tests.workspace import PYTHON, ROOT, Workspace, copy_project, execute


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each object is compiled, also one that was compiled before."""
    monkeypatch.setenv("CCACHE_DISABLE", "1")


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_two_checkouts(tmp_path: Path, compiler: str) -> None:
    trees = []
    for name in ("one", "deeper/down/two"):
        root = copy_project(tmp_path / name)
        words = [PYTHON, "configure.py", "--cc", compiler]
        execute(words, cwd=root).expect(0)
        execute(["ninja", "-C", "build"], cwd=root, limit_s=300).expect(0)
        trees.append(root / "build")
    first, second = (files_below(tree / "gen") for tree in trees)
    assert first == second
    images = [(tree / "kernel.elf").read_bytes() for tree in trees]
    assert images[0] == images[1]


def test_two_build_folders(tmp_path: Path) -> None:
    trees = [tmp_path / "a", tmp_path / "other" / "b"]
    for tree in trees:
        words = [PYTHON, "configure.py", "--build-dir", str(tree)]
        execute(words, cwd=ROOT).expect(0)
    assert files_below(trees[0] / "gen") == files_below(trees[1] / "gen")


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_two_user_projects(tmp_path: Path, compiler: str) -> None:
    """Specs, profile and build folder of a user lie together, in two places."""
    trees = []
    for name in ("one", "deeper/down/two"):
        workspace = Workspace(folder=tmp_path / name)
        workspace.write("mods/adder.mod", PROVIDER)
        workspace.write("mods/below/consumer.mod", CONSUMER)
        workspace.write("mods/below/bystander.mod", BYSTANDER)
        workspace.write("mods/below/bystander.c", BYSTANDER_C)
        workspace.write_profile(["consumer", "bystander"], target="x86_64")
        workspace.configure("--cc", compiler).expect(0)
        workspace.ninja().expect(0)
        trees.append(workspace.build)
    assert files_below(trees[0] / "gen") == files_below(trees[1] / "gen")
    images = [(tree / "kernel.elf").read_bytes() for tree in trees]
    assert images[0] == images[1]
