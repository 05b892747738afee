# SPDX-License-Identifier: MIT
"""The files of a new part of a kernel, from `templates/new/KIND`.

A template is called as its file is; `name.` at its beginning becomes the part's name.
"""

from __future__ import annotations

import shlex

from codegen.model.names import c_identifier
from codegen.render.emit import Output
from codegen.render.renderer import TEMPLATES, Renderer

SKELETONS = TEMPLATES / "new"
_NAMED = "name."


def kinds() -> tuple[str, ...]:
    """What there are skeletons of."""
    return tuple(sorted(path.name for path in SKELETONS.iterdir() if path.is_dir()))


def render_skeleton(kind: str, part: str, *, helix: str) -> list[Output]:
    """Return the files of a part of that name, relative to its folder.

    `helix` is the way from that folder to the project's.
    """
    renderer = Renderer()
    outputs = []
    for template in sorted((SKELETONS / kind).glob("*.j2")):
        path = template.name.removesuffix(".j2")
        if path.startswith(_NAMED):
            path = f"{part}.{path.removeprefix(_NAMED)}"
        text = renderer.render(
            f"new/{kind}/{template.name}",
            name=path,
            part=part,
            c_name=c_identifier(part),
            upper=c_identifier(part).upper(),
            helix=helix,
            helix_quoted=shlex.quote(helix),
        )
        outputs.append(Output(path=path, text=text, executable=path.endswith(".sh")))
    return sorted(outputs, key=lambda output: output.path)
