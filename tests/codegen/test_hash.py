# SPDX-License-Identifier: MIT
"""Perfect hashes: every key finds its value, in Python and in C."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.plan.hash import build_hash, find_in_hash, hash_bytes
from codegen.plan.model import PerfectHash

from .builders import SEARCH

ROOT = Path(__file__).resolve().parents[2]
NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True)


def assert_well_formed(table: PerfectHash, count: int) -> None:
    assert len(table.displacements) == 1 << (32 - table.bucket_shift)
    assert len(table.entries) == 1 << (32 - table.slot_shift)
    assert 1 <= table.bucket_shift <= 31 and 1 <= table.slot_shift <= 31
    assert all(0 <= d <= 0xFFFF for d in table.displacements)
    assert 0 <= table.seed <= 0xFFFF_FFFF
    assert sum(entry is not None for entry in table.entries) == count


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7, 8, 100, 1000])
def test_every_key_finds_its_value_and_no_other_does(count: int) -> None:
    items = [(f"module-{number}", number * 3) for number in range(count)]
    table = build_hash(items)
    assert_well_formed(table, count)
    for key, value in items:
        assert find_in_hash(table, key) == value
    for number in range(count, count + 200):
        assert find_in_hash(table, f"module-{number}") is None
    assert find_in_hash(table, "") is None


@given(st.lists(NAMES, unique=True, max_size=200), st.lists(NAMES, max_size=20))
@settings(SEARCH, max_examples=60)
def test_any_set_of_names(keys: list[str], others: list[str]) -> None:
    table = build_hash((key, index) for index, key in enumerate(keys))
    assert_well_formed(table, len(keys))
    assert [find_in_hash(table, key) for key in keys] == list(range(len(keys)))
    assert all(find_in_hash(table, o) is None for o in others if o not in keys)


def test_the_table_does_not_depend_on_the_order_of_the_items() -> None:
    items = [(f"name.{number}", number) for number in range(300)]
    shuffled = list(items)
    random.Random(1).shuffle(shuffled)
    assert build_hash(shuffled) == build_hash(items)


def test_a_key_given_twice_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="twice"):
        build_hash([("a", 0), ("b", 1), ("a", 2)])


# Found by a search, under the first seed.
COLLIDING = [("name39918", "name107169"), ("name99883", "name168246")]


@pytest.mark.parametrize("pair", COLLIDING, ids="-".join)
def test_keys_with_equal_hashes_get_another_seed(pair: tuple[str, str]) -> None:
    first = build_hash([]).seed
    assert hash_bytes(pair[0].encode(), first) == hash_bytes(pair[1].encode(), first)
    table = build_hash([(pair[0], 10), (pair[1], 11), ("other", 12)])
    assert table.seed != first
    assert [find_in_hash(table, key) for key in (*pair, "other")] == [10, 11, 12]


def test_keys_that_differ_in_size_and_letter_alone() -> None:
    """No seed would help where the two cancel each other."""
    keys = [chr(first) + "1" * size for first in range(97, 123) for size in range(20)]
    table = build_hash((key, index) for index, key in enumerate(keys))
    assert [find_in_hash(table, key) for key in keys] == list(range(len(keys)))


@pytest.mark.parametrize("name", ["m{}", "{}", "vendor.device-{}.unit"])
@pytest.mark.parametrize("count", [10_000, 50_000])
def test_many_keys(count: int, name: str) -> None:
    items = [(name.format(number), number) for number in range(count)]
    start = time.process_time()
    table = build_hash(items)
    # A tenth of this on an idle machine: it is the complexity that is tested.
    assert time.process_time() - start < count / 2500
    assert_well_formed(table, count)
    assert all(find_in_hash(table, key) == value for key, value in items)


def c_source(table: PerfectHash, keys: list[str]) -> str:
    def entry(item: tuple[str, int] | None) -> str:
        if item is None:
            return "{ 0, 0, 0 }"
        return f'{{ "{item[0]}", {item[1]}u, {len(item[0])}u }}'

    return f"""
#include <helix/hash.h>
#include <stdio.h>
static const uint16_t displacements[] = {{ {", ".join(map(str, table.displacements))} }};
static const struct hx_hash_entry entries[] = {{
    {", ".join(map(entry, table.entries))} }};
static const struct hx_hash table = {{ .seed = {table.seed}u,
    .bucket_shift = {table.bucket_shift}, .slot_shift = {table.slot_shift},
    .displacements = displacements, .entries = entries }};
static const char *const keys[] = {{ {", ".join(f'"{key}"' for key in keys)} }};
int main(void)
{{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        printf("%lu\\n", (unsigned long)hx_hash_find(&table, keys[i]));
    return 0;
}}
"""


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")
@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_the_runtime_finds_what_was_built_here(tmp_path: Path, count: int) -> None:
    items = [(f"name-{number}.x", number) for number in range(count)]
    table = build_hash(items)
    keys = [f"name-{number}.x" for number in range(count + 50)] + ["", "a"]
    (tmp_path / "main.c").write_text(c_source(table, keys))
    command = ["gcc", "-std=c11", "-Wall", "-Werror", "-fsanitize=address,undefined"]
    command += ["-I", str(ROOT / "runtime/include"), "-o", str(tmp_path / "find")]
    command += [str(tmp_path / "main.c"), str(ROOT / "runtime/hash.c")]
    subprocess.run(command, check=True)
    found = subprocess.run(
        [tmp_path / "find"], check=True, capture_output=True, text=True
    )
    none = 0xFFFF_FFFF
    expected = list(range(count)) + [none] * (len(keys) - count)
    assert [int(line) for line in found.stdout.split()] == expected
