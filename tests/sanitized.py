# SPDX-License-Identifier: MIT
"""An image of the host, some of whose modules are watched by sanitizers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.workspace import Workspace, execute

_SANITIZE = "-fsanitize=address,undefined"


def build_sanitized(
    workspace: Workspace, modules: Sequence[str], *, least: int
) -> None:
    """Build kernel.elf of a workspace that is configured, with the own code of these
    modules of modules_impl, `least` objects or more, under the sanitizers."""
    graph = (workspace.build / "build.ninja").read_text(encoding="utf-8")
    lines = graph.splitlines()
    watched = set()
    for i, line in enumerate(lines):
        if line.startswith("link_host = "):
            lines[i] = f"{line} {_SANITIZE}"
        # Objects of one module share the flags that stand behind a name.
        elif re.match(r"flags_\d+ = ", line) and any(
            re.search(rf"/modules_impl/{re.escape(module)}(?![\w-])", line)
            for module in modules
        ):
            lines[i] = f"{line} {_SANITIZE} -fno-sanitize-recover=all"
            watched.add(f"  flags = ${line.partition(' ')[0]}")
    assert sum(line in watched for line in lines) >= least, graph
    # Not build.ninja itself, which would be made anew.
    (workspace.build / "checked.ninja").write_text("\n".join(lines) + "\n")
    workspace.ninja("-f", "checked.ninja", "kernel.elf").expect(0)
    symbols = execute(["nm", "kernel.elf"], cwd=workspace.build).expect(0).output
    assert "__asan_report_load" in symbols
