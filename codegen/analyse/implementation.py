# SPDX-License-Identifier: MIT
"""Reads `impl_interface(module, "name", version) { }` and matches it to its interface."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.analyse.constraint import make_version
from codegen.analyse.fragment import check_word
from codegen.analyse.hooks import ALL_HOOKS, report_parameters, take_body
from codegen.analyse.interface import ReadInterface
from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.nearest import find_nearest
from codegen.parse.lexer import shorten
from codegen.model import (
    Implementation,
    Interface,
    OperationImplementation,
    Version,
)
from codegen.parse.syntax import ImplementationDeclaration, OperationBinding


def read_implementation(
    declaration: ImplementationDeclaration,
    interfaces: Mapping[str, ReadInterface],
    diagnostics: Diagnostics,
) -> Implementation | None:
    """Return the implementation; None where its interface is not known."""
    name = declaration.interface
    known = interfaces.get(name.text)
    if known is None:
        diagnostics.report(
            "E403",
            name.span,
            f"unknown interface '{shorten(name.text)}'",
            help=did_you_mean(name.text, interfaces)
            or 'an interface is declared by interface "name" 1.0 { } in a spec',
        )
        return None
    interface = known.interface
    version = make_version(declaration.version)
    fits = _check_version(declaration, interface, diagnostics)
    if not fits:
        version = interface.version
    bound = _read_bindings(declaration, known, version, fits, diagnostics)
    expected = interface.operations_at(version)
    missing = [op.name for op in expected if op.name not in bound]
    for binding in declaration.operations:
        if interface.operation(binding.operation.text) is None:
            # A misspelt operation is not a missing one as well.
            meant = find_nearest(binding.operation.text, missing)
            missing = [name for name in missing if name != meant]
    if missing and fits and known.complete and declaration.complete:
        shown = ", ".join(f"'{op}'" for op in missing)
        diagnostics.report(
            "E405",
            declaration.interface.span,
            f"'{name.text}' {declaration.version.text} is implemented without {shown}",
            notes=[
                Note(message=f"'{op.name}' is declared here", span=op.span)
                for op in expected
                if op.name in missing
            ],
            help=f"add {missing[0]} {{ }}, or {missing[0]}; for a function of the "
            "sources",
        )
    return Implementation(
        interface=interface.name,
        version=Version(major=version.major, minor=version.minor, patch=version.patch),
        operations=tuple(bound[op.name] for op in expected if op.name in bound),
        span=declaration.interface.span,
    )


def _check_version(
    declaration: ImplementationDeclaration,
    interface: Interface,
    diagnostics: Diagnostics,
) -> bool:
    wanted, declared = make_version(declaration.version), interface.version
    if wanted.major == declared.major and wanted.minor <= declared.minor:
        return True
    diagnostics.report(
        "E406",
        declaration.version.span,
        f"'{interface.name}' has no version {declaration.version.text}",
        notes=[
            Note(
                message=f"it is declared as {declared.major}.{declared.minor} here",
                span=interface.span,
            )
        ],
        help=f"implement {_list_versions(declared)}",
    )
    return False


def _list_versions(declared: Version) -> str:
    if declared.minor == 0:
        return f"{declared.major}.0"
    return f"one of {declared.major}.0 to {declared.major}.{declared.minor}"


def _read_bindings(
    declaration: ImplementationDeclaration,
    known: ReadInterface,
    version: Version,
    version_fits: bool,
    diagnostics: Diagnostics,
) -> dict[str, OperationImplementation]:
    interface = known.interface
    bound: dict[str, OperationImplementation] = {}
    for binding in declaration.operations:
        word = binding.operation
        operation = interface.operation(word.text)
        if operation is None:
            if known.complete:
                diagnostics.report(
                    "E404",
                    word.span,
                    f"'{interface.name}' has no operation '{shorten(word.text)}'",
                    notes=[Note(message="declared here", span=interface.span)],
                    help=did_you_mean(
                        word.text, [op.name for op in interface.operations]
                    )
                    or "helper functions belong into c { }",
                )
            continue
        since = operation.since
        if version_fits and (since.major, since.minor) > (version.major, version.minor):
            shown = f"{since.major}.{since.minor}"
            diagnostics.report(
                "E404",
                word.span,
                f"'{word.text}' is no operation of version {declaration.version.text}",
                notes=[Note(message=f"it is there since {shown}", span=operation.span)],
                help=f"implement {shown}, or remove it",
            )
            continue
        if word.text in bound:
            diagnostics.report(
                "E402",
                word.span,
                f"operation '{word.text}' stands twice",
                notes=[Note(message="first here", span=bound[word.text].span)],
            )
            continue
        names = ("self", *(parameter.name for parameter in operation.parameters))
        report_parameters(binding.parameters, names, diagnostics)
        bound[word.text] = _bind(declaration, binding, diagnostics)
    return bound


def _bind(
    declaration: ImplementationDeclaration,
    binding: OperationBinding,
    diagnostics: Diagnostics,
) -> OperationImplementation:
    name = binding.operation.text
    function = f"{declaration.module.text}_{name}"
    if binding.function is not None:
        function = binding.function.text
        if check_word(binding.function, "function", diagnostics) and (
            function.startswith("hx_")
        ):
            diagnostics.report(
                "E213",
                binding.function.span,
                f"'{shorten(function)}' is a name of the runtime",
                help=f"name it {declaration.module.text}_{name}, for example",
            )
    elif name in ALL_HOOKS:
        diagnostics.report(
            "E411",
            binding.operation.span,
            f"operation '{name}' is named like a hook",
            help=f"map it: {name} = {declaration.module.text}_my_{name};",
        )
    return OperationImplementation(
        operation=name,
        function=function,
        body=take_body(binding.body),
        doc=binding.doc,
        span=binding.operation.span,
    )


def check_shared_names(
    implementations: tuple[Implementation, ...],
    identifier: str,
    diagnostics: Diagnostics,
) -> None:
    """Report operations of one name in two interfaces that would be one function."""
    seen: dict[str, tuple[str, OperationImplementation]] = {}
    for implementation in implementations:
        for operation in implementation.operations:
            name = operation.operation
            if operation.function != f"{identifier}_{name}" or name in ALL_HOOKS:
                continue
            if name not in seen:
                seen[name] = implementation.interface, operation
                continue
            interface, first = seen[name]
            diagnostics.report(
                "E411",
                operation.span,
                f"'{interface}' and '{implementation.interface}' both have an operation "
                f"'{name}'",
                notes=[Note(message="the other one is here", span=first.span)],
                help=f"map this one: {name} = {identifier}_my_{name};",
            )
