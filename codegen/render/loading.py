# SPDX-License-Identifier: MIT
"""The generated files that only an image has that loads modules at run time."""

from __future__ import annotations

import json
from collections.abc import Iterator

from codegen.model import Model, file_stem
from codegen.plan.abi_record import make_record, write_record
from codegen.plan.model import Plan
from codegen.plan.runtime_abi import load_runtime_abi
from codegen.render.emit import Output
from codegen.render.renderer import Renderer
from codegen.view.loading import LoadingView, view_loading

GEN = "gen"


def generate_loading(
    plan: Plan, model: Model, key: bytes | None, renderer: Renderer
) -> Iterator[Output]:
    """Yield exports.c, a C file for each interface of the image, and abi.json.

    `key` is the public key in the image, None where signatures are not checked. The
    files depend on the specs, the profile and `runtime_inputs()`.
    """
    view = view_loading(plan, model, key)
    yield _render(renderer, "exports.c.j2", "exports.c", view)
    for interface in view.interfaces:
        path = f"interfaces/{file_stem(interface.identifier)}_loading.c"
        yield _render(renderer, "interface_loading.c.j2", path, interface)
    yield Output(path=f"{GEN}/abi.json", text=_abi(plan, model, view))


def _render(renderer: Renderer, template: str, path: str, view: object) -> Output:
    path = f"{GEN}/{path}"
    return Output(path=path, text=renderer.render(template, name=path, view=view))


def _abi(plan: Plan, model: Model, view: LoadingView) -> str:
    """What codegen/ninja/abi_note.py needs: all signatures, the exports, and the
    modules that become a file of their own, by its stem."""
    runtime = load_runtime_abi(plan.target, plan.macros)
    abi = write_record(make_record(model.interfaces, runtime, plan.target))
    abi["exports"] = [export.name for export in view.exports]
    abi["modules"] = {
        file.stem: {"name": file.module.name, "version": str(file.module.version)}
        for file in sorted(plan.loadables, key=lambda file: file.stem)
    }
    return json.dumps(abi, indent=1) + "\n"
