# SPDX-License-Identifier: MIT
"""What several test files of the generator need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.diagnostics import Diagnostics, render_all
from codegen.parse.parser import parse
from codegen.source import Source
from codegen.parse.syntax import File
from tests.codegen.asking import Asking, begin_asking

ParseText = Callable[[str], tuple[File, Diagnostics]]
Render = Callable[[Diagnostics], str]


def make_source(text: str) -> Source:
    """Return the source of a spec that is on no disk."""
    return Source(
        path=Path("/nowhere/test.mod"),
        display="test.mod",
        line_name="test.mod",
        text=text,
    )


@pytest.fixture
def parse_text() -> ParseText:
    """A function from the text of a spec to its tree and the mistakes in it."""

    def parse_it(text: str) -> tuple[File, Diagnostics]:
        diagnostics = Diagnostics()
        return parse(make_source(text), diagnostics), diagnostics

    return parse_it


@pytest.fixture
def render() -> Render:
    return render_all


@pytest.fixture
def ask(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Asking:
    """The tools, asked in a folder of their own."""
    return begin_asking(tmp_path, capsys, monkeypatch)
