# SPDX-License-Identifier: MIT
"""Work that is the same for each item of a long list, shared among processes.

    results = map_shares(read_all, paths, title="reading")

`read_all` gets a part of the list and returns a result for it; the results come back in
the order of the parts, so that what they make together does not depend on how many there
are. A worker is a fork: it has everything that its parent had, and nothing that it
changes is seen there but its result, which is pickled, and read by nobody but the
parent. A worker that dies, or whose work raises, is no loss: the parent does its part,
and raises there what there is to raise.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn, TypeVar

from codegen import progress

Item = TypeVar("Item")
Result = TypeVar("Result")

# For whoever wants another number than that of the CPUs.
VARIABLE = "HELIX_WORKERS"
# Below that a fork costs more than it saves.
SMALLEST_SHARE = 100


def count_workers() -> int:
    """How many processes may work at once."""
    wanted = os.environ.get(VARIABLE, "")
    if wanted.isascii() and wanted.isdigit() and int(wanted) > 0:
        return min(int(wanted), 64)
    return len(os.sched_getaffinity(0))


def map_shares(
    work: Callable[[Iterable[Item]], Result], items: Sequence[Item], *, title: str
) -> list[Result]:
    """Return what `work` makes of each share of `items`, in their order. `title` is what
    the progress is called meanwhile."""
    shares = _split(items, min(count_workers(), len(items) // SMALLEST_SHARE))
    step = progress.begin(title, len(items), len(shares))
    # What is written now is written once.
    sys.stdout.flush()
    sys.stderr.flush()
    workers = [
        _start(work, step.count(share, number))
        for number, share in enumerate(shares[1:], start=1)
    ]
    try:
        results = [work(step.count(shares[0], 0))]
        for share, worker in zip(shares[1:], workers, strict=True):
            found = _collect(worker)
            results.append(work(share) if found is None else found[0])
    finally:
        for worker in workers:
            worker.result.close()
    return results


def _split(items: Sequence[Item], count: int) -> list[Sequence[Item]]:
    count = max(1, count)
    ends = [len(items) * number // count for number in range(count + 1)]
    return [items[start:end] for start, end in zip(ends, ends[1:])]


@dataclass(frozen=True, kw_only=True)
class _Worker:
    process: int
    result: BinaryIO


def _start(work: Callable[[Iterable[Item]], Result], share: Iterable[Item]) -> _Worker:
    source, sink = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(source)
        _serve(work, share, sink)
    os.close(sink)
    return _Worker(process=process, result=open(source, "rb"))


def _serve(
    work: Callable[[Iterable[Item]], Result], share: Iterable[Item], sink: int
) -> NoReturn:
    """All that a worker does. It ends without what a program does at its end: that is
    the parent's."""
    status = 1
    try:
        found = work(share)
        with open(sink, "wb") as file:
            pickle.dump(found, file, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)


def _collect(worker: _Worker) -> tuple[Any] | None:
    """Return the result; None if the worker did not come to its end."""
    data = worker.result.read()
    _, status = os.waitpid(worker.process, 0)
    return (pickle.loads(data),) if status == 0 else None
