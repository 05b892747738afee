# SPDX-License-Identifier: MIT
"""What a module's descriptor says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.elf.layout import Struct
from codegen.elf.memory import Import, ObjectError, ObjectMemory
from codegen.model import EVENT_KINDS, FLAGS

# HX_DESCRIPTOR_MAGIC of helix/descriptor.h.
MAGIC = 0x48584D31
_VERSION_MAX = 0xFFFF_FFFF_FFFF
_INTERFACE = "hxg_interface_"


@dataclass(frozen=True, kw_only=True)
class Needed:
    """An entry of `dependencies:`; `takes` is the constraint."""

    name: str
    takes: str
    optional: bool
    capability: bool


@dataclass(frozen=True, kw_only=True)
class Handle:
    """`wanted` is the module that the profile binds it to, None if it does not."""

    handle: str
    interface: str
    takes: str
    optional: bool
    wanted: str | None


@dataclass(frozen=True, kw_only=True)
class Served:
    interface: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """A config key with its value in this build; `value` is None for an array."""

    name: str
    type: str
    value: str | None


@dataclass(frozen=True, kw_only=True)
class ModuleContents:
    """`listens` has the kinds of events, and Custom ones by their names in quotes."""

    name: str
    version: str
    description: str
    author: str
    license: str
    flags: tuple[str, ...]
    state_version: int
    dependencies: tuple[Needed, ...]
    provides: tuple[str, ...]
    config: tuple[Key, ...]
    listens: tuple[str, ...]
    requests: tuple[str, ...]
    uses: tuple[Handle, ...]
    implements: tuple[Served, ...]


def read_module(
    memory: ObjectMemory, address: int, interfaces: Mapping[str, str]
) -> ModuleContents:
    """Read the descriptor at `address`. `interfaces` has the names of interfaces that
    the object only imports, by their identifiers."""
    module = Struct(memory, "hx_module", address)
    if module.number("magic") != MAGIC:
        raise ObjectError(
            f"at {address:#x} is no descriptor of a module of this version: its magic is "
            f"{module.number('magic'):#x}, not {MAGIC:#x}"
        )
    info = module.struct("info", "hx_module_info")

    def name_of(user: Struct) -> str:
        return _interface_name(user, interfaces)

    return ModuleContents(
        name=info.text("name"),
        version=version_text(info.number("version")),
        description=info.text("description"),
        author=info.text("author"),
        license=info.text("license"),
        flags=_flags(info.number("flags")),
        state_version=module.number("state_version"),
        dependencies=tuple(
            Needed(
                name=entry.text("name"),
                takes=constraint_text(entry.number("lowest"), entry.number("highest")),
                optional=entry.number("optional") != 0,
                capability=entry.number("capability") != 0,
            )
            for entry in info.structs(
                "dependencies", "dependency_count", "hx_dependency"
            )
        ),
        provides=tuple(info.texts("provides", "provides_count")),
        config=tuple(
            Key(
                name=entry.text("key"),
                type=entry.text("type"),
                value=entry.text_or_none("value"),
            )
            for entry in module.structs("config", "config_count", "hx_config_entry")
        ),
        listens=tuple(
            _event(entry)
            for entry in module.structs(
                "subscriptions", "subscription_count", "hx_subscription"
            )
        ),
        requests=tuple(module.texts("request_types", "request_type_count")),
        uses=tuple(
            Handle(
                handle=entry.text("handle"),
                interface=name_of(entry),
                takes=constraint_text(entry.number("lowest"), entry.number("highest")),
                optional=entry.number("optional") != 0,
                wanted=entry.text_or_none("wanted"),
            )
            for entry in module.structs("bindings", "binding_count", "hx_binding")
        ),
        implements=tuple(
            Served(
                interface=name_of(entry), version=version_text(entry.number("version"))
            )
            for entry in module.structs(
                "implementations", "implementation_count", "hx_implementation"
            )
        ),
    )


def version_text(packed: int) -> str:
    return f"{packed >> 32 & 0xFFFF}.{packed >> 16 & 0xFFFF}.{packed & 0xFFFF}"


def constraint_text(lowest: int, highest: int) -> str:
    """The interval of versions, both ends included, as a spec would say it."""
    if lowest == highest:
        return f"== {version_text(lowest)}"
    parts = [f">= {version_text(lowest)}"] if lowest > 0 else []
    if highest & 0xFFFF_FFFF == 0xFFFF_FFFF and highest < _VERSION_MAX:
        parts.append(f"< {version_text((highest | 0xFFFF_FFFF) + 1)}")
    elif highest < _VERSION_MAX:
        parts.append(f"<= {version_text(highest)}")
    return " ".join(parts) or "any version"


def _flags(bits: int) -> tuple[str, ...]:
    names = [name for bit, name in enumerate(FLAGS) if bits >> bit & 1]
    unknown = bits >> len(FLAGS) << len(FLAGS)
    return (*names, f"{unknown:#x}") if unknown else tuple(names)


def _event(subscription: Struct) -> str:
    custom = subscription.text_or_none("custom")
    if custom is not None:
        return f'"{custom}"'
    kind = subscription.number("kind")
    if kind >= len(EVENT_KINDS):
        raise ObjectError(f"there is no event of kind {kind}")
    return EVENT_KINDS[kind]


def _interface_name(user: Struct, interfaces: Mapping[str, str]) -> str:
    found = user.pointer("interface")
    if not isinstance(found, Import):
        return user.struct("interface", "hx_interface").text("name")
    identifier = found.name.removeprefix(_INTERFACE)
    return interfaces.get(identifier, identifier)
