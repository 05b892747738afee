# SPDX-License-Identifier: MIT
"""What the templates of `codegen new` need, a kind at a time."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model.names import c_identifier


@dataclass(frozen=True, kw_only=True)
class NewView:
    kind: str
    name: str
    summary: str
    # The name as C sees it, and in upper case.
    identifier: str
    constant: str
    # The name as a key of the profile.
    key: str
    # The profile's file and the way from the folder to Helix, quoted for a shell.
    profile: str
    root: str
    # Each file with what it is, for the README.
    listing: tuple[tuple[str, str], ...]
    # Lines of the log, as basic regular expressions.
    patterns: tuple[str, ...]


SUMMARIES = {
    "driver": "A driver: a timer, deferred work, and a request.",
    "interface": "An interface with one provider and one user.",
    "scheduler": "A scheduler behind `helix.scheduler`, which can be replaced.",
}

_SOURCES = {"driver": ("the parts of it in C of their own",)}


def _patterns(kind: str, name: str) -> tuple[str, ...]:
    # Of all characters of a name only the dot is special.
    quoted = name.replace(".", r"\.")
    match kind:
        case "driver":
            return (
                rf"helix: start {quoted} 0\.1\.0 ok",
                '-> ok "value: [1-9][0-9]*, reads: [1-9][0-9]*"',
            )
        case "scheduler":
            return (
                rf"helix: start {quoted} 0\.1\.0 ok",
                '-> ok "slices: [1-9][0-9]*"',
                '-> ok "ticks: .* switches: [1-9][0-9]*, bad answers: 0"',
            )
        case _:
            return (
                rf"helix: start {quoted}-user 0\.1\.0 ok",
                '-> ok "accounts: 4, last total: 2"',
                '-> ok "accounts: 4, last total: 4"',
                "error: HX_ERR_NOT_FOUND: account 4 of 4",
            )


def view_new(kind: str, name: str, *, profile: str, root: str) -> NewView:
    files = [(f"{name}.mod", "the spec")]
    files += [(f"{name}.c", what) for what in _SOURCES.get(kind, ())]
    files += [(f"{name}.toml", "a profile that boots it"), ("test.sh", "its test")]
    return NewView(
        kind=kind,
        name=name,
        summary=SUMMARIES[kind],
        identifier=c_identifier(name),
        constant=c_identifier(name).upper(),
        key=f'"{name}"' if "." in name else name,
        profile=profile,
        root=root,
        listing=tuple(files),
        patterns=_patterns(kind, name),
    )
