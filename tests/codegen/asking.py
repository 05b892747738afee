# SPDX-License-Identifier: MIT
"""A folder with specs and a profile, and the tools asked about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codegen.tools import arguments, cli

# Places in answers are those of this text: put further specs at its end.
SPECS = """\
interface "test.clock" 1.1 { uint64_t now(void) @on_fail(0); }
module clock { IMPL }
impl_interface(clock, "test.clock", 1.0) { now { return 1; } }
module disk { info { provides: "storage"; } IMPL }
module tape { info { provides: "storage"; } IMPL }
module fs {
    info { dependencies: "disk" >= 0.1; }
    uses { "test.clock" 1.0 as clock; }
    IMPL
}
module app { info { dependencies: "fs", "storage"; } IMPL }
module last { info { after: "app"; } IMPL }
module alone { info { dependencies: "tape"; } IMPL }
"""
HOOKS = "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"
PROFILE = """\
[profile]
name = "asked"
target = "host"
[modules]
static = ["app", "last", "clock"]
"""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a tool printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass(kw_only=True)
class Asking:
    folder: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, *, more: str = "", profile: str = PROFILE) -> None:
        """Write SPECS and `more` behind them, with IMPL for the usual hooks."""
        specs = self.folder / "specs"
        specs.mkdir(exist_ok=True)
        (specs / "all.mod").write_text((SPECS + more).replace("IMPL", HOOKS))
        (self.folder / "profile.toml").write_text(profile)

    def __call__(self, tool: str, *words: str) -> Said:
        self.capsys.readouterr()
        status = cli.main([tool, "--profile", "profile.toml", *words])
        shown = self.capsys.readouterr()
        return Said(status=status, out=shown.out, err=shown.err)


def begin_asking(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Asking:
    """Go into `folder`, whose specs are all that there are."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(arguments, "DEFAULT_MODULES", folder / "specs")
    asking = Asking(folder=folder, capsys=capsys)
    asking.write()
    return asking
