# SPDX-License-Identifier: MIT
"""`codegen check`: all diagnostics of the specs and the profile, nothing written."""

from __future__ import annotations

import argparse
import sys

from codegen.tools.arguments import GOOD, WRONG_INPUT, add_selection, read_selection
from codegen.tools.json_text import print_json
from codegen.diagnostics import Diagnostic, Diagnostics, Note, render_all
from codegen.source import Span


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument(
        "--strict", action="store_true", help="warnings are errors for the exit code"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.source.display,
        "line": span.line,
        "column": span.column,
    }


def _note_as_json(note: Note) -> dict[str, object]:
    place = _place(note.span) if note.span is not None else {}
    return {"message": note.message, **place}


def _as_json(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "id": diagnostic.rule,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        **_place(diagnostic.span),
        "notes": [_note_as_json(note) for note in diagnostic.notes],
        "help": diagnostic.help,
    }


def failed(diagnostics: Diagnostics, *, strict: bool) -> bool:
    """Whether a run must stop here."""
    return diagnostics.error_count > 0 or (strict and diagnostics.warning_count > 0)


def run(options: argparse.Namespace) -> int:
    project = read_selection(options).load()
    found = project.diagnostics
    if options.json:
        print_json([_as_json(d) for d in found.sorted()])
    else:
        sys.stderr.write(render_all(found))
        if not found.sorted():
            modules = len(project.model.modules)
            interfaces = len(project.model.interfaces)
            print(f"good: {modules} modules, {interfaces} interfaces")
    return WRONG_INPUT if failed(found, strict=options.strict) else GOOD
