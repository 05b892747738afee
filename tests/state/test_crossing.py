# SPDX-License-Identifier: MIT
"""Random states into random versions, held against the rules as shape_rules.py has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.boot.transcript import QUIET
from tests.state.keeper import Keeper, Refusal, build_keeper
from tests.state.saved_form import SavedField, SavedState, decode, encode
from tests.state.random_versions import make_versions, values_of, write_spec
from tests.state.shape_memory import fill, from_bytes, take, to_bytes
from tests.state.shape_rules import cross
from tests.state.shapes import Shape, Version, kind, text
from tests.workspace import Workspace

VERSIONS = make_versions(seed=3, count=24)
versions = st.sampled_from(VERSIONS)
# The program is a fixture of the module: no state of it outlives an example.
thorough = settings(
    deadline=None,
    derandomize=True,
    max_examples=600,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    folder: Path = tmp_path_factory.mktemp("crossing")
    spec = "".join(write_spec(version, QUIET) for version in VERSIONS)
    names = [version.name for version in VERSIONS]
    found = build_keeper(Workspace(folder=folder), spec, names)
    yield found
    found.close()


def draw_values(data: st.DataObject, version: Version) -> dict[str, Any]:
    return {n: data.draw(values_of(s), label=n) for n, s in version.saved.items()}


def expect(
    keeper: Keeper,
    saved: bytes,
    fields: Mapping[str, tuple[Shape, Any]],
    new: Version,
) -> None:
    wanted = cross(fields, new)
    found = keeper.restore(new.name, saved)
    if isinstance(wanted, tuple):
        status, detail = wanted
        assert found == Refusal(status=status, detail=detail)
        return
    assert isinstance(found, bytes), found
    defaults = take(new, keeper.defaults(new.name))
    assert take(new, found) == {**defaults, **wanted}


def test_versions_are_worth_it() -> None:
    """Every way to cross, and not to, is among the pairs."""
    answers = set()
    for old in VERSIONS:
        for new in VERSIONS:
            shared = old.saved.keys() & new.saved.keys()
            same = [old.saved[name] == new.saved[name] for name in shared]
            answers.add("equal" if all(same) else "other")
            answers.add("added" if new.saved.keys() - shared else "")
            answers.add("dropped" if old.saved.keys() - shared else "")
    assert {"equal", "other", "added", "dropped"} <= answers
    assert any(field.transient for version in VERSIONS for field in version.fields)


@thorough
@given(old=versions, new=versions, data=st.data())
def test_crossing(
    keeper: Keeper, old: Version, new: Version, data: st.DataObject
) -> None:
    values = draw_values(data, old)
    saved = keeper.save(old.name, fill(old, values))
    fields = {name: (shape, values[name]) for name, shape in old.saved.items()}
    expect(keeper, saved, fields, new)


@thorough
@given(old=versions, data=st.data())
def test_saved_form(keeper: Keeper, old: Version, data: st.DataObject) -> None:
    """What a module saves says of each field what there is to say."""
    values = draw_values(data, old)
    found = decode(keeper.save(old.name, fill(old, values)))
    assert (found.version, found.plain_since) == (1, 1)
    assert [
        (f.name, f.type, f.kind, from_bytes(old.saved[f.name], f.data))
        for f in found.fields
    ] == [(n, text(s), kind(s), values[n]) for n, s in old.saved.items()]


@thorough
@given(old=versions, new=versions, data=st.data())
def test_foreign_form(
    keeper: Keeper, old: Version, new: Version, data: st.DataObject
) -> None:
    """A saved state that no module of ours has written, with its data anywhere."""
    values = draw_values(data, old)
    state = SavedState(
        version=data.draw(st.integers(1, 9)),
        layout=data.draw(st.integers(0, (1 << 64) - 1)),
        fields=tuple(
            SavedField(
                name=name,
                type=text(shape),
                kind=kind(shape),
                data=to_bytes(shape, values[name]),
            )
            for name, shape in old.saved.items()
        ),
    )
    at, positions = 0, []
    for field in state.fields:
        at += data.draw(st.integers(0, 9))
        positions.append(at)
        at += len(field.data)
    fields = {name: (shape, values[name]) for name, shape in old.saved.items()}
    expect(keeper, encode(state, positions), fields, new)


@thorough
@given(old=versions, new=versions, data=st.data())
def test_damaged_form(
    keeper: Keeper, old: Version, new: Version, data: st.DataObject
) -> None:
    """Any bytes: an answer, and under the sanitizers no byte that is not there."""
    saved = bytearray(keeper.save(old.name, fill(old, draw_values(data, old))))
    for _ in range(data.draw(st.integers(1, 4))):
        saved[data.draw(st.integers(0, len(saved) - 1))] = data.draw(
            st.integers(0, 255)
        )
    cut = data.draw(st.one_of(st.just(len(saved)), st.integers(0, len(saved))))
    found = keeper.restore(new.name, bytes(saved[:cut]))
    if isinstance(found, Refusal):
        assert found.status in ("HX_ERR_CORRUPT", "HX_ERR_VERSION")
        assert found.detail
