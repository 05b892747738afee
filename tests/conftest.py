# SPDX-License-Identifier: MIT
"""Fixtures for all tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.workspace import Workspace  # noqa: E402

# Debian's compilers behind a cache. Hundreds of kernels are built here, most of the
# runtime's objects the same in all of them.
CACHED_COMPILERS = Path("/usr/lib/ccache")
if CACHED_COMPILERS.is_dir():
    os.environ["PATH"] = f"{CACHED_COMPILERS}:{os.environ['PATH']}"
    os.environ.setdefault("CCACHE_DIR", str(ROOT / "build" / "ccache"))


@pytest.fixture
def terminals() -> None:
    """Skips a test where there are no pseudo-terminals, as in a bare chroot."""
    try:
        for end in os.openpty():
            os.close(end)
    except OSError as error:
        pytest.skip(f"no pseudo-terminal to be had here: {error}")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(folder=tmp_path)
