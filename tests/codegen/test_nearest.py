# SPDX-License-Identifier: MIT
"""did-you-mean: the quick way has the answers of the plain one."""

from __future__ import annotations

import difflib
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diagnostics import did_you_mean
from codegen.nearest import find_nearest

from .builders import SEARCH


def ask_difflib(word: str, known: list[str]) -> str | None:
    """The plain way: compare with every word, and again without regard to case."""
    if len(word) > 255:
        return None
    others = sorted(set(known) - {word})
    near = difflib.get_close_matches(word, others, n=1, cutoff=0.6)
    if not near:
        folded = {other.casefold(): other for other in others}
        near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
        near = [folded[match] for match in near]
    return near[0] if near else None


# Few letters, so that words are near each other, and equally near.
WORDS = st.text("aAbB-ßẞ", max_size=7) | st.text(string.ascii_letters, max_size=12)


@given(WORDS, st.lists(WORDS, max_size=12))
@settings(SEARCH, max_examples=400)
def test_the_answer_is_that_of_difflib(word: str, known: list[str]) -> None:
    assert find_nearest(word, known) == ask_difflib(word, known)


@given(st.text("ab", min_size=190, max_size=260), st.text("ab", max_size=260))
@settings(SEARCH, max_examples=50)
def test_the_answer_for_long_words(word: str, other: str) -> None:
    """difflib looks at long words in another way."""
    assert find_nearest(word, [other, "a"]) == ask_difflib(word, [other, "a"])


@pytest.mark.parametrize("length", range(1, 26))
def test_words_exactly_at_the_cutoff(length: int) -> None:
    for total in range(length, 3 * length + 1):
        for shared in range(length + 1):
            word = "a" * shared + "b" * (length - shared)
            known = ["a" * shared + "c" * (total - length - shared)]
            assert find_nearest(word, known) == ask_difflib(word, known)


def test_a_word_is_not_its_own_neighbour() -> None:
    known = ["disk", "disc", "Disk"]
    assert find_nearest("disk", known) == "disc"
    assert find_nearest("DISK", ["disk", "DISK"]) == "disk"
    assert find_nearest("disk", ["disk"]) is None


def test_the_question() -> None:
    assert did_you_mean("consol", ["console", "shell"]) == "did you mean 'console'?"
    assert did_you_mean("x", ["console", "shell"]) is None
