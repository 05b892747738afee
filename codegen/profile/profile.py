# SPDX-License-Identifier: MIT
"""The profile: which kernel to build. Read from TOML, checked key by key.

Only the form is checked here; what names modules, interfaces or config keys is
checked against the model by `codegen.plan`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codegen.diagnostics import Diagnostics
from codegen.source import Source, Span
from codegen.profile.targets import DEFAULT_TARGET, TARGETS
from codegen.profile.toml_places import TomlPath
from codegen.profile.toml_reader import (
    Tables,
    TomlReader,
    describe,
    first_character,
    read_toml,
    shown,
)


@dataclass(frozen=True, kw_only=True)
class ProfileName:
    """A string of the profile that names something, and where it stands."""

    name: str
    span: Span


ProfileScalar = int | bool | str


@dataclass(frozen=True, kw_only=True)
class ProfileConfig:
    """`[config.MODULE] KEY = value`; a tuple for a list. A value of a type that no
    config key has (a float, a date, a table) is None. `span` is the value's, and
    `element_spans` are those of a list's elements."""

    module: str
    key: str
    value: ProfileScalar | tuple[ProfileScalar | None, ...] | None
    module_span: Span
    key_span: Span
    span: Span
    element_spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class ProfileBinding:
    """`[bind.MODULE] HANDLE = "PROVIDER"`, or `[interfaces] "IFACE" = "PROVIDER"`
    with `handle` None and `subject` the interface. `span` is the provider's."""

    subject: str
    handle: str | None
    provider: str
    subject_span: Span
    handle_span: Span
    span: Span


@dataclass(frozen=True, kw_only=True)
class Boot:
    commands: tuple[str, ...] = ()
    interactive: bool = False
    run_ms: int = 0
    tick_ms: int = 10
    health_ms: int = 1000
    memory_mb: int = 128
    cpus: int = 1


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What `run` gives the machine beside CPUs and RAM. `disk_mb` is 0 for no disk."""

    disk_mb: int = 0
    network: bool = False


@dataclass(frozen=True, kw_only=True)
class Profile:
    """`complete` is false where something of `[modules]`, `[interfaces]` or `[bind]`
    had to be left out: what is in the image is not known then."""

    source: Source
    name: str
    target: str
    target_span: Span
    static: tuple[ProfileName, ...] = ()
    loadable: tuple[ProfileName, ...] = ()
    replace: tuple[ProfileName, ...] = ()
    # The folder whose files the kernel is booted with.
    initrd: ProfileName | None = None
    config: tuple[ProfileConfig, ...] = ()
    # The tables of [config] and [bind], also empty ones.
    config_modules: tuple[ProfileName, ...] = ()
    bind_modules: tuple[ProfileName, ...] = ()
    interfaces: tuple[ProfileBinding, ...] = ()
    binds: tuple[ProfileBinding, ...] = ()
    boot: Boot = field(default_factory=Boot)
    machine: Machine = field(default_factory=Machine)
    reload_deadline_ms: int = 100
    reload_probation_ms: int = 1000
    signatures: str = "off"
    key: Path | None = None
    # Where a key of a table stands, for messages: ("boot", "cpus") -> span.
    places: dict[tuple[str, ...], Span] = field(default_factory=dict)
    complete: bool = True

    def place(self, *path: str) -> Span:
        """Where the key at `path` stands, else the profile's first character."""
        return self.places.get(path) or first_character(self.source)


_TABLES: Tables = {
    "profile": ("name", "target"),
    "modules": ("static", "loadable", "replace"),
    "config": None,
    "interfaces": None,
    "bind": None,
    "boot": (
        "commands",
        "interactive",
        "run_ms",
        "tick_ms",
        "health_ms",
        "memory_mb",
        "cpus",
    ),
    "machine": ("disk_mb", "network"),
    "initrd": ("folder",),
    "reload": ("deadline_ms", "probation_ms"),
    "security": ("signatures", "key"),
}
_MOST_MS = 0xFFFF_FFFF
# Below 8 MiB there is no room for an image above the first MiB and its stacks.
_MEMORY_MB = (8, 1 << 20)
_MOST_CPUS = 1024
_MOST_DISK_MB = 1 << 16
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def parse_profile(
    source: Source, *, target: str | None, diagnostics: Diagnostics
) -> Profile | None:
    """Return what the profile says; None if it is not TOML.

    `target` wins over the profile's own. What is wrong is reported and has its
    default in the result, so that the stages behind can say what they find.
    """
    reader = read_toml(source, _TABLES, diagnostics)
    if reader is None:
        return None
    own_target = reader.choice("profile", "target", TARGETS, DEFAULT_TARGET)
    key = reader.text("security", "key", "")
    return Profile(
        source=source,
        name=_read_name(reader),
        target=own_target if target is None else target,
        target_span=reader.value_span("profile", "target"),
        static=_read_names(reader, "static"),
        loadable=_read_names(reader, "loadable"),
        replace=_read_names(reader, "replace"),
        initrd=_read_initrd(reader),
        config=_read_config(reader),
        config_modules=_read_tables(reader, "config", "KEY = VALUE"),
        bind_modules=_read_tables(reader, "bind", 'HANDLE = "MODULE"'),
        interfaces=_read_interfaces(reader),
        binds=_read_binds(reader),
        boot=_read_boot(reader),
        machine=Machine(
            disk_mb=reader.number("machine", "disk_mb", 0, _MOST_DISK_MB, 0),
            network=reader.flag("machine", "network", False),
        ),
        reload_deadline_ms=reader.number("reload", "deadline_ms", 1, _MOST_MS, 100),
        reload_probation_ms=reader.number("reload", "probation_ms", 0, _MOST_MS, 1000),
        signatures=reader.choice("security", "signatures", ("off", "required"), "off"),
        key=source.path.parent / key if key else None,
        places=reader.places(),
        complete=reader.incomplete.isdisjoint(("modules", "interfaces", "bind")),
    )


def _read_name(reader: TomlReader) -> str:
    """The name is the file's stem where the profile gives none."""
    stem = re.sub(r"[^A-Za-z0-9_.-]", "-", reader.source.path.stem)
    name = reader.text("profile", "name", stem)
    if name == stem or _NAME.fullmatch(name):
        return name
    reader.reject(
        ("profile", "name"),
        "a profile's name is made of letters, digits, '_', '.' and '-'",
    )
    return stem


def _read_names(reader: TomlReader, key: str) -> tuple[ProfileName, ...]:
    return tuple(
        ProfileName(name=name, span=span)
        for name, span in reader.strings("modules", key)
    )


def _read_initrd(reader: TomlReader) -> ProfileName | None:
    folder = reader.text("initrd", "folder", "")
    if not folder:
        return None
    return ProfileName(name=folder, span=reader.value_span("initrd", "folder"))


def _read_tables(
    reader: TomlReader, table: str, example: str
) -> tuple[ProfileName, ...]:
    return tuple(
        ProfileName(name=module, span=reader.key_span(table, module))
        for module in reader.inner_tables(table, example)
    )


def _read_config(reader: TomlReader) -> tuple[ProfileConfig, ...]:
    return tuple(
        ProfileConfig(
            module=module,
            key=key,
            value=_config_value(value),
            module_span=reader.key_span("config", module),
            key_span=reader.key_span("config", module, key),
            span=reader.value_span("config", module, key),
            element_spans=tuple(
                reader.value_span("config", module, key, index)
                for index in range(len(value) if isinstance(value, list) else 0)
            ),
        )
        for module, keys in reader.inner_tables("config", "KEY = VALUE").items()
        for key, value in keys.items()
    )


def _config_value(
    value: Any,
) -> ProfileScalar | tuple[ProfileScalar | None, ...] | None:
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, list):
        return tuple(v if isinstance(v, (bool, int, str)) else None for v in value)
    return None


def _read_binds(reader: TomlReader) -> tuple[ProfileBinding, ...]:
    found = []
    for module, handles in reader.inner_tables("bind", 'HANDLE = "MODULE"').items():
        for handle, provider in handles.items():
            path = ("bind", module, handle)
            if not isinstance(provider, str):
                _reject_provider(reader, path, provider)
                continue
            found.append(
                ProfileBinding(
                    subject=module,
                    handle=handle,
                    provider=provider,
                    subject_span=reader.key_span("bind", module),
                    handle_span=reader.key_span(*path),
                    span=reader.value_span(*path),
                )
            )
    return tuple(found)


def _read_interfaces(reader: TomlReader) -> tuple[ProfileBinding, ...]:
    found = []
    for interface, provider in reader.table("interfaces").items():
        path = ("interfaces", interface)
        if not isinstance(provider, str):
            _reject_provider(reader, path, provider)
            continue
        found.append(
            ProfileBinding(
                subject=interface,
                handle=None,
                provider=provider,
                subject_span=reader.key_span(*path),
                handle_span=reader.key_span(*path),
                span=reader.value_span(*path),
            )
        )
    return tuple(found)


def _reject_provider(reader: TomlReader, path: TomlPath, value: Any) -> None:
    name = str(path[-1])
    help = None
    if isinstance(value, dict):
        dotted = ".".join((name, *value)[:2])
        help = f'a name with dots stands in quotes: "{shown(dotted)}"'
    reader.reject(
        path,
        f"'{shown(name)}' takes the name of a module, not {describe(value)}",
        help,
    )


def _read_commands(reader: TomlReader) -> tuple[str, ...]:
    found = []
    for index, (command, _) in enumerate(reader.strings("boot", "commands")):
        if any(c < " " or c == "\x7f" for c in command):
            reader.reject(
                ("boot", "commands", index),
                "a command is one line without control characters",
            )
            continue
        found.append(command)
    return tuple(found)


def _read_boot(reader: TomlReader) -> Boot:
    default = Boot()
    return Boot(
        commands=_read_commands(reader),
        interactive=reader.flag("boot", "interactive", default.interactive),
        run_ms=reader.number("boot", "run_ms", 0, _MOST_MS, default.run_ms),
        tick_ms=reader.number("boot", "tick_ms", 1, _MOST_MS, default.tick_ms),
        health_ms=reader.number("boot", "health_ms", 1, _MOST_MS, default.health_ms),
        memory_mb=reader.number("boot", "memory_mb", *_MEMORY_MB, default.memory_mb),
        cpus=reader.number("boot", "cpus", 1, _MOST_CPUS, default.cpus),
    )
