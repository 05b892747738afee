# SPDX-License-Identifier: MIT
"""Whether a key file of the profile can sign: an Ed25519 private key in PEM.

Only its kind is looked at: the key itself is openssl's, in the build.
"""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

_PEM = re.compile(
    r"-----BEGIN ([A-Z0-9 ]+)-----\s*([A-Za-z0-9+/=\s]*?)-----END \1-----"
)
# PrivateKeyInfo of RFC 5208 behind its length: the version, 0 or 1, and Ed25519 of RFC
# 8410 as the algorithm.
_INFO = re.compile(rb"\x30.\x02\x01[\x00\x01]\x30\x05\x06\x03\x2b\x65\x70", re.DOTALL)


def find_problem(path: Path) -> str | None:
    """Return what keeps the file from being a key to sign with, None if nothing does.

    Raises OSError where the file cannot be read.
    """
    match = _PEM.search(path.read_bytes().decode("latin-1"))
    if match is None:
        return "holds no key in PEM"
    kind = match[1]
    if kind == "ENCRYPTED PRIVATE KEY":
        return "holds a key that is encrypted"
    if not kind.endswith("PRIVATE KEY"):
        return f"holds '{kind.lower()}', not a private key"
    try:
        der = base64.b64decode("".join(match[2].split()), validate=True)
    except binascii.Error:
        return "holds a private key that is damaged"
    if kind != "PRIVATE KEY" or _INFO.match(der) is None:
        return "holds a private key that is not an Ed25519 one"
    return None
