# SPDX-License-Identifier: MIT
"""What the language allows compiles without a warning, and boots.

All entries of tests/codegen/accepted.py stand in one image, each in a module of its
own, because a build a entry would take an hour.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.codegen import accepted
from tests.codegen.accepted import HOOKS
from tests.workspace import Workspace


def module(name: str, parts: str, hooks: str = HOOKS) -> str:
    return f"module {name} {{\n{parts}\nimpl {{ {hooks} }}\n}}\n"


def module_parts() -> Iterator[tuple[str, str]]:
    """Names of modules, and what stands in them beside impl."""
    for index, text in enumerate(accepted.INTEGERS):
        yield f"integer_{index}", f"config {{ {text} a = 1; {text} b[2]; }}\n" + (
            f"state {{ {text} a = 1; {text} b[2][2]; }}"
        )
    for index, text in enumerate(accepted.CONFIG_KEYS):
        yield f"config_{index}", f"config {{ {text} }}"
    for index, text in enumerate(accepted.FIELDS):
        yield f"state_{index}", f"state {{ {text} }}"
    for index, (types, fields) in enumerate(accepted.TYPES):
        yield f"types_{index}", f"types {{ {types}\n}}\nstate {{ {fields} }}"
    for index, text in enumerate(accepted.PARTS):
        yield f"part_{index}", text


def specs() -> Iterator[tuple[str, str]]:
    """Names of modules, and a file that declares each."""
    for name, parts in module_parts():
        yield name, module(name, parts)
    for index, text in enumerate(accepted.BODIES):
        hooks = HOOKS.replace("return HX_OK;", f"{text} return HX_OK;", 1)
        yield f"body_{index}", module(f"body_{index}", "", hooks)
    for index, text in enumerate(accepted.OPTIONAL_HOOKS):
        yield f"hooks_{index}", module(f"hooks_{index}", "", f"{HOOKS}\n{text}")
    for index, (prototype, result) in enumerate(accepted.OPERATIONS):
        interface, provider = f"test.operation-{index}", f"provider_{index}"
        # The constraint is the newest version: the handle has every operation.
        uses = f'uses {{ "{interface}" 1.2 as direct; "{interface}" 1.2 as slot optional; }}'
        yield f"user_{index}", (
            f'interface "{interface}" 1.2 {{ {prototype}; }}\n'
            + module(provider, "")
            + f'impl_interface({provider}, "{interface}", 1.2)'
            + f" {{ f {{ return {result}; }} }}\n"
            + module(f"user_{index}", uses)
        )


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_all_that_is_allowed(workspace: Workspace, compiler: str) -> None:
    names = []
    for name, text in specs():
        names.append(name.replace("_", "-"))
        workspace.write(f"mods/{name}.mod", text)
    workspace.write_profile(names)
    done = workspace.build_and_boot("--cc", compiler, "--strict")
    done.expect(0)
    ready = [line for line in done.boot_lines() if line.startswith("ready")]
    modules = len(names) + len(accepted.OPERATIONS)
    assert ready == [f"ready modules={modules} failed=0"], done.story()
