# SPDX-License-Identifier: MIT
"""Which modules get hooks that save and restore, and what stands behind them."""

from __future__ import annotations

import re

import pytest

from tests.boot.transcript import QUIET
from tests.state.keeper import generate_modules
from tests.workspace import Workspace

SAVE = "save_state { return hx_write(writer, &self->n, sizeof(self->n)); }"
RESTORE = "restore_state { return hx_read(reader, &self->n, sizeof(self->n)); }"
OWN_SAVE = "hxg_demo_save_state"
OWN_RESTORE = "hxg_demo_restore_state"
MADE_SAVE = "hxg_save_state"
MADE_RESTORE = "hxg_restore_state"


def generate_demo(workspace: Workspace, flags: str, hooks: str) -> str:
    spec = (
        f"module demo {{ info {{ {flags} }} state 2 {{ uint32_t n; }}\n"
        f"migrate 1 -> 2 {{ from {{ uint16_t n; }} }}\n"
        f"impl {{ {QUIET} {hooks} }} }}\n"
    )
    outputs = generate_modules(workspace, spec, ["demo"])
    (text,) = [o.text for o in outputs if o.path == "gen/modules/demo/demo.c"]
    return text


@pytest.mark.parametrize(
    ("flags", "hooks", "wanted"),
    [
        ("flags: HOT_RELOADABLE;", "", [MADE_SAVE, MADE_RESTORE]),
        ("flags: HOT_RELOADABLE;", SAVE + RESTORE, [OWN_SAVE, OWN_RESTORE]),
        # Nothing is made to read what a hook of the user's has written.
        ("flags: HOT_RELOADABLE;", SAVE, [OWN_SAVE]),
        ("flags: HOT_RELOADABLE;", RESTORE, [OWN_RESTORE, MADE_SAVE]),
        ("", "", []),
        ("", SAVE + RESTORE, [OWN_SAVE, OWN_RESTORE]),
    ],
)
def test_hooks(workspace: Workspace, flags: str, hooks: str, wanted: list[str]) -> None:
    text = generate_demo(workspace, flags, hooks)
    found = re.findall(r"\.(?:save|restore)_state = (\w+),", text)
    assert sorted(found) == sorted(wanted)
    # Tables and steps stand only where something reads them.
    assert ("hxg_schema" in text) == (MADE_SAVE in wanted)
    assert ("hxg_state_1" in text) == (MADE_RESTORE in wanted)
