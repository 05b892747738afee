# SPDX-License-Identifier: MIT
"""The text that a module brings along to say what it was built against; the form is
described in runtime/loader/abi.h, which reads it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from codegen.plan.abi import InterfaceAbi
from codegen.plan.abi_record import AbiRecord
from codegen.plan.runtime_abi import reached_types, runtime_hash


def module_text(record: AbiRecord, name: str, version: str, imports: Set[str]) -> str:
    """`imports` are the symbols that the module does not define itself."""
    return "".join(f"{line}\n" for line in _lines(record, name, version, imports))


def _lines(
    record: AbiRecord, name: str, version: str, imports: Set[str]
) -> Iterator[str]:
    yield "hxm 1"
    yield f"target {record.target}"
    yield f"abi {record.abi}"
    yield f"module {name} {version}"
    for interface in record.interfaces:
        if not imports.isdisjoint(interface.symbols):
            yield from _interface_lines(interface)
    yield f"runtime {runtime_hash(record.functions, record.types)}"
    functions = [each for each in record.functions if each.name in imports]
    for function in functions:
        yield f"function {function.name} {function.hash} {function.signature}"
    for each in reached_types(record.types, functions):
        yield f"type {each.name} {each.hash} {each.definition}"


def _interface_lines(interface: InterfaceAbi) -> Iterator[str]:
    yield f"interface {interface.name} {interface.version}"
    for operation in interface.operations:
        yield (
            f"operation {operation.name} {operation.since.short} {operation.hash} "
            f"{operation.signature}"
        )
