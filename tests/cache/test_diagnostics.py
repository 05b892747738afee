# SPDX-License-Identifier: MIT
"""What a run says does not depend on what it remembers, nor on who did the work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cache.kernel import Kernel, files_by_number, make_kernel, written
from tests.workspace import execute


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return make_kernel(tmp_path, 60)


def first_and_second(kernel: Kernel, status: int) -> str:
    """Configure twice, and once more as if for the first time."""
    said = [kernel.configure().expect(status).output for _ in range(2)]
    if kernel.build.exists():
        kernel.forget()
    said.append(kernel.configure().expect(status).output)
    assert said[0] == said[1] == said[2]
    return said[0]


def warn(kernel: Kernel, number: int) -> None:
    kernel.edit(
        number, "    impl {", '    impl { on "never" { return HX_EVENT_HANDLED; }'
    )


def test_warnings_are_repeated(kernel: Kernel) -> None:
    warn(kernel, 31)
    text = first_and_second(kernel, 0)
    assert text.count("warning[W101]") == 1 and "1 warning" in text


def test_place_of_a_warning_moves(kernel: Kernel) -> None:
    warn(kernel, 31)
    before = kernel.configure().expect(0).output
    kernel.edit(31, "module ", "\n\nmodule ")
    after = kernel.configure().expect(0).output
    assert ".mod:11:" in before and ".mod:13:" in after
    assert first_and_second(kernel, 0) == after


def test_warning_in_another_spec_stays(kernel: Kernel) -> None:
    """A change elsewhere is a matter of that spec alone, and says the warning, too."""
    warn(kernel, 31)
    text = kernel.configure().expect(0).output
    before = files_by_number(kernel)
    kernel.edit(40, "start { return HX_OK; }", "start { return HX_ERR_BUSY; }")
    assert kernel.configure().expect(0).output == text
    assert len(written(kernel, before)) == 1
    assert first_and_second(kernel, 0) == text


def test_warning_comes_with_a_body(kernel: Kernel) -> None:
    kernel.configure().expect(0)
    warn(kernel, 31)
    assert "warning[W101]" in kernel.configure().expect(0).output
    first_and_second(kernel, 0)


def test_warning_goes(kernel: Kernel) -> None:
    text = kernel.text(31)
    warn(kernel, 31)
    kernel.configure().expect(0)
    kernel.path(31).write_text(text)
    assert "warning" not in kernel.configure().expect(0).output


@pytest.mark.parametrize(
    "old, new, rule",
    [
        ("return HX_OK; }\n        stop", "return HX_OK;\n        stop", "E1"),
        ("@range(1, 1000)", "@range(1, 30)", "E3"),
        ("as store_00010", "as store_00010, other", "E1"),
        ('"load.store_00010" 1.0', '"load.store_00010" 3.0', "E4"),
        ('"bus-00025"', '"bus-00026"', "E5"),
    ],
)
def test_mistake_and_back(kernel: Kernel, old: str, new: str, rule: str) -> None:
    good = kernel.configure().expect(0).output
    outputs = kernel.outputs()
    before = files_by_number(kernel)
    kernel.edit(33, old, new)
    said = kernel.configure().expect(1).output
    assert f"error[{rule}" in said
    assert kernel.configure().expect(1).output == said
    assert written(kernel, before) == set()
    kernel.edit(33, new, old)
    assert kernel.configure().expect(0).output == good
    assert written(kernel, before) == set() and kernel.outputs() == outputs
    kernel.edit(33, old, new)
    kernel.forget()
    assert kernel.configure().expect(1).output == said
    assert not kernel.build.exists()


@pytest.mark.parametrize("mistakes", [False, True])
def test_number_of_workers(tmp_path: Path, mistakes: bool) -> None:
    kernel = make_kernel(tmp_path, 520)
    for number in (5, 130, 131, 260, 519):
        warn(kernel, number)
    if mistakes:
        for number in (7, 140, 400, 510):
            kernel.edit(number, "uint32_t rounds = 0;", "unknown_t rounds = 0;")
    found = []
    for workers in ("1", "2", "5"):
        words = ["env", f"HELIX_WORKERS={workers}", *kernel.command()]
        done = execute(words, cwd=kernel.folder).expect(1 if mistakes else 0)
        assert done.output.count("warning[W101]") == 5
        assert done.output.count("error[E302]") == 4 * mistakes
        found.append((done.output, kernel.outputs() if kernel.build.exists() else {}))
        if kernel.build.exists():
            kernel.forget()
    assert found[0] == found[1] == found[2]
    assert os.environ.get("HELIX_WORKERS") is None
