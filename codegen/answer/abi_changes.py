# SPDX-License-Identifier: MIT
"""What became of the signatures since a baseline, and which changes break modules that
were built against it.

A new major version of an interface, or of the ABI, says that there are such changes,
and modules that were built for the old one are refused by it; so nothing below is
compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.answer.abi_signature import (
    Difference,
    find_signature_difference,
    find_type_difference,
    tell_difference,
)
from codegen.model import Version
from codegen.plan.abi import InterfaceAbi, OperationAbi
from codegen.plan.abi_record import AbiRecord
from codegen.plan.runtime_abi import FunctionAbi


@dataclass(frozen=True, kw_only=True)
class AbiChange:
    """`subject` is an interface, `INTERFACE.OPERATION`, a function or a type's tag;
    `change` is added, removed, changed or version. `place` leads to what differs, and
    `old` and `new` are that, or the whole signature, or a version; None for what is not
    there. `text` is a sentence for people."""

    subject: str
    change: str
    place: tuple[str, ...]
    old: str | None
    new: str | None
    breaks: bool
    text: str


def compare_records(old: AbiRecord, new: AbiRecord) -> tuple[AbiChange, ...]:
    return (*_compare_interfaces(old, new), *_compare_runtime(old, new))


def _compare_interfaces(old: AbiRecord, new: AbiRecord) -> Iterator[AbiChange]:
    for was in old.interfaces:
        now = new.interface(was.name)
        if now is None:
            yield _make(was.name, "removed", str(was.version), None, "is gone", True)
        else:
            yield from _compare_interface(was, now)
    for now in new.interfaces:
        if old.interface(now.name) is None:
            yield _make(now.name, "added", None, str(now.version), "is new", False)


def _compare_interface(was: InterfaceAbi, now: InterfaceAbi) -> Iterator[AbiChange]:
    if was.version != now.version:
        yield _compare_versions(was.name, was.version, now.version)
    if now.version.major > was.version.major:
        return
    operations = {operation.name: operation for operation in now.operations}
    for operation in was.operations:
        subject = f"{was.name}.{operation.name}"
        other = operations.pop(operation.name, None)
        if other is None:
            yield _removed(subject, operation.signature)
        else:
            yield from _compare_operation(subject, operation, other)
    for operation in operations.values():
        subject = f"{was.name}.{operation.name}"
        yield _added_operation(subject, operation, was.version)


def _compare_versions(name: str, was: Version, now: Version) -> AbiChange:
    if now.major > was.major:
        text = f"is {now.short} now: modules built for {was.short} are refused"
    else:
        text = f"was {was}, is {now}"
    return _make(name, "version", str(was), str(now), text, now < was)


def _compare_operation(
    subject: str, was: OperationAbi, now: OperationAbi
) -> Iterator[AbiChange]:
    if was.since != now.since:
        # It has another place in the struct of functions.
        text = f"was there since {was.since.short}, is since {now.since.short}"
        yield AbiChange(
            subject=subject,
            change="changed",
            place=("@since",),
            old=was.since.short,
            new=now.since.short,
            breaks=True,
            text=text,
        )
    if was.hash != now.hash:
        difference = find_signature_difference(was.signature, now.signature)
        yield _changed(subject, difference, was.signature, now.signature)


def _added_operation(
    subject: str, operation: OperationAbi, baseline: Version
) -> AbiChange:
    since = operation.since
    fits = (since.major, since.minor) > (baseline.major, baseline.minor)
    text = f"is new, since {since.short}"
    if not fits:
        text += f", which was {baseline.short} without it: it needs a younger @since"
    return _make(subject, "added", None, operation.signature, text, not fits)


def _compare_runtime(old: AbiRecord, new: AbiRecord) -> Iterator[AbiChange]:
    majors = [int(record.abi.partition(".")[0]) for record in (old, new)]
    if old.abi != new.abi:
        text = f"was {old.abi}, is {new.abi}"
        breaks = majors[1] < majors[0]
        yield _make("abi", "version", old.abi, new.abi, text, breaks)
    if majors[1] > majors[0]:
        return
    yield from _compare_functions(old.functions, new.functions)
    # A type that is gone, or is new, changes what has named it, or names it.
    types = {each.name: each for each in new.types}
    for was in old.types:
        now = types.get(was.name)
        if now is not None and now.hash != was.hash:
            difference = find_type_difference(was.definition, now.definition)
            yield _changed(was.name, difference, was.definition, now.definition)


def _compare_functions(
    old: Sequence[FunctionAbi], new: Sequence[FunctionAbi]
) -> Iterator[AbiChange]:
    functions = {function.name: function for function in new}
    for was in old:
        now = functions.pop(was.name, None)
        if now is None:
            yield _removed(was.name, was.signature)
        elif was.hash != now.hash:
            difference = find_signature_difference(was.signature, now.signature)
            yield _changed(was.name, difference, was.signature, now.signature)
    for now in functions.values():
        yield _make(now.name, "added", None, now.signature, "is new", False)


def _removed(subject: str, signature: str) -> AbiChange:
    text = f"is gone; it was {signature}"
    return _make(subject, "removed", signature, None, text, True)


def _changed(
    subject: str, difference: Difference | None, old: str, new: str
) -> AbiChange:
    if difference is None:
        # Only in a file that was changed by hand.
        text = "has another hash, though it reads the same"
        return _make(subject, "changed", old, new, text, True)
    return AbiChange(
        subject=subject,
        change="changed",
        place=difference.place,
        old=difference.old,
        new=difference.new,
        breaks=True,
        text=tell_difference(difference),
    )


def _make(
    subject: str,
    change: str,
    old: str | None,
    new: str | None,
    text: str,
    breaks: bool,
) -> AbiChange:
    return AbiChange(
        subject=subject,
        change=change,
        place=(),
        old=old,
        new=new,
        breaks=breaks,
        text=text,
    )
