# SPDX-License-Identifier: MIT
"""A trace in the Trace Event Format, which Perfetto and chrome://tracing open."""

from __future__ import annotations

import json
from typing import Any

from codegen.trace.boot import Boot
from codegen.trace.facts import Facts
from codegen.trace.ring import Record, Trace

_NS_PER_US = 1000
# There is one thread that runs hooks.
_THREAD = {"pid": 1, "tid": 1}


def write_events(
    trace: Trace, boot: Boot, facts: Facts, statuses: dict[int, str]
) -> str:
    """`statuses` are the names of enum hx_status. One event a line."""
    path = {facts.modules[position].name for position in boot.path}
    events: list[dict[str, Any]] = [
        _name("process_name", f"{facts.profile} for {facts.target}"),
        _name("thread_name", "main loop"),
        {
            "ph": "X",
            "name": "boot",
            "cat": "boot",
            "ts": boot.begin_ns / _NS_PER_US,
            "dur": (boot.end_ns - boot.begin_ns) / _NS_PER_US,
            "args": {"ready": trace.ready_ns is not None, "lost_records": trace.lost},
            **_THREAD,
        },
    ]
    events += [
        _event(record, record.name in path, boot, statuses) for record in trace.records
    ]
    lines = ",\n".join(json.dumps(event) for event in events)
    return f'{{"displayTimeUnit": "ns", "traceEvents": [\n{lines}\n]}}\n'


def _name(kind: str, name: str) -> dict[str, Any]:
    return {"ph": "M", "name": kind, "args": {"name": name}, **_THREAD}


def _event(
    record: Record, on_path: bool, boot: Boot, statuses: dict[int, str]
) -> dict[str, Any]:
    event: dict[str, Any] = {
        # A hook that has not returned is begun, and never ends.
        "ph": "B" if record.duration_ns is None else "X",
        "name": f"{record.phase.title} {record.name}",
        "cat": record.phase.title,
        "ts": record.begin_ns / _NS_PER_US,
        **_THREAD,
    }
    arguments: dict[str, Any] = {
        "module": record.name,
        "id": record.module,
        "version": record.version,
    }
    if record.duration_ns is not None:
        event["dur"] = record.duration_ns / _NS_PER_US
        arguments["status"] = statuses.get(record.status, str(record.status))
    if record.begin_ns < boot.end_ns:
        arguments["on_critical_path"] = on_path
    event["args"] = arguments
    return event
