# SPDX-License-Identifier: MIT
"""What openssl has signed is accepted, and no more than openssl accepts; what only the
holder of a strange key can make is held against a second implementation."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .ed25519_program import Answers, number
from .ed25519_reference import NEUTRAL, Key, L, P, challenge, small_points, verify

# In front of the 32 bytes: RFC 8410, section 4, in DER.
KEY_HEAD = bytes.fromhex("302a300506032b6570032100")


class OpenSsl:
    """A key pair of openssl's; what it signs, and what it says of any signature."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._run("genpkey", "-algorithm", "ed25519", "-out", "secret")
        self._run("pkey", "-in", "secret", "-pubout", "-outform", "DER", "-out", "der")
        der = (folder / "der").read_bytes()
        assert der.startswith(KEY_HEAD)
        self.public = der[len(KEY_HEAD) :]

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = ["openssl", *words]
        done = subprocess.run(
            command, cwd=self._folder, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0 or words[:2] == ("pkeyutl", "-verify"), done
        return done

    def sign(self, message: bytes) -> bytes:
        (self._folder / "message").write_bytes(message)
        words = ["-inkey", "secret", "-in", "message", "-out", "signature"]
        self._run("pkeyutl", "-sign", "-rawin", *words)
        return (self._folder / "signature").read_bytes()

    def verify(self, signature: bytes, public: bytes, message: bytes) -> bool:
        (self._folder / "message").write_bytes(message)
        (self._folder / "signature").write_bytes(signature)
        (self._folder / "public").write_bytes(KEY_HEAD + public)
        words = ["-pubin", "-keyform", "DER", "-inkey", "public"]
        words += ["-in", "message", "-sigfile", "signature"]
        done = self._run("pkeyutl", "-verify", "-rawin", *words)
        good = "Signature Verified Successfully" in done.stdout
        assert good == (done.returncode == 0), done
        # Not a mistake of the command line's.
        assert good or "Signature Verification Failure" in done.stdout, done
        return good


@pytest.fixture(scope="module")
def openssl(tmp_path_factory: pytest.TempPathFactory) -> OpenSsl:
    return OpenSsl(tmp_path_factory.mktemp("openssl"))


def flip(data: bytes, bit: int) -> bytes:
    flipped = int.from_bytes(data, "little") ^ 1 << bit
    return flipped.to_bytes(len(data), "little")


SIZES = [1, 31, 32, 47, 48, 63, 64, 65, 127, 128, 1000, 65536]


@pytest.mark.parametrize("size", SIZES)
def test_what_openssl_signs(answers: Answers, openssl: OpenSsl, size: int) -> None:
    choose = random.Random(size)
    message = choose.randbytes(size)
    signature = openssl.sign(message)
    assert answers.verify(signature, openssl.public, message)
    cut = choose.randrange(size + 1)
    pieces = (b"", message[:cut], b"", message[cut:], b"")
    assert answers.verify(signature, openssl.public, *pieces)


def mutations(
    signature: bytes, public: bytes, message: bytes
) -> Iterator[tuple[bytes, bytes, bytes]]:
    choose = random.Random(signature)
    for _ in range(4):
        yield flip(signature, choose.randrange(256)), public, message
        yield flip(signature, choose.randrange(256, 512)), public, message
        yield signature, flip(public, choose.randrange(256)), message
        yield signature, public, flip(message, choose.randrange(8 * len(message)))
    yield signature, public, message[:-1]
    yield signature, public, message + b"\0"
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    for other in (s + L, s + 2 * L, L - s, s ^ 1 << 253, s ^ 1 << 255, 0, L):
        yield r + number(other), public, message
    yield signature[32:] + r, public, message
    yield bytes(32) + signature[32:], public, message
    yield bytes(64), public, message
    yield bytes([255]) * 64, public, message


@pytest.mark.parametrize("size", [2, 100])
def test_openssl_refuses_the_same(
    answers: Answers, openssl: OpenSsl, size: int
) -> None:
    message = random.Random(size).randbytes(size)
    signature = openssl.sign(message)
    for case in mutations(signature, openssl.public, message):
        assert answers.verify(*case) == openssl.verify(*case), case
        assert not answers.verify(*case), case


def test_keys_with_a_part_of_small_order(answers: Answers, openssl: OpenSsl) -> None:
    """Where the equation with the factor 8 would say yes each time, and one with k
    that is not reduced would say yes to others."""
    choose = random.Random(25519)
    verdicts = set()
    for offset in small_points():
        key = Key.of(choose.randrange(L), offset=offset)
        for index in range(4):
            message = choose.randbytes(20 + index)
            signature = key.sign(message, nonce=choose.randrange(L))
            expected = verify(signature, key.public, message)
            assert answers.verify(signature, key.public, message) == expected
            assert openssl.verify(signature, key.public, message) == expected
            verdicts.add(expected)
    assert verdicts == {False, True}


def test_r_with_a_part_of_small_order(answers: Answers, openssl: OpenSsl) -> None:
    choose = random.Random(25520)
    key = Key.of(choose.randrange(L))
    nonce = choose.randrange(L)
    good = Key.of(nonce).public
    for offset in small_points():
        shown = Key.of(nonce, offset=offset).public
        signature = key.sign(b"message", nonce=nonce, r=shown)
        expected = offset == NEUTRAL
        assert (shown == good) == expected
        assert answers.verify(signature, key.public, b"message") == expected
        assert openssl.verify(signature, key.public, b"message") == expected


def test_r_of_small_order(answers: Answers, openssl: OpenSsl) -> None:
    """The holder of a key can sign with the nonce 0; R has one encoding all the same."""
    key = Key.of(random.Random(25521).randrange(L))
    for y, good in [
        (1, True),
        (1 + 2**255, False),
        (1 + P, False),
        (1 + P + 2**255, False),
    ]:
        signature = key.sign(b"message", nonce=0, r=number(y))
        assert answers.verify(signature, key.public, b"message") == good
        assert openssl.verify(signature, key.public, b"message") == good


def test_keys_of_small_order(answers: Answers) -> None:
    """They fit signatures made without a secret: S is 0, R a multiple of the key."""
    fitting = 0
    for point in small_points():
        key = Key(scalar=0, public=point.encode())
        for index in range(4):
            message = bytes([index])
            for r in small_points():
                signature = key.sign(message, nonce=0, r=r.encode())
                k = challenge(r.encode(), key.public, message)
                fitting += r + k * point == NEUTRAL
                assert not answers.verify(signature, key.public, message)
    assert fitting >= 8


@pytest.mark.parametrize("y", [1 + P, 1 + 2**255, P, P - 1 + 2**255])
def test_keys_of_small_order_in_other_encodings(answers: Answers, y: int) -> None:
    for point in small_points():
        signature = point.encode() + bytes(32)
        assert not answers.verify(signature, number(y), b"message")
