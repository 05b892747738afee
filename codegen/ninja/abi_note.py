# SPDX-License-Identifier: MIT
"""Writes the C of a module's ABI text: `hxm_abi`, which the loader compares.

`python3 -m codegen.ninja.abi_note gen/abi.json STEM OBJECT... -o OUT --target TARGET`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="abi_note", description=__doc__)
    parser.add_argument("abi", type=Path)
    parser.add_argument("stem")
    parser.add_argument("objects", type=Path, nargs="+")
    parser.add_argument("-o", dest="output", type=Path, required=True)
    parser.add_argument("--target", required=True)
    options = parser.parse_args(words)
    abi = json.loads(options.abi.read_text(encoding="utf-8"))
    module = abi["modules"][options.stem]
    lines = [
        "hxm 1",
        f"target {options.target}",
        f"abi {abi['abi']}",
        f"module {module['name']} {module['version']}",
        *(f"interface {interface}" for interface in module["interfaces"]),
    ]
    text = "\n".join(f'    "{line}\\n"' for line in lines)
    options.output.write_text(
        "extern const char hxm_abi[];\n"
        f'__attribute__((visibility("default"))) const char hxm_abi[] =\n{text};\n',
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
