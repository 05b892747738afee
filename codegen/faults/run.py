# SPDX-License-Identifier: MIT
"""Boots an image once for each of its callbacks, which fails, and compares.

`python3 -m codegen.faults.run BUILD [CASE...]`; `ninja -C BUILD faults` runs all cases.
With cases named, it shows their console too. For each the image's file is copied with
the case written into it. Where a run differs the copy stays, with the run script and the
log beside it: BUILD/faults/cases/NUMBER/.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from codegen.faults.cases import NOTHING, Case, list_cases
from codegen.faults.compare import Run, find_differences
from codegen.faults.expect import expect
from codegen.faults.facts import Facts, read_facts
from codegen.faults.kernel_file import KernelFile, KernelFileError, read_kernel_file

GOOD, DIFFERENT, USAGE = 0, 1, 2


class UnknownCaseError(Exception):
    """The image has no callback of that name."""


@dataclass(frozen=True, kw_only=True)
class Result:
    case: Case
    run: Run
    differences: tuple[str, ...]
    folder: Path


class Bench:
    """Runs cases of one image; several threads may use it at once."""

    def __init__(self, build: Path) -> None:
        self.build = build
        self.folder = build / "faults"
        facts = build / "gen" / "faults.json"
        self.facts: Facts = read_facts(facts.read_text(encoding="utf-8"))
        self.cases: tuple[Case, ...] = tuple(list_cases(self.facts))
        self._numbers = {case.name: number for number, case in enumerate(self.cases)}
        # There if the profile has files; the run script looks for it beside itself.
        self._initrd = self.folder / "initrd.cpio"
        self._kernel: KernelFile = read_kernel_file(self.folder / "kernel.elf")
        # A program that a process of ours has open for writing cannot be started, and
        # one that is just being started has all that is open here.
        self._lock = threading.Lock()

    def find(self, name: str) -> Case:
        """Raises UnknownCaseError."""
        number = self._numbers.get(name)
        if number is None:
            raise UnknownCaseError(f"there is no case '{name}'")
        return self.cases[number]

    def clear(self) -> None:
        shutil.rmtree(self.folder / "cases", ignore_errors=True)

    def run(self, case: Case) -> Result:
        folder = self.folder / "cases" / str(self._numbers[case.name])
        folder.mkdir(parents=True, exist_ok=True)
        run = self._boot(case, folder)
        differences = tuple(find_differences(expect(self.facts, case), run))
        if differences:
            (folder / "log").write_text(run.output, encoding="utf-8")
        else:
            shutil.rmtree(folder)
        return Result(case=case, run=run, differences=differences, folder=folder)

    def _boot(self, case: Case, folder: Path) -> Run:
        script, kernel = folder / "run", folder / "kernel.elf"
        with self._lock:
            shutil.copy(self.folder / "run", script)
            if self._initrd.exists():
                shutil.copy(self._initrd, folder)
            kernel.write_bytes(self._kernel.with_case(case))
            kernel.chmod(0o755)
            process = subprocess.Popen(
                [str(script)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        output, _ = process.communicate()
        return Run(output=output.decode("utf-8", "replace"), status=process.returncode)


def _show(result: Result, build: Path) -> None:
    if not result.differences:
        print(f"ok {result.case.name}", flush=True)
        return
    words = [sys.executable, "-m", "codegen.faults.run", str(build), result.case.name]
    lines = [
        f"DIFFERS {result.case.name}",
        *(f"    {line}" for line in result.differences),
        f"    log:   {result.folder / 'log'}",
        f"    alone: cd {shlex.quote(os.getcwd())} && {shlex.join(words)}",
    ]
    print("\n".join(lines), flush=True)


def _show_console(result: Result) -> None:
    sys.stdout.write(result.run.output)
    print(f"[exit status {result.run.status}]")


def _run_cases(bench: Bench, cases: Sequence[Case], jobs: int, console: bool) -> int:
    """Run them and print a line for each, in their order; return how many differ."""
    differing = 0
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for result in pool.map(bench.run, cases):
            if console:
                _show_console(result)
            _show(result, bench.build)
            differing += bool(result.differences)
    return differing


def _run(build: Path, names: Sequence[str]) -> int:
    bench = Bench(build)
    console = bool(names)
    if names:
        cases = [bench.find(name) for name in names]
    else:
        cases = list(bench.cases)
        bench.clear()
    differing = _run_cases(bench, cases[:1], 1, console)
    if differing and cases[0] is NOTHING:
        print("faults: no case was run: the image differs already where nothing fails")
        return DIFFERENT
    differing += _run_cases(bench, cases[1:], os.cpu_count() or 1, console)
    count = "1 case" if len(cases) == 1 else f"{len(cases)} cases"
    print(f"faults: {count}, {len(cases) - differing} as expected")
    return DIFFERENT if differing else GOOD


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="codegen.faults.run",
        description="Has each callback of an image fail once.",
    )
    parser.add_argument("build", type=Path, help="where `ninja faults` has built it")
    parser.add_argument("cases", nargs="*", metavar="CASE", help="'console init'")
    options = parser.parse_args(words)
    try:
        return _run(Path(os.path.abspath(options.build)), options.cases)
    except (OSError, KernelFileError, UnknownCaseError) as error:
        print(f"faults: {error}", file=sys.stderr)
        return USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
