# SPDX-License-Identifier: MIT
"""C for the look-up of names: our perfect hash tables, and gperf's for the same names."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

from codegen.plan.hash import build_hash
from codegen.plan.model import PerfectHash

# gperf, and the compiler after it, take minutes for the last one.
COUNTS = (16, 100, 1_000, 10_000)
_SEED = 7
QUERIES = 1024  # as often as a row of specs/calls.c is run
_WORDS = (
    "disk net cpu pci usb gpu blk fs log trace timer clock power irq dma bus i2c spi "
    "uart gpio led audio video input touch sensor thermal watchdog random crypto tpm"
).split()


def make_names(count: int) -> list[str]:
    """Return names as modules have them, no two the same; twice as many as `count`:
    the second half are those that are not found."""
    chance = random.Random(_SEED)
    names: dict[str, None] = {}
    while len(names) < 2 * count:
        words = [chance.choice(_WORDS) for _ in range(chance.randint(2, 3))]
        names["-".join([*words, str(chance.randrange(count))])] = None
    ordered = list(names)
    chance.shuffle(ordered)
    return ordered


def make_hits(count: int) -> list[str]:
    """Return which of the names are asked for."""
    chance = random.Random(count)
    names = make_names(count)[:count]
    return [chance.choice(names) for _ in range(QUERIES)]


def write_sources(folder: Path, counts: Sequence[int], *, gperf: bool) -> list[str]:
    """Write lookup.c into `folder` and, with `gperf`, a gperf_COUNT.c for each count.
    Return the names of the files."""
    makers = ("lookup", "gperf") if gperf else ("lookup",)
    files = ["lookup.c"]
    parts = ['#include "bench.h"\n\n#include <helix/hash.h>\n']
    rows = []
    for count in counts:
        names = make_names(count)
        if gperf:
            files.append(f"gperf_{count}.c")
            _write_gperf(names[:count], folder / files[-1])
        parts.append(_part(count, names, makers))
        rows += [
            f'    {{"{who}-{what}-{count}", run_{who}_{what}_{count}}},\n'
            for what in ("hit", "miss")
            for who in makers
        ]
    parts.append(
        f"const struct bench_row bench_lookup_rows[] = {{\n{''.join(rows)}}};\n"
        f"const size_t bench_lookup_row_count = {len(rows)};\n"
    )
    (folder / "lookup.c").write_text("\n".join(parts), encoding="utf-8")
    return files


def _part(count: int, names: Sequence[str], makers: Sequence[str]) -> str:
    table = build_hash((name, index) for index, name in enumerate(names[:count]))
    chance = random.Random(count)
    misses = [chance.choice(names[count:]) for _ in range(QUERIES)]
    return "".join(
        [
            _table(count, table),
            _strings(f"hit_{count}", make_hits(count)),
            _strings(f"miss_{count}", misses),
            f"const void *gperf_find_{count}(const char *name, size_t size);\n",
            *(_runs(count, what, makers) for what in ("hit", "miss")),
        ]
    )


def _strings(name: str, values: Sequence[str]) -> str:
    listed = ", ".join(f'"{value}"' for value in values)
    return f"static const char *const {name}[] = {{{listed}}};\n"


def _table(count: int, table: PerfectHash) -> str:
    displacements = ", ".join(map(str, table.displacements))
    entries = ", ".join(
        "{0}" if entry is None else f'{{"{entry[0]}", {entry[1]}, {len(entry[0])}}}'
        for entry in table.entries
    )
    return (
        f"static const uint16_t displacements_{count}[] = {{{displacements}}};\n"
        f"static const struct hx_hash_entry entries_{count}[] = {{{entries}}};\n"
        f"static const struct hx_hash table_{count} = {{\n"
        f"    .seed = {table.seed}u, .bucket_shift = {table.bucket_shift},\n"
        f"    .slot_shift = {table.slot_shift},\n"
        f"    .displacements = displacements_{count}, .entries = entries_{count},\n}};\n"
    )


def _runs(count: int, what: str, makers: Sequence[str]) -> str:
    """What is returned is used in both: whether there is one."""
    calls = {
        "lookup": f"hx_hash_find(&table_{count}, name) != HX_HASH_NONE",
        "gperf": f"gperf_find_{count}(name, strlen(name)) != NULL",
    }
    return "".join(
        f"""
static void run_{who}_{what}_{count}(struct bench *self, uint32_t count)
{{
    (void)self;
    for (uint32_t i = 0; i < count; i++) {{
        const char *name = {what}_{count}[i % {QUERIES}u];
        uint32_t found = {call};

        __asm__ volatile("" : : "r"(found) : "memory");
    }}
}}
"""
        for who, call in ((who, calls[who]) for who in makers)
    )


def _write_gperf(names: Sequence[str], path: Path) -> None:
    words = [
        "gperf",
        "--language=ANSI-C",
        "--readonly-tables",
        "--enum",
        f"--lookup-function-name=gperf_find_{len(names)}",
        "--struct-type",
    ]
    head = "struct gperf_entry { const char *name; unsigned value; };\n%%\n"
    listed = "".join(f"{name},{index}\n" for index, name in enumerate(names))
    done = subprocess.run(
        words, input=head + listed, capture_output=True, text=True, check=True
    )
    path.write_text("#include <helix/string.h>\n" + done.stdout, encoding="utf-8")
