# SPDX-License-Identifier: MIT
"""Generated C, compared with what was read and accepted before.

`golden/specs/` is a small kernel with every kind of output; `golden/expected/` is what
is generated from it. `HELIX_WRITE_EXPECTED=1` writes that anew; read the difference.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from codegen.render.loading import generate_loading
from codegen.render.outputs import generate
from codegen.project import Project, load_project
from codegen.render.renderer import Renderer
from codegen.ninja.toolchain import COMPILERS, STRICT_FLAGS

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).resolve().parent / "golden"
EXPECTED = GOLDEN / "expected"


@pytest.fixture(scope="module")
def project() -> Project:
    specs = GOLDEN / "specs"
    found = load_project(
        folders=[specs],
        profile=specs / "profile.toml",
        root=ROOT,
        working_folder=specs,
    )
    assert found.diagnostics.sorted() == ()
    return found


@pytest.fixture(scope="module")
def outputs(project: Project) -> dict[str, str]:
    assert project.plan is not None
    plan, model, renderer = project.plan, project.model, Renderer()
    texts = {output.path: output.text for output in generate(plan, model, renderer)}
    for output in generate_loading(plan, model, None, renderer):
        # The others follow from the public headers, too.
        if output.path.startswith("gen/interfaces/"):
            texts[output.path] = output.text
    if os.environ.get("HELIX_WRITE_EXPECTED"):
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for path, text in texts.items():
            (EXPECTED / path).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / path).write_text(text, encoding="utf-8")
    return texts


def test_outputs_are_those_accepted(outputs: dict[str, str]) -> None:
    accepted = {
        str(path.relative_to(EXPECTED)): path.read_text(encoding="utf-8")
        for path in sorted(EXPECTED.rglob("*"))
        if path.is_file()
    }
    assert sorted(outputs) == sorted(accepted)
    for path, text in accepted.items():
        assert outputs[path] == text, (
            f"{path} differs; to accept it: HELIX_WRITE_EXPECTED=1 "
            "python3 -m pytest tests/codegen/test_golden.py"
        )


@pytest.mark.parametrize("compiler", COMPILERS)
def test_outputs_compile_without_a_warning(
    outputs: dict[str, str], tmp_path: Path, compiler: str
) -> None:
    for path, text in outputs.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for path in sorted(tmp_path.rglob("*.c")):
        words = [compiler, "-std=c11", "-O2", "-ffreestanding", *STRICT_FLAGS]
        words += [f"-I{ROOT}/runtime/include", f"-I{tmp_path}/gen"]
        words += ["-c", str(path), "-o", str(tmp_path / "object.o")]
        done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0 and done.stderr == "", done.stderr


def test_generated_lines_fit(outputs: dict[str, str]) -> None:
    for path, text in outputs.items():
        if path.endswith((".c", ".h")):
            verbatim = False
            for line in text.splitlines():
                if line.startswith("#line"):
                    verbatim = f'"{path}"' not in line
                assert verbatim or len(line) <= 88 or '"' in line, f"{path}: {line}"
