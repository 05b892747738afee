# SPDX-License-Identifier: MIT
"""The known word that a misspelt one was meant to be.

The measure is difflib's, and so is the answer. difflib alone compares every pair of
words letter by letter, which takes seconds where a spec folder is missing and thousands
of names are unknown. So the letters of all known words are counted once, as sets of
bits: how many letters two words share, whatever their order, is one operation then,
and a bound on how near they are. Only the words with the best bounds are compared.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Iterator

_CUTOFF = 0.6
# Longer than any name, and slow to compare.
_LONGEST = 255


def find_nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to `word`, if one is near; case counts little."""
    if len(word) > _LONGEST:
        return None
    others = frozenset(known) - {word}
    near = _pool_of(others).nearest(word)
    if near is not None:
        return near
    folded, originals = _folded_pool_of(others)
    near = folded.nearest(word.casefold())
    return None if near is None else originals[near]


class _Pool:
    """Known words by their length and their letters: the n-th `e` of a word is the same
    bit in all words."""

    def __init__(self, words: Iterable[str]) -> None:
        self._bits: dict[tuple[str, int], int] = {}
        self._words: dict[int, dict[int, list[str]]] = {}
        for word in words:
            alike = self._words.setdefault(len(word), {})
            alike.setdefault(self._add_letters(word), []).append(word)

    def _add_letters(self, word: str) -> int:
        """The letters of a known word as bits, new ones where nobody had them yet."""
        letters = 0
        for numbered in _number_letters(word):
            letters |= self._bits.setdefault(numbered, 1 << len(self._bits))
        return letters

    def _find_letters(self, word: str) -> int:
        """Those letters of a word that some known word has."""
        letters = 0
        for numbered in _number_letters(word):
            letters |= self._bits.get(numbered, 0)
        return letters

    def nearest(self, word: str) -> str | None:
        """What `difflib.get_close_matches` finds first. `word` is not in the pool."""
        letters = self._find_letters(word)
        bounds = []
        for length, alike in self._words.items():
            total = length + len(word)
            # The ratio of two words is at most 2 * shared / total: the cutoff in integers.
            least = -(-3 * total // 10)
            for known, words in alike.items():
                shared = (known & letters).bit_count()
                if shared >= least:
                    bounds += [(2.0 * shared / total, other) for other in words]
        bounds.sort(reverse=True)
        matcher = difflib.SequenceMatcher(None, "", word)
        nearest = (0.0, "")
        for bound, other in bounds:
            if bound < nearest[0]:
                break
            matcher.set_seq1(other)
            found = (matcher.ratio(), other)
            if found[0] >= _CUTOFF and found > nearest:
                nearest = found
        return nearest[1] or None


def _number_letters(word: str) -> Iterator[tuple[str, int]]:
    """Each letter with how often it stood in the word before."""
    counts: dict[str, int] = {}
    for letter in word:
        count = counts.get(letter, 0)
        counts[letter] = count + 1
        yield letter, count


# A run asks for many words of few pools, a pool at a time.
@functools.lru_cache(maxsize=4)
def _pool_of(words: frozenset[str]) -> _Pool:
    return _Pool(words)


@functools.lru_cache(maxsize=4)
def _folded_pool_of(words: frozenset[str]) -> tuple[_Pool, dict[str, str]]:
    originals = {word.casefold(): word for word in sorted(words)}
    return _Pool(originals), originals
