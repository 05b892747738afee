# SPDX-License-Identifier: MIT
"""What is generated for an image that loads modules, from any specs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

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
    chosen = project.plan.profile
    names = tuple(
        ProfileName(name=name, span=chosen.target_span)
        for name in loadable
        if name not in {entry.name for entry in chosen.loadable}
    )
    plan = replace(
        project.plan, profile=replace(chosen, loadable=chosen.loadable + names)
    )
    found = generate_loading(plan, project.model, key, Renderer())
    return {output.path: output.text for output in found}


def write_outputs(outputs: dict[str, str], folder: Path) -> None:
    for path, text in outputs.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
