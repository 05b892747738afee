# SPDX-License-Identifier: MIT
"""Runs that are killed, and runs that meet."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from codegen.cache.file import load
from tests.cache.kernel import Kernel, make_kernel


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return make_kernel(tmp_path, 240)


def first_run(kernel: Kernel) -> dict[str, bytes]:
    kernel.configure().expect(0)
    outputs = kernel.outputs()
    kernel.forget()
    return outputs


def count_files(kernel: Kernel) -> int:
    return sum(len(files) for _, _, files in os.walk(kernel.build))


def kill_at(kernel: Kernel, files: int) -> None:
    """Start a run, and kill it and its workers as soon as there are so many files."""
    run = kernel.start()
    while run.poll() is None and count_files(kernel) < files:
        time.sleep(0.001)
    run.kill()
    run.communicate()


@pytest.mark.parametrize("files", [1, 20, 150, 300, 700, 753])
def test_killed_and_run_again(kernel: Kernel, files: int) -> None:
    outputs = first_run(kernel)
    kill_at(kernel, files)
    kernel.configure().expect(0)
    assert kernel.outputs() == outputs
    assert load(kernel.build) is not None


@pytest.mark.parametrize("pause_s", [0.05, 0.3, 0.5, 0.7, 0.9])
def test_killed_in_a_second_run(kernel: Kernel, pause_s: float) -> None:
    """It has outputs to keep and to replace, and a cache that no longer tells."""
    kernel.configure().expect(0)
    for number in range(0, 240, 7):
        kernel.edit(number, "impl {", "impl { is_healthy { return true; }")
    run = kernel.start()
    time.sleep(pause_s)
    run.kill()
    run.communicate()
    kernel.configure().expect(0)
    outputs = kernel.outputs()
    kernel.forget()
    kernel.configure().expect(0)
    assert kernel.outputs() == outputs


@pytest.mark.parametrize("known", [False, True])
def test_two_at_once(kernel: Kernel, known: bool) -> None:
    outputs = first_run(kernel)
    if known:
        kernel.configure().expect(0)
        # Both have something to remove and something to write.
        (kernel.build / "gen" / "stray.c").write_text("")
        (kernel.build / "gen" / "image.c").unlink()
    runs = [kernel.start() for _ in range(3)]
    said = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert said[0] == said[1] == said[2]
    assert kernel.outputs() == outputs
    assert not [path for path in kernel.build.rglob(".*") if path.is_file()]


def test_left_behind_in_the_middle_of_a_file(kernel: Kernel) -> None:
    """A temporary file of a run that was killed goes with the next whole run."""
    kernel.configure().expect(0)
    outputs = kernel.outputs()
    name = kernel.specs[33].identifier
    (kernel.build / f"gen/modules/{name}/.{name}.c.7b").write_text("half")
    (kernel.build / "gen" / "image.c").unlink()
    kernel.configure().expect(0)
    assert kernel.outputs() == outputs
