# SPDX-License-Identifier: MIT
"""`configure.cache` in the build folder: the only file that is kept, and its only door.

Four lines: what this is, a digest of the rest, and two of JSON, of which the second is
read only if something has changed. It is replaced as a whole, so that a run that is
killed leaves the old one; what that says of the outputs is no longer true then, and
their stamps tell.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from codegen.cache.stamps import (
    OutputStamp,
    digest,
    stamp_file,
    stamp_folder_again,
    stamp_output,
)
from codegen.render.emit import write_bytes

NAME = "configure.cache"
_MAGIC = b"helix configure cache 1\n"
# More than a million specs need; a larger file is none of ours.
_LARGEST_SIZE = 1 << 30


class _BadCacheError(Exception):
    """The file is none that this version has written."""


@dataclass(frozen=True, kw_only=True)
class CachedBinding:
    """A handle with what the plan has decided, as in codegen.plan.model.Binding."""

    handle: str
    provider: str | None
    direct: bool
    late: bool
    wanted: str | None
    choice: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CachedModule:
    """A module that has generated files. `asked`: its requests have a header, too;
    `bindings` is None where that is all that it has."""

    name: str
    asked: bool
    bindings: tuple[CachedBinding, ...] | None


@dataclass(frozen=True, kw_only=True)
class CachedSpec:
    """A spec whose own files can be made again. `near` are the specs that they depend
    on beside it and those with types for all; `interfaces` the C names of those that it
    declares."""

    face: str
    modules: tuple[CachedModule, ...]
    near: tuple[str, ...]
    interfaces: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Specs:
    """All specs by path. A `closed` one, of which nothing but `interfaces` is kept, is
    not in `open`: what changes in it may change anything. `types` are those with types
    that every spec may name."""

    open: dict[str, CachedSpec]
    closed: dict[str, tuple[str, ...]]
    types: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What has to be true for a run to have nothing to do, and what it says then.

    `identity` is of what is no file: the command line, the interpreter. `present` has to
    be there, whatever it is; `outputs` are relative to the build folder. What was said
    was said in `working_folder`, which names in `diagnostics` are relative to.
    """

    identity: str
    files: dict[str, str]
    folders: dict[str, str]
    present: tuple[str, ...]
    outputs: dict[str, OutputStamp]
    working_folder: str
    diagnostics: str
    summary: str

    def holds_in(self, working_folder: str) -> bool:
        """Whether what there is to say is the same there: ninja configures in another
        folder than its user."""
        return not self.diagnostics or self.working_folder == working_folder

    def changed_inputs(self) -> list[str]:
        """Return the files and folders that are not as they were."""
        return [
            *_differing(self.files, lambda path, _: stamp_file(path)),
            *_differing(self.folders, stamp_folder_again),
            *(path for path in self.present if not os.path.exists(path)),
        ]

    def outputs_are_there(self, build: Path) -> bool:
        """Whether every output is as the last run has left it."""
        try:
            return all(
                stamp_output(f"{build}/{path}") == stamp
                for path, stamp in self.outputs.items()
            )
        except OSError:
            return False


def _differing(
    stamps: dict[str, str], stamp: Callable[[str, str], str]
) -> Iterator[str]:
    for path, known in stamps.items():
        try:
            if stamp(path, known) != known:
                yield path
        except OSError:
            yield path


@dataclass(frozen=True, kw_only=True)
class Cache:
    """What was in the file."""

    facts: Facts
    _specs_text: bytes = field(repr=False)

    def specs(self) -> Specs | None:
        """Return the second part; None if it is damaged after all."""
        try:
            return _read_specs(json.loads(self._specs_text))
        except _BAD:
            return None


# All that JSON of another shape may end in.
_BAD = (
    _BadCacheError,
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)


def load(build: Path) -> Cache | None:
    """Return what the last run has kept; None if that is nothing that can be used."""
    try:
        data = _read(build / NAME)
        magic, sum, facts, specs = data.split(b"\n", 3)
        if magic + b"\n" != _MAGIC or sum.decode() != digest(facts + b"\n" + specs):
            return None
        return Cache(facts=_read_facts(json.loads(facts)), _specs_text=specs)
    except (OSError, *_BAD):
        return None


def save(build: Path, facts: Facts, specs: Specs) -> None:
    """Keep this for the next run. Where it cannot be written there is none: a run that
    has done its work does not fail for that."""
    text = _dump(vars(facts)) + b"\n" + _dump(_write_specs(specs)) + b"\n"
    data = _MAGIC + digest(text).encode() + b"\n" + text
    try:
        write_bytes(build / NAME, data)
    except OSError:
        pass


def remove(build: Path) -> None:
    """Forget what the last run has kept."""
    try:
        (build / NAME).unlink(missing_ok=True)
    except OSError:
        pass


def _read(path: Path) -> bytes:
    # A pipe of that name must not hold up the run.
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST_SIZE:
            raise _BadCacheError
        return file.read(_LARGEST_SIZE)


def _dump(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


# What is read is checked: a cache that says something else is none.


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _BadCacheError
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise _BadCacheError
    return tuple(map(_text, values))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _BadCacheError
    return value


def _stamps(table: Any) -> dict[str, str]:
    _texts(list(table.values()))
    return dict(table)


def _output_stamp(value: Any) -> OutputStamp:
    size, time, number = value
    if not type(size) is type(time) is type(number) is int:
        raise _BadCacheError
    return size, time, number


def _shown(value: Any) -> str:
    """What goes to the terminal, where control characters have no place."""
    text = _text(value)
    if not all(line.replace("\t", "").isprintable() for line in text.split("\n")):
        raise _BadCacheError
    return text


def _read_facts(table: Any) -> Facts:
    return Facts(
        identity=_text(table["identity"]),
        files=_stamps(table["files"]),
        folders=_stamps(table["folders"]),
        present=_texts(table["present"]),
        outputs={
            _text(path): _output_stamp(stamp)
            for path, stamp in table["outputs"].items()
        },
        working_folder=_text(table["working_folder"]),
        diagnostics=_shown(table["diagnostics"]),
        summary=_shown(table["summary"]),
    )


# Thousands of specs name each other: a path is written once, then its number.


def _write_specs(specs: Specs) -> dict[str, object]:
    paths = [*specs.open, *specs.closed]
    numbers = {path: number for number, path in enumerate(paths)}
    return {
        "paths": paths,
        "types": [numbers[path] for path in specs.types],
        "open": [
            (
                spec.face,
                [
                    (m.name, m.asked, m.bindings and [astuple(b) for b in m.bindings])
                    for m in spec.modules
                ],
                [numbers[path] for path in spec.near],
                spec.interfaces,
            )
            for spec in specs.open.values()
        ],
        "closed": list(specs.closed.values()),
    }


def _read_specs(table: Any) -> Specs:
    paths = _texts(table["paths"])
    count = len(table["open"])
    if len(paths) != count + len(table["closed"]):
        raise _BadCacheError
    return Specs(
        open={
            path: _read_spec(entry, paths)
            for path, entry in zip(paths, table["open"], strict=False)
        },
        closed=dict(
            zip(paths[count:], map(_texts, table["closed"]), strict=True),
        ),
        types=tuple(paths[number] for number in table["types"]),
    )


def _read_spec(entry: Any, paths: tuple[str, ...]) -> CachedSpec:
    face, modules, near, interfaces = entry
    return CachedSpec(
        face=_text(face),
        modules=tuple(
            CachedModule(
                name=_text(name),
                asked=_flag(asked),
                bindings=None if bindings is None else tuple(map(_binding, bindings)),
            )
            for name, asked, bindings in modules
        ),
        near=tuple(paths[number] for number in near),
        interfaces=_texts(interfaces),
    )


def _binding(entry: Any) -> CachedBinding:
    handle, provider, direct, late, wanted, choice, reason = entry
    return CachedBinding(
        handle=_text(handle),
        provider=_text_or_none(provider),
        direct=_flag(direct),
        late=_flag(late),
        wanted=_text_or_none(wanted),
        choice=_text(choice),
        reason=_text(reason),
    )
