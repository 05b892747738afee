# SPDX-License-Identifier: MIT
"""The config values of an image: what the profile says, checked, else the default.

A list in the profile may be shorter than its array: the elements behind it have
the key's default. It may not be longer, and an array takes no single value.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.model import (
    ConfigKey,
    ConfigKind,
    ConfigScalar,
    CType,
    EnumType,
    IntegerType,
    Model,
    Module,
    NamedType,
)
from codegen.plan.hidden import HiddenParts
from codegen.plan.model import ConfigValue
from codegen.profile.profile import Profile, ProfileConfig
from codegen.source import Source, Span
from codegen.profile.toml_reader import show_number, shown

# (module's spec and identifier, key) -> the elements that the profile gives. The name
# would not do: a replacement may have that of another module.
ProfileValues = dict[tuple[Source, str, str], tuple[ConfigScalar, ...]]


def check_config(
    model: Model, profile: Profile, hidden: HiddenParts, diagnostics: Diagnostics
) -> ProfileValues:
    """Return the values of `[config]` that fit their keys; report the others.

    Modules outside the image are checked too: a profile keeps their values for the
    day on which they come back.
    """
    values: ProfileValues = {}
    for entry in profile.config:
        modules = model.called(entry.module)
        # A replacement may have a key that the module it replaces lacks.
        pairs = [(m, key) for m in modules for key in m.config if key.name == entry.key]
        if not pairs and modules and not any(map(hidden.may_hold_part_of, modules)):
            _report_unknown_key(entry, modules, model, diagnostics)
        for module, key in pairs:
            elements = _check_value(entry, key, diagnostics)
            if elements is not None:
                values[module.spec, module.identifier, key.name] = elements
    return values


def fill_config(module: Module, values: ProfileValues) -> tuple[ConfigValue, ...]:
    """Return all keys of `module` with their values, in the order of its spec."""
    filled = []
    for key in module.config:
        given = values.get((module.spec, module.identifier, key.name))
        length = 1 if key.count is None else key.count
        elements = () if given is None else given
        filled.append(
            ConfigValue(
                key=key,
                elements=elements + (key.default,) * (length - len(elements)),
                from_profile=given is not None,
            )
        )
    return tuple(filled)


def _report_unknown_key(
    entry: ProfileConfig,
    modules: Sequence[Module],
    model: Model,
    diagnostics: Diagnostics,
) -> None:
    keys = list(dict.fromkeys(key.name for m in modules for key in m.config))
    help = did_you_mean(entry.key, keys)
    dotted = f"{entry.module}.{entry.key}"
    if model.module(dotted) is not None:
        help = f'a name with dots stands in quotes: [config."{dotted}"]'
    elif help is None:
        help = f"its keys are {', '.join(keys)}" if keys else "it has no config"
    diagnostics.report(
        "E605",
        entry.key_span,
        f"module '{entry.module}' has no config key '{shown(entry.key)}'",
        notes=[
            Note(message=f"'{module.name}' is declared here", span=module.span)
            for module in modules
        ],
        help=help,
    )


def _check_value(
    entry: ProfileConfig, key: ConfigKey, diagnostics: Diagnostics
) -> tuple[ConfigScalar, ...] | None:
    def reject(message: str, help: str | None = None, at: Span = entry.span) -> None:
        diagnostics.report(
            "E606",
            at,
            message,
            notes=[Note(message="the key is declared here", span=key.span)],
            help=help,
        )

    if key.count is None:
        if isinstance(entry.value, tuple):
            reject(f"'{key.name}' takes one value, not a list")
            return None
        elements: tuple[ConfigScalar | None, ...] = (entry.value,)
    elif not isinstance(entry.value, tuple):
        reject(
            f"'{key.name}' takes a list of at most {key.count} values",
            f"write {key.name} = [...]",
        )
        return None
    elif len(entry.value) > key.count:
        reject(
            f"'{key.name}' takes at most {key.count} values, and this list has "
            f"{len(entry.value)}"
        )
        return None
    else:
        elements = entry.value
    fitting = []
    for position, element in enumerate(elements):
        which = key.name if key.count is None else f"{key.name}[{position}]"
        problem = _find_misfit(which, key, element)
        if problem is not None:
            reject(
                *problem,
                entry.span if key.count is None else entry.element_spans[position],
            )
        elif element is not None:
            fitting.append(element)
    return tuple(fitting) if len(fitting) == len(elements) else None


def _find_misfit(
    which: str, key: ConfigKey, value: ConfigScalar | None
) -> tuple[str, str | None] | None:
    """Return a message and a help if `value` does not fit one element of `key`."""
    match key.kind:
        case ConfigKind.BOOL:
            if isinstance(value, bool):
                return None
            return f"'{which}' takes true or false", None
        case ConfigKind.INTEGER:
            least, most = integer_range(key)
            if not isinstance(value, int) or isinstance(value, bool):
                return f"'{which}' takes an integer from {least} to {most}", None
            if least <= value <= most:
                return None
            number = show_number(value)
            return f"'{which}' is {number}; it must be {least} to {most}", None
        case ConfigKind.ENUM:
            names = _enumerators(key.type)
            if isinstance(value, str) and value in names:
                return None
            listed = ", ".join(f'"{name}"' for name in names)
            guess = did_you_mean(value, names) if isinstance(value, str) else None
            return f"'{which}' takes one of {listed}", guess
        case ConfigKind.STRING:
            if not isinstance(value, str):
                return f"'{which}' takes a string in quotes", None
            if "\0" in value:
                return f"'{which}' takes a string without NUL characters", None
            return None


def integer_range(key: ConfigKey) -> tuple[int, int]:
    """What an element may be: the key's @range, else its type's."""
    type_ = _unnamed(key.type)
    assert isinstance(type_, IntegerType)
    return (
        type_.minimum if key.minimum is None else key.minimum,
        type_.maximum if key.maximum is None else key.maximum,
    )


def _enumerators(type_: CType) -> tuple[str, ...]:
    unnamed = _unnamed(type_)
    assert isinstance(unnamed, EnumType)
    return tuple(name for name, _ in unnamed.enumerators)


def _unnamed(type_: CType) -> CType:
    while isinstance(type_, NamedType):
        type_ = type_.target
    return type_
