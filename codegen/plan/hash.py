# SPDX-License-Identifier: MIT
"""Perfect hash tables over strings: built here, read by `runtime/hash.c`.

The scheme is "hash and displace" (Belazzougui, Botelho, Dietzfelbinger: Hash,
displace, and compress, 2009) in its plainest form: one 32-bit hash of the key
picks a bucket, and the bucket's displacement moves all its keys to free slots. The
full buckets choose first, while there is room. A miss costs one hash and some
loads, a hit a comparison of strings in addition.

The load is between 0.4 and 0.8, with about three keys a bucket: then a displacement
of 16 bits is found within a few tries. Where none is found, or two keys have the
same 32-bit hash, the next seed is tried.
"""

from __future__ import annotations

from collections.abc import Iterable

from codegen.plan.model import PerfectHash

_MULTIPLIER = 0x9E37_79B9_7F4A_7C15
_GOLDEN = 0x9E37_79B1
_MASK = 0xFFFF_FFFF
_WORD_MASK = 0xFFFF_FFFF_FFFF_FFFF
_WORD = 8
_HALF = 4
_FIRST_SEED = 0x811C_9DC5
_DISPLACEMENTS = 1 << 16
# Seeds tried at one size of the table before the size is doubled.
_SEEDS_PER_SIZE = 16
_MOST_SLOT_BITS = 28


def hash_bytes(key: bytes, seed: int) -> int:
    """What `helix/hash.h` says: a multiplication for each word of the key."""
    found = (seed + len(key)) * _MULTIPLIER & _WORD_MASK
    for word in _words(key):
        product = (found ^ word) * _MULTIPLIER
        found = (product & _WORD_MASK) ^ (product >> 64)
    return found & _MASK


def _words(key: bytes) -> list[int]:
    size = len(key)
    if size >= _WORD:
        starts = [*range(0, size - _WORD, _WORD), size - _WORD]
        parts = [key[start : start + _WORD] for start in starts]
    elif size >= _HALF:
        parts = [key[:_HALF] + key[-_HALF:]]
    elif size > 0:
        parts = [bytes([key[0], key[size // 2], key[-1]])]
    else:
        parts = [b""]
    return [int.from_bytes(part, "little") for part in parts]


def build_hash(items: Iterable[tuple[str, int]]) -> PerfectHash:
    """Return a table in which each key of `items` finds its value.

    The table depends on the items alone, not on their order. The keys must differ.
    """
    ordered = sorted(items)
    keys = [key.encode("utf-8") for key, _ in ordered]
    if len(set(keys)) != len(keys):
        raise ValueError("a key is twice among the items of a perfect hash")
    first_bits = max(1, (len(keys) * 5 // 4 - 1).bit_length())
    seed = _FIRST_SEED
    for slot_bits in range(first_bits, _MOST_SLOT_BITS + 1):
        bucket_bits = max(1, slot_bits - 2)
        for _ in range(_SEEDS_PER_SIZE):
            hashes = [hash_bytes(key, seed) for key in keys]
            placed = _place(hashes, 32 - bucket_bits, 32 - slot_bits)
            if placed is not None:
                displacements, slots = placed
                entries: list[tuple[str, int] | None] = [None] * (1 << slot_bits)
                for item, slot in zip(ordered, slots, strict=True):
                    entries[slot] = item
                return PerfectHash(
                    seed=seed,
                    bucket_shift=32 - bucket_bits,
                    slot_shift=32 - slot_bits,
                    displacements=tuple(displacements),
                    entries=tuple(entries),
                )
            seed = (seed + _GOLDEN) & _MASK
    raise RuntimeError(f"no perfect hash found for {len(keys)} keys")


def _place(
    hashes: list[int], bucket_shift: int, slot_shift: int
) -> tuple[list[int], list[int]] | None:
    """Return the displacements and each hash's slot; None: try another seed."""
    if len(set(hashes)) != len(hashes):
        return None
    buckets: list[list[int]] = [[] for _ in range(1 << (32 - bucket_shift))]
    for index, key_hash in enumerate(hashes):
        buckets[key_hash >> bucket_shift].append(index)
    displacements = [0] * len(buckets)
    slots = [0] * len(hashes)
    taken = bytearray(1 << (32 - slot_shift))
    for bucket in sorted(range(len(buckets)), key=lambda b: (-len(buckets[b]), b)):
        members = buckets[bucket]
        if not members:
            break
        member_hashes = [hashes[index] for index in members]
        for displacement in range(_DISPLACEMENTS):
            wanted = [
                (((key_hash ^ displacement) * _GOLDEN) & _MASK) >> slot_shift
                for key_hash in member_hashes
            ]
            if any(taken[slot] for slot in wanted):
                continue
            if len(set(wanted)) == len(wanted):
                break
        else:
            return None
        displacements[bucket] = displacement
        for index, slot in zip(members, wanted, strict=True):
            taken[slot] = 1
            slots[index] = slot
    return displacements, slots


def find_in_hash(table: PerfectHash, key: str) -> int | None:
    """Return the value of `key`: what `hx_hash_find` does, in Python."""
    key_hash = hash_bytes(key.encode("utf-8"), table.seed)
    displacement = table.displacements[key_hash >> table.bucket_shift]
    slot = (((key_hash ^ displacement) * _GOLDEN) & _MASK) >> table.slot_shift
    entry = table.entries[slot]
    return entry[1] if entry is not None and entry[0] == key else None
