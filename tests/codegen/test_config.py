# SPDX-License-Identifier: MIT
"""Config values: those of the profile, checked, and the defaults for the others."""

from __future__ import annotations

import pytest

from codegen.model import BoolType, NamedType

from .builders import (
    I8,
    MODE,
    TEXT,
    U32,
    config_key,
    good_plan,
    image_of,
    model,
    module,
    plan,
    rules,
    said,
)

TICKS = NamedType(name="ticks_t", target=U32, owner=None)
KNOWN = model(
    module(
        "m",
        config=[
            config_key("slice", TICKS, 10, minimum=1, maximum=1000),
            config_key("offset", I8, -1),
            config_key("fast", BoolType(), False),
            config_key(
                "mode", NamedType(name="mode_t", target=MODE, owner=None), "MODE_FAIR"
            ),
            config_key("label", TEXT, "x"),
            config_key("weights", U32, 7, count=3),
            config_key("names", TEXT, "", count=2),
        ],
    ),
    module("a.b"),
    module("a"),
)


def values(text: str) -> dict[str, tuple[object, ...]]:
    planned = good_plan(KNOWN, image_of("m") + "[config.m]\n" + text)
    return {v.key.name: v.elements for v in planned.modules[0].config}


def test_defaults() -> None:
    assert values("") == {
        "slice": (10,),
        "offset": (-1,),
        "fast": (False,),
        "mode": ("MODE_FAIR",),
        "label": ("x",),
        "weights": (7, 7, 7),
        "names": ("", ""),
    }


def test_values_of_the_profile() -> None:
    text = (
        "slice = 1000\noffset = -128\nfast = true\nmode = 'MODE_FAST'\nlabel = 'ä'\n"
        "weights = [1, 2, 3]\nnames = ['a']\n"
    )
    assert values(text) == {
        "slice": (1000,),
        "offset": (-128,),
        "fast": (True,),
        "mode": ("MODE_FAST",),
        "label": ("ä",),
        "weights": (1, 2, 3),
        "names": ("a", ""),
    }
    assert values("weights = []\n")["weights"] == (7, 7, 7)
    planned = good_plan(KNOWN, image_of("m") + "[config.m]\nslice = 10\n")
    assert [v.from_profile for v in planned.modules[0].config] == [True] + [False] * 6


WRONG = [
    ("slice = 0", "'0'", "'slice' is 0; it must be 1 to 1000"),
    ("slice = 1001", "'1001'", "'slice' is 1001; it must be 1 to 1000"),
    ("slice = true", "'true'", "'slice' takes an integer from 1 to 1000"),
    ("slice = 1.0", "'1.0'", "'slice' takes an integer from 1 to 1000"),
    ("slice = '5'", "\"'5'\"", "'slice' takes an integer from 1 to 1000"),
    ("slice = [5]", "'[5]'", "'slice' takes one value, not a list"),
    ("slice = { a = 1 }", "'{ a = 1 }'", "'slice' takes an integer from 1 to 1000"),
    ("offset = 128", "'128'", "'offset' is 128; it must be -128 to 127"),
    ("fast = 1", "'1'", "'fast' takes true or false"),
    ("fast = 'true'", "\"'true'\"", "'fast' takes true or false"),
    ("mode = 0", "'0'", '\'mode\' takes one of "MODE_FAIR", "MODE_FAST"'),
    ("mode = 'FAST'", "\"'FAST'\"", '\'mode\' takes one of "MODE_FAIR", "MODE_FAST"'),
    ("label = 5", "'5'", "'label' takes a string in quotes"),
    (
        'label = "a\\u0000"',
        "'\"a\\\\u0000\"'",
        "'label' takes a string without NUL characters",
    ),
    ("weights = 5", "'5'", "'weights' takes a list of at most 3 values"),
    (
        "weights = [1, 2, 3, 4]",
        "'[1, 2, 3, 4]'",
        "'weights' takes at most 3 values, and this list has 4",
    ),
    (
        "weights = [1, 'x']",
        "\"'x'\"",
        "'weights[1]' takes an integer from 0 to 4294967295",
    ),
    (
        "names = ['a', [1]]",
        "'[1]'",
        "'names[1]' takes a string in quotes",
    ),
]


@pytest.mark.parametrize("text, place, message", WRONG, ids=[w[0] for w in WRONG])
def test_a_value_that_does_not_fit(text: str, place: str, message: str) -> None:
    planned, diagnostics = plan(KNOWN, image_of("m") + f"[config.m]\n{text}\n")
    assert said(diagnostics) == [f"E606 at {place}: {message}"]
    (found,) = diagnostics.sorted()
    assert found.notes[0].span is not None
    assert found.notes[0].span.text == f"config {text.split()[0]}"
    assert planned is not None
    assert not any(value.from_profile for value in planned.modules[0].config)


def test_unknown_keys() -> None:
    text = image_of("m", "a", "a.b")
    text += "[config.m]\nslices = 5\nzzz = 1\n[config.a.b]\nx = 1\n[config]\n"
    _, diagnostics = plan(KNOWN, text.replace("[config]\n", ""))
    assert [(d.rule, d.span.text, d.help) for d in diagnostics.sorted()] == [
        ("E605", "slices", "did you mean 'slice'?"),
        (
            "E605",
            "zzz",
            "its keys are slice, offset, fast, mode, label, weights, names",
        ),
        ("E605", "b", 'a name with dots stands in quotes: [config."a.b"]'),
    ]
    _, diagnostics = plan(KNOWN, image_of("a") + "[config.a]\nx = 1\n")
    assert [d.help for d in diagnostics.sorted()] == ["it has no config"]


def test_values_of_a_module_outside_the_image_are_checked_too() -> None:
    _, diagnostics = plan(KNOWN, image_of("a") + "[config.m]\nslice = 0\n")
    assert rules(diagnostics) == ["W105", "E606"]
