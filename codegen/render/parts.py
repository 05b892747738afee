# SPDX-License-Identifier: MIT
"""The generated C that one part of the specs has for itself: a module, an interface.

Each part is printed without the others, so any number of processes can share them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codegen.model import (
    Body,
    Interface,
    Model,
    Module,
    TypesBlock,
    TypesKey,
    file_stem,
)
from codegen.plan.model import BoundModule, Plan, PlannedFile
from codegen.render.emit import Output
from codegen.render.renderer import Renderer
from codegen.view.ctext import comment_lines, verbatim_inside
from codegen.view.interface import type_headers, view_interface
from codegen.view.module import ModuleView, find_asked, view_module
from codegen.view.requests import view_requests

GEN = "gen"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A module with requests, for those who send them."""

    module: Module


Part = TypesBlock | Interface | BoundModule | PlannedFile | Asked
# What `gen/hooks.json` says of a module.
Hooks = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Printed:
    """`hooks` are those that a module's sources must define; None: none."""

    outputs: tuple[Output, ...]
    hooks: Hooks | None


def list_parts(plan: Plan, model: Model) -> tuple[Part, ...]:
    """Return all that have files of their own.

    All known interfaces are among them: a source may ask for the primary provider of
    one that nothing in the image names in its spec.
    """
    asked = _list_asked(plan, model)
    parts: list[Part] = [*model.types, *model.interfaces]
    # What there is to print for a module is together: then equal shares are equal work.
    for planned in plan.modules:
        parts.append(planned)
        if asked.pop(planned.module.name, None) is not None:
            parts.append(Asked(module=planned.module))
    parts += plan.loadables
    parts += (Asked(module=module) for module in asked.values())
    return tuple(parts)


def _list_asked(plan: Plan, model: Model) -> dict[str, Module]:
    """The modules with requests that are in the image, or that one in it or one that
    can be loaded names: an optional dependency may be absent."""
    found: dict[str, Module] = {}
    asked = [
        other
        for module in (planned.module for planned in plan.modules)
        for other in (module, *find_asked(module, model))
    ]
    # A module that is a file of its own may not be the only one of its name.
    asked += (o for file in plan.loadables for o in find_asked(file.module, model))
    for other in asked:
        if other.request_hooks:
            found.setdefault(other.name, other)
    return found


class Printer:
    """Prints parts that may name what is in `model`."""

    def __init__(self, model: Model, renderer: Renderer) -> None:
        self._model = model
        self._renderer = renderer

    @functools.cached_property
    def _blocks(self) -> dict[TypesKey, TypesBlock]:
        return {block.key: block for block in self._model.types}

    def print_all(self, parts: Iterable[Part]) -> Iterator[Printed]:
        return map(self.print, parts)

    def print(self, part: Part) -> Printed:
        match part:
            case TypesBlock():
                outputs: Iterable[Output] = (self._types(part),)
            case Interface():
                outputs = self._interface(part)
            case Asked():
                requests = view_requests(part.module)
                outputs = (self._file("requests.h.j2", requests.header, requests),)
            case BoundModule() | PlannedFile():
                return self._module(part)
        return Printed(outputs=tuple(outputs), hooks=None)

    def _file(self, template: str, path: str, view: object) -> Output:
        path = f"{GEN}/{path}"
        text = self._renderer.render(template, name=path, view=view)
        return Output(path=path, text=text)

    def _types(self, block: TypesBlock) -> Output:
        view = {
            "spec": block.span.source.line_name,
            "doc": comment_lines(block.doc),
            "type_headers": type_headers(block.needs, self._blocks),
            "types": verbatim_inside(Body(text=block.text, span=block.span)),
        }
        return self._file("types.h.j2", f"types/{block.stem}.h", view)

    def _interface(self, interface: Interface) -> Iterator[Output]:
        view = view_interface(interface, self._blocks)
        for kind in ("h", "c"):
            path = f"interfaces/{file_stem(view.identifier)}.{kind}"
            yield self._file(f"interface.{kind}.j2", path, view)

    def _module(self, planned: BoundModule | PlannedFile) -> Printed:
        """The files of one that is built as a file of its own are below hxm/, in a
        folder named after the file: its identifier may be that of another module."""
        view = view_module(planned, self._model, self._blocks)
        stem, folder = view.stem, f"modules/{file_stem(view.identifier)}"
        if isinstance(planned, PlannedFile):
            folder = f"hxm/{file_stem(planned.stem)}"
            stem = f"{folder}/{stem}"
        outputs = [
            self._file("module.h.j2", f"{stem}.h", view),
            self._file("module.c.j2", f"{stem}.c", view),
        ]
        if view.interfaces:
            outputs.append(self._file("provider.h.j2", f"{stem}_provider.h", view))
        return Printed(outputs=tuple(outputs), hooks=_hooks(folder, view))


def _hooks(folder: str, view: ModuleView) -> Hooks | None:
    """The functions that sources must define, with the place that asks for each. The
    objects of each module are in a folder of their own."""
    functions = [
        {
            "symbol": function.name,
            "prototype": function.prototype,
            "file": function.span.source.line_name,
            "start": function.span.start,
            "end": function.span.end,
        }
        for function in view.functions
        if function.body is None
    ]
    if not functions:
        return None
    return {"folder": folder, "name": view.name, "functions": functions}
