# SPDX-License-Identifier: MIT
"""Operations from a line of a spec."""

from __future__ import annotations

import tempfile
from pathlib import Path

from codegen.model import Model
from codegen.plan.abi import OperationAbi, interface_abi
from codegen.project import load_project


def read_model(text: str) -> Model:
    """The model of a spec without a mistake."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "x.mod").write_text(text, encoding="utf-8")
        project = load_project(folders=[folder], profile=None, working_folder=folder)
    assert project.diagnostics.error_count == 0, project.diagnostics.sorted()
    return project.model


def read_operation(prototype: str, types: str = "") -> OperationAbi:
    """The only operation of an interface; `types` are the declarations of a block."""
    block = f"types {{ {types} }}\n" if types else ""
    model = read_model(f'{block}interface "x" 1.1 {{ {prototype} }}\n')
    (operation,) = interface_abi(model.interfaces[0]).operations
    return operation
