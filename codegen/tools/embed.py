# SPDX-License-Identifier: MIT
"""configure.py --embed: specs and profile in, a folder for another kernel's build out."""

from __future__ import annotations

import os
import re
from pathlib import Path

from codegen.embed.collect import collect_files
from codegen.embed.folder import FolderError, write_folder
from codegen.plan.model import Plan
from codegen.project import ROOT, Project
from codegen.render.renderer import Renderer
from codegen.tools.arguments import GOOD, UsageError
from codegen.tools.outcome import Outcome

# A Makefile has no way to name others in a list.
_PLAIN = re.compile(r"[A-Za-z0-9_.,+@/-]+")


def embed(folder: Path, project: Project, plan: Plan) -> Outcome:
    """Write the folder, and say what has changed. Raises UsageError."""
    if plan.loadables:
        names = ", ".join(f"'{file.module.name}'" for file in plan.loadables)
        raise UsageError(
            f"the profile '{plan.profile.name}' loads {names} at run time, and a kernel "
            "that embeds Helix cannot; remove 'loadable' and 'replace' from [modules]"
        )
    files = collect_files(plan, project.model, Renderer(), ROOT)
    for file in files:
        if _PLAIN.fullmatch(file.path) is None:
            raise UsageError(
                f"helix.mk cannot name '{file.path}'; give the file or its folder a "
                "name without spaces and special characters"
            )
    try:
        written = write_folder(folder, files)
    except FolderError as error:
        raise UsageError(str(error)) from error
    return Outcome(
        status=GOOD,
        diagnostics="".join(
            f"configure.py: '{folder / name}' is no longer needed and stays, because it "
            "has been edited\n"
            for name in written.kept
        ),
        summary=f"embedded in {os.path.relpath(folder)}: profile={plan.profile.name} "
        f"modules={len(plan.modules)} files={len(files)} changed={written.changed}\n",
    )
