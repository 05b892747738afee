# SPDX-License-Identifier: MIT
"""`codegen abi`: the signatures that loadable modules are held against, and what became
of them since a baseline."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from codegen.answer.abi_changes import AbiChange, compare_records
from codegen.diagnostics import render_all
from codegen.plan.abi_record import (
    AbiRecord,
    RecordError,
    make_record,
    read_record,
    write_record,
)
from codegen.plan.runtime_abi import load_runtime_abi
from codegen.render.emit import write_if_changed
from codegen.tools.arguments import (
    GOOD,
    WRONG_INPUT,
    UsageError,
    add_selection,
    read_selection,
)
from codegen.tools.json_text import print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="compare with the signatures in this file",
    )
    parser.add_argument(
        "--write", action="store_true", help="write the baseline instead"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    if options.write and options.baseline is None:
        raise UsageError("--write writes a baseline: name it with --baseline FILE")
    project = read_selection(options).load()
    if project.profile is None or project.diagnostics.error_count > 0:
        # Signatures of what is wrong are worth nothing.
        sys.stderr.write(render_all(project.diagnostics))
        return WRONG_INPUT
    target = project.profile.target
    macros = project.plan.macros if project.plan is not None else ()
    runtime = load_runtime_abi(target, macros)
    record = make_record(project.model.interfaces, runtime, target)
    if options.write:
        text = json.dumps(write_record(record), indent=1) + "\n"
        write_if_changed(options.baseline, text)
        return GOOD
    if options.baseline is not None:
        return _compare(options.baseline, record, as_json=options.json)
    if options.json:
        print_json(write_record(record))
    else:
        print("\n".join(_list(record)))
    return GOOD


def _list(record: AbiRecord) -> Iterator[str]:
    yield f"abi {record.abi} of {record.target}"
    for interface in record.interfaces:
        yield f"interface {interface.name} {interface.version.short}"
        for operation in interface.operations:
            yield f"    {operation.since.short} {operation.signature}"
    yield "runtime"
    for function in record.functions:
        yield f"    {function.signature}"
    for each in record.types:
        yield f"    {each.name}: {each.definition}"


def _read_baseline(path: Path) -> AbiRecord:
    if not path.is_file():
        raise UsageError(f"there is no baseline '{path}'; --write makes one")
    try:
        return read_record(json.loads(path.read_text(encoding="utf-8")))
    except (UnicodeDecodeError, json.JSONDecodeError, RecordError) as error:
        raise UsageError(f"'{path}' is no baseline: {error}; --write makes one")


def _compare(path: Path, record: AbiRecord, *, as_json: bool) -> int:
    baseline = _read_baseline(path)
    if baseline.target != record.target:
        raise UsageError(
            f"'{path}' is of target {baseline.target}, this is {record.target}; "
            f"add --target {baseline.target}"
        )
    changes = compare_records(baseline, record)
    if as_json:
        print_json(changes)
    else:
        print("\n".join(_tell(changes, path)))
    return WRONG_INPUT if any(change.breaks for change in changes) else GOOD


def _tell(changes: tuple[AbiChange, ...], path: Path) -> Iterator[str]:
    for change in changes:
        kind = "breaks" if change.breaks else "fine"
        colon = ":" if change.place else ""
        yield f"{kind}: {change.subject}{colon} {change.text}"
    count = sum(change.breaks for change in changes)
    if count == 0:
        yield f"good: modules built against {path} fit"
    else:
        yield (
            f"{count} {'change breaks' if count == 1 else 'changes break'} modules "
            f"built against {path}; new operations come with a younger @since, and all "
            "else with a new major version"
        )
