# SPDX-License-Identifier: MIT
"""struct hx_trace of helix/trace.h, read from the bytes that a kernel left."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

_HEAD = struct.Struct("<QQII")
_RECORD = struct.Struct("<QQQIIiB27s")
_KEPT = 8
_UNFINISHED = 0xFFFF_FFFF_FFFF_FFFF


class Phase(IntEnum):
    INIT = 0
    START = 1
    STOP = 2

    @property
    def title(self) -> str:
        return self.name.lower()


class TraceError(Exception):
    """There is no trace to be read; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A hook that ran. `duration_ns` is None where it has not returned."""

    number: int
    module: int
    name: str
    version: str
    phase: Phase
    begin_ns: int
    duration_ns: int | None
    status: int


@dataclass(frozen=True, kw_only=True)
class Trace:
    """`records` are in the order in which the hooks began; `ready_ns` is None where the
    boot did not come to its end, and `lost` how many records there are no more."""

    boot_ns: int
    ready_ns: int | None
    lost: int
    records: tuple[Record, ...]


def read_trace(data: bytes) -> Trace:
    """Raises TraceError."""
    room = len(data) - _HEAD.size
    capacity = room // _RECORD.size - _KEPT
    if room < 0 or room % _RECORD.size or capacity < 1:
        raise TraceError(f"{len(data)} bytes are no trace of this version")
    boot_ns, ready_ns, count, kept_count = _HEAD.unpack_from(data)
    if kept_count > _KEPT:
        raise TraceError(f"it says that {kept_count} records were kept of {_KEPT}")
    first = max(count - capacity, 0)
    places = [*range(kept_count)]
    places += [_KEPT + number % capacity for number in range(first, count)]
    records = tuple(_read_records(data, places))
    numbers = [record.number for record in records]
    if numbers != sorted(set(numbers)) or numbers[kept_count:] != [
        *range(first, count)
    ]:
        raise TraceError("its records are not in order")
    return Trace(
        boot_ns=boot_ns,
        ready_ns=ready_ns or None,
        lost=count - len(records),
        records=records,
    )


def _read_records(data: bytes, places: list[int]) -> Iterator[Record]:
    for place in places:
        (
            begin,
            duration,
            version,
            number,
            module,
            status,
            phase,
            name,
        ) = _RECORD.unpack_from(data, _HEAD.size + place * _RECORD.size)
        if phase not in tuple(Phase):
            raise TraceError(f"record {number} has the phase {phase}")
        yield Record(
            number=number,
            module=module,
            name=name.partition(b"\0")[0].decode("utf-8", "replace"),
            version=f"{version >> 32}.{version >> 16 & 0xffff}.{version & 0xffff}",
            phase=Phase(phase),
            begin_ns=begin,
            duration_ns=None if duration == _UNFINISHED else duration,
            status=status,
        )
