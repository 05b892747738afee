# SPDX-License-Identifier: MIT
"""What stands behind the ELF object in a .hxm: who signed it, and where it ends.

    64 bytes   Ed25519 signature of all bytes before the trailer
    32 bytes   the public key, which is also the key's id
     8 bytes   how many bytes are before the trailer, little endian
     8 bytes   "HXSIGN1\\n"

A file without the magic is not signed. The loader's side is runtime/loader/signature.h.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

MAGIC = b"HXSIGN1\n"
SIZE = 112
SIGNATURE_SIZE = 64
KEY_SIZE = 32
_LAYOUT = f"<{SIGNATURE_SIZE}s{KEY_SIZE}sQ{len(MAGIC)}s"


class TrailerError(Exception):
    """A file ends in the magic, and what is before it does not fit."""


@dataclass(frozen=True, kw_only=True)
class Trailer:
    signature: bytes
    key: bytes

    def pack(self, signed_size: int) -> bytes:
        """Return the trailer behind `signed_size` bytes."""
        return struct.pack(_LAYOUT, self.signature, self.key, signed_size, MAGIC)


def split_trailer(data: bytes) -> tuple[bytes, Trailer | None]:
    """Return what is signed, and the trailer; None if the file has none."""
    if not data.endswith(MAGIC):
        return data, None
    if len(data) < SIZE:
        raise TrailerError(
            f"the file has {len(data)} bytes, and its trailer has {SIZE} alone"
        )
    body = data[:-SIZE]
    signature, key, size, _ = struct.unpack(_LAYOUT, data[-SIZE:])
    if size != len(body):
        raise TrailerError(
            f"the trailer is behind {len(body)} bytes, and says that it is behind {size}"
        )
    return body, Trailer(signature=signature, key=key)
