# SPDX-License-Identifier: MIT
"""What can be seen of a spec in anything but the files that are generated for it.

Two versions of a spec with one face differ in bodies, comments, state and defaults, in
descriptions, in where things stand: the plan, the tables of the image, the build graph
and the files of all other specs are the same for both, and so are the diagnostics, as
long as none has a place in it. Whatever reads more of a module than is listed here has
to be told to `face_of_module`; a test runs all of it on modules that have no more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from codegen.cache.stamps import digest
from codegen.model import Constraint, Interface, Module, Use
from codegen.source import Source, Span

Face = tuple[object, ...]

# What a face leaves out, for that test.
UNSEEN = (
    "description",
    "author",
    "license",
    "config",
    "state",
    "state_version",
    "c_block",
    "migrations",
    "doc",
)


def face_of_spec(modules: Sequence[Module], interfaces: Sequence[Interface]) -> str:
    """Return the digest of what a file declares; types for all are not in it, a file with
    them has no other face but its whole text."""
    seen = (
        [face_of_module(module) for module in modules],
        [_without_places(interface) for interface in interfaces],
    )
    return digest(repr(seen).encode("utf-8", "backslashreplace"))


def face_of_module(module: Module) -> Face:
    return (
        module.identifier,
        module.name,
        module.version.packed,
        sorted(module.flags),
        [(d.name, _constraint(d.constraint), d.optional) for d in module.dependencies],
        [each.name for each in module.provides],
        [(each.name, each.before) for each in module.orderings],
        [each.name for each in module.publishes],
        [_use(use) for use in module.uses],
        [str(source.path) for source in module.sources],
        module.types and [name for name, _ in module.types.names],
        [(hook.name, hook.body is None) for hook in module.hooks],
        [
            (hook.kind, hook.custom, hook.function_suffix, hook.body is None)
            for hook in module.event_hooks
        ],
        [
            (hook.type, hook.function_suffix, hook.body is None)
            for hook in module.request_hooks
        ],
        module.restart
        and (
            module.restart.max,
            module.restart.window_ms,
            module.restart.backoff_ms,
        ),
        [
            (
                served.interface,
                served.version.packed,
                [(o.operation, o.function, o.body is None) for o in served.operations],
            )
            for served in module.implementations
        ],
        [(key.module, key.file) for key in module.needs_types],
    )


def _use(use: Use) -> Face:
    return use.interface, _constraint(use.constraint), use.handle, use.optional


def _constraint(constraint: Constraint) -> Face:
    return constraint.lowest, constraint.highest, constraint.text


def _without_places(value: object) -> object:
    """All that is in a part of the model, but for where it stands."""
    if isinstance(value, Span | Source):
        return None
    if isinstance(value, tuple):
        return [_without_places(each) for each in value]
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        parts = [_without_places(getattr(value, name)) for name in names]
        return type(value).__name__, parts
    return value
