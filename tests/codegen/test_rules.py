# SPDX-License-Identifier: MIT
"""Checks across specs: which names may be equal, and cycles whatever the image is."""

from __future__ import annotations

import pytest

from .test_analyse import HOOKS, good, make_model, rules


def module(name: str, info: str = "", rest: str = "") -> str:
    return f"module {name} {{ info {{ {info} }} {HOOKS} }} {rest}"


def cycles(*specs: str) -> list[tuple[str, str, list[str]]]:
    """Return for each cycle its message, the text it marks, and the notes."""
    _, diagnostics = make_model(*specs)
    return [
        (
            found.message.removeprefix("dependency cycle: "),
            found.span.text,
            [note.message for note in found.notes],
        )
        for found in diagnostics.sorted()
        if found.rule == "E504"
    ]


def test_a_capability_may_have_many_providers() -> None:
    good(
        module("a", 'provides: "time";'),
        module("b", 'provides: "time";'),
        module("c", 'dependencies: "time" >= 9.0;'),
    )


def test_optional_dependencies_may_be_unknown_or_of_another_version() -> None:
    good(module("a"), module("b", 'dependencies: "a" >= 9.0 optional, "x" optional;'))


def test_a_module_wins_over_a_capability_in_a_dependency() -> None:
    specs = (
        module("clock"),
        module("a", 'version: 9.0; provides: "clock";'),
        module("b", 'dependencies: "clock" >= 5.0;'),
    )
    assert rules(*specs) == ["E215", "E502"]


def test_any_module_may_publish_what_another_listens_to() -> None:
    listener = f'module a {{ {HOOKS.removesuffix("}")} on "noon"; }} }}'
    assert rules(listener) == ["W101"]
    assert rules(listener, module("b", 'publishes: "noon";')) == []


@pytest.mark.parametrize(
    "constraint, expected",
    [
        ("1.0", []),
        ("1.2", []),
        ("== 1.2", []),
        ("> 1.1 < 1.3", []),
        ("1.3", ["E406"]),
        ("> 1.2", ["E406"]),
        ("> 1.0 < 1.1", ["E406"]),
        ("2.0", ["E406"]),
        ("< 1.0", ["E406"]),
    ],
)
def test_versions_of_an_interface(constraint: str, expected: list[str]) -> None:
    assert (
        rules(
            'interface "i" 1.2 { void f(void); }',
            f'module m {{ uses {{ "i" {constraint} as x; }} {HOOKS} }}',
        )
        == expected
    )


def test_address_and_isr_of_a_later_version_are_no_matter() -> None:
    interface = (
        'interface "i" 1.1 { void f(void); '
        "void g(void *p @address) @since(1.1) @isr; }"
    )
    spec = module("m", "flags: USERSPACE | HOT_RELOADABLE;")
    assert rules(interface, spec + 'impl_interface(m, "i", 1.0) { f; }') == []
    assert rules(interface, spec + 'impl_interface(m, "i", 1.1) { f; g; }') == ["E414"]


def test_a_cycle_is_reported_at_its_first_module() -> None:
    found = cycles(
        module("c", 'dependencies: "a";'),
        module("b", 'after: "c";'),
        module("a", 'dependencies: "b" >= 0.1 optional;'),
    )
    assert found == [
        (
            "'a' -> 'b' -> 'c' -> 'a'",
            '"b" >= 0.1 optional',
            [
                "'a' optionally depends on 'b'",
                "'b' starts after 'c'",
                "'c' depends on 'a'",
            ],
        )
    ]


def test_the_shortest_cycle_of_a_knot_is_shown_once() -> None:
    found = cycles(
        module("a", 'dependencies: "b", "d";'),
        module("b", 'dependencies: "c";'),
        module("c", 'dependencies: "a";'),
        module("d", 'before: "a"; dependencies: "a";'),
    )
    assert [message for message, _, _ in found] == ["'a' -> 'd' -> 'a'"]


def test_two_knots_are_two_mistakes() -> None:
    found = cycles(
        module("a", 'dependencies: "b";'),
        module("b", 'dependencies: "a";'),
        module("c", 'dependencies: "d", "a";'),
        module("d", 'before: "c"; dependencies: "c";'),
    )
    assert [message for message, _, _ in found] == [
        "'a' -> 'b' -> 'a'",
        "'c' -> 'd' -> 'c'",
    ]


def test_a_long_chain_is_no_cycle() -> None:
    chain = [module(f"m{i}", f'dependencies: "m{i + 1}";') for i in range(3000)]
    assert rules(*chain, module("m3000")) == []


@pytest.mark.parametrize(
    "specs",
    [
        # The same request in two modules; an operation named like a request.
        (module("a"), module("b")),
        (
            'interface "a" 1.0 { void request(void); }',
            module("m", rest='impl_interface(m, "a", 1.0) { request { } }'),
        ),
        ('interface "a" 1.0 { void f(void); } types { enum k { a_g }; }',),
    ],
)
def test_names_that_do_not_collide(specs: tuple[str, ...]) -> None:
    good(*specs)


@pytest.mark.parametrize(
    "specs",
    [
        (
            module("a_b", rest='impl_interface(a_b, "i", 1.0) { f { } }'),
            'interface "i" 1.0 { void f(void); }',
            'interface "a.b" 1.0 { void f(void); }',
        ),
        ('interface "a" 1.0 { void f(void); } types { enum k { a_f }; }',),
        ("types { struct clock { int x; }; }", module("clock")),
        (
            'interface "x" 1.0 { void f(void); }',
            'interface "slot.x" 1.0 { void f(void); }',
        ),
    ],
)
def test_names_that_collide(specs: tuple[str, ...]) -> None:
    assert set(rules(*specs)) == {"E214"}
