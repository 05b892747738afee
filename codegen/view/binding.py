# SPDX-License-Identifier: MIT
"""The two ends of a call between modules: handles, and interfaces served."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import Implementation, Interface, Module, file_stem
from codegen.plan.model import Binding
from codegen.view.ctext import string_literal, version_literal
from codegen.view.function import FunctionView, view_function
from codegen.view.interface import OperationView, interface_header, view_operation


@dataclass(frozen=True, kw_only=True)
class HandleView:
    """A handle. Exactly one of `direct` and `slot` is true where there is a provider
    that the module's code names, `late` where the runtime has to; none of them where an
    optional one has no provider. `wanted` is a literal, or empty."""

    name: str
    interface: str
    interface_literal: str
    handle_literal: str
    lowest: str
    highest: str
    optional: bool
    direct: bool
    slot: bool
    late: bool
    wanted: str
    provider: str
    provider_header: str
    # (operation, the provider's function)
    operations: tuple[tuple[OperationView, str], ...]


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

    @property
    def header(self) -> str:
        return interface_header(self.interface)


def module_stem(identifier: str) -> str:
    """The path of a module's generated files, up to their endings."""
    return f"modules/{file_stem(identifier)}/{file_stem(identifier)}"


def view_handle(binding: Binding) -> HandleView:
    use, interface = binding.use, binding.interface
    # Whoever serves it at first may be another one by the time of a call.
    provider = None if binding.late else binding.provider
    visible = interface.operations_for(use.constraint)
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
        lowest=version_literal(use.constraint.lowest),
        highest=version_literal(use.constraint.highest),
        optional=use.optional,
        direct=provider is not None and binding.direct,
        slot=provider is not None and not binding.direct,
        late=binding.late,
        wanted="" if binding.wanted is None else string_literal(binding.wanted),
        provider=provider.identifier if provider is not None else "",
        provider_header=(
            f"{module_stem(provider.identifier)}_provider.h"
            if provider is not None
            else ""
        ),
        operations=tuple(
            (view_operation(op), functions.get(op.name, "")) for op in visible
        ),
    )


def view_served(
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
            function = view_function(
                module,
                operation.name,
                implemented.function,
                (view.result, shape),
                implemented,
            )
        operations.append(ServedOperationView(operation=view, function=function))
    return ServedInterfaceView(
        interface=interface.identifier,
        version=version_literal(implementation.version.packed),
        operations=tuple(operations),
    )
