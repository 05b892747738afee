# SPDX-License-Identifier: MIT
"""`codegen new`: what it makes passes its own test, and nothing of others is touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from codegen.render.skeleton import kinds
from tests.workspace import PYTHON, ROOT, Done, execute

# A name with all that a name may have.
NAME = "acme-x2.new_one"


def new(*words: str, cwd: Path) -> Done:
    environment = ["env", f"PYTHONPATH={ROOT}"]
    return execute([*environment, PYTHON, "-m", "codegen", "new", *words], cwd=cwd)


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize("kind", kinds())
def test_it_passes_its_own_test(
    kind: str, target: str, compiler: str, tmp_path: Path
) -> None:
    made = new(kind, NAME, cwd=tmp_path).expect(0).output.split()
    assert {f"{NAME}/test.sh", f"{NAME}/README.md", f"{NAME}/{NAME}.toml"} <= set(made)
    found = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert found == set(made)
    words = ["--target", target, "--cc", compiler, "--strict"]
    # From another folder, as people call scripts.
    done = execute([str(tmp_path / NAME / "test.sh"), *words], cwd=ROOT, limit_s=300)
    assert done.expect(0).lines[-2] == "test: good", done.story()


@pytest.mark.parametrize("kind", kinds())
def test_its_own_test_can_fail(kind: str, tmp_path: Path) -> None:
    new(kind, "part", cwd=tmp_path).expect(0)
    profile = tmp_path / "part" / "part.toml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("commands = [", 'commands = ["shutdown",'))
    done = execute(["./test.sh", "--target", "host"], cwd=tmp_path / "part").expect(1)
    assert "test: no line '-> ok " in done.output, done.story()


def test_a_folder_elsewhere_and_json(tmp_path: Path) -> None:
    (tmp_path / "with space's").mkdir()
    done = new("driver", "one", "--dir", "with space's", "--json", cwd=tmp_path)
    files = json.loads(done.expect(0).output)["files"]
    assert files and all((tmp_path / file).is_file() for file in files)
    done = execute(
        [str(tmp_path / "with space's/one/test.sh"), "--target", "host"], cwd=tmp_path
    )
    assert "test: good" in done.expect(0).lines


def test_a_second_one_knows_of_the_first(tmp_path: Path) -> None:
    new("driver", "one", cwd=tmp_path).expect(0)
    new("scheduler", "two", "--modules", ".", cwd=tmp_path).expect(0)
    done = new("driver", "one", "--modules", ".", "--dir", "two", cwd=tmp_path)
    done.expect(2)
    assert "there is a module 'one' already: one/one.mod:6:23" in done.output
    assert not (tmp_path / "two/one").exists()


@pytest.mark.parametrize(
    "name", ["", "One", "1st", "with space", "../up", "a/b", "ä", "-x", "x" * 65]
)
def test_a_name_that_is_none(name: str, tmp_path: Path) -> None:
    done = new("driver", "--", name, cwd=tmp_path).expect(2)
    assert "is no name" in done.output, done.story()
    assert os.listdir(tmp_path) == []


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    done = new("driver", "console", cwd=tmp_path).expect(2)
    assert "there is a module 'console' already: " in done.output
    done = new("interface", "helix.console", cwd=tmp_path).expect(2)
    assert "there is an interface 'helix.console' already: " in done.output
    assert os.listdir(tmp_path) == []


def test_a_word_of_c(tmp_path: Path) -> None:
    """What a name becomes in C is checked as the language checks it."""
    done = new("driver", "register", cwd=tmp_path).expect(1)
    assert "register/register.mod:4:8: error[" in done.output, done.story()
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_there(tmp_path: Path) -> None:
    kept = tmp_path / "part" / "kept"
    kept.parent.mkdir()
    kept.write_text("kept")
    done = new("driver", "part", cwd=tmp_path).expect(2)
    assert "'part' is there already, and is left alone" in done.output
    assert [p.name for p in tmp_path.rglob("*")] == ["part", "kept"]


def test_usage(tmp_path: Path) -> None:
    new("kitchen", "part", cwd=tmp_path).expect(2)
    done = new("driver", "part", "--dir", "none", cwd=tmp_path).expect(2)
    assert "there is no folder 'none'" in done.output
