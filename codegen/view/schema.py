# SPDX-License-Identifier: MIT
"""Saved state for the templates: the tables of helix/schema.h, and the steps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from codegen.cdecl.ctype import measure, place_members, resolve
from codegen.cdecl.saved import (
    ValueCheck,
    can_cross,
    describe_saved,
    find_checks,
    shorten_saved,
)
from codegen.model import (
    CType,
    Field,
    IntegerType,
    Migration,
    Module,
    PointerType,
    RecordType,
    VoidType,
    pair_fields,
)
from codegen.view.ctext import Verbatim, string_literal, verbatim_body

_T = TypeVar("_T")
_POINTER = PointerType(target=VoidType())
# What every struct of a state begins with.
_HEAD = (("config", _POINTER), ("context", _POINTER))


@dataclass(frozen=True, kw_only=True)
class CheckView:
    """`values` and `repeats` are places in the schema's tables of them; a single bool
    has neither."""

    offset: int
    value_count: int
    values: int
    repeat_count: int
    repeats: int


@dataclass(frozen=True, kw_only=True)
class SavedFieldView:
    """`checks` is a place in the schema's table of checks."""

    name: str
    name_literal: str
    name_size: int
    type_literal: str
    type_size: int
    kind: str
    check_count: int
    checks: int


@dataclass(frozen=True, kw_only=True)
class RunView:
    """The fields with which it begins and ends."""

    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class SchemaView:
    """The saved fields of one version of a state, which is a `struct {structure}`.

    `suffix` tells its tables from those of other versions: "" for the own one.
    `variable` is the one state of it.
    """

    suffix: str
    structure: str
    variable: str
    size: int
    layout: str
    version: int
    plain_since: int
    runs: tuple[RunView, ...]
    fields: tuple[SavedFieldView, ...]
    checks: tuple[CheckView, ...]
    repeats: tuple[tuple[int, int], ...]
    values: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MoveView:
    old: str
    new: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A step from the state of `schema` to a `struct {target}` in the variable
    `target_variable`. `fields` are the declarations of `from`."""

    schema: SchemaView
    fields: tuple[str, ...]
    target: str
    target_variable: str
    moves: tuple[MoveView, ...]
    body: Verbatim | None


@dataclass(frozen=True, kw_only=True)
class SavedStateView:
    """`restores` is false where the module has a restore_state of its own."""

    schema: SchemaView
    steps: tuple[StepView, ...]
    restores: bool


def view_saved_state(module: Module) -> SavedStateView | None:
    """Return None for a module whose state is not saved by what is generated."""
    if not module.has_saved_state:
        return None
    restores = module.hook("restore_state") is None
    own = _schema(
        module.state,
        suffix="",
        structure=module.identifier,
        variable=f"hxg_self_{module.identifier}",
        version=module.state_version,
        plain_since=module.state_version if module.migrations else 1,
    )
    return SavedStateView(
        schema=own,
        steps=tuple(_steps(module)) if restores else (),
        restores=restores,
    )


# Schemas ------------------------------------------------------------------------


def _schema(
    fields: Sequence[Field],
    *,
    suffix: str,
    structure: str,
    variable: str,
    version: int,
    plain_since: int,
) -> SchemaView:
    record = RecordType(
        keyword="struct",
        tag=structure,
        members=(*_HEAD, *((field.name, field.type) for field in fields)),
        owner=None,
    )
    measured = measure(record)
    assert measured is not None
    runs = _find_runs(fields)
    saved = sorted((f for f in fields if not f.transient), key=lambda f: f.name)
    tables = _Tables()
    return SchemaView(
        suffix=suffix,
        structure=structure,
        variable=variable,
        size=measured[0],
        layout=_hash_layout(record, runs),
        version=version,
        plain_since=plain_since,
        runs=tuple(RunView(first=run[0].name, last=run[-1].name) for run in runs),
        fields=tuple(_saved_field(field, tables) for field in saved),
        checks=tuple(tables.checks),
        repeats=tuple(tables.repeats),
        values=tuple(tables.values),
    )


def _find_runs(fields: Sequence[Field]) -> list[list[Field]]:
    """Return the saved fields in groups between which @transient ones stand."""
    runs: list[list[Field]] = []
    together = False
    for field in fields:
        if not field.transient:
            if not together:
                runs.append([])
            runs[-1].append(field)
        together = not field.transient
    return runs


def _hash_layout(record: RecordType, runs: Sequence[Sequence[Field]]) -> str:
    """64 bits over the saved fields' names and types, and where in the data they are.

    Equal hashes are equal data: the padding in a run depends on where it begins, so
    names, types and their order alone would not tell.
    """
    starts = {name: bits // 8 for name, _, bits in place_members(record)}
    position = 0
    lines = []
    for run in runs:
        first = starts[run[0].name]
        end = first
        for field in run:
            start = starts[field.name]
            text = describe_saved(field.type)
            lines.append(f"{position + start - first} {field.name} {text}\n")
            end = start + _size_of(field.type)
        position += end - first
    digest = hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
    return f"UINT64_C(0x{digest[:16]})"


def _size_of(ctype: CType) -> int:
    measured = measure(ctype)
    assert measured is not None
    return measured[0]


def _kind(ctype: CType) -> str:
    inner = resolve(ctype)
    if isinstance(inner, IntegerType):
        return "HX_STATE_SIGNED" if inner.signed else "HX_STATE_UNSIGNED"
    return "HX_STATE_OTHER"


class _Tables:
    """What the checks of a schema refer to, each list of it once."""

    def __init__(self) -> None:
        self.checks: list[CheckView] = []
        self.repeats: list[tuple[int, int]] = []
        self.values: list[int] = []
        self._known_repeats: dict[tuple[tuple[int, int], ...], int] = {}
        self._known_values: dict[tuple[int, ...], int] = {}

    def add(self, check: ValueCheck) -> None:
        values = check.values or ()
        self.checks.append(
            CheckView(
                offset=check.offset,
                value_count=len(values),
                values=_place(values, self.values, self._known_values),
                repeat_count=len(check.repeats),
                repeats=_place(check.repeats, self.repeats, self._known_repeats),
            )
        )


def _place(
    items: tuple[_T, ...], table: list[_T], known: dict[tuple[_T, ...], int]
) -> int:
    """Return where `items` stand in the table, in which each list stands once."""
    if items not in known:
        known[items] = len(table)
        table.extend(items)
    return known[items]


def _saved_field(field: Field, tables: _Tables) -> SavedFieldView:
    text = shorten_saved(describe_saved(field.type))
    place = len(tables.checks)
    for check in find_checks(field.type):
        tables.add(check)
    return SavedFieldView(
        name=field.name,
        name_literal=string_literal(field.name),
        name_size=len(field.name),
        type_literal=string_literal(text),
        type_size=len(text),
        kind=_kind(field.type),
        check_count=len(tables.checks) - place,
        checks=place,
    )


# Steps --------------------------------------------------------------------------


def _steps(module: Module) -> Iterator[StepView]:
    olds = [_old_schema(module, step) for step in module.migrations]
    followings = (*module.migrations[1:], None)
    for index, (step, following) in enumerate(zip(module.migrations, followings)):
        last = following is None
        targets = module.state if following is None else following.fields or ()
        yield StepView(
            schema=olds[index],
            fields=tuple(field.declaration for field in step.fields or ()),
            target=module.identifier if last else olds[index + 1].structure,
            target_variable=(
                f"hxg_self_{module.identifier}" if last else olds[index + 1].variable
            ),
            moves=tuple(_moves(step.fields or (), targets, dict(step.renames))),
            body=verbatim_body(step.body) if step.body is not None else None,
        )


def _old_schema(module: Module, step: Migration) -> SchemaView:
    return _schema(
        step.fields or (),
        suffix=f"_{step.old_version}",
        structure=f"hxg_{module.identifier}_state_{step.old_version}",
        variable=f"hxg_state_{step.old_version}",
        version=step.old_version,
        plain_since=step.old_version,
    )


def _moves(
    old: Sequence[Field], new: Sequence[Field], renames: dict[str, str]
) -> Iterator[MoveView]:
    """What does not cross is the body's: without one it was refused."""
    for before, after in pair_fields(old, new, renames):
        if can_cross(before.type, after.type):
            yield MoveView(old=before.name, new=after.name, kind=_kind(after.type))
