# SPDX-License-Identifier: MIT
"""What the runtime offers to modules that are built apart from the kernel: all
functions of the headers behind helix/module.h, and the types that these lead to.

    hx_respond(*struct hx_response response, *const void data, u64 size) -> status

In a function's signature, and in a definition, a type with a tag is named by it. So
each type is told once, and a difference is found where it is: a module says of every
type that its imports and its descriptor lead to how it was defined. Hashes of functions
leave out the names of parameters, those of types are of the whole text.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codegen.cdecl.ctype import TypeScope, is_status, resolve
from codegen.cdecl.header import HeaderFunction, read_headers
from codegen.model import (
    ArrayType,
    BitFieldType,
    CType,
    EnumType,
    FunctionType,
    PointerType,
    RecordType,
)
from codegen.plan.abi_type import (
    definition_text,
    function_text,
    hash_text,
    type_text,
    unqualified,
)

ROOT = Path(__file__).resolve().parents[2]
HEADERS = ROOT / "runtime" / "include"
FIRST_HEADER = "helix/module.h"
# Every module is one of these to the runtime, whatever it imports.
DESCRIPTOR = "hx_module"


@dataclass(frozen=True, kw_only=True)
class FunctionAbi:
    """`types` are the tags that its signature names."""

    name: str
    signature: str
    hash: str
    types: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TypeAbi:
    """`types` are the tags that its definition names."""

    name: str
    definition: str
    hash: str
    types: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RuntimeAbi:
    """`version` is that of helix/loading.h; both tuples are sorted by name."""

    version: str
    functions: tuple[FunctionAbi, ...]
    types: tuple[TypeAbi, ...]


def reached_types(
    types: Iterable[TypeAbi], functions: Iterable[FunctionAbi]
) -> tuple[TypeAbi, ...]:
    """Return the types that the descriptor and these functions lead to, by name."""
    known = {each.name: each for each in types}
    wanted = [DESCRIPTOR, *(tag for function in functions for tag in function.types)]
    found: dict[str, TypeAbi] = {}
    while wanted:
        tag = wanted.pop()
        if tag in known and tag not in found:
            found[tag] = known[tag]
            wanted += known[tag].types
    return tuple(found[tag] for tag in sorted(found))


def runtime_hash(functions: Iterable[FunctionAbi], types: Iterable[TypeAbi]) -> str:
    """Return the hash of all together: where it is the same, each of them is."""
    lines = [f"function {each.name} {each.hash}" for each in functions]
    lines += [f"type {each.name} {each.hash}" for each in types]
    return hash_text("\n".join(lines))


def runtime_inputs(target: str) -> tuple[Path, ...]:
    """The files from which `load_runtime_abi` reads."""
    return (*sorted(HEADERS.glob("helix/*.h")), _port_file(target))


def _port_file(target: str) -> Path:
    return ROOT / "boot" / target / "port.toml"


@functools.cache
def load_runtime_abi(target: str, macros: tuple[str, ...] = ()) -> RuntimeAbi:
    """Read the headers as the compiler does for `target` with an image's macros."""

    def find(name: str) -> str:
        return (HEADERS / name).read_text(encoding="utf-8")

    port = _port_file(target)
    flags = tomllib.loads(port.read_text(encoding="utf-8"))["cflags"]
    defined = frozenset(
        flag[2:].partition("=")[0] for flag in flags if flag.startswith("-D")
    )
    return read_runtime_abi(find, defined | frozenset(macros))


def read_runtime_abi(find: Callable[[str], str], defined: frozenset[str]) -> RuntimeAbi:
    """`find` returns the text of a header, `defined` are the compiler's macros."""
    headers = read_headers(FIRST_HEADER, find, defined)
    functions = tuple(map(_function, headers.functions))
    types = tuple(_types(headers.scope))
    return RuntimeAbi(
        version=_read_version(find("helix/loading.h")),
        functions=functions,
        types=reached_types(types, functions),
    )


def _read_version(text: str) -> str:
    numbers = dict(re.findall(r"#define HX_ABI_(MAJOR|MINOR) (\d+)\n", text))
    return f"{numbers['MAJOR']}.{numbers['MINOR']}"


def _function(function: HeaderFunction) -> FunctionAbi:
    texts = [
        (type_text(unqualified(ctype), by_tag=True), name)
        for name, ctype in function.parameters
    ]
    more = ["..."] if function.variadic else []
    named = [f"{text} {name}" for text, name in texts] + more
    bare = [text for text, _ in texts] + more
    parameters = [ctype for _, ctype in function.parameters]
    return FunctionAbi(
        name=function.name,
        signature=function.name + function_text(function.result, named, by_tag=True),
        hash=hash_text(
            function.name + function_text(function.result, bare, by_tag=True)
        ),
        types=_tags([function.result, *parameters]),
    )


def _types(scope: TypeScope) -> Iterator[TypeAbi]:
    for tag, ctype in sorted(scope.tags.items()):
        if is_status(ctype):
            continue
        inside: list[CType] = []
        if isinstance(ctype, RecordType):
            if ctype.members is None:
                continue
            inside = [member for _, member in ctype.members]
        text = definition_text(ctype)
        yield TypeAbi(
            name=tag, definition=text, hash=hash_text(text), types=_tags(inside)
        )


def _tags(ctypes: Iterable[CType]) -> tuple[str, ...]:
    return tuple(sorted({tag for ctype in ctypes for tag in _find_tags(ctype)}))


def _find_tags(ctype: CType) -> Iterator[str]:
    """Yield the tags that the text of a type names."""
    match resolve(ctype):
        case EnumType(tag=str(tag)) as enum:
            if not is_status(enum):
                yield tag
        case RecordType(tag=str(tag)):
            yield tag
        case RecordType(members=members):
            for _, member in members or ():
                yield from _find_tags(member)
        case PointerType(target=inner) | ArrayType(element=inner):
            yield from _find_tags(inner)
        case BitFieldType(base=inner):
            yield from _find_tags(inner)
        case FunctionType(result=result, parameters=parameters):
            for inner in (result, *parameters):
                yield from _find_tags(inner)
