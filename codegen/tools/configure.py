# SPDX-License-Identifier: MIT
"""configure.py: specs and profile in, generated C and build.ninja out.

This file is what every run needs, also one that finds nothing to do. The rest of the
generator is imported by those that go on; see codegen/cache/__init__.py.
"""

from __future__ import annotations

import fcntl
import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from codegen import progress
from codegen.cache.file import load
from codegen.tools.arguments import GOOD, run
from codegen.tools.configure_options import Options, read_options
from codegen.tools.outcome import Outcome, summary

LOCK = "configure.lock"


@contextmanager
def only_run(build: Path) -> Iterator[None]:
    """Wait until no other run writes into the folder, and keep others waiting.

    The lock is the kernel's, and ends with the processes that have it: a run that is
    killed leaves none, but workers that it has left behind come to their end first.
    """
    build.mkdir(parents=True, exist_ok=True)
    with open(build / LOCK, "ab") as file:
        progress.begin("waiting for another run in this folder")
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            # A file system without locks: two runs at once write the same bytes.
            pass
        yield


def _do_little(options: Options, start_ns: int) -> Outcome | None:
    """Do what there is to do if it is little, and return what the last run has said;
    None if it is much."""
    cache = load(options.build)
    if cache is None or cache.facts.identity != options.identity:
        return None
    if not cache.facts.holds_in(os.getcwd()):
        return None
    if not cache.facts.outputs_are_there(options.build):
        return None
    changed = cache.facts.changed_inputs()
    if changed:
        from codegen.cache.reprint import Place, reprint

        place = Place(
            folders=options.selection.folders,
            build=options.build,
            working_folder=Path.cwd(),
        )
        if not reprint(cache, changed, place, start_ns):
            return None
    return Outcome(
        status=GOOD,
        diagnostics=cache.facts.diagnostics,
        summary=summary(options, cache.facts.summary),
    )


def _configure(options: Options, start_ns: int) -> Outcome:
    if options.embed is None and options.build.is_dir():
        with only_run(options.build):
            outcome = _do_little(options, start_ns)
            if outcome is None:
                from codegen.tools.configure_all import configure

                outcome = configure(options, start_ns, nullcontext())
            return outcome
    from codegen.tools.configure_all import configure, embed

    if options.embed is not None:
        return embed(options, options.embed)
    # A run that only finds mistakes leaves no folder behind.
    return configure(options, start_ns, only_run(options.build))


def _run(words: list[str]) -> int:
    start_ns = time.time_ns()
    # What is made stays until the end, and hardly any of it is in a circle.
    gc.disable()
    options = read_options(words)
    with progress.shown("configure"):
        outcome = _configure(options, start_ns)
    sys.stderr.write(outcome.diagnostics)
    sys.stderr.flush()
    sys.stdout.write(outcome.summary)
    return outcome.status


def main(words: list[str]) -> int:
    return run("configure.py", lambda: _run(words))
