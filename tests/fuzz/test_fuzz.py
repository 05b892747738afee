# SPDX-License-Identifier: MIT
"""Each fuzzer for a bounded number of runs; `ninja fuzz` takes its time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.fuzzer import FUZZERS, Fuzzer

RUNS = 200_000


@pytest.mark.parametrize("fuzzer", FUZZERS, ids=[fuzzer.name for fuzzer in FUZZERS])
def test_fuzz(tmp_path: Path, fuzzer: Fuzzer) -> None:
    done = fuzzer.run(tmp_path, f"-runs={RUNS}", "-seed=1", limit_s=300)
    assert done.status == 0, "\n".join([f"$ {done.command}", *done.lines[-60:]])
    assert f"stat::number_of_executed_units: {RUNS}" in done.output
