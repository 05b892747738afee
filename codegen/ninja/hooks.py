# SPDX-License-Identifier: MIT
"""Do the compiled sources define every function that a spec says they do?

Runs once for all modules, before the link:
`python3 -m codegen.ninja.hooks gen/hooks.json OBJECTS.list STAMP FOLDER...`. The list has
one object a line, relative to the build folder and in the folder of its module;
specs are named relative to one of the folders. A missing function is reported at the line
of the spec that names it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from elftools.elf.elffile import ELFFile

from codegen.diagnostics import Diagnostics, did_you_mean, render_all
from codegen.source import Source, Span


def defined_functions(objects: list[Path]) -> set[str]:
    """The global functions that the objects define."""
    found = set()
    for path in objects:
        with path.open("rb") as file:
            table = ELFFile(file).get_section_by_name(".symtab")
            for symbol in table.iter_symbols() if table is not None else ():
                if (
                    symbol["st_shndx"] != "SHN_UNDEF"
                    and symbol["st_info"]["bind"] != "STB_LOCAL"
                    and symbol["st_info"]["type"] == "STT_FUNC"
                ):
                    found.add(symbol.name)
    return found


def check_hooks(wanted: Path, objects: list[Path], folders: list[Path]) -> Diagnostics:
    """Report E701 for each function of `wanted` that no object of its module has."""
    diagnostics = Diagnostics()
    sources: dict[str, Source] = {}
    by_module: dict[str, list[Path]] = {}
    for path in objects:
        by_module.setdefault("/".join(path.parent.parts[-2:]), []).append(path)
    for module in json.loads(wanted.read_text(encoding="utf-8")):
        defined = defined_functions(by_module.get(module["folder"], []))
        for function in module["functions"]:
            symbol = function["symbol"]
            if symbol in defined:
                continue
            file = function["file"]
            if file not in sources:
                path = next(f / file for f in folders if (f / file).is_file())
                sources[file] = Source(
                    path=path,
                    display=file,
                    line_name=file,
                    text=path.read_bytes().decode("utf-8"),
                )
            near = did_you_mean(symbol, defined)
            diagnostics.report(
                "E701",
                Span(
                    source=sources[file], start=function["start"], end=function["end"]
                ),
                f"'{symbol}' is not defined in the sources of '{module['name']}'"
                + (f"; {near}" if near else ""),
                help=f"define it in a file of `sources:` as\n    {function['prototype']}",
            )
    return diagnostics


def main(arguments: list[str]) -> int:
    if len(arguments) < 4:
        print("usage: HOOKS OBJECTS STAMP FOLDER...", file=sys.stderr)
        return 2
    wanted, listed, stamp, *folders = map(Path, arguments)
    names = listed.read_text(encoding="utf-8").splitlines()
    base = wanted.parent.parent
    objects = [base / name for name in names if name]
    diagnostics = check_hooks(wanted, objects, folders)
    if diagnostics.error_count:
        sys.stderr.write(render_all(diagnostics))
        return 1
    stamp.write_text("", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
