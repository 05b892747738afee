# SPDX-License-Identifier: MIT
"""Models and profiles for tests of the planning stages, from a short notation.

    module("a", dependencies=["b >= 1.0", "c optional"], uses=["x.y 1.0 as disk"])

Every entry stands on a line of its own of an invented spec `a.mod`, so that the
places in diagnostics mean something.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from hypothesis import HealthCheck, settings

from codegen.diagnostics import Diagnostics
from codegen.model import (
    LAST_PACKED,
    BoolType,
    ConfigKey,
    ConfigKind,
    ConfigScalar,
    Constraint,
    CType,
    Dependency,
    EnumType,
    EventHook,
    Hook,
    Implementation,
    IntegerType,
    Interface,
    Model,
    Module,
    Named,
    Ordering,
    PointerType,
    Use,
    Version,
    c_identifier,
)
from codegen.plan.image import make_plan
from codegen.plan.model import Plan
from codegen.profile.profile import Profile, parse_profile
from codegen.source import Source, Span

# A search that gives the same answer on every run, however busy the machine is.
SEARCH = settings(
    deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@functools.cache
def version(text: str) -> Version:
    numbers = [int(number) for number in text.split(".")] + [0, 0]
    return Version(major=numbers[0], minor=numbers[1], patch=numbers[2])


@functools.cache
def constraint(text: str) -> Constraint:
    lowest, highest = 0, LAST_PACKED
    for operator, number in re.findall(r"([<>=]*) *([0-9.]+)", text):
        packed = version(number).packed
        match operator:
            case "":
                lowest, highest = packed, (version(number).major + 1 << 32) - 1
            case ">=":
                lowest = max(lowest, packed)
            case ">":
                lowest = max(lowest, packed + 1)
            case "<=":
                highest = min(highest, packed)
            case "<":
                highest = min(highest, packed - 1)
            case "==":
                lowest, highest = max(lowest, packed), min(highest, packed)
    return Constraint(lowest=lowest, highest=highest, text=text)


def source(name: str, text: str) -> Source:
    return Source(path=Path("/specs") / name, display=name, line_name=name, text=text)


class _Spec:
    """The invented spec: entries are laid out first, then looked up as spans."""

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        self.source = source(f"{name}.mod", "\n".join(lines) + "\n")
        self._starts = dict(zip(lines, self.source.line_starts, strict=False))

    def span(self, line: str) -> Span:
        start = self._starts[line]
        return Span(source=self.source, start=start, end=start + len(line))


def module(
    name: str,
    *,
    at: str = "0.1.0",
    flags: str = "",
    dependencies: Iterable[str] = (),
    provides: Iterable[str] = (),
    after: Iterable[str] = (),
    before: Iterable[str] = (),
    uses: Iterable[str] = (),
    implements: Iterable[str] = (),
    config: Iterable[ConfigKey] = (),
    on: Iterable[str] = (),
    hooks: Iterable[str] = ("init", "start", "stop"),
) -> Module:
    """`uses` are "INTERFACE CONSTRAINT as HANDLE [optional]", `implements` are
    "INTERFACE VERSION", and `on` has a kind, or `"name"` in quotes."""
    header = f"module {c_identifier(name)}"
    lists = {
        "dependencies": list(dependencies),
        "provides": list(provides),
        "after": list(after),
        "before": list(before),
        "uses": list(uses),
        "implements": list(implements),
        "on": list(on),
        "hook": list(hooks),
    }
    lines = [header] + [f"{key} {e}" for key, entries in lists.items() for e in entries]
    spec = _Spec(name, lines)

    def places(key: str) -> list[tuple[str, Span]]:
        return [(entry, spec.span(f"{key} {entry}")) for entry in lists[key]]

    return Module(
        identifier=c_identifier(name),
        name=name,
        version=version(at),
        description="",
        author="Unknown",
        license="MIT",
        flags=frozenset(flags.split()),
        dependencies=tuple(_dependency(*place) for place in places("dependencies")),
        provides=tuple(Named(name=n, span=s) for n, s in places("provides")),
        orderings=tuple(
            Ordering(name=n, before=key == "before", span=s)
            for key in ("after", "before")
            for n, s in places(key)
        ),
        publishes=(),
        config=tuple(config),
        state=(),
        state_version=1,
        uses=tuple(_use(*place) for place in places("uses")),
        sources=(),
        c_block=None,
        types=None,
        hooks=tuple(Hook(name=n, body=None, doc="", span=s) for n, s in places("hook")),
        event_hooks=tuple(_event_hook(*place) for place in places("on")),
        request_hooks=(),
        migrations=(),
        restart=None,
        implementations=tuple(_implementation(*p) for p in places("implements")),
        needs_types=(),
        doc="",
        spec=spec.source,
        span=spec.span(header),
    )


def _dependency(text: str, span: Span) -> Dependency:
    name, _, rest = text.partition(" ")
    return Dependency(
        name=name,
        constraint=constraint(rest.removesuffix("optional").strip()),
        optional=rest.endswith("optional"),
        span=span,
    )


def _use(text: str, span: Span) -> Use:
    wanted, _, served = text.partition(" as ")
    interface, _, rest = wanted.partition(" ")
    return Use(
        interface=interface,
        constraint=constraint(rest.strip()),
        handle=served.split()[0],
        optional=served.endswith(" optional"),
        span=span,
    )


def _event_hook(text: str, span: Span) -> EventHook:
    custom = text.strip('"') if text.startswith('"') else None
    return EventHook(
        kind="custom" if custom else text,
        custom=custom,
        function_suffix=c_identifier(custom or text),
        body=None,
        doc="",
        span=span,
    )


def _implementation(text: str, span: Span) -> Implementation:
    interface, at = text.split()
    return Implementation(
        interface=interface, version=version(at), operations=(), span=span
    )


U32 = IntegerType(spelling="unsigned int", bits=32, signed=False)
I8 = IntegerType(spelling="signed char", bits=8, signed=True)
TEXT = PointerType(target=IntegerType(spelling="char", bits=8, signed=True, const=True))
MODE = EnumType(
    tag="mode", enumerators=(("MODE_FAIR", 0), ("MODE_FAST", 1)), owner=None
)


def config_key(
    name: str,
    type: CType,
    default: ConfigScalar,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    count: int | None = None,
) -> ConfigKey:
    kinds = {
        IntegerType: ConfigKind.INTEGER,
        BoolType: ConfigKind.BOOL,
        EnumType: ConfigKind.ENUM,
        PointerType: ConfigKind.STRING,
    }
    unnamed = type
    while type_target := getattr(unnamed, "target", None):
        if isinstance(unnamed, PointerType):
            break
        unnamed = type_target
    spec = _Spec(f"{name}-key", [f"config {name}"])
    return ConfigKey(
        name=name,
        kind=kinds[unnamed.__class__],
        type=type,
        count=count,
        declaration=f"... {name}",
        default=default,
        minimum=minimum,
        maximum=maximum,
        doc="",
        span=spec.span(f"config {name}"),
    )


def model(
    *modules: Module,
    replacements: Iterable[Module] = (),
    interfaces: Iterable[str] = (),
) -> Model:
    """All interfaces that the modules name exist; `interfaces` adds others."""
    names = set(interfaces)
    for each in (*modules, *replacements):
        names.update(use.interface for use in each.uses)
        names.update(served.interface for served in each.implementations)
    return Model(
        modules=tuple(sorted(modules, key=lambda m: m.name)),
        replacements=tuple(sorted(replacements, key=lambda m: m.name)),
        interfaces=tuple(_interface(name) for name in sorted(names)),
        types=(),
    )


def _interface(name: str) -> Interface:
    header = f"interface {name}"
    spec = _Spec(name, [header])
    return Interface(
        name=name,
        identifier=c_identifier(name),
        version=version("1.9"),
        operations=(),
        needs_types=(),
        doc="",
        spec=spec.source,
        span=spec.span(header),
    )


def profile(text: str, *, target: str | None = None) -> Profile:
    """A profile without a mistake in its form."""
    diagnostics = Diagnostics()
    parsed = parse_profile(
        source("profile.toml", text), target=target, diagnostics=diagnostics
    )
    assert parsed is not None and not diagnostics.sorted(), said(diagnostics)
    return parsed


def image_of(*names: str) -> str:
    """The text of a profile that names these modules."""
    return "[modules]\nstatic = [" + ", ".join(f'"{name}"' for name in names) + "]\n"


def plan(known: Model, text: str) -> tuple[Plan | None, Diagnostics]:
    diagnostics = Diagnostics()
    return make_plan(known, profile(text), diagnostics), diagnostics


def good_plan(known: Model, text: str) -> Plan:
    planned, diagnostics = plan(known, text)
    assert planned is not None and not diagnostics.sorted(), said(diagnostics)
    return planned


def said(diagnostics: Diagnostics) -> list[str]:
    """Each diagnostic as "RULE at 'text of its place': message"."""
    return [f"{d.rule} at {d.span.text!r}: {d.message}" for d in diagnostics.sorted()]


def rules(diagnostics: Diagnostics) -> list[str]:
    return [diagnostic.rule for diagnostic in diagnostics.sorted()]
