# SPDX-License-Identifier: MIT
"""Which generated C files a plan has, and their text.

A module's files depend on its own spec, the interfaces that it names and its
bindings; whatever knows the whole image is in image.c and helix_text.ld. Those of a
module that is built as a file of its own are below hxm/, in a folder named after the
file: its identifier may be that of another module. Paths are relative to the build
folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from codegen.faults.collect import collect_facts, fault_plan
from codegen.faults.facts import write_facts
from codegen.render.emit import Output
from codegen.model import Body, Model, Module, TypesBlock, TypesKey, file_stem
from codegen.plan.model import Plan
from codegen.render.loading import generate_loading
from codegen.render.renderer import Renderer
from codegen.view.ctext import comment_lines, verbatim_inside
from codegen.view.image import view_image
from codegen.view.interface import type_headers, view_interface
from codegen.view.module import ModuleView, find_asked, view_module
from codegen.view.requests import view_requests

GEN = "gen"


def generate(
    plan: Plan, model: Model, renderer: Renderer, *, key: bytes | None = None
) -> Iterator[Output]:
    """Yield every generated file of the image, and of the modules that it can load.
    `key` is the public key that their signatures are checked with; None: they are not.

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
        yield from _module(module, renderer, "")
    files = [
        (f"hxm/{file_stem(file.stem)}", view_module(file, model, blocks))
        for file in plan.loadables
    ]
    for folder, module in files:
        yield from _module(module, renderer, f"{folder}/")
    if plan.loadables:
        yield from generate_loading(plan, model, key, renderer)
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
    folders = [(f"modules/{file_stem(view.identifier)}", view) for view in views]
    yield Output(path=f"{GEN}/hooks.json", text=_hooks([*folders, *files]))


def _render(renderer: Renderer, template: str, path: str, **context: object) -> Output:
    path = f"{GEN}/{path}"
    return Output(path=path, text=renderer.render(template, name=path, **context))


def generate_for_target(
    plan: Plan,
    model: Model,
    renderer: Renderer,
    *,
    target: str,
    folder: str,
    key: bytes | None,
) -> Iterator[Output]:
    """Yield what an image of the plan for another target has of its own, in a folder of
    the generated files: a function's signature depends on the target, and so does which
    functions there are."""
    if plan.loadables:
        own = replace(plan, target=target)
        for output in generate_loading(own, model, key, renderer):
            inside = output.path.removeprefix(f"{GEN}/")
            yield replace(output, path=f"{GEN}/{folder}{inside}")


def _list_asked(plan: Plan, model: Model) -> list[Module]:
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


def _module(view: ModuleView, renderer: Renderer, folder: str) -> Iterator[Output]:
    stem = folder + view.stem
    yield _render(renderer, "module.h.j2", f"{stem}.h", view=view)
    yield _render(renderer, "module.c.j2", f"{stem}.c", view=view)
    if view.interfaces:
        yield _render(renderer, "provider.h.j2", f"{stem}_provider.h", view=view)


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


def _hooks(views: list[tuple[str, ModuleView]]) -> str:
    """The functions that sources must define, with the place that asks for each. The
    objects of each module are in a folder of their own."""
    found = []
    for folder, view in views:
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
                    "folder": folder,
                    "name": view.name,
                    "functions": functions,
                }
            )
    return json.dumps(found, indent=1) + "\n"
