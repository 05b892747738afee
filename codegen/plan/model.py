# SPDX-License-Identifier: MIT
"""What a plan consists of. All tuples of modules are in start order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codegen.model import ConfigKey, ConfigScalar, Interface, Module, Use
from codegen.plan.files import ModuleFile
from codegen.plan.packed import PackedFiles
from codegen.profile.profile import Profile
from codegen.source import Span


class EdgeKind(Enum):
    DEPENDENCY = "depends on"
    CAPABILITY = "needs capability"
    USES = "uses"
    AFTER = "starts after"
    BEFORE = "starts before"


@dataclass(frozen=True, kw_only=True)
class Edge:
    """`later` starts after `earlier`, because of what is written at `span`.

    `name` is what is written there: a module, a capability or an interface. For
    BEFORE the span is in the spec of `earlier`.
    """

    earlier: str
    later: str
    kind: EdgeKind
    name: str
    optional: bool
    span: Span


@dataclass(frozen=True, kw_only=True)
class ConfigValue:
    """A key with its value in this image: one element for a scalar, `key.count`
    for an array. `from_profile` is false for a default."""

    key: ConfigKey
    elements: tuple[ConfigScalar, ...]
    from_profile: bool


class Choice(Enum):
    """What made a module the provider of a handle."""

    BIND = "[bind] names it"
    INTERFACES = "[interfaces] names it"
    ONLY = "the only one in the image"
    NOBODY = "nothing in the image implements it"


@dataclass(frozen=True, kw_only=True)
class Binding:
    """What stands behind one handle.

    `provider` is None for an optional handle that nothing in the image serves.
    `direct`: the provider's function is called by name; else through its slot.
    `late`: which slot that is, the runtime says, when providers come and go. Then
    `provider` is who serves it at first, if anything in the image does, and `wanted`
    the name of the module that `[bind]` chooses for it.
    `choice` says why this provider, `reason` all that is to be said of both.
    """

    use: Use
    interface: Interface
    provider: Module | None
    direct: bool
    late: bool
    wanted: str | None
    choice: Choice
    reason: str


@dataclass(frozen=True, kw_only=True)
class BoundModule:
    """A module of the image with what its own files depend on."""

    module: Module
    config: tuple[ConfigValue, ...]
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, kw_only=True)
class PlannedModule(BoundModule):
    """`ident` is its position in the section, `key` the section's suffix
    `00002.round-robin`. `edges` are those that make it start later than others."""

    ident: int
    depth: int
    key: str
    edges: tuple[Edge, ...]
    # Why it is in the image: "named by the profile", "needed by 'x'", ...
    reason: str
    # The module that brought it along; None: the profile asks for it.
    wanted_by: str | None


@dataclass(frozen=True, kw_only=True)
class PlannedFile:
    """A module that is built as a file of its own, and may be loaded into the image
    while it runs. All of its bindings are late."""

    file: ModuleFile
    config: tuple[ConfigValue, ...]
    bindings: tuple[Binding, ...]

    @property
    def module(self) -> Module:
        return self.file.module

    @property
    def stem(self) -> str:
        return self.file.stem


@dataclass(frozen=True, kw_only=True)
class PlannedInterface:
    """An interface that something in the image implements or uses, or that something
    does which may be loaded into it. `implementors` are those in the image."""

    interface: Interface
    implementors: tuple[Module, ...]
    # The profile's choice; None: the first Running implementor in start order.
    primary: Module | None

    @property
    def primary_at_boot(self) -> Module | None:
        """Who is the primary while all modules run."""
        if self.primary is not None or not self.implementors:
            return self.primary
        return self.implementors[0]


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """`function_suffix` as in EventHook; None: the module's handle_event."""

    module: Module
    function_suffix: str | None


@dataclass(frozen=True, kw_only=True)
class CustomEvent:
    name: str
    subscribers: tuple[Subscriber, ...]


@dataclass(frozen=True, kw_only=True)
class Capability:
    name: str
    providers: tuple[Module, ...]


@dataclass(frozen=True, kw_only=True)
class PerfectHash:
    """A displacement table over strings; `hx_hash_find` in C is its other half.

    `entries[i]` is (key, value) or None; both table lengths are powers of two.
    """

    seed: int
    bucket_shift: int
    slot_shift: int
    displacements: tuple[int, ...]
    entries: tuple[tuple[str, int] | None, ...]


# The capability that a module depends on which makes threads (helix/thread.h), and what
# tells the compiler that there are some: only then is anything paid for them.
THREADS = "threads"
THREADS_MACRO = "HX_THREADS"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`events` has, for each of EVENT_KINDS, who gets it; for "custom" that is who
    gets a Custom event of a name that `custom_events` does not list. `loadables` are
    sorted by their stems. `packed` is what the kernel is booted with beside them."""

    profile: Profile
    target: str
    modules: tuple[PlannedModule, ...]
    loadables: tuple[PlannedFile, ...]
    packed: PackedFiles | None
    interfaces: tuple[PlannedInterface, ...]
    capabilities: tuple[Capability, ...]
    events: tuple[tuple[Subscriber, ...], ...]
    custom_events: tuple[CustomEvent, ...]
    # Key: module name or capability; value: index in `modules`, or, from
    # len(modules) on, len(modules) + index in `capabilities`.
    name_hash: PerfectHash
    # Value: index in `custom_events` / in `interfaces`.
    event_hash: PerfectHash
    interface_hash: PerfectHash

    @property
    def macros(self) -> tuple[str, ...]:
        """What all C of the image, and of what it loads, is compiled with."""
        modules = [planned.module for planned in self.modules]
        modules += [loadable.module for loadable in self.loadables]
        needed = {d.name for module in modules for d in module.dependencies}
        return (THREADS_MACRO,) if THREADS in needed else ()
