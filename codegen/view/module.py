# SPDX-License-Identifier: MIT
"""What the templates of a module need: its own spec, its interfaces, its bindings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codegen.model import (
    ArrayType,
    Body,
    CType,
    Field,
    Implementation,
    Interface,
    Model,
    Module,
    NamedType,
    RecordType,
    Restart,
    TypesBlock,
    TypesKey,
)
from codegen.plan.asked import find_asked_interfaces
from codegen.plan.hash import build_hash
from codegen.plan.model import BoundModule, PlannedFile
from codegen.view.binding import (
    HandleView,
    ServedInterfaceView,
    module_stem,
    view_handle,
    view_served,
)
from codegen.view.config import ConfigView, view_config
from codegen.view.ctext import (
    Verbatim,
    comment_lines,
    string_literal,
    string_or_null,
    unaliased,
    verbatim_body,
    verbatim_inside,
    version_literal,
)
from codegen.view.function import HOOK_SHAPES, FunctionView, view_function
from codegen.view.hash import HashView, hash_view
from codegen.view.interface import interface_header, type_headers
from codegen.view.requests import requests_header
from codegen.view.schema import SavedStateView, view_saved_state

# HX_RESTART_TIMES_MAX of helix/descriptor.h.
_RESTART_PLACES = 33


@dataclass(frozen=True, kw_only=True)
class FieldView:
    name: str
    declaration: str
    doc: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DefaultView:
    """How `reset` sets a field; what cannot be assigned, an aggregate or something
    const, is copied from a constant of its type. C has no pointer to a `qualified`
    one to copy to, only one to its bytes."""

    name: str
    value: Verbatim
    copied: bool
    qualified: bool


@dataclass(frozen=True, kw_only=True)
class DependencyView:
    name: str
    lowest: str
    highest: str
    optional: str
    capability: str


@dataclass(frozen=True, kw_only=True)
class EventView:
    """`kind` is the C enumerator; `custom` a literal or NULL."""

    kind: str
    custom: str
    function: FunctionView


@dataclass(frozen=True, kw_only=True)
class RequestView:
    index: int
    literal: str
    function: FunctionView


@dataclass(frozen=True, kw_only=True)
class RestartView:
    """`places`: how many attempts are remembered, HX_RESTART_TIMES_MAX at most."""

    max: int
    window_ms: int
    backoff_ms: int
    places: str


@dataclass(frozen=True, kw_only=True)
class ModuleView:
    """`loadable`: it is built as a file of its own, and loaded at run time."""

    spec: str
    identifier: str
    name: str
    name_literal: str
    doc: tuple[str, ...]
    version: str
    description: str
    author: str
    license: str
    flags: str
    dependencies: tuple[DependencyView, ...]
    provides: tuple[str, ...]
    includes: tuple[str, ...]
    config: tuple[ConfigView, ...]
    state: tuple[FieldView, ...]
    state_version: int
    defaults: tuple[DefaultView, ...]
    types: Verbatim | None
    c_block: Verbatim | None
    handles: tuple[HandleView, ...]
    hooks: tuple[FunctionView, ...]
    events: tuple[EventView, ...]
    requests: tuple[RequestView, ...]
    request_hash: HashView | None
    interfaces: tuple[ServedInterfaceView, ...]
    restart: RestartView | None
    saved: SavedStateView | None
    loadable: bool

    @property
    def stem(self) -> str:
        return module_stem(self.identifier)

    @property
    def late_handles(self) -> tuple[HandleView, ...]:
        return tuple(handle for handle in self.handles if handle.late)

    @property
    def functions(self) -> tuple[FunctionView, ...]:
        """Every function of the user, each once, in the order of the spec's parts."""
        found: dict[str, FunctionView] = {}
        for function in self.hooks:
            found.setdefault(function.name, function)
        for event in self.events:
            found.setdefault(event.function.name, event.function)
        for request in self.requests:
            found.setdefault(request.function.name, request.function)
        for interface in self.interfaces:
            for served in interface.operations:
                if served.function is not None:
                    found.setdefault(served.function.name, served.function)
        return tuple(found.values())

    @property
    def source_functions(self) -> tuple[FunctionView, ...]:
        return tuple(f for f in self.functions if f.body is None)


def _flags(flags: frozenset[str]) -> str:
    return " | ".join(f"HX_FLAG_{flag}" for flag in sorted(flags)) or "0"


def _is_const(ctype: CType) -> bool:
    return any(layer.const for layer in _layers(ctype))


def _is_volatile(ctype: CType) -> bool:
    return any(layer.volatile for layer in _layers(ctype))


def _layers(ctype: CType) -> Iterator[CType]:
    """The type, what its names stand for, and the elements of arrays."""
    yield ctype
    if isinstance(ctype, NamedType):
        yield from _layers(ctype.target)
    elif isinstance(ctype, ArrayType):
        yield from _layers(ctype.element)


def _default(field: Field) -> DefaultView:
    assert field.default is not None and field.default_span is not None
    span = field.default_span
    inside = Body(text=field.default, span=span)
    return DefaultView(
        name=field.name,
        value=verbatim_body(inside),
        copied=_is_const(field.type)
        or isinstance(unaliased(field.type), ArrayType | RecordType),
        qualified=_is_const(field.type) or _is_volatile(field.type),
    )


def _restart(restart: Restart) -> RestartView:
    places = str(restart.max) if restart.max > 0 else ""
    return RestartView(
        max=restart.max,
        window_ms=restart.window_ms,
        backoff_ms=restart.backoff_ms,
        places=places if restart.max < _RESTART_PLACES else "HX_RESTART_TIMES_MAX",
    )


def _needed_types(module: Module, interfaces: list[Interface]) -> tuple[TypesKey, ...]:
    keys = set(module.needs_types)
    if module.types is not None:
        keys.update(module.types.needs)
    for interface in interfaces:
        keys.update(interface.needs_types)
    return tuple(sorted(keys, key=str))


def find_asked(module: Module, model: Model) -> tuple[Module, ...]:
    """The modules that it names as dependencies and that answer requests."""
    named = (model.module(dependency.name) for dependency in module.dependencies)
    return tuple(other for other in named if other and other.request_hooks)


def view_module(
    planned: BoundModule | PlannedFile,
    model: Model,
    blocks: dict[TypesKey, TypesBlock],
) -> ModuleView:
    """`blocks` are the top-level types blocks by key."""
    module = planned.module
    identifier = module.identifier
    interfaces = [binding.interface for binding in planned.bindings]
    implemented: list[tuple[Implementation, Interface]] = []
    for implementation in module.implementations:
        interface = model.interface(implementation.interface)
        assert interface is not None
        implemented.append((implementation, interface))
        interfaces.append(interface)
    interfaces += find_asked_interfaces(module, model)
    handles = tuple(view_handle(binding) for binding in planned.bindings)
    includes = {interface_header(i.identifier) for i in interfaces}
    includes.update(type_headers(_needed_types(module, interfaces), blocks))
    includes.update(h.provider_header for h in handles if h.provider_header)
    includes.update(requests_header(other) for other in find_asked(module, model))
    event = ("enum hx_event_response", HOOK_SHAPES["handle_event"][1])
    request = ("hx_status", HOOK_SHAPES["handle_request"][1])
    requests = tuple(
        RequestView(
            index=index,
            literal=string_literal(hook.type),
            function=view_function(
                module,
                hook.type,
                f"{identifier}_request_{hook.function_suffix}",
                request,
                hook,
            ),
        )
        for index, hook in enumerate(module.request_hooks)
    )
    return ModuleView(
        spec=module.spec.line_name,
        identifier=identifier,
        name=module.name,
        name_literal=string_literal(module.name),
        doc=comment_lines(module.doc),
        version=version_literal(module.version.packed),
        description=string_literal(module.description),
        author=string_literal(module.author),
        license=string_literal(module.license),
        flags=_flags(module.flags),
        dependencies=tuple(
            DependencyView(
                name=string_literal(dependency.name),
                lowest=version_literal(dependency.constraint.lowest),
                highest=version_literal(dependency.constraint.highest),
                optional="true" if dependency.optional else "false",
                capability="false" if model.module(dependency.name) else "true",
            )
            for dependency in module.dependencies
        ),
        provides=tuple(string_literal(p.name) for p in module.provides),
        includes=tuple(sorted(includes)),
        config=tuple(view_config(value) for value in planned.config),
        state=tuple(
            FieldView(
                name=field.name,
                declaration=field.declaration,
                doc=comment_lines(field.doc),
            )
            for field in module.state
        ),
        state_version=module.state_version,
        defaults=tuple(_default(f) for f in module.state if f.default is not None),
        types=(
            verbatim_inside(Body(text=module.types.text, span=module.types.span))
            if module.types is not None
            else None
        ),
        c_block=verbatim_inside(module.c_block) if module.c_block else None,
        handles=handles,
        hooks=tuple(
            view_function(
                module, h.name, f"{identifier}_{h.name}", HOOK_SHAPES[h.name], h
            )
            for h in module.hooks
        ),
        events=tuple(
            EventView(
                kind=f"HX_EVENT_{hook.kind.upper()}",
                custom=string_or_null(hook.custom),
                function=view_function(
                    module,
                    hook.kind,
                    f"{identifier}_on_{hook.function_suffix}",
                    event,
                    hook,
                ),
            )
            for hook in module.event_hooks
        ),
        requests=requests,
        request_hash=(
            hash_view(
                build_hash([(h.type, i) for i, h in enumerate(module.request_hooks)])
            )
            if requests
            else None
        ),
        interfaces=tuple(
            view_served(module, i, interface) for i, interface in implemented
        ),
        restart=_restart(module.restart) if module.restart is not None else None,
        saved=view_saved_state(module),
        loadable=isinstance(planned, PlannedFile),
    )
