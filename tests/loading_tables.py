# SPDX-License-Identifier: MIT
"""What is generated for an image that loads modules, from any specs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from codegen.plan.files import ModuleFile
from codegen.plan.model import PlannedFile
from codegen.profile.profile import ProfileName
from codegen.project import load_project
from codegen.render.loading import generate_loading
from codegen.render.renderer import Renderer


def loading_outputs(
    folders: Sequence[Path],
    profile: Path,
    *,
    target: str | None = None,
    loadable: Sequence[str] = (),
    key: bytes | None = None,
) -> dict[str, str]:
    """The text of each file. `loadable` are further loadable modules of the profile."""
    project = load_project(
        folders=folders, profile=profile, target=target, working_folder=profile.parent
    )
    assert project.plan is not None, project.diagnostics.sorted()
    named = [project.model.module(name) for name in loadable]
    files = tuple(
        PlannedFile(
            file=ModuleFile(
                stem=module.name,
                module=module,
                replacement=False,
                entry=ProfileName(name=module.name, span=module.span),
            ),
            config=(),
            bindings=(),
        )
        for module in named
        if module is not None
    )
    plan = replace(project.plan, loadables=project.plan.loadables + files)
    found = generate_loading(plan, project.model, key, Renderer())
    return {output.path: output.text for output in found}


def write_outputs(outputs: dict[str, str], folder: Path) -> None:
    for path, text in outputs.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
