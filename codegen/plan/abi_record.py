# SPDX-License-Identifier: MIT
"""The signatures of a whole tree, and how they are kept in a file.

The same JSON is what a build hands to the tool that writes the text of a module
(codegen/ninja/abi_note.py), and what a baseline is (`codegen abi`). A file is the
user's, so reading one ends in a RecordError that says where it is not of this form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from codegen.model import Interface, Version
from codegen.plan.abi import InterfaceAbi, OperationAbi, interface_abi
from codegen.plan.runtime_abi import FunctionAbi, RuntimeAbi, TypeAbi


@dataclass(frozen=True, kw_only=True)
class AbiRecord:
    """Each tuple is sorted by name."""

    abi: str
    target: str
    interfaces: tuple[InterfaceAbi, ...]
    functions: tuple[FunctionAbi, ...]
    types: tuple[TypeAbi, ...]

    def interface(self, name: str) -> InterfaceAbi | None:
        return next((each for each in self.interfaces if each.name == name), None)


class RecordError(Exception):
    """The text says where, and what was expected."""


def make_record(
    interfaces: Iterable[Interface], runtime: RuntimeAbi, target: str
) -> AbiRecord:
    ordered = sorted(interfaces, key=lambda interface: interface.name)
    return AbiRecord(
        abi=runtime.version,
        target=target,
        interfaces=tuple(map(interface_abi, ordered)),
        functions=runtime.functions,
        types=runtime.types,
    )


# To JSON ------------------------------------------------------------------------


def write_record(record: AbiRecord) -> dict[str, object]:
    """Return what `json` can print."""
    return {
        "abi": record.abi,
        "target": record.target,
        "interfaces": [
            {
                "name": interface.name,
                "version": str(interface.version),
                "operations": [
                    {
                        "name": operation.name,
                        "since": operation.since.short,
                        "hash": operation.hash,
                        "signature": operation.signature,
                    }
                    for operation in interface.operations
                ],
            }
            for interface in record.interfaces
        ],
        "functions": [
            {
                "name": function.name,
                "hash": function.hash,
                "signature": function.signature,
                "types": list(function.types),
            }
            for function in record.functions
        ],
        "types": [
            {
                "name": each.name,
                "hash": each.hash,
                "definition": each.definition,
                "types": list(each.types),
            }
            for each in record.types
        ],
    }


# From JSON ----------------------------------------------------------------------


def read_record(value: Any) -> AbiRecord:
    """Read what `json` has read."""
    top = _Place(value, "the file")
    return AbiRecord(
        abi=top.text("abi", r"\d{1,5}\.\d{1,5}"),
        target=top.text("target", r"\w+"),
        interfaces=tuple(map(_read_interface, top.objects("interfaces"))),
        functions=tuple(
            FunctionAbi(
                name=each.text("name", r"\w+"),
                signature=each.balanced("signature", _SIGNATURE),
                hash=each.text("hash", _HASH),
                types=each.texts("types"),
            )
            for each in top.objects("functions")
        ),
        types=tuple(
            TypeAbi(
                name=each.text("name", r"\w+"),
                definition=each.balanced("definition", _DEFINITION),
                hash=each.text("hash", _HASH),
                types=each.texts("types"),
            )
            for each in top.objects("types")
        ),
    )


_HASH = "[0-9a-f]{16}"
_SIGNATURE = r"\w+\(.*\) -> .+"
_DEFINITION = r"(struct|union|enum) \{.+\}"


def _read_interface(place: _Place) -> InterfaceAbi:
    return InterfaceAbi(
        name=place.text("name", r"[a-z][a-z0-9_.-]*"),
        version=_version(place.text("version", r"\d{1,5}\.\d{1,5}\.\d{1,5}")),
        operations=tuple(
            OperationAbi(
                name=each.text("name", r"\w+"),
                since=_version(each.text("since", r"\d{1,5}\.\d{1,5}")),
                signature=each.balanced("signature", _SIGNATURE),
                hash=each.text("hash", _HASH),
            )
            for each in place.objects("operations")
        ),
    )


def _version(text: str) -> Version:
    major, minor, patch = [int(number) for number in f"{text}.0".split(".")][:3]
    return Version(major=major, minor=minor, patch=patch)


class _Place:
    """A value of the file, and the way to it."""

    def __init__(self, value: Any, way: str) -> None:
        if not isinstance(value, dict):
            raise RecordError(f"{way} is not an object of JSON")
        self._value = value
        self._way = way

    def text(self, key: str, pattern: str) -> str:
        value = self._value.get(key)
        if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
            raise RecordError(f"'{key}' of {self._way} is not of the form {pattern}")
        return value

    def balanced(self, key: str, pattern: str) -> str:
        """A text whose brackets match, as far as the marks, which may hold any."""
        text = self.text(key, pattern)
        depth = 0
        for character in text.partition(" @")[0]:
            depth += (character in "([{") - (character in ")]}")
            if depth < 0:
                break
        if depth != 0:
            raise RecordError(f"'{key}' of {self._way} has brackets that do not match")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._list(key)
        if not all(isinstance(each, str) for each in value):
            raise RecordError(f"'{key}' of {self._way} is not a list of names")
        return tuple(value)

    def objects(self, key: str) -> list[_Place]:
        return [
            _Place(each, f"{key}[{index}]")
            for index, each in enumerate(self._list(key))
        ]

    def _list(self, key: str) -> list[Any]:
        value = self._value.get(key)
        if not isinstance(value, list):
            raise RecordError(f"'{key}' of {self._way} is not a list")
        return value
