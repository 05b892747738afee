# SPDX-License-Identifier: MIT
"""Versions of a state, their specs and values for them, at random."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from tests.state.shapes import (
    Array,
    Boolean,
    Enum,
    Field,
    Integer,
    Shape,
    Struct,
    Value,
    Version,
)


class _Spec:
    """The C of one module; every enum and struct gets a name of its own."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.types: list[str] = []

    def declare(self, shape: Shape, name: str) -> str:
        while isinstance(shape, Array):
            name += f"[{shape.count}]"
            shape = shape.element
        tag = f"{self.prefix}_{len(self.types)}"
        match shape:
            case Integer(bits, signed):
                return f"{'' if signed else 'u'}int{bits}_t {name}"
            case Boolean():
                return f"bool {name}"
            case Enum(values):
                listed = ", ".join(
                    f"{tag.upper()}_{i} = {value}" for i, value in enumerate(values)
                )
                self.types.append(f"enum {tag} {{ {listed} }};")
                return f"enum {tag} {name}"
            case Struct(members):
                inside = " ".join(f"{self.declare(m, n)};" for n, m in members)
                tag = f"{self.prefix}_{len(self.types)}"
                self.types.append(f"struct {tag} {{ {inside} }};")
                return f"struct {tag} {name}"
        raise TypeError(shape)


def write_spec(version: Version, hooks: str) -> str:
    spec = _Spec(version.name)
    fields = ""
    for field in version.fields:
        fields += spec.declare(field.shape, field.name)
        fields += f" = {field.default}" if field.default else ""
        fields += (" @transient" if field.transient else "") + ";\n"
    types = f"types {{ {' '.join(spec.types)} }}\n" if spec.types else ""
    return (
        f"module {version.name} {{ info {{ flags: HOT_RELOADABLE; }}\n{types}"
        f"state {{ {fields} }}\nimpl {{ {hooks} }} }}\n"
    )


_NAMES = ("a", "ab", "b", "count", "counter", "zone")


def _random_shape(choose: random.Random, depth: int) -> Shape:
    pick = choose.random()
    if pick < 0.5 or depth == 0:
        return Integer(choose.choice((8, 16, 32, 64)), choose.random() < 0.5)
    if pick < 0.6:
        return Boolean()
    if pick < 0.7:
        ends = choose.choice(((0, 1, 2), (-3, 0, 7), (5,), (0, 2, 3, 9), (-2, -1)))
        return Enum(ends)
    if pick < 0.85:
        return Array(_random_shape(choose, depth - 1), choose.randint(1, 3))
    names = choose.sample(("x", "y", "z"), choose.randint(1, 3))
    return Struct(tuple((name, _random_shape(choose, depth - 1)) for name in names))


def make_versions(seed: int, count: int) -> tuple[Version, ...]:
    """Versions that share names, and some of the types behind them."""
    choose = random.Random(seed)
    shapes = {
        # Integers of two widths, so that they widen, and one that is anything.
        name: (
            Integer(16, choose.random() < 0.5),
            Integer(32, choose.random() < 0.5),
            _random_shape(choose, 3),
        )
        for name in _NAMES
    }
    versions = []
    for number in range(count):
        names = choose.sample(_NAMES, choose.randint(1, len(_NAMES)))
        fields = []
        for name in names:
            shape = choose.choice(shapes[name] + 2 * shapes[name][2:])
            default = choose.randint(0, 99) if isinstance(shape, Integer) else 0
            fields.append(Field(name, shape, choose.random() < 0.2, default))
        versions.append(Version(f"v{number}", tuple(fields)))
    return tuple(versions)


def values_of(shape: Shape) -> st.SearchStrategy[Value]:
    """Values, among them a few that none of the type are."""
    match shape:
        case Integer(bits, signed):
            low = -(1 << bits - 1) if signed else 0
            return st.integers(low, low + (1 << bits) - 1)
        case Boolean():
            return st.integers(0, 79).map(lambda n: n % 2 if n else 2)
        case Enum(values):
            good = st.sampled_from(values)
            return st.integers(0, 39).flatmap(
                lambda n: good if n else st.integers(-(1 << 31), (1 << 31) - 1)
            )
        case Array(element, count):
            return st.lists(values_of(element), min_size=count, max_size=count)
        case Struct(members):
            return st.tuples(*(values_of(member) for _, member in members)).map(list)
    raise TypeError(shape)
