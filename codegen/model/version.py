# SPDX-License-Identifier: MIT
"""Versions, and constraints on them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Version:
    major: int = 0
    minor: int = 0
    patch: int = 0

    @property
    def packed(self) -> int:
        """One number that compares as the version does; `hx_version` in C."""
        return self.major << 32 | self.minor << 16 | self.patch

    @property
    def short(self) -> str:
        """As the version of an interface is written."""
        return f"{self.major}.{self.minor}"

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


LAST_PACKED = 0xFFFF_FFFF_FFFF


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """Every constraint of the language is one interval of packed versions, both
    ends included. `lowest > highest` means that nothing can satisfy it."""

    lowest: int
    highest: int
    text: str

    def accepts(self, version: Version) -> bool:
        return self.lowest <= version.packed <= self.highest

    @property
    def lowest_version(self) -> Version:
        return Version(
            major=self.lowest >> 32,
            minor=self.lowest >> 16 & 0xFFFF,
            patch=self.lowest & 0xFFFF,
        )
