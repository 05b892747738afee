# SPDX-License-Identifier: MIT
"""Which generated C files a plan has, and their text.

A module's files depend on its own spec, the interfaces that it names and its
bindings, see codegen/render/parts.py; whatever knows the whole image is in image.c and
helix_text.ld. Paths are relative to the build folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from codegen.faults.collect import collect_facts, fault_plan
from codegen.faults.facts import write_facts
from codegen.model import Model
from codegen.plan.model import Plan
from codegen.render.emit import Output
from codegen.render.loading import generate_loading
from codegen.render.parts import GEN, Hooks, Printer, list_parts
from codegen.render.renderer import Renderer
from codegen.trace import facts as trace_facts
from codegen.view.image import view_image

HOOKS = f"{GEN}/hooks.json"


def generate(
    plan: Plan, model: Model, renderer: Renderer, *, key: bytes | None = None
) -> Iterator[Output]:
    """Yield every generated file of the image, and of the modules that it can load.
    `key` is the public key that their signatures are checked with; None: they are not.
    """
    hooks: list[Hooks] = []
    for printed in Printer(model, renderer).print_all(list_parts(plan, model)):
        yield from printed.outputs
        if printed.hooks is not None:
            hooks.append(printed.hooks)
    yield from generate_image(plan, model, renderer, hooks, key=key)


def generate_image(
    plan: Plan,
    model: Model,
    renderer: Renderer,
    hooks: Iterable[Hooks],
    *,
    key: bytes | None,
) -> Iterator[Output]:
    """Yield the files that no single part has."""
    if plan.loadables:
        yield from generate_loading(plan, model, key, renderer)
    image = view_image(plan)
    faults = view_image(fault_plan(plan))
    for template, path, view in (
        ("image.c.j2", "image.c", image),
        ("helix_text.ld.j2", "helix_text.ld", image),
        ("image.c.j2", "faults/image.c", faults),
    ):
        path = f"{GEN}/{path}"
        yield Output(path=path, text=renderer.render(template, name=path, view=view))
    yield Output(path=f"{GEN}/faults.json", text=write_facts(collect_facts(plan)))
    traced = trace_facts.collect_facts(plan)
    yield Output(path=f"{GEN}/trace.json", text=trace_facts.write_facts(traced))
    yield Output(path=f"{GEN}/section.json", text=_section(plan))
    yield Output(path=HOOKS, text=write_hooks(hooks))


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


def _section(plan: Plan) -> str:
    """What the verifier compares the linked section with."""
    return _write_list(
        {
            "symbol": f"hxg_module_{planned.module.identifier}",
            "name": planned.module.name,
            "section": f".helix.modules.{planned.key}",
        }
        for planned in plan.modules
    )


def write_hooks(hooks: Iterable[Hooks]) -> str:
    """What the check of hooks looks for."""
    return _write_list(hooks)


def _write_list(entries: Iterable[Hooks]) -> str:
    """A JSON list, an entry a line."""
    lines = ",\n".join(map(json.dumps, entries))
    return f"[\n{lines}\n]\n" if lines else "[]\n"
