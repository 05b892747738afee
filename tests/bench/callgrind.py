# SPDX-License-Identifier: MIT
"""Runs a program under callgrind, and reads what it has counted.

What is counted are instructions, all of them and the same ones in every run. To a
string instruction with `rep` callgrind gives one for each element, so the C library is
told to do without, and without what not every CPU has, and binds its own functions
before it begins.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_NEVER = 1 << 40
# What one CPU has and another has not.
_PLAIN = "-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-AVX_Fast_Unaligned_Load,-ERMS,-FSRM"
_QUIET = {
    "GLIBC_TUNABLES": f"glibc.cpu.x86_rep_movsb_threshold={_NEVER}"
    f":glibc.cpu.x86_rep_stosb_threshold={_NEVER}"
    f":glibc.cpu.hwcaps={_PLAIN}",
    "LD_BIND_NOW": "1",
}


@dataclass(frozen=True, kw_only=True)
class Call:
    """All calls of one function from a line of another: what they cost together."""

    caller: str
    callee: str
    cost: int


@dataclass(frozen=True, kw_only=True)
class Profile:
    total: int
    calls: tuple[Call, ...]

    def cost(self, wanted: Callable[[Call], bool]) -> int:
        return sum(call.cost for call in self.calls if wanted(call))

    def cost_of(self, *names: str) -> int:
        """What these functions cost with all that they call. None calls another."""
        return self.cost(lambda call: call.callee in names)


def is_module(name: str) -> bool:
    """Callgrind has no symbols of what the kernel has loaded."""
    return re.fullmatch(r"0x[0-9a-f]+", name) is not None


def count(
    words: Sequence[str],
    function: str,
    output: Path,
    *,
    environment: Mapping[str, str] | None = None,
    typed: str = "",
) -> Profile:
    """Count what `function` costs, each time that it is called. `typed` is the standard
    input."""
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={output}"]
    command += ["--compress-strings=no", "--compress-pos=no"]
    command += [f"--toggle-collect={function}", *words]
    done = subprocess.run(
        command,
        input=typed,
        env={**os.environ, **_QUIET, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}")
    return read_profile(output.read_text(encoding="utf-8"))


def read_profile(text: str) -> Profile:
    """Read the format of `callgrind.out`: behind `calls=` comes a line with the cost."""
    total = 0
    calls: list[Call] = []
    caller = callee = ""
    lines = iter(text.splitlines())
    for line in lines:
        key, _, value = line.partition("=")
        if key == "fn":
            caller = value
        elif key == "cfn":
            callee = value
        elif key == "calls":
            cost = int(next(lines).split()[1])
            calls.append(Call(caller=caller, callee=callee, cost=cost))
        elif line.startswith("totals: "):
            total = int(line.split()[1])
    return Profile(total=total, calls=tuple(calls))
