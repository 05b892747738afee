# SPDX-License-Identifier: MIT
"""The state of one version of a module, restored by another one."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import c_char, c_int8, c_int16, c_int32, c_int64
from ctypes import c_uint8, c_uint16, c_uint32, c_uint64
from pathlib import Path
from typing import Any

import pytest

from tests.boot.transcript import QUIET
from tests.state.keeper import Keeper, Refusal, State, build_keeper
from tests.workspace import Workspace

# By the name of the module: what it is, and the fields of its state for ctypes.
_SPECS: dict[str, str] = {}
_STATES: dict[str, type[State]] = {}


def version(name: str, parts: str, *fields: tuple[str, Any]) -> None:
    _SPECS[name] = (
        f"module {name} {{ info {{ flags: HOT_RELOADABLE; }}\n"
        f"{parts}\nimpl {{ {QUIET} }} }}\n"
    )
    _STATES[name] = type(name, (State,), {"_fields_": list(fields)})


# Without steps -------------------------------------------------------------------

version(
    "plain",
    "state { uint32_t count; int16_t level = -1; bool open = true; }",
    ("count", c_uint32),
    ("level", c_int16),
    ("open", c_uint8),
)
version(
    "reordered",
    "state { bool open = true; const char *who @transient; int16_t level = -1;"
    " uint32_t count; }",
    ("open", c_uint8),
    ("who", ctypes.c_void_p),
    ("level", c_int16),
    ("count", c_uint32),
)
version(
    "added",
    "state { uint32_t count; int16_t level = -1; bool open = true; uint8_t hue = 9; }",
    ("count", c_uint32),
    ("level", c_int16),
    ("open", c_uint8),
    ("hue", c_uint8),
)
version("dropped", "state { uint32_t count; }", ("count", c_uint32))
version(
    "widened",
    "state { uint64_t count; int64_t level; }",
    ("count", c_uint64),
    ("level", c_int64),
)
version("negative", "state { int32_t count; }", ("count", c_int32))
version("narrow", "state { uint16_t count; }", ("count", c_uint16))
version("boolean", "state { bool count; }", ("count", c_uint8))
version("list", "state { uint32_t count[2]; }", ("count", c_uint32 * 2))
version("longer_list", "state { uint32_t count[3]; }", ("count", c_uint32 * 3))
version("empty", "")
version(
    "hidden",
    "state { uint32_t count = 5 @transient; int16_t level; }",
    ("count", c_uint32),
    ("level", c_int16),
)
version(
    "line",
    "types { struct line_text { uint8_t size; char text[3]; }; }\n"
    "state { struct line_text first; }",
    ("first", c_char * 4),
)
version(
    "same_line",
    "types { typedef uint8_t small;\n"
    "        typedef struct { small size; char text[3]; } same_text; }\n"
    "state { uint8_t before; same_text first; }",
    ("before", c_uint8),
    ("first", c_char * 4),
)
version(
    "other_line",
    "types { struct other_text { uint8_t length; char text[3]; }; }\n"
    "state { struct other_text first; }",
    ("first", c_char * 4),
)
version(
    "constant",
    "state { const uint32_t count = 3; volatile int16_t level; _Atomic bool open; }",
    ("count", c_uint32),
    ("level", c_int16),
    ("open", c_uint8),
)

# With steps ----------------------------------------------------------------------

version("first", "state { uint16_t presses; }", ("presses", c_uint16))
version(
    "second",
    "state 2 { uint32_t count; int8_t side = 2; }\n"
    "migrate 1 -> 2 { from { uint16_t presses; } rename presses -> count; }",
    ("count", c_uint32),
    ("side", c_int8),
)
version(
    "third",
    """
    config { uint32_t scale = 10; }
    state 3 { uint64_t total = 1; int32_t side = 4; uint32_t steps = 0; }
    migrate 1 -> 2 {
        from { uint16_t presses; }
        rename presses -> count;
        body {
            self->side = old->presses > 100 ? -1 : 1;
            if (old->presses == 13)
                return hx_fail(HX_ERR_INVALID, "13 presses of %p", (void *)0);
            return self->context != NULL ? HX_OK : HX_ERR_INTERNAL;
        }
    }
    migrate 2 -> 3 {
        from { uint32_t count; int8_t side; }
        body {
            self->total = (uint64_t)old->count * self->config->scale;
            self->steps++;
            return HX_OK;
        }
    }
    """,
    ("total", c_uint64),
    ("side", c_int32),
    ("steps", c_uint32),
)
# The same, in which what a body does not set takes its default.
version(
    "late",
    "state 3 { uint64_t total = 7; uint32_t count = 8; }\n"
    "migrate 2 -> 3 { from { uint32_t count; } }",
    ("total", c_uint64),
    ("count", c_uint32),
)
version(
    "wrong_from",
    "state 2 { uint32_t count; }\n"
    "migrate 1 -> 2 { from { int16_t presses; } body { return HX_OK; } }",
    ("count", c_uint32),
)
# A new name for one field, whose old name is now another field's.
version(
    "swap_old", "state { uint32_t a; uint16_t b; }", ("a", c_uint32), ("b", c_uint16)
)
version(
    "swap_new",
    "state 2 { uint16_t a = 1; uint32_t b; }\n"
    "migrate 1 -> 2 { from { uint32_t a; uint16_t b; }"
    " rename a -> b; rename b -> a; }",
    ("a", c_uint16),
    ("b", c_uint32),
)
# An old struct under another tag, an old enum under other enumerators.
version(
    "mode_old",
    "types { enum mode { MODE_OFF, MODE_ON = 4 };\n"
    "        struct entry { enum mode mode; uint16_t size; }; }\n"
    "state { struct entry entries[2]; }",
    ("entries", c_uint32 * 4),
)
version(
    "mode_new",
    """
    types {
        enum new_mode { NEW_MODE_OFF, NEW_MODE_DIM, NEW_MODE_ON = 4 };
        struct new_entry { enum new_mode mode; uint32_t size; };
        enum old_mode { OLD_MODE_OFF, OLD_MODE_ON = 4 };
        struct old_entry { enum old_mode mode; uint16_t size; };
    }
    state 2 { struct new_entry entries[2]; }
    migrate 1 -> 2 {
        from { struct old_entry entries[2]; }
        body {
            for (size_t i = 0; i < 2; i++) {
                self->entries[i].mode = (enum new_mode)old->entries[i].mode;
                self->entries[i].size = old->entries[i].size * 1000u;
            }
            return HX_OK;
        }
    }
    """,
    ("entries", c_uint32 * 4),
)


@pytest.fixture(scope="module", params=["gcc", "clang"])
def keeper(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Keeper]:
    folder: Path = tmp_path_factory.mktemp("versions")
    spec = "".join(_SPECS.values())
    found = build_keeper(Workspace(folder=folder), spec, list(_SPECS), request.param)
    yield found
    found.close()


def cross(
    keeper: Keeper, old: str, new: str, **values: object
) -> dict[str, object] | Refusal:
    """Save a state of `old` with these values; return what `new` makes of it."""
    state = _STATES[old].from_buffer_copy(keeper.defaults(old))
    for name, value in values.items():
        setattr(state, name, value)
    restored = keeper.restore(new, keeper.save(old, bytes(state)))
    if isinstance(restored, Refusal):
        return restored
    found = _STATES[new].from_buffer_copy(restored)
    fields: list[tuple[str, Any]] = _STATES[new]._fields_
    values_found = {n: getattr(found, n) for n, _ in fields if n != "who"}
    return {
        name: list(value) if isinstance(value, ctypes.Array) else value
        for name, value in values_found.items()
    }


def refused(status: str, detail: str) -> Refusal:
    return Refusal(status=f"HX_ERR_{status}", detail=detail)


PLAIN = {"count": 70000, "level": -300, "open": 0}


def test_sizes_are_those_of_the_compiler(keeper: Keeper) -> None:
    for name, state in _STATES.items():
        assert len(keeper.defaults(name)) == ctypes.sizeof(state), name


def test_equal_schema(keeper: Keeper) -> None:
    assert cross(keeper, "plain", "plain", **PLAIN) == PLAIN


def test_reordered(keeper: Keeper) -> None:
    assert cross(keeper, "plain", "reordered", **PLAIN) == PLAIN
    assert cross(keeper, "reordered", "plain", **PLAIN) == PLAIN


def test_added_has_its_default(keeper: Keeper) -> None:
    assert cross(keeper, "plain", "added", **PLAIN) == {**PLAIN, "hue": 9}


def test_dropped(keeper: Keeper) -> None:
    assert cross(keeper, "plain", "dropped", **PLAIN) == {"count": 70000}
    assert cross(keeper, "dropped", "plain", count=3) == {
        "count": 3,
        "level": -1,
        "open": 1,
    }


def test_to_nothing_and_back(keeper: Keeper) -> None:
    assert cross(keeper, "plain", "empty", **PLAIN) == {}
    assert cross(keeper, "empty", "plain") == {"count": 0, "level": -1, "open": 1}
    assert cross(keeper, "empty", "empty") == {}


def test_widened(keeper: Keeper) -> None:
    values = {"count": 0xFFFF_FFFF, "level": -32768}
    assert cross(keeper, "plain", "widened", **values) == values


def test_qualifiers_are_no_part_of_a_type(keeper: Keeper) -> None:
    assert cross(keeper, "plain", "constant", **PLAIN) == PLAIN
    assert cross(keeper, "constant", "plain", **PLAIN) == PLAIN


def test_transient_is_neither_saved_nor_restored(keeper: Keeper) -> None:
    assert cross(keeper, "plain", "hidden", **PLAIN) == {"count": 5, "level": -300}
    assert cross(keeper, "hidden", "plain", count=9, level=1) == {
        "count": 0,
        "level": 1,
        "open": 1,
    }


@pytest.mark.parametrize(
    ("old", "new", "was", "now"),
    [
        ("plain", "narrow", "u32", "u16"),
        ("plain", "negative", "u32", "i32"),
        ("negative", "plain", "i32", "u32"),
        ("widened", "plain", "u64", "u32"),
        ("plain", "boolean", "u32", "bool"),
        ("boolean", "plain", "bool", "u32"),
        ("plain", "list", "u32", "u32[2]"),
        ("list", "longer_list", "u32[2]", "u32[3]"),
    ],
)
def test_types_that_do_not_cross(
    keeper: Keeper, old: str, new: str, was: str, now: str
) -> None:
    assert cross(keeper, old, new) == refused(
        "VERSION", f"saved field 'count' was {was}, is {now}; write a migrate step"
    )


def test_structs_are_compared_by_their_members(keeper: Keeper) -> None:
    restored = cross(keeper, "line", "same_line", first=b"\x02ab")
    assert restored == {"before": 0, "first": b"\x02ab"}
    assert cross(keeper, "line", "other_line", first=b"\x02ab") == refused(
        "VERSION",
        "saved field 'first' was struct{u8 size; i8[3] text}, is "
        "struct{u8 length; i8[3] text}; write a migrate step",
    )


def test_one_step(keeper: Keeper) -> None:
    assert cross(keeper, "first", "second", presses=65535) == {
        "count": 65535,
        "side": 2,
    }


@pytest.mark.parametrize(("presses", "side"), [(7, 1), (101, -1)])
def test_two_steps(keeper: Keeper, presses: int, side: int) -> None:
    assert cross(keeper, "first", "third", presses=presses) == {
        "total": presses * 10,
        "side": side,
        "steps": 1,
    }


def test_the_second_of_two_steps(keeper: Keeper) -> None:
    assert cross(keeper, "second", "third", count=70000, side=-8) == {
        "total": 700000,
        "side": -8,
        "steps": 1,
    }


def test_a_body_that_fails(keeper: Keeper) -> None:
    assert cross(keeper, "first", "third", presses=13) == refused(
        "INVALID", "13 presses of 0x0"
    )


def test_what_a_step_does_not_set_has_its_default(keeper: Keeper) -> None:
    assert cross(keeper, "second", "late", count=3) == {"total": 7, "count": 3}


def test_a_version_from_which_no_step_leads(keeper: Keeper) -> None:
    assert cross(keeper, "first", "late", presses=1) == refused(
        "VERSION",
        "saved state of version 1: no migrate step leads on, the first is from 2",
    )


def test_back_over_a_step(keeper: Keeper) -> None:
    assert cross(keeper, "second", "first") == refused(
        "VERSION",
        "saved state of version 2 cannot go back to 1: a migrate step leads there",
    )


def test_a_from_that_is_not_what_was_saved(keeper: Keeper) -> None:
    assert cross(keeper, "first", "wrong_from") == refused(
        "VERSION", "saved field 'presses' was u16, 'from' 1 says i16"
    )


def test_names_that_change_places(keeper: Keeper) -> None:
    assert cross(keeper, "swap_old", "swap_new", a=70000, b=5) == {"a": 5, "b": 70000}


def test_old_structs_and_enums_under_other_names(keeper: Keeper) -> None:
    old = (c_uint32 * 4)(4, 500, 0, 65535)
    assert cross(keeper, "mode_old", "mode_new", entries=old) == {
        "entries": [4, 500_000, 0, 65_535_000]
    }


def test_a_wrong_value_in_a_step(keeper: Keeper) -> None:
    """1 is an enumerator of the new enum, not of the saved one."""
    old = (c_uint32 * 4)(1, 500, 0, 1)
    assert cross(keeper, "mode_old", "mode_new", entries=old) == refused(
        "CORRUPT", "saved field 'entries' holds an enum that is none"
    )
