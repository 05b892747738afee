# SPDX-License-Identifier: MIT
"""What the specs mean: immutable, checked, free of syntax.

Analysis builds it from all syntax trees of a run. Planning and rendering read
nothing else. Whatever keeps a `Span` keeps it for messages and `#line` only.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from enum import Enum

from codegen.source import Source, Span

# Versions ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, order=True)
class Version:
    major: int = 0
    minor: int = 0
    patch: int = 0

    @property
    def packed(self) -> int:
        """One number that compares as the version does; `hx_version` in C."""
        return self.major << 32 | self.minor << 16 | self.patch

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


LAST_PACKED = 0xFFFF_FFFF_FFFF


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """Every constraint of the language is one interval of packed versions, both
    ends included. `lowest > highest` means that nothing can satisfy it."""

    lowest: int
    highest: int
    text: str

    def accepts(self, version: Version) -> bool:
        return self.lowest <= version.packed <= self.highest

    @property
    def lowest_version(self) -> Version:
        return Version(
            major=self.lowest >> 32,
            minor=self.lowest >> 16 & 0xFFFF,
            patch=self.lowest & 0xFFFF,
        )


# C types -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CType:
    """A C type. Qualifiers are its own, not those of what it points to."""

    const: bool = False
    volatile: bool = False
    atomic: bool = False


@dataclass(frozen=True, kw_only=True)
class VoidType(CType):
    pass


@dataclass(frozen=True, kw_only=True)
class BoolType(CType):
    pass


@dataclass(frozen=True, kw_only=True)
class IntegerType(CType):
    """`spelling` is C's own name (`unsigned long`); sizes are those of LP64."""

    spelling: str
    bits: int
    signed: bool

    @property
    def minimum(self) -> int:
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def maximum(self) -> int:
        return (1 << (self.bits - self.signed)) - 1


@dataclass(frozen=True, kw_only=True)
class FloatingType(CType):
    spelling: str
    bits: int


@dataclass(frozen=True, kw_only=True)
class EnumType(CType):
    """`owner` is the types block that declares it, None for one of `helix/types.h`."""

    tag: str | None
    enumerators: tuple[tuple[str, int], ...]
    owner: TypesKey | None


@dataclass(frozen=True, kw_only=True)
class RecordType(CType):
    """A struct or union; `members` is None while it is incomplete. An anonymous
    member has the name ""."""

    keyword: str
    tag: str | None
    members: tuple[tuple[str, CType], ...] | None
    owner: TypesKey | None


@dataclass(frozen=True, kw_only=True)
class PointerType(CType):
    target: CType


@dataclass(frozen=True, kw_only=True)
class ArrayType(CType):
    """`count` is None for `[]`, which only a parameter may have."""

    element: CType
    count: int | None


@dataclass(frozen=True, kw_only=True)
class BitFieldType(CType):
    """A member of a struct in a types block: `width` bits of `base`."""

    base: CType
    width: int


@dataclass(frozen=True, kw_only=True)
class FunctionType(CType):
    """Only ever behind a pointer, in state or inside a types block."""

    result: CType
    parameters: tuple[CType, ...]
    variadic: bool


@dataclass(frozen=True, kw_only=True)
class NamedType(CType):
    """A typedef's name and what it stands for."""

    name: str
    target: CType
    owner: TypesKey | None


@dataclass(frozen=True, kw_only=True, order=True)
class TypesKey:
    """Names a types block: the module it is in, or the spec file at top level."""

    module: str | None
    file: str | None


# Types blocks ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TypesBlock:
    """Verbatim declarations of a `types { }`.

    `text` has the braces, and `span` starts at the `{`. `stem` names the generated
    header of a top-level block. `names` are the tags, typedef names and enumerators that it
    declares, with where. `needs` are the top-level blocks whose types it uses.
    """

    key: TypesKey
    stem: str
    text: str
    span: Span
    names: tuple[tuple[str, Span], ...]
    needs: tuple[TypesKey, ...]
    doc: str


# Bodies ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Body:
    """Verbatim C with its braces; the span starts at the `{`."""

    text: str
    span: Span


# Modules -----------------------------------------------------------------------

FLAGS = (
    "ESSENTIAL",
    "HOT_RELOADABLE",
    "USERSPACE",
    "DRIVER",
    "FILESYSTEM",
    "SCHEDULER",
    "ALLOCATOR",
    "SECURITY",
    "EXPERIMENTAL",
    "DEPRECATED",
)

REQUIRED_HOOKS = ("init", "start", "stop")
OPTIONAL_HOOKS = (
    "handle_event",
    "handle_request",
    "is_healthy",
    "save_state",
    "restore_state",
)
EVENT_KINDS = ("tick", "shutdown", "memory_pressure", "cpu_hotplug", "custom")


def c_identifier(name: str) -> str:
    """Every character outside [A-Za-z0-9_] as `_`: how a name enters a C name."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


_STEM_MAX = 200


def file_stem(identifier: str) -> str:
    """How a C name enters a file's name: file systems take 255 bytes, with what the
    generator and the compiler put around it."""
    if len(identifier) <= _STEM_MAX:
        return identifier
    digest = hashlib.sha256(identifier.encode("utf-8")).hexdigest()[:16]
    return f"{identifier[: _STEM_MAX - 17]}_{digest}"


@dataclass(frozen=True, kw_only=True)
class Named:
    """A name from a list (provides, publishes) and where it stands."""

    name: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Dependency:
    name: str
    constraint: Constraint
    optional: bool
    span: Span


@dataclass(frozen=True, kw_only=True)
class Ordering:
    """An entry of `after:` (before is false) or `before:`."""

    name: str
    before: bool
    span: Span


@dataclass(frozen=True, kw_only=True)
class Use:
    interface: str
    constraint: Constraint
    handle: str
    optional: bool
    span: Span


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of state, of a `from`, or a config key.

    `declaration` is normalised C without the default (`uint32_t slices[4]`).
    `default` is the C text written behind `=`, None if there is none.
    """

    name: str
    type: CType
    declaration: str
    default: str | None
    default_span: Span | None
    transient: bool
    doc: str
    span: Span


class ConfigKind(Enum):
    INTEGER = "integer"
    BOOL = "bool"
    ENUM = "enum"
    STRING = "string"


ConfigScalar = int | bool | str


@dataclass(frozen=True, kw_only=True)
class ConfigKey:
    """`type` is that of one element; `count` the array's length, None for a scalar.

    An enum's value is its enumerator's name, a str. `default` is the element that
    an unset key has; it is always filled in.
    """

    name: str
    kind: ConfigKind
    type: CType
    count: int | None
    declaration: str
    default: ConfigScalar
    minimum: int | None
    maximum: int | None
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Hook:
    """`body` is None when the function is defined in the module's sources."""

    name: str
    body: Body | None
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class EventHook:
    """`kind` is one of EVENT_KINDS; `custom` the name of `on "name"`, else None.
    `function_suffix` is what follows `<module>_on_`."""

    kind: str
    custom: str | None
    function_suffix: str
    body: Body | None
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class RequestHook:
    type: str
    function_suffix: str
    body: Body | None
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One step. `fields` is the old schema, None if no `from` was written;
    `renames` are (old name, new name)."""

    old_version: int
    new_version: int
    fields: tuple[Field, ...] | None
    renames: tuple[tuple[str, str], ...]
    body: Body | None
    span: Span


@dataclass(frozen=True, kw_only=True)
class Restart:
    max: int
    window_ms: int
    backoff_ms: int
    span: Span


@dataclass(frozen=True, kw_only=True)
class OperationImplementation:
    """How a module serves one operation: an inline body, or a function of its
    sources named `function`."""

    operation: str
    function: str
    body: Body | None
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Implementation:
    """An `impl_interface`, with its operations in the interface's order."""

    interface: str
    version: Version
    operations: tuple[OperationImplementation, ...]
    span: Span


@dataclass(frozen=True, kw_only=True)
class Module:
    identifier: str
    name: str
    version: Version
    description: str
    author: str
    license: str
    flags: frozenset[str]
    dependencies: tuple[Dependency, ...]
    provides: tuple[Named, ...]
    orderings: tuple[Ordering, ...]
    publishes: tuple[Named, ...]
    config: tuple[ConfigKey, ...]
    state: tuple[Field, ...]
    state_version: int
    uses: tuple[Use, ...]
    sources: tuple[Source, ...]
    c_block: Body | None
    types: TypesBlock | None
    hooks: tuple[Hook, ...]
    event_hooks: tuple[EventHook, ...]
    request_hooks: tuple[RequestHook, ...]
    migrations: tuple[Migration, ...]
    restart: Restart | None
    implementations: tuple[Implementation, ...]
    # The top-level types blocks that its declarations, bodies and c block name.
    needs_types: tuple[TypesKey, ...]
    doc: str
    spec: Source
    span: Span

    @property
    def bodies(self) -> tuple[Body, ...]:
        """All C that stands in the spec: the c block and every body."""
        found = [self.c_block]
        found += [hook.body for hook in self.hooks]
        found += [hook.body for hook in self.event_hooks]
        found += [hook.body for hook in self.request_hooks]
        found += [o.body for i in self.implementations for o in i.operations]
        found += [migration.body for migration in self.migrations]
        return tuple(body for body in found if body is not None)

    def hook(self, name: str) -> Hook | None:
        return next((hook for hook in self.hooks if hook.name == name), None)

    def implementation(self, interface: str) -> Implementation | None:
        return next((i for i in self.implementations if i.interface == interface), None)


# Interfaces --------------------------------------------------------------------


class Direction(Enum):
    """How the glue treats a pointer parameter."""

    IN = "in"
    OUT = "out"
    INOUT = "inout"
    STRING = "string"
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True)
class ElementCount:
    """`n`, `3` or `n * 3`: parameter times factor; parameter None: a constant."""

    parameter: str | None
    factor: int


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """`declaration` is normalised C with the name (`const void *buf`)."""

    name: str
    type: CType
    declaration: str
    direction: Direction | None
    count: ElementCount | None
    span: Span


@dataclass(frozen=True, kw_only=True)
class Operation:
    """`result_declaration` is the result's type as C text; `on_fail` the constant's
    text, None for hx_status and void. `result_annotation` is STRING, ADDRESS or None.
    """

    name: str
    result: CType
    result_declaration: str
    on_fail: str | None
    result_annotation: Direction | None
    parameters: tuple[Parameter, ...]
    since: Version
    atomic: bool
    isr: bool
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Interface:
    """`identifier` is the name's form in C (`helix_block_device`)."""

    name: str
    identifier: str
    version: Version
    operations: tuple[Operation, ...]
    needs_types: tuple[TypesKey, ...]
    doc: str
    spec: Source
    span: Span

    def operation(self, name: str) -> Operation | None:
        return next((op for op in self.operations if op.name == name), None)

    def operations_for(self, constraint: Constraint) -> tuple[Operation, ...]:
        """The operations of a handle: those of its constraint's lowest version."""
        first = Version(major=self.version.major)
        return self.operations_at(max(first, constraint.lowest_version))

    def operations_at(self, version: Version) -> tuple[Operation, ...]:
        """The operations that exist in `version`, in the order of the spec."""
        wanted = (version.major, version.minor)
        return tuple(
            op for op in self.operations if (op.since.major, op.since.minor) <= wanted
        )


# Everything --------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Model:
    """All specs of a run, each tuple sorted by name, whatever the profile is.

    `replacements` are the modules of the profile's `replace` list; they may have
    names that are taken, and take no part in look-ups by name.
    """

    modules: tuple[Module, ...]
    replacements: tuple[Module, ...]
    interfaces: tuple[Interface, ...]
    types: tuple[TypesBlock, ...]

    @functools.cached_property
    def _modules_by_name(self) -> dict[str, Module]:
        return {module.name: module for module in reversed(self.modules)}

    @functools.cached_property
    def _interfaces_by_name(self) -> dict[str, Interface]:
        return {interface.name: interface for interface in reversed(self.interfaces)}

    @functools.cached_property
    def _providers(self) -> dict[str, tuple[Module, ...]]:
        found: dict[str, list[Module]] = {}
        for module in self.modules:
            for capability in module.provides:
                found.setdefault(capability.name, []).append(module)
        return {name: tuple(modules) for name, modules in found.items()}

    @functools.cached_property
    def _implementors(self) -> dict[str, tuple[Module, ...]]:
        found: dict[str, list[Module]] = {}
        for module in self.modules:
            for implementation in module.implementations:
                found.setdefault(implementation.interface, []).append(module)
        return {name: tuple(modules) for name, modules in found.items()}

    def module(self, name: str) -> Module | None:
        return self._modules_by_name.get(name)

    def interface(self, name: str) -> Interface | None:
        return self._interfaces_by_name.get(name)

    def providers(self, capability: str) -> tuple[Module, ...]:
        return self._providers.get(capability, ())

    def implementors(self, interface: str) -> tuple[Module, ...]:
        return self._implementors.get(interface, ())
