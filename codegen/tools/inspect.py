# SPDX-License-Identifier: MIT
"""`codegen inspect FILE`: what is in a built module, or in a kernel image."""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from codegen.elf.contents import FileContents, ImageContents, read_contents
from codegen.elf.memory import ObjectError
from codegen.ninja.key import SigningError, is_signed, read_public_key
from codegen.ninja.trailer import Trailer, TrailerError, split_trailer
from codegen.tools.arguments import GOOD, WRONG_INPUT, UsageError
from codegen.tools.inspect_text import tell_file, tell_image
from codegen.tools.json_text import print_json


class Verdict(Enum):
    """What can be said of a signature."""

    NONE = "not signed"
    UNCHECKED = "not checked"
    VALID = "valid"
    OTHER_KEY = "by another key"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """`key` is the public key that the file names, in hexadecimal digits."""

    verdict: Verdict
    key: str | None


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """Of `module_file` and `image`, one is None."""

    file: str
    size: int
    module_file: FileContents | None
    image: ImageContents | None
    signature: Signature


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a .hxm, or a kernel.elf"
    )
    parser.add_argument(
        "--key",
        type=Path,
        metavar="KEY",
        help="check the signature with this Ed25519 key, private or public, in PEM",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _check(body: bytes, trailer: Trailer | None, key: Path | None) -> Signature:
    if trailer is None:
        return Signature(verdict=Verdict.NONE, key=None)
    verdict = Verdict.UNCHECKED
    if key is not None:
        if not key.is_file():
            raise UsageError(f"there is no key '{key}'")
        if shutil.which("openssl") is None:
            raise UsageError(
                "checking a signature needs openssl: apt-get install openssl"
            )
        try:
            public = read_public_key(key)
        except SigningError as error:
            raise UsageError(str(error)) from error
        if public != trailer.key:
            verdict = Verdict.OTHER_KEY
        elif is_signed(body, trailer.signature, public):
            verdict = Verdict.VALID
        else:
            verdict = Verdict.WRONG
    return Signature(verdict=verdict, key=trailer.key.hex())


def _inspect(path: Path, key: Path | None) -> Inspection:
    data = path.read_bytes()
    body, trailer = split_trailer(data)
    signature = _check(body, trailer, key)
    contents = read_contents(body)
    return Inspection(
        file=path.name,
        size=len(data),
        module_file=contents if isinstance(contents, FileContents) else None,
        image=contents if isinstance(contents, ImageContents) else None,
        signature=signature,
    )


def run(options: argparse.Namespace) -> int:
    if importlib.util.find_spec("elftools") is None:
        raise UsageError(
            "this Python has no pyelftools: apt-get install python3-pyelftools, and run "
            "/usr/bin/python3"
        )
    path: Path = options.file
    if not path.is_file():
        raise UsageError(f"there is no file '{path}'")
    try:
        found = _inspect(path, options.key)
    except (ObjectError, TrailerError) as error:
        sys.stderr.write(f"{path}: error: {error}\n")
        return WRONG_INPUT
    if options.json:
        print_json(found)
    else:
        lines: list[str] = []
        if found.module_file is not None:
            lines += tell_file(found.module_file)
        if found.image is not None:
            lines += tell_image(found.image)
        lines.append(f"  signature: {_tell(found.signature, options.key)}")
        lines[0] = f"{found.file}: {lines[0]}"
        print("\n".join(map(_printable, lines)))
    # A signature that was asked about and is not good is no good answer.
    asked = options.key is not None
    return (
        WRONG_INPUT if asked and found.signature.verdict is not Verdict.VALID else GOOD
    )


def _printable(line: str) -> str:
    """Without what would be an order to the terminal: the texts are the file's."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line)


def _tell(signature: Signature, key: Path | None) -> str:
    match signature.verdict:
        case Verdict.NONE:
            return "none"
        case Verdict.UNCHECKED:
            return f"by key {signature.key}, not checked (--key KEY checks it)"
        case Verdict.VALID:
            return f"valid, by key {signature.key}"
        case Verdict.OTHER_KEY:
            return f"by key {signature.key}, which is not that of {key}"
        case Verdict.WRONG:
            return f"WRONG: the file has changed since key {signature.key} signed it"
