# SPDX-License-Identifier: MIT
"""Templates and views to text. The only file that imports Jinja2."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jinja2

from codegen.render.layout import wrapped

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


class _Loader(jinja2.FileSystemLoader):
    """Refuses `{{` without a space behind it: Jinja would turn C's `{{0}}` into `0`."""

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        found = super().get_source(environment, template)
        careless = re.search(r"\{\{(?![ \n])", found[0])
        if careless is not None:
            line = found[0].count("\n", 0, careless.start()) + 1
            raise jinja2.TemplateSyntaxError(
                "'{{' without a space behind it; write C as '{ {'", line, template
            )
        return found


class Renderer:
    """Renders templates of one folder; compiled templates are kept."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._environment = jinja2.Environment(
            loader=_Loader(folder),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            # A run reads each template once.
            auto_reload=False,
        )
        self._environment.globals["wrapped"] = wrapped

    def render(self, template: str, *, name: str, **context: Any) -> str:
        """Return the text of `template`. `name` is what `#line return` names: the
        output, relative to the build folder."""
        text = self._environment.get_template(template).render(**context)
        return _restore_lines(_squeeze(text), name)


def _squeeze(text: str) -> str:
    """At most one empty line between the parts, none at the ends."""
    kept: list[str] = []
    verbatim = False
    for line in text.split("\n"):
        if line:
            if line[0] == "#" and line.startswith("#line "):
                verbatim = line != "#line return"
            if verbatim or not line.isspace():
                kept.append(line)
                continue
        elif verbatim:
            kept.append(line)
            continue
        if kept and kept[-1]:
            kept.append("")
    while kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept) + "\n" if kept else ""


def _restore_lines(text: str, name: str) -> str:
    """Turn `#line return` into a `#line` that names the output's own next line."""
    if "#line return" not in text:
        return text
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if line == "#line return":
            lines[index] = f'#line {index + 2} "{name}"'
    return "\n".join(lines)
