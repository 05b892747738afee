# SPDX-License-Identifier: MIT
"""What the templates of a module need: its own spec, its interfaces, its bindings."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import (
    REQUIRED_HOOKS,
    ArrayType,
    Body,
    BoolType,
    ConfigKey,
    EventHook,
    Field,
    Hook,
    Implementation,
    IntegerType,
    Interface,
    Model,
    Module,
    OperationImplementation,
    RecordType,
    RequestHook,
    TypesBlock,
    TypesKey,
)
from codegen.plan.hash import build_hash
from codegen.plan.model import Binding, ConfigValue, PerfectHash, PlannedModule
from codegen.source import Span
from codegen.view.ctext import (
    Verbatim,
    comment_lines,
    config_literal,
    config_text,
    string_literal,
    string_or_null,
    unaliased,
    verbatim_body,
    verbatim_inside,
)
from codegen.view.interface import (
    OperationView,
    interface_header,
    type_headers,
    view_operation,
)


@dataclass(frozen=True, kw_only=True)
class FunctionView:
    """A function of the user: a hook, an event's or request's, an operation's.

    `key` is the hook's or operation's own name. `parameters` is the whole list, `arguments` what the thunk passes behind
    `&hxg_self_<module>`. `body` is None where it is defined in the sources. `line`
    and `file` are the place of the spec that asks for it.
    """

    key: str
    name: str
    result: str
    returns: bool
    parameters: str
    unused_parameters: str
    thunk_parameters: str
    arguments: str
    doc: tuple[str, ...]
    body: Verbatim | None
    line: int
    file: str
    span: Span

    @property
    def prototype(self) -> str:
        return f"{self.result} {self.name}({self.parameters})"


@dataclass(frozen=True, kw_only=True)
class FieldView:
    name: str
    declaration: str
    doc: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DefaultView:
    """How `reset` sets a field; an aggregate is copied from a constant of its type."""

    name: str
    value: Verbatim
    aggregate: bool


@dataclass(frozen=True, kw_only=True)
class ConfigView:
    """`value` is the initialiser in this image; the other texts are C literals."""

    name: str
    declaration: str
    doc: tuple[str, ...]
    value: str
    key_literal: str
    value_text: str
    type_text: str
    default_text: str
    range_text: str


@dataclass(frozen=True, kw_only=True)
class DependencyView:
    name: str
    lowest: str
    highest: str
    optional: str
    capability: str


@dataclass(frozen=True, kw_only=True)
class HandleView:
    """A handle. Exactly one of `direct` and `slot` is true where there is a provider;
    neither where an optional one has none."""

    name: str
    interface: str
    interface_literal: str
    handle_literal: str
    lowest: str
    highest: str
    optional: bool
    direct: bool
    slot: bool
    provider: str
    provider_header: str
    # (operation, the provider's function)
    operations: tuple[tuple[OperationView, str], ...]


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
class ServedOperationView:
    """`function` is None for an operation younger than what the module implements."""

    operation: OperationView
    function: FunctionView | None


@dataclass(frozen=True, kw_only=True)
class ServedInterfaceView:
    interface: str
    version: str
    operations: tuple[ServedOperationView, ...]


@dataclass(frozen=True, kw_only=True)
class HashView:
    """A perfect hash as initialisers, ready to print in rows."""

    seed: str
    bucket_shift: int
    slot_shift: int
    displacements: tuple[str, ...]
    entries: tuple[str, ...]


def hash_view(table: PerfectHash) -> HashView:
    return HashView(
        seed=f"0x{table.seed:08x}u",
        bucket_shift=table.bucket_shift,
        slot_shift=table.slot_shift,
        displacements=tuple(str(d) for d in table.displacements),
        entries=tuple(
            "{NULL, 0}" if e is None else f"{{{string_literal(e[0])}, {e[1]}u}}"
            for e in table.entries
        ),
    )


@dataclass(frozen=True, kw_only=True)
class ModuleView:
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
    required_hooks: tuple[str, ...]
    events: tuple[EventView, ...]
    requests: tuple[RequestView, ...]
    request_hash: HashView | None
    interfaces: tuple[ServedInterfaceView, ...]
    restart: tuple[int, int, int] | None

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


# result, [(type and name, name)] behind self
_HOOK_SHAPES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "init": ("hx_status", (("const struct hx_context *ctx", "ctx"),)),
    "start": ("hx_status", ()),
    "stop": ("hx_status", ()),
    "handle_event": (
        "enum hx_event_response",
        (("const struct hx_event *event", "event"),),
    ),
    "handle_request": (
        "hx_status",
        (
            ("const struct hx_request *request", "request"),
            ("struct hx_response *response", "response"),
        ),
    ),
    "is_healthy": ("bool", ()),
    "save_state": ("hx_status", (("struct hx_writer *writer", "writer"),)),
    "restore_state": ("hx_status", (("struct hx_reader *reader", "reader"),)),
}


def _function(
    module: Module,
    key: str,
    name: str,
    shape: tuple[str, tuple[tuple[str, str], ...]],
    written: Hook | EventHook | RequestHook | OperationImplementation,
) -> FunctionView:
    result, parameters = shape
    declarations = [f"struct {module.identifier} *self"] + [d for d, _ in parameters]
    return FunctionView(
        key=key,
        name=name,
        result=result,
        returns=result != "void",
        parameters=", ".join(declarations),
        unused_parameters=", ".join(f"HX_UNUSED {d}" for d in declarations),
        thunk_parameters=", ".join(d for d, _ in parameters) or "void",
        arguments=", ".join(
            [f"&hxg_self_{module.identifier}"] + [n for _, n in parameters]
        ),
        doc=comment_lines(written.doc),
        body=verbatim_body(written.body) if written.body is not None else None,
        line=written.span.line,
        file=string_literal(written.span.source.line_name),
        span=written.span,
    )


def _version(packed: int) -> str:
    return f"HX_VERSION({packed >> 32}, {packed >> 16 & 0xFFFF}, {packed & 0xFFFF})"


def _flags(flags: frozenset[str]) -> str:
    return " | ".join(f"HX_FLAG_{flag}" for flag in sorted(flags)) or "0"


def _default(field: Field) -> DefaultView:
    assert field.default is not None and field.default_span is not None
    span = field.default_span
    inside = Body(text=field.default, span=span)
    return DefaultView(
        name=field.name,
        value=verbatim_body(inside),
        aggregate=isinstance(unaliased(field.type), ArrayType | RecordType),
    )


def _config(value: ConfigValue) -> ConfigView:
    key = value.key
    literals = [config_literal(key, element) for element in value.elements]
    scalar = key.count is None
    return ConfigView(
        name=key.name,
        declaration=key.declaration,
        doc=comment_lines(key.doc),
        value=literals[0] if scalar else "{" + ", ".join(literals) + "}",
        key_literal=string_literal(key.name),
        value_text=(
            string_literal(config_text(key, value.elements[0])) if scalar else "NULL"
        ),
        type_text=string_literal(_config_type(key)),
        default_text=(
            string_literal(config_text(key, key.default)) if scalar else "NULL"
        ),
        range_text=string_or_null(_config_range(key)),
    )


def _config_type(key: ConfigKey) -> str:
    """The declaration without the name: `uint32_t`, `const char *`, `bool[4]`."""
    before, _, after = key.declaration.rpartition(key.name)
    return before.rstrip() + after


def _config_range(key: ConfigKey) -> str | None:
    ctype = unaliased(key.type)
    if not isinstance(ctype, IntegerType | BoolType) or (
        key.minimum is None and key.maximum is None
    ):
        return None
    return f"{key.minimum}..{key.maximum}"


def _handle(binding: Binding) -> HandleView:
    use, interface, provider = binding.use, binding.interface, binding.provider
    visible = interface.operations_at(use.constraint.lowest_version)
    if use.constraint.lowest_version.major != interface.version.major:
        # No lower bound: the operations of the first MAJOR.0.
        visible = tuple(op for op in interface.operations if op.since.minor == 0)
    functions: dict[str, str] = {}
    if provider is not None and binding.direct:
        served = provider.implementation(interface.name)
        assert served is not None
        functions = {op.operation: op.function for op in served.operations}
    return HandleView(
        name=use.handle,
        interface=interface.identifier,
        interface_literal=string_literal(interface.name),
        handle_literal=string_literal(use.handle),
        lowest=_version(use.constraint.lowest),
        highest=_version(use.constraint.highest),
        optional=use.optional,
        direct=provider is not None and binding.direct,
        slot=provider is not None and not binding.direct,
        provider=provider.identifier if provider is not None else "",
        provider_header=(
            f"modules/{provider.identifier}/{provider.identifier}_provider.h"
            if provider is not None
            else ""
        ),
        operations=tuple(
            (view_operation(op), functions.get(op.name, "")) for op in visible
        ),
    )


def _served(
    module: Module, implementation: Implementation, interface: Interface
) -> ServedInterfaceView:
    written = {op.operation: op for op in implementation.operations}
    operations = []
    for operation in interface.operations:
        view = view_operation(operation)
        implemented = written.get(operation.name)
        function = None
        if implemented is not None:
            shape = tuple((p.declaration, p.name) for p in operation.parameters)
            function = _function(
                module,
                operation.name,
                implemented.function,
                (view.result, shape),
                implemented,
            )
        operations.append(ServedOperationView(operation=view, function=function))
    return ServedInterfaceView(
        interface=interface.identifier,
        version=_version(implementation.version.packed),
        operations=tuple(operations),
    )


def _needed_types(module: Module, interfaces: list[Interface]) -> tuple[TypesKey, ...]:
    keys = set(module.needs_types)
    for interface in interfaces:
        keys.update(interface.needs_types)
    return tuple(sorted(keys, key=str))


def view_module(
    planned: PlannedModule, model: Model, blocks: dict[TypesKey, TypesBlock]
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
    handles = tuple(_handle(binding) for binding in planned.bindings)
    includes = {interface_header(i.identifier) for i in interfaces}
    includes.update(type_headers(_needed_types(module, interfaces), blocks))
    includes.update(h.provider_header for h in handles if h.provider_header)
    event = ("enum hx_event_response", _HOOK_SHAPES["handle_event"][1])
    request = ("hx_status", _HOOK_SHAPES["handle_request"][1])
    requests = tuple(
        RequestView(
            index=index,
            literal=string_literal(hook.type),
            function=_function(
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
        version=_version(module.version.packed),
        description=string_literal(module.description),
        author=string_literal(module.author),
        license=string_literal(module.license),
        flags=_flags(module.flags),
        dependencies=tuple(
            DependencyView(
                name=string_literal(dependency.name),
                lowest=_version(dependency.constraint.lowest),
                highest=_version(dependency.constraint.highest),
                optional="true" if dependency.optional else "false",
                capability="false" if model.module(dependency.name) else "true",
            )
            for dependency in module.dependencies
        ),
        provides=tuple(string_literal(p.name) for p in module.provides),
        includes=tuple(sorted(includes)),
        config=tuple(_config(value) for value in planned.config),
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
            _function(module, h.name, f"{identifier}_{h.name}", _HOOK_SHAPES[h.name], h)
            for h in module.hooks
        ),
        required_hooks=REQUIRED_HOOKS,
        events=tuple(
            EventView(
                kind=f"HX_EVENT_{hook.kind.upper()}",
                custom=string_or_null(hook.custom),
                function=_function(
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
        interfaces=tuple(_served(module, i, interface) for i, interface in implemented),
        restart=(
            (module.restart.max, module.restart.window_ms, module.restart.backoff_ms)
            if module.restart is not None
            else None
        ),
    )
