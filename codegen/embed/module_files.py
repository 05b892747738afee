# SPDX-License-Identifier: MIT
"""The files of a module that another kernel compiles: its generated C, its sources and
their private headers.

They keep their places relative to each other below one folder, so that what they
include in quotes is found without a flag: a build by hand has one set of flags for all.
For the same reason a source begins with what the flag `-include` is otherwise for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codegen.model import Module, file_stem
from codegen.view.ctext import string_literal

# A folder's name that no kernel has already: the linker finds a module's objects by it.
MODULES = "helix_modules"

_QUOTED = re.compile(rb'^[ \t]*#[ \t]*include[ \t]+"([^"\n]+)"', re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of the folder; `path` is relative to it. `compiled`: not only included."""

    path: str
    content: bytes
    compiled: bool = False


def generated_path(module: Module) -> str:
    """Where the module's C is in the build folder of a kernel of ours."""
    stem = file_stem(module.identifier)
    return f"gen/modules/{stem}/{stem}.c"


def list_module_files(module: Module, generated: str) -> Iterator[File]:
    """Yield the module's files; `generated` is the text of its C."""
    spec = module.spec.path
    sources = [Path(os.path.normpath(written.path)) for written in module.sources]
    headers = _find_headers(spec, module.spec.text, sources)
    top = os.path.commonpath([spec.parent, *(p.parent for p in (*sources, *headers))])

    def place(path: Path) -> str:
        inside = Path(os.path.relpath(path, top)).as_posix()
        return f"{MODULES}/{file_stem(module.identifier)}/{inside}"

    path = f"{place(spec)}.c"
    # The lines between two bodies are the file's own, and name it.
    own = re.compile(
        rf'^(#line \d+ )"{re.escape(generated_path(module))}"$', re.MULTILINE
    )
    text = own.sub(lambda found: f'{found[1]}"{path}"', generated)
    yield File(path=path, content=text.encode("utf-8"), compiled=True)
    for source in sources:
        name = os.path.relpath(source, module.spec.line_folder)
        content = _head(module, name).encode("utf-8") + source.read_bytes()
        yield File(path=place(source), content=content, compiled=True)
    for header in headers:
        yield File(path=place(header), content=header.read_bytes())


def _head(module: Module, name: str) -> str:
    stem = file_stem(module.identifier)
    return (
        f"/* Copied from {name.replace('*/', '*-/')}. */\n"
        "/* Edit that file, not this one. */\n"
        f'#include "modules/{stem}/{stem}.h"\n'
        f"#line 1 {string_literal(name)}\n"
    )


def _find_headers(spec: Path, text: str, sources: list[Path]) -> list[Path]:
    """The files that spec and sources include in quotes, and those that these include.

    What is not found beside the file that asks for it is generated, or the kernel's
    own, or is missing: the compiler will know.
    """
    found: list[Path] = []
    waiting = [(spec.parent, text.encode("utf-8"))]
    waiting += [(path.parent, path.read_bytes()) for path in sources]
    while waiting:
        folder, content = waiting.pop()
        for name in _QUOTED.findall(content):
            for start in (folder, spec.parent):
                path = Path(os.path.normpath(start / os.fsdecode(name)))
                if path.is_file():
                    if path not in found and path not in sources:
                        found.append(path)
                        waiting.append((path.parent, path.read_bytes()))
                    break
    return sorted(found)
