# SPDX-License-Identifier: MIT
"""Makes the files of specs again that have changed, and whose faces have not.

Each of them is read with the specs near it, those that its own files depend on, and
with what the plan has decided for it the last time: which provider each handle has. If
there is anything to say about it, or anything that this cannot do, nothing is written,
and a whole run does it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from codegen.analyse import read_some
from codegen.cache.face import face_of_spec
from codegen.cache.file import Cache, CachedModule, Specs, save
from codegen.cache.stamps import changed_since, stamp_file, stamp_output
from codegen.diagnostics import Diagnostics
from codegen.model import Model, Module
from codegen.plan.config import fill_config
from codegen.plan.model import Binding, BoundModule, Choice
from codegen.project import PUBLIC_TYPES, ROOT, read_specs
from codegen.render.emit import Output, write_if_changed
from codegen.render.outputs import HOOKS, write_hooks
from codegen.render.parts import Asked, Hooks, Part, Printer
from codegen.render.renderer import Renderer

# More than that are as quickly done by all processors together.
MOST_SPECS = 200
_PRIMARY = re.compile(r"\bhx_primary_(\w+)")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a run reads and writes."""

    folders: tuple[Path, ...]
    build: Path
    working_folder: Path


def reprint(cache: Cache, changed: Sequence[str], place: Place, start_ns: int) -> bool:
    """Do all that there is to do if nothing but `changed` is not as it was; return false
    for more than that, with nothing done. The run began at `start_ns`."""
    if len(changed) > MOST_SPECS or not all(path.endswith(".mod") for path in changed):
        return False
    specs = cache.specs()
    if specs is None or not all(path in specs.open for path in changed):
        return False
    model = _read(changed, specs, place)
    if model is None:
        return False
    printed = _print(changed, specs, model, place.build)
    if printed is None:
        return False
    for output in printed:
        write_if_changed(place.build / output.path, output.text)
    _keep(cache, specs, changed, printed, place.build, start_ns)
    return True


def _read(changed: Sequence[str], specs: Specs, place: Place) -> Model | None:
    """Return the model of the changed specs and those near them; None if the changed
    ones have another face, or there is anything to say about them."""
    read = {*specs.types, *changed}
    for path in changed:
        read |= {*specs.open[path].near}
        read |= _find_asked(path, specs)
    known = specs.open.keys() | specs.closed.keys()
    found = Diagnostics()
    files = read_specs(
        [Path(path) for path in sorted(read & known)],
        place.folders,
        place.working_folder,
        found,
    )
    model = read_some(
        files,
        public_types=(ROOT / PUBLIC_TYPES).read_text(encoding="utf-8"),
        root=ROOT,
        working_folder=place.working_folder,
        diagnostics=found,
    )
    if any(str(block.span.source.path) in changed for block in model.types):
        return None
    mistaken = {str(diagnostic.span.source.path) for diagnostic in found.sorted()}
    for path in changed:
        face = face_of_spec(
            [module for module in model.modules if str(module.spec.path) == path],
            [each for each in model.interfaces if str(each.spec.path) == path],
        )
        if path in mistaken or face != specs.open[path].face:
            return None
    return model


def _find_asked(path: str, specs: Specs) -> set[str]:
    """Return the specs of the interfaces whose primary provider a text may ask for: that
    is in a body, which is no part of a face."""
    wanted = set(_PRIMARY.findall(Path(path).read_text("utf-8", "replace")))
    if not wanted:
        return set()
    declared = {name: spec.interfaces for name, spec in specs.open.items()}
    return {
        name
        for name, interfaces in (declared | specs.closed).items()
        if not wanted.isdisjoint(interfaces)
    }


def _print(
    changed: Sequence[str], specs: Specs, model: Model, build: Path
) -> list[Output] | None:
    parts: list[Part] = []
    for path in changed:
        for cached in specs.open[path].modules:
            module = model.module(cached.name)
            if module is None:
                return None
            if cached.bindings is not None:
                bound = _bind(module, cached, model)
                if bound is None:
                    return None
                parts.append(bound)
            if cached.asked:
                parts.append(Asked(module=module))
    outputs: list[Output] = []
    hooks: list[Hooks] = []
    for printed in Printer(model, Renderer()).print_all(parts):
        outputs += printed.outputs
        if printed.hooks is not None:
            hooks.append(printed.hooks)
    if hooks:
        outputs.append(Output(path=HOOKS, text=_replace_hooks(build, hooks)))
    return outputs


def _bind(module: Module, cached: CachedModule, model: Model) -> BoundModule | None:
    """Return what the plan would; None if the cache names what is not there."""
    uses = {use.handle: use for use in module.uses}
    bindings = []
    for entry in cached.bindings or ():
        use = uses.get(entry.handle)
        interface = model.interface(use.interface) if use is not None else None
        provider = None
        if entry.provider is not None:
            provider = model.module(entry.provider)
            if provider is None:
                return None
        if use is None or interface is None or entry.choice not in Choice.__members__:
            return None
        bindings.append(
            Binding(
                use=use,
                interface=interface,
                provider=provider,
                direct=entry.direct,
                late=entry.late,
                wanted=entry.wanted,
                choice=Choice[entry.choice],
                reason=entry.reason,
            )
        )
    # The specs of modules for which the profile has values are closed.
    config = fill_config(module, {})
    return BoundModule(module=module, config=config, bindings=tuple(bindings))


def _replace_hooks(build: Path, hooks: Iterable[Hooks]) -> str:
    """Return the list of hooks with these in the places of their modules' former ones:
    who has any is a matter of faces."""
    own = {each["folder"]: each for each in hooks}
    listed = json.loads((build / HOOKS).read_text(encoding="utf-8"))
    return write_hooks(own.get(each["folder"], each) for each in listed)


def _keep(
    cache: Cache,
    specs: Specs,
    changed: Sequence[str],
    printed: Sequence[Output],
    build: Path,
    start_ns: int,
) -> None:
    facts = cache.facts
    if changed_since(changed, start_ns):
        return
    outputs = {o.path: stamp_output(f"{build}/{o.path}") for o in printed}
    files = {path: stamp_file(path) for path in changed}
    save(
        build,
        replace(facts, files=facts.files | files, outputs=facts.outputs | outputs),
        specs,
    )
