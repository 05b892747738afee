# SPDX-License-Identifier: MIT
"""Writes the C of a loadable module's `hxm_abi`: what it was built against.

Runs for each .hxm between compiling and linking:
`python3 -m codegen.ninja.abi_note gen/abi.json MODULE OBJECTS... -o OUT.c`. MODULE is
the stem of the .hxm. What the objects import decides what is in the text, so it never
names what the module does not use. An import that the kernel does not export is E704:
found here, it costs the user no boot.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from codegen.diagnostics import did_you_mean
from codegen.plan.abi_record import read_record
from codegen.plan.abi_text import module_text
from codegen.render.emit import write_if_changed
from codegen.view.ctext import string_literal

# What position-independent code names and the linker defines.
_LINKER_SYMBOLS = frozenset({"_GLOBAL_OFFSET_TABLE_", "_DYNAMIC"})


def find_imports(objects: Iterable[Path]) -> dict[str, Path]:
    """Return what no object defines and one must have, with the first that does. A weak
    symbol may be nowhere."""
    defined: set[str] = set()
    needed: dict[str, Path] = {}
    for path in objects:
        with path.open("rb") as file:
            table = ELFFile(file).get_section_by_name(".symtab")
            for symbol in table.iter_symbols() if table is not None else ():
                binding = symbol["st_info"]["bind"]
                if not symbol.name or binding == "STB_LOCAL":
                    continue
                if symbol["st_shndx"] != "SHN_UNDEF":
                    defined.add(symbol.name)
                elif binding != "STB_WEAK":
                    needed.setdefault(symbol.name, path)
    return {
        name: path
        for name, path in sorted(needed.items())
        if name not in defined | _LINKER_SYMBOLS
    }


def find_unexported(
    imports: dict[str, Path], exports: set[str], interfaces: set[str]
) -> list[str]:
    """Return what is wrong with the imports, in words. `interfaces` are the symbols of
    interfaces that some spec declares, whether they are in the image or not."""
    problems = []
    for name, path in imports.items():
        if name in exports:
            continue
        near = did_you_mean(name, exports)
        if name in interfaces:
            near = (
                "its interface is in no `uses` of the image: add one, with `optional`"
            )
        problems.append(
            f"'{name}' of {path.name} is nothing that the kernel exports"
            + (f"; {near}" if near else "")
        )
    return problems


def write_note(text: str) -> str:
    """Return the C that defines the text, a line of it in each line."""
    lines = "".join(
        f"    {string_literal(line)}\n" for line in text.splitlines(keepends=True)
    )
    return (
        "/* Generated from what the module's objects import. */\n"
        "extern const char hxm_abi[];\n\n"
        '__attribute__((visibility("default"))) const char hxm_abi[] =\n'
        f"{lines.rstrip()};\n"
    )


def _run(abi: Any, stem: str, objects: list[Path], output: Path) -> int:
    module = abi["modules"][stem]
    record = read_record(abi)
    imports = find_imports(objects)
    known = {symbol for each in record.interfaces for symbol in each.symbols}
    problems = find_unexported(imports, set(abi["exports"]), known)
    for problem in problems:
        print(f"module '{module['name']}': error[E704]: {problem}", file=sys.stderr)
    if problems:
        print(
            "help: a loaded module has the functions of <helix/module.h>, memcpy and "
            "its kin, and its interfaces; `python3 -m codegen explain E704` says more",
            file=sys.stderr,
        )
        return 1
    text = module_text(record, module["name"], module["version"], imports.keys())
    write_if_changed(output, write_note(text))
    return 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="abi_note", allow_abbrev=False)
    parser.add_argument("abi", type=Path, metavar="ABI.json")
    parser.add_argument("module", metavar="MODULE")
    parser.add_argument("objects", type=Path, nargs="+", metavar="OBJECT")
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="OUT.c")
    options = parser.parse_args(arguments)
    abi = json.loads(options.abi.read_text(encoding="utf-8"))
    if options.module not in abi["modules"]:
        print(
            f"abi_note: '{options.module}' is no loadable module of {options.abi}",
            file=sys.stderr,
        )
        return 2
    try:
        return _run(abi, options.module, options.objects, options.output)
    except ELFError as error:
        print(f"abi_note: an object cannot be read: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
