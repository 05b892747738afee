# SPDX-License-Identifier: MIT
"""What ninja has to run after a change in a kernel of many modules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cache.kernel import (
    Kernel,
    explained,
    files_by_number,
    make_kernel,
    written,
)
from tests.workspace import execute

NUMBER = 33


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    made = make_kernel(tmp_path_factory.mktemp("kernel"), 40)
    made.configure().expect(0)
    build(made)
    return made


def build(kernel: Kernel) -> None:
    words = ["ninja", "-C", str(kernel.build), "kernel.elf"]
    execute(words, cwd=kernel.folder, limit_s=300).expect(0)
    assert explained(kernel, "kernel.elf") == set()


def object_of(kernel: Kernel) -> str:
    spec = kernel.specs[NUMBER]
    return f"obj/modules/{spec.identifier}/{Path(spec.path).name}.o"


def change(kernel: Kernel, old: str, new: str) -> set[str]:
    """Make a change, let ninja configure, and return what there is to do then."""
    kernel.edit(NUMBER, old, new)
    assert explained(kernel, "build.ninja") == {"configure"}
    execute(
        ["ninja", "-C", str(kernel.build), "build.ninja"], cwd=kernel.folder
    ).expect(0)
    return explained(kernel, "kernel.elf")


@pytest.mark.parametrize(
    "old, new",
    [
        ("start { return HX_OK; }", "start { self->rounds = 2; return HX_OK; }"),
        ("limit = 34", "limit = 35"),
        ("version: 1.5.0", "version: 1.5.1"),
    ],
    ids=["body", "default", "version"],
)
def test_one_module_and_the_link(kernel: Kernel, old: str, new: str) -> None:
    before = files_by_number(kernel)
    found = change(kernel, old, new)
    assert found == {object_of(kernel), "link kernel.elf"}
    changed = {Path(path).name for path in written(kernel, before)}
    assert changed.isdisjoint({"image.c", "section.json", "helix_text.ld"})
    build(kernel)


def test_order_is_the_image(kernel: Kernel) -> None:
    """An edge more: the tables of the image, the module, and no other one."""
    name = kernel.specs[NUMBER - 1].name
    found = change(kernel, '"queue-00001"', f'"queue-00001", "{name}"')
    assert found == {object_of(kernel), "obj/gen/image.c.o", "link kernel.elf"}
    build(kernel)


def test_a_comment_is_nobody_s(kernel: Kernel) -> None:
    """Behind everything that has a place in the output."""
    text = kernel.text(NUMBER)
    assert change(kernel, text, text + "// The end.\n") == set()
