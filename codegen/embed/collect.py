# SPDX-License-Identifier: MIT
"""All files of the folder that `configure.py --embed` writes.

    README.md  helix.mk  helix.cmake     how another build takes part in it
    helix.ld  helix_text.ld              what its linker needs
    include/  runtime/                   the runtime, as it is
    gen/                                 generated headers and tables
    helix_modules/NAME/                     the C of a module
    check_image.py  check/               looks at the kernel after its link

Nothing in them says where the folder, the specs or Helix itself lie.
"""

from __future__ import annotations

import re
from pathlib import Path

from codegen.embed.module_files import (
    MODULES,
    File,
    generated_path,
    list_module_files,
)
from codegen.model import Model, file_stem
from codegen.ninja.toolchain import runtime_sources
from codegen.plan.model import Plan
from codegen.render.outputs import generate
from codegen.render.parts import GEN
from codegen.render.renderer import Renderer

STRING = "runtime/string.c"
_PRINTED = (
    "README.md",
    "helix.mk",
    "helix.cmake",
    "helix.ld",
    "helix_text.ld",
    "check_image.py",
)
_IMPORTED = re.compile(r"^from (codegen\.[\w.]+) import", re.MULTILINE)


def collect_files(
    plan: Plan, model: Model, renderer: Renderer, root: Path
) -> list[File]:
    """Return the folder's files by path. The plan loads nothing at run time."""
    texts = {output.path: output.text for output in generate(plan, model, renderer)}
    modules = [planned.module for planned in plan.modules]
    files: list[File] = []
    for module in modules:
        files += list_module_files(module, texts.pop(generated_path(module)))
    for path, text in texts.items():
        if _is_needed(path):
            compiled = path.endswith(".c")
            files.append(
                File(path=path, content=text.encode("utf-8"), compiled=compiled)
            )
    files += _runtime_files(root)
    files += _check_files(root)
    view = {
        "profile_file": plan.profile.source.line_name,
        "modules": [
            {
                "identifier": m.identifier,
                "stem": file_stem(m.identifier),
                "name": m.name,
            }
            for m in modules
        ],
        "folder": MODULES,
        "string": STRING,
        "macros": plan.macros,
        "sources": sorted(f.path for f in files if f.compiled and f.path != STRING),
    }
    for name in _PRINTED:
        text = renderer.render(f"embed/{name}.j2", name=name, view=view)
        files.append(File(path=name, content=text.encode("utf-8")))
    return sorted(files, key=lambda file: file.path)


def _is_needed(path: str) -> bool:
    """Of what is generated: the C, and what check_image.py reads. `ninja faults` and
    the check of hooks are our own build's."""
    if path.startswith(f"{GEN}/faults/"):
        return False
    return path.endswith((".c", ".h")) or path == f"{GEN}/section.json"


def _check_files(root: Path) -> list[File]:
    """The verifier of our own build, with what it imports of the generator."""
    found = {"codegen/__init__.py", "codegen/ninja/__init__.py"}
    waiting = ["codegen/ninja/verify.py"]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            text = (root / path).read_text(encoding="utf-8")
            names = _IMPORTED.findall(text)
            waiting += [f"{name.replace('.', '/')}.py" for name in names]
    return [
        File(path=f"check/{path}", content=(root / path).read_bytes())
        for path in sorted(found)
    ]


def _runtime_files(root: Path) -> list[File]:
    runtime = root / "runtime"
    headers = [*runtime.glob("*.h"), *(runtime / "include" / "helix").glob("*.h")]
    found = [
        File(
            path=path.relative_to(root).as_posix(),
            content=path.read_bytes(),
            compiled=True,
        )
        for path in runtime_sources(root, loader=False)
    ]
    for path in headers:
        below = runtime if path.parent != runtime else root
        found.append(
            File(
                path=path.relative_to(below).as_posix(),
                content=path.read_bytes(),
            )
        )
    return found
