# SPDX-License-Identifier: MIT
"""What a whole run keeps of its specs."""

from __future__ import annotations

from collections.abc import Iterable

from codegen.cache.face import face_of_spec
from codegen.cache.file import CachedBinding, CachedModule, CachedSpec, Specs
from codegen.diagnostics import Diagnostics
from codegen.model import Interface, Model, Module
from codegen.plan.model import Binding, Plan, PlannedModule
from codegen.render.parts import Asked, list_parts
from codegen.source import Source


def collect_specs(
    model: Model, plan: Plan, diagnostics: Diagnostics, paths: Iterable[str]
) -> Specs:
    """`paths` are those of the specs that were found in folders."""
    closed = _find_closed(model, plan, diagnostics)
    modules: dict[str, list[Module]] = {}
    for module in model.modules:
        modules.setdefault(str(module.spec.path), []).append(module)
    interfaces: dict[str, list[Interface]] = {}
    for interface in model.interfaces:
        interfaces.setdefault(str(interface.spec.path), []).append(interface)
    planned = {each.module.name: each for each in plan.modules}
    asked = {
        part.module.name for part in list_parts(plan, model) if isinstance(part, Asked)
    }
    specs = Specs(
        open={},
        closed={},
        types=tuple(sorted({str(b.span.source.path) for b in model.types})),
    )
    for path in sorted(paths):
        declared = interfaces.get(path, [])
        names = tuple(interface.identifier for interface in declared)
        if path in closed:
            specs.closed[path] = names
            continue
        own = modules.get(path, [])
        near = {str(s.path) for m in own for s in _near(m, model, planned.get(m.name))}
        specs.open[path] = CachedSpec(
            face=face_of_spec(own, declared),
            modules=tuple(
                _keep(module, planned.get(module.name), module.name in asked)
                for module in own
            ),
            near=tuple(sorted(near - {path})),
            interfaces=names,
        )
    return specs


def _find_closed(model: Model, plan: Plan, diagnostics: Diagnostics) -> set[str]:
    """Return the specs of which more can be seen elsewhere than their faces: something
    is said about them, they have types for all, they implement an interface for another
    spec's module, or the profile has values or a file for their modules."""
    found: set[Source] = set()
    for diagnostic in diagnostics.sorted():
        found.add(diagnostic.span.source)
        found.update(note.span.source for note in diagnostic.notes if note.span)
    found.update(block.span.source for block in model.types)
    found.update(file.module.spec for file in plan.loadables)
    configured = {entry.name for entry in plan.profile.config_modules}
    for module in model.modules:
        if module.name in configured:
            found.add(module.spec)
        for served in module.implementations:
            if served.span.source != module.spec:
                found |= {served.span.source, module.spec}
    return {str(source.path) for source in found}


def _near(
    module: Module, model: Model, planned: PlannedModule | None
) -> Iterable[Source]:
    """What its own files depend on beside its own spec."""
    for dependency in module.dependencies:
        other = model.module(dependency.name)
        if other is not None:
            yield other.spec
    names = [use.interface for use in module.uses]
    names += [served.interface for served in module.implementations]
    for name in names:
        interface = model.interface(name)
        if interface is not None:
            yield interface.spec
    for binding in planned.bindings if planned is not None else ():
        if binding.provider is not None:
            yield binding.provider.spec


def _keep(module: Module, planned: PlannedModule | None, asked: bool) -> CachedModule:
    return CachedModule(
        name=module.name,
        asked=asked,
        bindings=tuple(map(_binding, planned.bindings)) if planned else None,
    )


def _binding(binding: Binding) -> CachedBinding:
    return CachedBinding(
        handle=binding.use.handle,
        provider=binding.provider.name if binding.provider is not None else None,
        direct=binding.direct,
        late=binding.late,
        wanted=binding.wanted,
        choice=binding.choice.name,
        reason=binding.reason,
    )
