# SPDX-License-Identifier: MIT
"""Reads `migrate 1 -> 2 { }`: how saved state crosses from one schema to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codegen.analyse.fields import check_saved_state, read_fields
from codegen.analyse.hooks import take_body
from codegen.cdecl.ctype import TypeScope, find_pointer
from codegen.cdecl.saved import can_cross
from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.parse.lexer import shorten
from codegen.model import Field, Migration, pair_fields
from codegen.parse.syntax import MigrateBlock, Rename


def read_migrations(
    blocks: Sequence[MigrateBlock],
    state: tuple[Field, ...],
    state_version: int,
    complete: bool,
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> tuple[Migration, ...]:
    """Read the steps. `complete`: all of the state could be read."""
    steps: dict[int, tuple[MigrateBlock, Migration, bool]] = {}
    for block in blocks:
        if not _check_versions(block, state_version, diagnostics):
            continue
        first = steps.get(block.old_version)
        if first is not None:
            diagnostics.report(
                "E222",
                block.versions_span,
                f"a second step from version {block.old_version}",
                notes=[Note(message="the first one", span=first[0].versions_span)],
            )
            continue
        fields, fields_complete = None, False
        if block.fields is not None:
            fields, fields_complete = read_fields(block.fields, scope, diagnostics)
            check_saved_state(fields, diagnostics)
        migration = Migration(
            old_version=block.old_version,
            new_version=block.new_version,
            fields=fields,
            renames=tuple((r.old.text, r.new.text) for r in block.renames),
            body=take_body(block.body),
            span=block.versions_span,
        )
        steps[block.old_version] = block, migration, fields_complete and block.complete
    for version, (block, migration, known) in steps.items():
        target: tuple[Field, ...] | None = None
        if block.new_version == state_version:
            target = state if complete else None
        elif block.new_version in steps:
            following = steps[block.new_version]
            target = following[1].fields if following[2] else None
        elif block.complete:
            diagnostics.report(
                "E222",
                block.versions_span,
                f"no step leads on from version {block.new_version}",
                help=f"the state has version {state_version}: add migrate "
                f"{block.new_version} -> {block.new_version + 1} {{ }}",
            )
        _check_step(block, migration, known, target, diagnostics)
    return tuple(steps[version][1] for version in sorted(steps))


def _check_versions(
    block: MigrateBlock, state_version: int, diagnostics: Diagnostics
) -> bool:
    old, new = block.old_version, block.new_version
    if new != old + 1:
        if not block.complete and 0 in (old, new):
            return False  # a number that could not be read
        diagnostics.report(
            "E222",
            block.versions_span,
            f"a step leads from one version to the next, not from {old} to {new}",
            help=f"write migrate {old} -> {old + 1} {{ }}",
        )
        return False
    if old < 1 or new > state_version:
        diagnostics.report(
            "E222",
            block.versions_span,
            f"the state has version {state_version}, and no step to {new}",
            help=f"raise it: state {new} {{ }}"
            if new > state_version
            else "versions count from 1",
        )
        return False
    return True


def _check_step(
    block: MigrateBlock,
    migration: Migration,
    known: bool,
    target: tuple[Field, ...] | None,
    diagnostics: Diagnostics,
) -> None:
    old = {field.name: field for field in migration.fields or ()}
    new = {field.name: field for field in target or ()}
    if migration.fields is None and block.complete:
        diagnostics.report(
            "E222",
            block.versions_span,
            f"no 'from' says what version {block.old_version} of the state was",
            help="add from { } with the fields of the old schema",
        )
    crossing: dict[str, str] = {}
    renamed_old: dict[str, Rename] = {}
    renamed_new: dict[str, Rename] = {}
    for rename in block.renames:
        fits = True
        for word, fields, checked, seen in (
            (rename.old, old, known, renamed_old),
            (rename.new, new, target is not None, renamed_new),
        ):
            if checked and word.text not in fields:
                fits = False
                version = block.old_version if word is rename.old else block.new_version
                diagnostics.report(
                    "E222",
                    word.span,
                    f"version {version} of the state has no field "
                    f"'{shorten(word.text)}'",
                    help=did_you_mean(word.text, fields),
                )
            elif word.text in seen:
                if not fits:
                    continue  # the whole line stands twice
                fits = False
                diagnostics.report(
                    "E222",
                    word.span,
                    f"'{shorten(word.text)}' is renamed twice",
                    notes=[Note(message="first here", span=seen[word.text].span)],
                )
            else:
                seen[word.text] = rename
        if fits:
            crossing[rename.old.text] = rename.new.text
    if migration.body is None and known and target is not None:
        _check_types(block, migration.fields or (), target, crossing, diagnostics)


def _check_types(
    block: MigrateBlock,
    old: Sequence[Field],
    new: Sequence[Field],
    renames: Mapping[str, str],
    diagnostics: Diagnostics,
) -> None:
    for before, after in pair_fields(old, new, renames):
        if find_pointer(before.type) is not None:
            continue  # reported: it was never saved
        if not can_cross(before.type, after.type):
            diagnostics.report(
                "E222",
                before.span,
                f"'{before.declaration}' cannot become '{after.declaration}'",
                notes=[Note(message="the new field", span=after.span)],
                help="integers of equal signedness widen, everything else is equal: "
                "set the new field in a body",
            )
