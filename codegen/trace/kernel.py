# SPDX-License-Identifier: MIT
"""Runs an image as it stands, and brings home the trace that it leaves.

A machine in QEMU leaves its memory, in a file; a process of target host writes what
HELIX_TRACE asks for. So nothing in the kernel, its commands or its log is another one for
being traced, and a panic or a triple fault leaves a trace, too.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from codegen.trace.facts import Facts
from codegen.trace.ring import TraceError

_SYMBOL = "hx_trace"
# One instruction takes one nanosecond, and sleep no time of ours.
_COUNTING = ("-icount", "shift=0,align=off,sleep=off")
# What a person would type; a kernel without a shell is stopped by the limit.
_GOOD_BYE = b"shutdown\n"
_INTERACTIVE_LIMIT_S = "20"


@dataclass(frozen=True, kw_only=True)
class Run:
    """`status` is that of the run script; `data` is struct hx_trace."""

    output: str
    status: int
    data: bytes


def run_kernel(build: Path, facts: Facts) -> Run:
    """Boot `build`'s image once. Raises TraceError where it leaves no trace."""
    address, size = _find_trace(build / "kernel.elf")
    with tempfile.TemporaryDirectory(prefix="trace-", dir=build) as folder:
        left = Path(folder) / "left"
        if facts.target == "host":
            done = _execute(build, [], {"HELIX_TRACE": str(left)}, facts)
            address = 0
        else:
            done = _execute(build, _machine_options(left, facts.memory_mb), {}, facts)
        output = done.stdout.decode("utf-8", "replace").replace("\r", "")
        try:
            with left.open("rb") as file:
                file.seek(address)
                data = file.read(size)
        except FileNotFoundError:
            data = b""
    if len(data) != size:
        raise TraceError(
            f"the image ended with status {done.returncode} and left no trace:\n{output}"
        )
    return Run(output=output, status=done.returncode, data=data)


def _machine_options(left: Path, memory_mb: int) -> list[str]:
    # In QEMU's options a comma in a name is two.
    path = str(left).replace(",", ",,")
    memory = f"memory-backend-file,id=left,size={memory_mb}M,mem-path={path},share=on"
    return [*_COUNTING, "-object", memory, "-machine", "memory-backend=left"]


def _execute(
    build: Path, words: list[str], more: dict[str, str], facts: Facts
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **more}
    if facts.interactive:
        environment.setdefault("HELIX_TIME_LIMIT", _INTERACTIVE_LIMIT_S)
    return subprocess.run(
        [str(build / "run"), *words],
        env=environment,
        input=_GOOD_BYE if facts.interactive else b"",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _find_trace(kernel: Path) -> tuple[int, int]:
    """Where in memory the trace is; the ports map addresses one to one."""
    try:
        with kernel.open("rb") as file:
            table = ELFFile(file).get_section_by_name(".symtab")
            found = table.get_symbol_by_name(_SYMBOL) if table is not None else None
    except ELFError as error:
        raise TraceError(f"'{kernel}' cannot be read as ELF: {error}") from error
    if not found:
        raise TraceError(f"'{kernel}' has no '{_SYMBOL}'")
    return found[0]["st_value"], found[0]["st_size"]
