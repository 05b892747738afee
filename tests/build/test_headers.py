# SPDX-License-Identifier: MIT
"""Each public header can be included alone, by both compilers."""

from __future__ import annotations

import subprocess

import pytest

from codegen.ninja.toolchain import COMPILERS, STRICT_FLAGS
from tests.workspace import ROOT

INCLUDE = ROOT / "runtime" / "include"
HEADERS = sorted(str(path.relative_to(INCLUDE)) for path in INCLUDE.rglob("*.h"))


@pytest.mark.parametrize("compiler", COMPILERS)
def test_each_header_stands_alone(compiler: str) -> None:
    for header in HEADERS:
        done = subprocess.run(
            [
                compiler,
                "-std=c11",
                "-ffreestanding",
                *STRICT_FLAGS,
                f"-I{INCLUDE}",
                "-xc",
                "-fsyntax-only",
                "-",
            ],
            input=f"#include <{header}>\n",
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
