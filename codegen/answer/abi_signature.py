# SPDX-License-Identifier: MIT
"""How two signatures, or two definitions of a type, differ.

Their form is that of codegen/plan/abi.py. The kernel finds the same difference when it
refuses a module (runtime/loader/abi_explain.c); a test holds the two against each
other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Aspect(Enum):
    """What differs at a place: what it is, or how many it has of something."""

    TYPE = "type"
    ELEMENTS = "elements"
    ARGUMENTS = "arguments"
    MEMBERS = "members"
    VALUES = "values"
    MARKS = "marks"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """`place` leads to the first thing that differs: ("argument 2 'lba'",), () for the
    whole. Texts of counts are numbers, of marks "" where there are none."""

    place: tuple[str, ...]
    aspect: Aspect
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """A parameter or member: TYPE NAME or TYPE NAME[COUNT]; either may be ""."""

    type: str
    name: str
    count: str


@dataclass(frozen=True, kw_only=True)
class Signature:
    parameters: tuple[Item, ...]
    result: str
    marks: str


def read_signature(text: str) -> Signature:
    """Read a text of the form `NAME(PARAMETERS) -> RESULT MARKS`."""
    start = text.index("(")
    end = _closing(text, start)
    behind = text[end + 1 :].removeprefix(" -> ")
    result, mark, marks = behind.partition(" @")
    return Signature(
        parameters=tuple(map(_read_item, split_items(text[start + 1 : end]))),
        result=result,
        marks=f"@{marks}" if mark else "",
    )


def split_items(text: str) -> list[str]:
    """Split at each comma outside of brackets."""
    found: list[str] = []
    depth = start = 0
    for at, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif depth == 0 and text.startswith(", ", at):
            found.append(text[start:at])
            start = at + 2
    return [*found, text[start:]] if text else []


def _closing(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth == 0:
                return at
    raise ValueError(f"a bracket is open in '{text}'")


def _read_item(text: str) -> Item:
    match = re.fullmatch(r"(.*?)\[([^\[\]]*)\]", text)
    count = ""
    if match is not None:
        text, count = match.groups()
    if not text.endswith((")", "]", "}")) and " " in text:
        ctype, _, name = text.rpartition(" ")
        return Item(type=ctype, name=name, count=count)
    return Item(type=text, name="", count=count)


def find_signature_difference(old: str, new: str) -> Difference | None:
    """Return the first difference between two signatures; None where only names of
    parameters differ."""
    was, now = read_signature(old), read_signature(new)
    if len(was.parameters) != len(now.parameters):
        return _count(Aspect.ARGUMENTS, (), was.parameters, now.parameters)
    pairs = zip(was.parameters, now.parameters, strict=True)
    for number, (left, right) in enumerate(pairs, 1):
        name = f" '{right.name}'" if right.name else ""
        place = (f"argument {number}{name}",)
        if left.type != right.type:
            return find_type_difference(left.type, right.type, place)
        if _meaning(left.count, was) != _meaning(right.count, now):
            return Difference(
                place=place,
                aspect=Aspect.ELEMENTS,
                old=left.count or "1",
                new=right.count or "1",
            )
    if was.result != now.result:
        return find_type_difference(was.result, now.result, ("the result",))
    if was.marks != now.marks:
        return Difference(place=(), aspect=Aspect.MARKS, old=was.marks, new=now.marks)
    return None


def _meaning(count: str, signature: Signature) -> str:
    """The count with the parameter's number in the place of its name."""
    word, _, factor = count.partition(" ")
    names = [parameter.name for parameter in signature.parameters]
    if word in names:
        word = f"#{names.index(word) + 1}"
    return f"{word} {factor}"


def find_type_difference(
    old: str, new: str, place: tuple[str, ...] = ()
) -> Difference | None:
    """Return the innermost difference between two types; None if they are equal."""
    if old == new:
        return None
    was, now = _open(old), _open(new)
    if was is None or now is None or was[0] != now[0]:
        return Difference(place=place, aspect=Aspect.TYPE, old=old, new=new)
    is_enum = was[0].endswith("enum {")
    pairs = zip(was[1], now[1], strict=False)
    number, left, right = next(
        ((n, a, b) for n, (a, b) in enumerate(pairs, 1) if a != b), (0, "", "")
    )
    if number == 0:
        return _count(
            Aspect.VALUES if is_enum else Aspect.MEMBERS, place, was[1], now[1]
        )
    before, after = _read_item(left), _read_item(right)
    if is_enum or before.name != after.name:
        word = "value" if is_enum else "member"
        return Difference(
            place=(*place, f"{word} {number}"), aspect=Aspect.TYPE, old=left, new=right
        )
    name = f" '{after.name}'" if after.name else ""
    place = (*place, f"member {number}{name}")
    return find_type_difference(before.type, after.type, place)


def _open(text: str) -> tuple[str, list[str]] | None:
    """Return what stands in front of a type's braces, with the first, and the items
    between them; None if it does not end in braces."""
    start = text.find("{")
    if start < 0 or _closing(text, start) != len(text) - 1:
        return None
    return text[: start + 1], split_items(text[start + 1 : -1])


def _count(
    aspect: Aspect, place: tuple[str, ...], old: Sequence[object], new: Sequence[object]
) -> Difference:
    return Difference(place=place, aspect=aspect, old=str(len(old)), new=str(len(new)))


def tell_difference(difference: Difference) -> str:
    """Return a sentence such as `argument 2 'lba' was u32, is u64`."""
    place = ", ".join(difference.place)
    old, new = difference.old, difference.new
    match difference.aspect:
        case Aspect.TYPE:
            told = f"was {old}, is {new}"
        case Aspect.MARKS:
            told = f"was marked {old or 'not'}, is {new or 'not'}"
        case aspect:
            unit = aspect.value.removesuffix("s") if old == "1" else aspect.value
            told = f"had {old} {unit}, has {new}"
    return f"{place} {told}" if place else told
