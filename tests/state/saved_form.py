# SPDX-License-Identifier: MIT
"""The saved form of helix/schema.h, written and read a second time."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

_HEADER = struct.Struct("=IHHIIQII")
_ENTRY = struct.Struct("=IIHHHH")
MAGIC = int.from_bytes(b"HXST", "little")

UNSIGNED, SIGNED, OTHER = range(3)


@dataclass(frozen=True, kw_only=True)
class SavedField:
    name: str
    type: str
    kind: int
    data: bytes


@dataclass(frozen=True, kw_only=True)
class SavedState:
    version: int = 1
    plain_since: int = 1
    layout: int = 0
    fields: tuple[SavedField, ...]


def encode(state: SavedState, positions: Iterable[int] | None = None) -> bytes:
    """Return the bytes; `positions` are those of the fields' data, if not one behind
    the other."""
    data = b""
    table = b""
    given = iter(positions) if positions is not None else None
    for field in sorted(state.fields, key=lambda field: field.name):
        at = len(data) if given is None else next(given)
        data = data.ljust(at + len(field.data), b"\xee")
        data = data[:at] + field.data + data[at + len(field.data) :]
        name, text = field.name.encode(), field.type.encode()
        sizes = len(field.data), len(name), len(text)
        table += _ENTRY.pack(at, *sizes, field.kind, 0) + name + text
    head = _HEADER.pack(
        MAGIC,
        1,
        len(state.fields),
        state.version,
        state.plain_since,
        state.layout,
        len(data),
        len(table),
    )
    return head + data + table


def decode(saved: bytes) -> SavedState:
    """Read what is known to be good."""
    head = _HEADER.unpack_from(saved)
    magic, form, count, version, plain_since, layout, data_size, table_size = head
    assert (magic, form) == (MAGIC, 1)
    at = _HEADER.size
    assert len(saved) == at + data_size + table_size
    data = saved[at : at + data_size]
    at += data_size
    fields = []
    for _ in range(count):
        place, size, name_size, text_size, kind, rest = _ENTRY.unpack_from(saved, at)
        assert rest == 0 and place + size <= data_size
        at += _ENTRY.size
        name = saved[at : at + name_size].decode()
        text = saved[at + name_size : at + name_size + text_size].decode()
        at += name_size + text_size
        value = data[place : place + size]
        fields.append(SavedField(name=name, type=text, kind=kind, data=value))
    assert at == len(saved)
    return SavedState(
        version=version, plain_since=plain_since, layout=layout, fields=tuple(fields)
    )
