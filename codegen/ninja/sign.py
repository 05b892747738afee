# SPDX-License-Identifier: MIT
"""Makes the file of a module: the linked object, with a signed trailer behind it.

`python3 -m codegen.ninja.sign --key KEY OBJECT OUTPUT`. Ed25519 makes the same
signature of the same object with the same key, so equal inputs give equal files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codegen.ninja.key import SigningError, read_public_key, sign
from codegen.ninja.trailer import Trailer


def signed(data: bytes, key: Path) -> bytes:
    """Return `data` with its trailer. Raises SigningError."""
    trailer = Trailer(signature=sign(key, data), key=read_public_key(key))
    return data + trailer.pack(len(data))


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sign", description=__doc__)
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("object", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args(words)
    try:
        data = signed(options.object.read_bytes(), options.key)
    except SigningError as error:
        print(f"sign: {error}", file=sys.stderr)
        return 1
    options.output.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
