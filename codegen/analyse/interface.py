# SPDX-License-Identifier: MIT
"""Reads `interface "name" 1.0 { }`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.analyse.constraint import make_version
from codegen.analyse.fragment import check_identifier
from codegen.analyse.operation import read_operation
from codegen.analyse.types import GlobalTypes
from codegen.diagnostics import Diagnostics, Note
from codegen.parse.lexer import shorten
from codegen.model import Interface, Operation, c_identifier
from codegen.parse.syntax import File, InterfaceDeclaration


@dataclass(frozen=True, kw_only=True)
class ReadInterface:
    """`complete` is false where an operation may be missing from the interface only
    because of a mistake that is already reported."""

    interface: Interface
    complete: bool


def read_interfaces(
    files: Sequence[File], types: GlobalTypes, diagnostics: Diagnostics
) -> dict[str, ReadInterface]:
    """Return the interfaces of all files by name; the first of a name counts."""
    found: dict[str, ReadInterface] = {}
    for file in files:
        for declaration in file.declarations:
            if not isinstance(declaration, InterfaceDeclaration):
                continue
            read = _read_interface(declaration, file, types, diagnostics)
            name = read.interface.name
            if name in found:
                first = found[name].interface.span
                diagnostics.report(
                    "E401",
                    read.interface.span,
                    f"duplicate interface '{shorten(name)}'",
                    notes=[Note(message="first declared here", span=first)],
                )
            else:
                found[name] = read
    return found


def _read_interface(
    declaration: InterfaceDeclaration,
    file: File,
    types: GlobalTypes,
    diagnostics: Diagnostics,
) -> ReadInterface:
    version = make_version(declaration.version)
    name = declaration.name
    identifier = c_identifier(name.text)
    if identifier.startswith(("hx_", "hxg_")):
        diagnostics.report(
            "E213",
            name.span,
            f"the interface '{shorten(name.text)}' becomes {shorten(identifier)} in C, "
            "which is a name of the runtime",
            help="choose another name",
        )
    else:
        check_identifier(identifier, name.span, "interface", diagnostics)
    operations: dict[str, Operation] = {}
    complete = declaration.complete
    for entry in declaration.operations:
        operation = read_operation(entry, version, types.scope, diagnostics)
        if operation is None:
            complete = False
        elif operation.name in operations:
            diagnostics.report(
                "E402",
                operation.span,
                f"duplicate operation '{operation.name}'",
                notes=[
                    Note(message="first here", span=operations[operation.name].span)
                ],
            )
        else:
            operations[operation.name] = operation
    return ReadInterface(
        interface=Interface(
            name=name.text,
            identifier=identifier,
            version=version,
            operations=tuple(operations.values()),
            needs_types=types.find_needs(_texts(declaration)),
            doc=declaration.doc,
            spec=file.source,
            span=name.span,
        ),
        complete=complete,
    )


# The operation's name and its parameters' stand before one of these; what stands in
# the brackets of an array is another matter.
_DECLARED_NAME = re.compile(r"(\[[^\]]*\])|([A-Za-z_][A-Za-z0-9_]*)(?=\s*[,()[])")


def _texts(declaration: InterfaceDeclaration) -> Iterator[str]:
    """What may name a type or a constant: all but the names that are declared."""
    for entry in declaration.operations:
        prototype = entry.prototype.text
        declared = {found[2] for found in _DECLARED_NAME.finditer(prototype)}
        yield _DECLARED_NAME.sub(lambda found: found[1] or " ", prototype)
        for annotation in (*entry.annotations, *entry.parameter_annotations):
            for argument in annotation.arguments:
                if argument.text not in declared:
                    yield argument.text
