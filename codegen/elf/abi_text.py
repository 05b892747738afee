# SPDX-License-Identifier: MIT
"""`hxm_abi`: what a module was built against, as the loader compares it.

    hxm 1
    target x86_64
    abi 1.0
    module counter 1.0.0
    interface demo.disk 1.1
    operation flush 1.0 0123456789abcdef flush(u32 unit) -> status
    runtime 0123456789abcdef
    function hx_fail 0123456789abcdef hx_fail(...) -> status
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from codegen.elf.memory import ObjectError

_FORM = {
    "target": r"(\w+)",
    "abi": r"(\d+\.\d+)",
    "module": r"(\S+) (\d+\.\d+\.\d+)",
    "interface": r"(\S+) (\d+(?:\.\d+){1,2})",
    "operation": r"(\w+) (\d+\.\d+) ([0-9a-f]{16}) (.+)",
    "function": r"(\w+) ([0-9a-f]{16}) (.+)",
}


@dataclass(frozen=True, kw_only=True)
class AbiOperation:
    name: str
    since: str
    hash: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class AbiInterface:
    """`version` is the one that the interface had when the module was built."""

    name: str
    version: str
    operations: tuple[AbiOperation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AbiFunction:
    name: str
    hash: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class AbiText:
    target: str
    abi: str
    interfaces: tuple[AbiInterface, ...]
    functions: tuple[AbiFunction, ...]


def parse_abi(text: str) -> AbiText:
    """Raises ObjectError with the number of the line that is not of the form. Words that
    are not known are left out: a later version may have more."""
    heads: dict[str, str] = {}
    interfaces: list[AbiInterface] = []
    functions: list[AbiFunction] = []
    lines = text.split("\n")
    if lines[0] != "hxm 1":
        raise ObjectError("line 1 of hxm_abi is not 'hxm 1'")
    for number, line in enumerate(lines[1:-1], start=2):
        word, _, rest = line.partition(" ")
        if word not in _FORM:
            continue
        match = re.fullmatch(_FORM[word], rest)
        if match is None or word == "operation" and not interfaces:
            raise ObjectError(f"line {number} of hxm_abi is no '{word}'")
        fields = match.groups()
        if word == "interface":
            interfaces.append(AbiInterface(name=fields[0], version=fields[1]))
        elif word == "operation":
            operation = AbiOperation(
                name=fields[0], since=fields[1], hash=fields[2], signature=fields[3]
            )
            last = interfaces[-1]
            interfaces[-1] = replace(last, operations=(*last.operations, operation))
        elif word == "function":
            functions.append(
                AbiFunction(name=fields[0], hash=fields[1], signature=fields[2])
            )
        else:
            heads[word] = fields[0]
    if "target" not in heads or "abi" not in heads:
        raise ObjectError("hxm_abi does not say for which target and ABI it is")
    return AbiText(
        target=heads["target"],
        abi=heads["abi"],
        interfaces=tuple(interfaces),
        functions=tuple(functions),
    )
