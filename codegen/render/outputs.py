# SPDX-License-Identifier: MIT
"""Which generated C files a plan has, and their text.

A module's files depend on its own spec, the interfaces that it names and its
bindings; whatever knows the whole image is in image.c and helix_text.ld. Paths are
relative to the build folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from codegen.faults.collect import collect_facts, fault_plan
from codegen.faults.facts import write_facts
from codegen.render.emit import Output
from codegen.model import Body, Model, Module, TypesBlock, TypesKey, file_stem
from codegen.plan.model import Plan
from codegen.render.renderer import Renderer
from codegen.view.ctext import comment_lines, verbatim_inside
from codegen.view.image import view_image
from codegen.view.interface import type_headers, view_interface
from codegen.view.module import ModuleView, find_asked, view_module
from codegen.view.requests import view_requests

GEN = "gen"


def generate(plan: Plan, model: Model, renderer: Renderer) -> Iterator[Output]:
    """Yield every generated file of the image.

    All known interfaces are among them: a source may ask for the primary provider of
    one that nothing in the image names in its spec.
    """
    blocks = {block.key: block for block in model.types}
    for block in model.types:
        yield _types(block, blocks, renderer)
    for interface in model.interfaces:
        view = view_interface(interface, blocks)
        for kind in ("h", "c"):
            path = f"interfaces/{file_stem(view.identifier)}.{kind}"
            yield _render(renderer, f"interface.{kind}.j2", path, view=view)
    views = [view_module(module, model, blocks) for module in plan.modules]
    for module in views:
        yield from _module(module, renderer)
    for asked in _list_asked(plan, model):
        requests = view_requests(asked)
        yield _render(renderer, "requests.h.j2", requests.header, view=requests)
    image = view_image(plan)
    yield _render(renderer, "image.c.j2", "image.c", view=image)
    yield _render(renderer, "helix_text.ld.j2", "helix_text.ld", view=image)
    faults = view_image(fault_plan(plan))
    yield _render(renderer, "image.c.j2", "faults/image.c", view=faults)
    yield Output(path=f"{GEN}/faults.json", text=write_facts(collect_facts(plan)))
    yield Output(path=f"{GEN}/section.json", text=_section(plan))
    yield Output(path=f"{GEN}/hooks.json", text=_hooks(views))


def _render(renderer: Renderer, template: str, path: str, **context: object) -> Output:
    path = f"{GEN}/{path}"
    return Output(path=path, text=renderer.render(template, name=path, **context))


def _list_asked(plan: Plan, model: Model) -> list[Module]:
    """The modules with requests that are in the image, or that one in it names: an
    optional dependency may be absent."""
    found: dict[str, Module] = {}
    for module in (planned.module for planned in plan.modules):
        for other in (module, *find_asked(module, model)):
            if other.request_hooks:
                found.setdefault(other.name, other)
    return list(found.values())


def _types(
    block: TypesBlock, blocks: dict[TypesKey, TypesBlock], renderer: Renderer
) -> Output:
    view = {
        "spec": block.span.source.line_name,
        "doc": comment_lines(block.doc),
        "type_headers": type_headers(block.needs, blocks),
        "types": verbatim_inside(Body(text=block.text, span=block.span)),
    }
    return _render(renderer, "types.h.j2", f"types/{block.stem}.h", view=view)


def _module(view: ModuleView, renderer: Renderer) -> Iterator[Output]:
    yield _render(renderer, "module.h.j2", f"{view.stem}.h", view=view)
    yield _render(renderer, "module.c.j2", f"{view.stem}.c", view=view)
    if view.interfaces:
        yield _render(renderer, "provider.h.j2", f"{view.stem}_provider.h", view=view)


def _section(plan: Plan) -> str:
    """What the verifier compares the linked section with."""
    entries = [
        {
            "symbol": f"hxg_module_{planned.module.identifier}",
            "name": planned.module.name,
            "section": f".helix.modules.{planned.key}",
        }
        for planned in plan.modules
    ]
    return json.dumps(entries, indent=1) + "\n"


def _hooks(views: list[ModuleView]) -> str:
    """The functions that sources must define, with the place that asks for each."""
    found = []
    for view in views:
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
        if functions:
            found.append(
                {
                    "identifier": file_stem(view.identifier),
                    "name": view.name,
                    "functions": functions,
                }
            )
    return json.dumps(found, indent=1) + "\n"
