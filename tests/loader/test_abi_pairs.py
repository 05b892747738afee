# SPDX-License-Identifier: MIT
"""The kernel's explanation of a difference is that of `codegen abi`, and there is one
exactly where two hashes differ."""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from codegen.answer.abi_signature import (
    Aspect,
    Difference,
    find_signature_difference,
    find_type_difference,
)
from codegen.cdecl.ctype import BASIC_TYPES
from codegen.model import (
    ArrayType,
    BitFieldType,
    BoolType,
    CType,
    Direction,
    ElementCount,
    EnumType,
    FunctionType,
    IntegerType,
    Operation,
    Parameter,
    PointerType,
    RecordType,
    Version,
    VoidType,
)
from codegen.plan.abi import operation_abi
from codegen.plan.abi_type import type_text
from codegen.source import Span
from tests.codegen.conftest import make_source
from tests.loader.objects import HERE, SANITIZERS, build_program

SPAN = Span(source=make_source(" "), start=0, end=1)
NAMES = ("a", "b", "c", "d")
CASES = 4000
# As runtime/loader/abi_explain.c has them.
SHOWN_MAX = 40
PLACE_MAX = 80

INTEGERS = [t for t in BASIC_TYPES.values() if isinstance(t, IntegerType)]


def draw_type(source: random.Random, depth: int = 0) -> CType:
    kind = source.choice(["integer"] * 3 + ["bool", "enum"] + ["record"] * 3)
    if depth > 2 or kind == "integer":
        return source.choice(INTEGERS)
    match kind:
        case "bool":
            return BoolType()
        case "enum":
            names = source.sample(["OFF", "ON", "AUTO"], source.randrange(1, 4))
            listed = tuple((name, source.randrange(3)) for name in names)
            return EnumType(tag=None, enumerators=listed, owner=None)
    names = source.sample([*NAMES, ""], source.randrange(1, 4))
    return RecordType(
        keyword=source.choice(["struct", "struct", "union"]),
        tag=None,
        members=tuple((name, draw_member(source, name, depth)) for name in names),
        owner=None,
    )


def draw_member(source: random.Random, name: str, depth: int) -> CType:
    if not name:
        return RecordType(
            keyword="union",
            tag=None,
            members=(("x", source.choice(INTEGERS)),),
            owner=None,
        )
    inner = draw_type(source, depth + 1)
    match source.randrange(8):
        case 0:
            return ArrayType(element=inner, count=source.randrange(1, 3))
        case 1:
            return BitFieldType(
                base=source.choice(INTEGERS), width=source.randrange(1, 8)
            )
        case 2:
            function = FunctionType(
                result=VoidType(), parameters=(inner, inner), variadic=False
            )
            return PointerType(target=function)
    return inner


def draw_parameter(source: random.Random, name: str, others: list[str]) -> Parameter:
    direction = source.choice([None, None, Direction.IN, Direction.OUT, *Direction])
    ctype, count = draw_type(source), None
    if direction is Direction.STRING:
        char = BASIC_TYPES[("char",)]
        ctype = PointerType(target=replace(char, const=True))
    elif direction is not None:
        ctype = PointerType(target=ctype)
        if direction is not Direction.ADDRESS:
            count = ElementCount(
                parameter=source.choice([None, *others]), factor=source.randrange(1, 3)
            )
    return Parameter(
        name=name,
        type=ctype,
        declaration="",
        direction=direction,
        count=count,
        span=SPAN,
    )


def draw_operation(source: random.Random) -> Operation:
    names = list(NAMES[: source.randrange(5)])
    source.shuffle(names)
    has_value = source.random() < 0.5
    return Operation(
        name="f",
        result=draw_type(source) if has_value else VoidType(),
        result_declaration="",
        on_fail="0" if has_value else None,
        on_fail_value=source.randrange(2) if has_value else None,
        result_annotation=None,
        parameters=tuple(draw_parameter(source, name, names) for name in names),
        since=Version(major=1),
        atomic=source.random() < 0.5,
        isr=source.random() < 0.2,
        doc="",
        span=SPAN,
    )


def grow(source: random.Random, ctype: CType) -> CType:
    """Add something at the end of an enum or a record, most often of one inside."""
    match ctype:
        case EnumType(enumerators=listed):
            return replace(ctype, enumerators=(*listed, ("MORE", 9)))
        case RecordType(members=tuple(members)):
            inside = [(name, grow(source, member)) for name, member in members]
            at = [i for i, entry in enumerate(inside) if entry != members[i]]
            if not at or source.random() < 0.2:
                return replace(ctype, members=(*members, ("more", INTEGERS[0])))
            chosen = source.choice(at)
            parts = (*members[:chosen], inside[chosen], *members[chosen + 1 :])
            return replace(ctype, members=parts)
    return ctype


def change_operation(source: random.Random, was: Operation) -> Operation:
    """One step away: where most differences between two versions lie."""
    now = list(was.parameters)
    match source.randrange(7):
        case 6 if (counted := [p for p in now if p.count is not None]):
            chosen = source.choice(counted)
            count = ElementCount(
                parameter=source.choice([None, *(p.name for p in now)]),
                factor=source.randrange(1, 3),
            )
            now[now.index(chosen)] = replace(chosen, count=count)
        case 1 if now:
            chosen = source.choice(now)
            ctype = chosen.type
            if chosen.direction is Direction.STRING:
                return was
            if isinstance(ctype, PointerType):
                ctype = PointerType(target=grow(source, ctype.target))
            now[now.index(chosen)] = replace(chosen, type=grow(source, ctype))
        case 0 if now:
            at = source.randrange(len(now))
            names = [parameter.name for parameter in now]
            now[at] = draw_parameter(source, now[at].name, names)
        case 2 if now:
            del now[source.randrange(len(now))]
        case 3:
            now.append(draw_parameter(source, "added", ["added"]))
        case 4:
            return replace(was, atomic=not was.atomic)
        case _:
            return rename_parameters(was)
    names = [parameter.name for parameter in now]
    three = ElementCount(parameter=None, factor=3)
    return replace(
        was,
        parameters=tuple(
            p
            if p.count is None or p.count.parameter in [None, *names]
            else replace(p, count=three)
            for p in now
        ),
    )


def rename_parameters(was: Operation) -> Operation:
    def rename(name: str) -> str:
        return f"new_{name}"

    return replace(
        was,
        parameters=tuple(
            replace(
                parameter,
                name=rename(parameter.name),
                count=replace(parameter.count, parameter=rename(counter))
                if parameter.count is not None
                and (counter := parameter.count.parameter) is not None
                else parameter.count,
            )
            for parameter in was.parameters
        ),
    )


# What the kernel is to say ----------------------------------------------------------


def shown(text: str) -> str:
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}..."


def expected_detail(subject: str, difference: Difference) -> str | None:
    """None where the kernel stops on its way: a detail has an end."""
    place = (
        f"{subject}: " + ", ".join(difference.place) if difference.place else subject
    )
    here, there = difference.new, difference.old
    match difference.aspect:
        case Aspect.TYPE:
            text = f"{place} is {shown(here)} here, {shown(there)} in the module"
        case Aspect.MARKS:
            text = (
                f"{place} is marked {shown(here) or 'not'} here, "
                f"{shown(there) or 'not'} in the module"
            )
        case aspect:
            unit = aspect.value.removesuffix("s") if here == "1" else aspect.value
            text = f"{place} has {here} {unit} here, {there} in the module"
    return None if len(place) >= PLACE_MAX else text[:159]


@dataclass(frozen=True, kw_only=True)
class Pair:
    here: str
    there: str
    subject: str
    same: bool
    difference: Difference | None


def operation_pair(source: random.Random) -> Pair:
    was = draw_operation(source)
    now = (
        draw_operation(source)
        if source.random() < 0.2
        else change_operation(source, was)
    )
    old, new = operation_abi(was), operation_abi(now)
    return Pair(
        here=new.signature,
        there=old.signature,
        subject="i.f",
        same=old.hash == new.hash,
        difference=find_signature_difference(old.signature, new.signature),
    )


def type_pair(source: random.Random) -> Pair:
    def draw() -> CType:
        while True:
            ctype = draw_type(source)
            if isinstance(ctype, EnumType | RecordType):
                return ctype

    was = draw()
    now = grow(source, was) if source.random() < 0.3 else draw()
    old, new = type_text(was), type_text(now)
    return Pair(
        here=new,
        there=old,
        subject="f",
        same=old == new,
        difference=find_type_difference(old, new),
    )


def draw_pairs() -> list[Pair]:
    source = random.Random(1)
    return [
        type_pair(source) if number % 4 == 0 else operation_pair(source)
        for number in range(CASES)
    ]


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_the_kernel_explains_as_the_tool_does(tmp_path: Path, compiler: str) -> None:
    pairs = draw_pairs()
    sources = [HERE / "abi_pairs.c"]
    flags = ["-O1", "-g", *SANITIZERS]
    program = build_program(tmp_path / "abi_pairs", compiler, sources, flags)
    done = subprocess.run(
        [program],
        input="".join(f"{pair.here}\n{pair.there}\n" for pair in pairs),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    compared = 0
    for pair, line in zip(pairs, done.stdout.splitlines(), strict=True):
        story = f"here:   {pair.here}\nmodule: {pair.there}\nsaid:   {line}"
        if pair.difference is None:
            assert "is not of its text" in line, story
            continue
        wanted = expected_detail(pair.subject, pair.difference)
        if wanted is not None:
            assert line == f"HX_ERR_ABI {wanted}", story
            compared += 1
    assert compared > CASES / 2


def test_a_difference_exactly_where_hashes_differ() -> None:
    pairs = draw_pairs()
    for pair in pairs:
        story = f"here:   {pair.here}\nmodule: {pair.there}"
        assert (pair.difference is None) == pair.same, story
    assert sum(pair.same for pair in pairs) > CASES / 20


def test_the_pairs_are_worth_it() -> None:
    """Every aspect, and places of every depth, come up often."""
    found = [pair.difference for pair in draw_pairs() if pair.difference is not None]
    for aspect in Aspect:
        assert sum(difference.aspect is aspect for difference in found) > 20, aspect
    for depth, least in enumerate((20, 20, 20, 5)):
        count = sum(len(difference.place) == depth for difference in found)
        assert count > least, depth
