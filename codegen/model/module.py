# SPDX-License-Identifier: MIT
"""A module: what `module { }` and its `impl_interface`s say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codegen.model.code import Body, TypesBlock
from codegen.model.ctype import CType, TypesKey
from codegen.model.version import Constraint, Version
from codegen.source import Source, Span

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

    @property
    def has_saved_state(self) -> bool:
        """Whether its state is saved and restored by what the generator makes."""
        return "HOT_RELOADABLE" in self.flags and self.hook("save_state") is None
