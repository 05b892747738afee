# SPDX-License-Identifier: MIT
"""The arithmetic of free memory, on its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.boot.port.probe import HERE, STYLE_FLAGS
from tests.workspace import ROOT, execute


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_ranges(tmp_path: Path, compiler: str) -> None:
    program = tmp_path / "ranges_test"
    sources = ["boot/ranges.c", str(HERE / "ranges_test.c")]
    flags = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover"]
    execute(
        [compiler, *STYLE_FLAGS, "-fhosted", *flags, "-I", "runtime/include"]
        + [*sources, "-o", str(program)],
        cwd=ROOT,
    ).expect(0)
    execute([str(program)], cwd=ROOT).expect(0)
