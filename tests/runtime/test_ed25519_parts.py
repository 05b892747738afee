# SPDX-License-Identifier: MIT
"""SHA-512, the arithmetic and the curve under `runtime/loader/ed25519`, each held
against Python's."""

from __future__ import annotations

import hashlib
import itertools
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .ed25519_program import Answers, number
from .ed25519_reference import BASE, NEUTRAL, D, L, P, decode, small_points

SEARCH = settings(
    deadline=None,
    derandomize=True,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow],
)

TOP = 2**256

# Where carries run through, come back in at the bottom, or do so twice.
EDGES = sorted(
    {
        *(0, 1, 2, 18, 19, 20, 37, 38, 39, 37 * 38, D),
        *(base + step for base in (P, 2 * P, 2**255) for step in (-2, -1, 0, 1, 2)),
        *(TOP - step for step in (1, 2, 19, 37, 38, 39, 40, 38 * 38)),
        *(2**64 - 1, 2**64, 2**128 - 1, 2**192, TOP - 2**64, TOP - 2**192),
    }
)
WORDS = st.one_of(
    st.sampled_from([0, 1, 37, 38, 2**63 - 1, 2**63, 2**64 - 39, 2**64 - 1]),
    st.integers(0, 2**64 - 1),
)
NUMBERS = st.tuples(WORDS, WORDS, WORDS, WORDS).map(
    lambda words: sum(word << 64 * index for index, word in enumerate(words))
)


def test_sha512_of_every_length_around_the_ends_of_blocks(answers: Answers) -> None:
    message = random.Random(180).randbytes(400)
    for size in range(len(message) + 1):
        part = message[:size]
        assert answers.sha512(part) == hashlib.sha512(part).digest(), size


def test_sha512_in_any_pieces(answers: Answers) -> None:
    choose = random.Random(4)
    for _ in range(300):
        message = choose.randbytes(choose.randrange(2000))
        cuts = sorted(choose.randrange(len(message) + 1) for _ in range(6))
        cuts = [0, *cuts, len(message)]
        pieces = [message[a:b] for a, b in itertools.pairwise(cuts)]
        assert answers.sha512(*pieces) == hashlib.sha512(message).digest()


def test_sha512_of_much(answers: Answers) -> None:
    message = random.Random(5).randbytes(1_000_003)
    assert answers.sha512(message) == hashlib.sha512(message).digest()


def check_mod_p(answers: Answers, a: int, b: int) -> None:
    assert answers.mod_p("+", a, b) == (a + b) % P, (a, b)
    assert answers.mod_p("-", a, b) == (a - b) % P, (a, b)
    assert answers.mod_p("*", a, b) == a * b % P, (a, b)


def test_mod_p_at_the_edges(answers: Answers) -> None:
    for a, b in itertools.product(EDGES, EDGES):
        check_mod_p(answers, a, b)


@given(NUMBERS, NUMBERS)
@SEARCH
def test_mod_p_anywhere(answers: Answers, a: int, b: int) -> None:
    check_mod_p(answers, a, b)


def test_inverses(answers: Answers) -> None:
    choose = random.Random(6)
    for a in [*EDGES, *(choose.randrange(TOP) for _ in range(40))]:
        assert answers.invert(a) == pow(a, P - 2, P), a


def test_mod_l(answers: Answers) -> None:
    choose = random.Random(7)
    greatest = (2**512 - 1) // L
    factors = [0, 1, 2, 2**64, 2**130, greatest, choose.randrange(greatest)]
    near = [factor * L + step for factor in factors for step in (-1, 0, 1, L - 1)]
    wide = [choose.randrange(2**512) for _ in range(100)]
    for value in [*near[1:], *wide, 2**512 - 1, 2**256 - 1, 2**256]:
        if value < 2**512:
            assert answers.mod_l(value) == value % L, value


def encodings() -> list[bytes]:
    choose = random.Random(8)
    near = [*range(40), *(P + step for step in range(-40, 19))]
    every = [y + sign for y in near for sign in (0, 2**255)]
    return [*map(number, every), *(choose.randbytes(32) for _ in range(100))]


def test_points_have_one_encoding(answers: Answers) -> None:
    """None with y >= p, none with a sign on x = 0, none that is not on the curve."""
    good = 0
    for data in encodings():
        point = decode(data)
        small = point is not None and 8 * point == NEUTRAL
        assert answers.decode(data) == (point is not None, small), data.hex()
        good += point is not None
    assert good > 50


def test_the_points_of_small_order(answers: Answers) -> None:
    points = small_points()
    assert len(set(points)) == 8
    for point in points:
        assert answers.decode(point.encode()) == (True, True)
        assert answers.decode((BASE + point).encode()) == (True, False)


SCALARS = [0, 1, 2, 7, 8, L - 1, L, L + 1, 2**255 - 1, TOP - 1]


@pytest.mark.parametrize("index", range(8))
def test_sums_of_products(answers: Answers, index: int) -> None:
    """Points of small order, B and -B are where formulas that are not complete fail."""
    choose = random.Random(index)
    small = small_points()[index]
    for point in (small, BASE + small, -BASE + small):
        s, k = choose.choice(SCALARS), choose.choice([*SCALARS, choose.randrange(L)])
        for left, right in ((s, k), (k, s), (k, k)):
            expected = (left * BASE + right * point).encode()
            assert answers.combine(left, right, point.encode()) == expected
