# SPDX-License-Identifier: MIT
"""The Ed25519 key that a build signs with: made, asked and used through openssl."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from codegen.ninja.trailer import KEY_SIZE, SIGNATURE_SIZE

# SubjectPublicKeyInfo of RFC 8410, up to the key itself.
_PUBLIC_PREFIX = bytes.fromhex("302a300506032b6570032100")


class SigningError(Exception):
    """openssl cannot use the key; the text is its own."""


def make_key(path: Path) -> None:
    """Write a new private key, for nobody else to read, unless there is one already."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _openssl("genpkey", "-algorithm", "ed25519")
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
        # Of two that make one at once, the second keeps the first one's.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)


def read_public_key(path: Path) -> bytes:
    """Return the 32 bytes of the public key at `path`, or of that which goes with the
    private one there."""
    public = b"BEGIN PUBLIC KEY" in path.read_bytes()
    kind = ["-pubin"] if public else []
    text = _openssl("pkey", *kind, "-in", str(path), "-pubout", "-outform", "DER")
    if len(text) != len(_PUBLIC_PREFIX) + KEY_SIZE or not text.startswith(
        _PUBLIC_PREFIX
    ):
        raise SigningError(f"'{path}' is no Ed25519 key")
    return text[len(_PUBLIC_PREFIX) :]


def sign(path: Path, data: bytes) -> bytes:
    """Return the signature of `data` with the private key at `path`."""
    with tempfile.NamedTemporaryFile(prefix="hxm-") as file:
        file.write(data)
        file.flush()
        words = ("pkeyutl", "-sign", "-rawin", "-inkey", str(path), "-in", file.name)
        signature = _openssl(*words)
    if len(signature) != SIGNATURE_SIZE:
        raise SigningError(f"'{path}' made a signature of {len(signature)} bytes")
    return signature


def is_signed(data: bytes, signature: bytes, key: bytes) -> bool:
    """Whether `signature` is that of `data` by the owner of the public key `key`."""
    with tempfile.TemporaryDirectory(prefix="hxm-") as folder:
        names = {"key": _PUBLIC_PREFIX + key, "signature": signature, "data": data}
        for name, content in names.items():
            Path(folder, name).write_bytes(content)
        words = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER"]
        words += ["-inkey", "key", "-sigfile", "signature", "-in", "data"]
        return subprocess.run(words, cwd=folder, capture_output=True).returncode == 0


def _openssl(*words: str) -> bytes:
    done = subprocess.run(
        ["openssl", *words], capture_output=True, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise SigningError(f"openssl {words[0]} failed: {said}")
    return done.stdout
