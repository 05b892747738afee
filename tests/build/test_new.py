# SPDX-License-Identifier: MIT
"""What `codegen new` makes passes its own test, and what it refuses leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace import PYTHON, ROOT, Done, Workspace, execute

# Each kind, target and compiler once with another, with names of every kind of letter.
MADE = [
    ("driver", "blinker", "x86_64", "gcc"),
    ("driver", "my-disk.v2_x", "host", "clang"),
    ("interface", "my-sums.v2_x", "x86_64", "clang"),
    ("interface", "sums", "host", "gcc"),
    ("scheduler", "fair", "x86_64", "gcc"),
    ("scheduler", "my-fair.v2_x", "host", "clang"),
]


def new(folder: Path, *words: str) -> Done:
    command = ["env", f"PYTHONPATH={ROOT}", PYTHON, "-m", "codegen", "new", *words]
    return execute(command, cwd=folder)


@pytest.mark.parametrize("kind, name, target, compiler", MADE)
def test_it_passes_its_own_test(
    workspace: Workspace, kind: str, name: str, target: str, compiler: str
) -> None:
    above = workspace.folder / "with space"
    above.mkdir()
    new(workspace.folder, kind, name, "--dir", "with space").expect(0)
    assert [path.name for path in above.iterdir()] == [name]
    done = execute(
        ["./test.sh", "--target", target, "--cc", compiler],
        cwd=above / name,
        limit_s=300,
    ).expect(0)
    assert done.lines[-2:] == ["test.sh: good", ""], done.story()


def test_its_test_can_fail(workspace: Workspace) -> None:
    new(workspace.folder, "driver", "blinker").expect(0)
    source = workspace.folder / "blinker" / "blinker.c"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("self->device++;", ""), encoding="utf-8")
    done = execute(["blinker/test.sh", "--target", "host"], cwd=workspace.folder)
    assert "no line of the log is" in done.expect(1).output


@pytest.mark.parametrize(
    "words, status, text",
    [
        (["driver", "Big"], 2, "'Big' is no name: it begins with a-z"),
        (["driver", "a/b"], 2, "'a/b' is no name"),
        (["driver", "x" * 101], 2, "a name of 101 characters"),
        (["driver", "lamp", "--dir", "nowhere"], 2, "there is no folder 'nowhere'"),
        (["lamp", "lamp"], 2, "invalid choice: 'lamp'"),
        (["driver", "while"], 1, "error[E"),
        (["driver", "console"], 1, "error[E201]"),
        (["interface", "helix.console"], 1, "error[E401]"),
        (["driver", "taken"], 2, "'taken' is there already; nothing was written"),
    ],
)
def test_what_it_refuses(
    workspace: Workspace, words: list[str], status: int, text: str
) -> None:
    workspace.write("taken/precious", "mine")
    done = new(workspace.folder, *words).expect(status)
    assert text in done.output, done.story()
    assert "mistake of ours" not in done.output
    left = [str(p.relative_to(workspace.folder)) for p in workspace.folder.rglob("*")]
    assert sorted(left) == ["taken", "taken/precious"]
