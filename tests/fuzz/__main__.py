# SPDX-License-Identifier: MIT
"""`ninja fuzz`: every fuzzer for a while, in the folder that is the argument."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzz.fuzzer import FUZZERS

SECONDS_EACH = 300


def main(folder: Path) -> int:
    status = 0
    for fuzzer in FUZZERS:
        print(f"fuzz: {fuzzer.name} for {SECONDS_EACH} s", flush=True)
        done = fuzzer.run(
            folder / fuzzer.name,
            f"-max_total_time={SECONDS_EACH}",
            limit_s=SECONDS_EACH + 120,
        )
        print(*done.lines[-20:], sep="\n")
        status = status or done.status
    return status


sys.exit(main(Path(sys.argv[1])))
