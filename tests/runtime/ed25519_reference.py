# SPDX-License-Identifier: MIT
"""Ed25519 a second time, in affine coordinates and big integers, to compare with.

It also makes what an honest signer never does: keys and signatures of any scalar, of
points with a part of small order, and in encodings that are not canonical.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


@dataclass(frozen=True)
class Point:
    x: int
    y: int

    def __add__(self, other: Point) -> Point:
        product = D * self.x * other.x * self.y * other.y % P
        x = (self.x * other.y + other.x * self.y) * pow(1 + product, -1, P)
        y = (self.y * other.y + self.x * other.x) * pow(1 - product, -1, P)
        return Point(x % P, y % P)

    def __neg__(self) -> Point:
        return Point(-self.x % P, self.y)

    def __rmul__(self, scalar: int) -> Point:
        total, power = NEUTRAL, self
        while scalar > 0:
            if scalar & 1:
                total += power
            power += power
            scalar >>= 1
        return total

    def encode(self) -> bytes:
        return (self.y | (self.x & 1) << 255).to_bytes(32, "little")


NEUTRAL = Point(0, 1)
BASE = Point(
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)


def decode(data: bytes) -> Point | None:
    """Return the point whose only encoding this is."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(x2, (P + 3) // 8, P)
    if root * root % P != x2:
        root = root * ROOT_OF_MINUS_ONE % P
    if root * root % P != x2 or (root == 0 and sign == 1):
        return None
    return Point(root if root & 1 == sign else P - root, y)


@functools.cache
def small_points() -> tuple[Point, ...]:
    """The eight points whose order divides 8, in the order of their multiples."""
    number = 2
    while True:
        point = decode(number.to_bytes(32, "little"))
        if point is not None and 4 * (L * point) != NEUTRAL:
            return tuple(k * (L * point) for k in range(8))
        number += 1


def challenge(r: bytes, a: bytes, message: bytes) -> int:
    digest = hashlib.sha512(r + a + message).digest()
    return int.from_bytes(digest, "little") % L


@dataclass(frozen=True, kw_only=True)
class Key:
    """A secret scalar, and the public key as it is shown."""

    scalar: int
    public: bytes

    @staticmethod
    def of(scalar: int, *, offset: Point = NEUTRAL) -> Key:
        return Key(scalar=scalar, public=(scalar * BASE + offset).encode())

    def sign(self, message: bytes, *, nonce: int, r: bytes | None = None) -> bytes:
        """Sign with R = [nonce]B, or with an `r` that is shown in its place."""
        shown = (nonce * BASE).encode() if r is None else r
        s = (nonce + challenge(shown, self.public, message) * self.scalar) % L
        return shown + s.to_bytes(32, "little")


def verify(signature: bytes, public: bytes, message: bytes) -> bool:
    """The rules at the head of `runtime/loader/ed25519/ed25519.h`."""
    r, s = decode(signature[:32]), int.from_bytes(signature[32:], "little")
    a = decode(public)
    if r is None or a is None or s >= L or 8 * a == NEUTRAL:
        return False
    return s * BASE == r + challenge(signature[:32], public, message) * a
