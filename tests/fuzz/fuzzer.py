# SPDX-License-Identifier: MIT
"""The fuzzers: what each is built from, what it begins with, and how it is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.archives import END, entry
from tests.loader import objects
from tests.state.saved_form import OTHER, SIGNED, UNSIGNED
from tests.state.saved_form import SavedField, SavedState, encode
from tests.workspace import ROOT, Done, execute

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Fuzzer:
    """`write_seeds` puts good inputs into a folder."""

    name: str
    sources: tuple[Path, ...]
    write_seeds: Callable[[Path], None]

    def build(self, folder: Path) -> Path:
        return objects.build_program(
            folder / f"fuzz_{self.name}",
            "clang",
            [HERE / f"fuzz_{self.name}.c", *self.sources],
            ["-O1", "-g", "-fsanitize=fuzzer", *objects.SANITIZERS],
        )

    def run(self, folder: Path, *options: str, limit_s: int) -> Done:
        """Run it in `folder`, on all that it has found interesting there so far.

        An input that breaks something is left there; the program, given its name,
        runs that input alone.
        """
        corpus = folder / "corpus"
        if not corpus.is_dir():
            corpus.mkdir(parents=True)
            self.write_seeds(corpus)
        program = self.build(folder)
        words = ["-timeout=10", "-print_final_stats=1", *options, str(corpus)]
        return execute([str(program), *words], cwd=folder, limit_s=limit_s)


def _write_objects(folder: Path) -> None:
    work = folder.parent / "objects"
    work.mkdir(exist_ok=True)
    for toolchain in objects.TOOLCHAINS:
        for name in ("sample.c", "sample_small.c"):
            built = objects.build_object(work, toolchain, objects.HERE / name)
            (folder / built.name).write_bytes(built.read_bytes())


def _write_archives(folder: Path) -> None:
    """Each with what distinguishes entries: all fields that are looked at differ."""
    text = b"some text"
    archives = {
        "plain": entry(b".", mode=0o40755) + entry(b"./a", text) + entry(b"b", b"x"),
        "twice": entry(b"a", text) + entry(b"/a", b"y") + entry(b"c/d", text),
        "summed": entry(b"a", text, magic=b"070702", check=sum(text)),
        "links": entry(b"a", links=2) + entry(b"b", text, links=2),
        "folder": entry(b"a", mode=0o40755) + entry(b"a/b", text),
        "again": entry(b"a", text) + entry(b"b") + entry(b"./a", mode=0o120777),
    }
    for name, entries in archives.items():
        (folder / name).write_bytes(entries + END)


FAKE_LOADING = HERE.parent / "runtime" / "fake_loading.c"


def _write_abi_text(folder: Path) -> None:
    sources = [HERE / "seed_abi.c", FAKE_LOADING]
    program = objects.build_program(folder.parent / "seed_abi", "clang", sources, [])
    text = execute([str(program)], cwd=folder).expect(0).output
    (folder / "whole").write_text(text, encoding="utf-8")
    for number, line in enumerate(text.splitlines(keepends=True)):
        (folder / f"line{number}").write_text(line, encoding="utf-8")


# The lamp of tests/runtime/fake_state.c, in its three versions.
_LAMPS = (
    SavedState(
        version=1,
        layout=1,
        fields=(
            SavedField(name="level", type="i8", kind=SIGNED, data=b"\xfe"),
            SavedField(name="presses", type="u16", kind=UNSIGNED, data=b"\1\2"),
        ),
    ),
    SavedState(
        version=2,
        plain_since=2,
        layout=2,
        fields=(
            SavedField(name="count", type="u32", kind=UNSIGNED, data=b"\1\2\3\4"),
            SavedField(name="dimmed", type="u8", kind=UNSIGNED, data=b"\1"),
            SavedField(name="level", type="i8", kind=SIGNED, data=b"\xfe"),
        ),
    ),
    SavedState(
        version=3,
        fields=(
            SavedField(
                name="bulbs",
                type="struct{bool on; enum{0,4,5} colour}[2][3]",
                kind=OTHER,
                data=b"\1\0\0\0\4\0\0\0" * 6,
            ),
            SavedField(name="count", type="u32", kind=UNSIGNED, data=b"\1\2\3\4"),
            SavedField(name="level", type="i16", kind=SIGNED, data=b"\xfe\xff"),
            SavedField(name="lit", type="bool[11]", kind=OTHER, data=b"\1" * 11),
        ),
    ),
)


def _write_lamps(folder: Path) -> None:
    for lamp in _LAMPS:
        for steps in (0, 1):
            path = folder / f"lamp-{lamp.version}-{steps}"
            path.write_bytes(bytes([steps]) + encode(lamp))


FUZZERS = (
    Fuzzer(name="abi", sources=(FAKE_LOADING,), write_seeds=_write_abi_text),
    Fuzzer(name="elf", sources=tuple(objects.ORACLE), write_seeds=_write_objects),
    Fuzzer(
        name="initrd",
        sources=(ROOT / "runtime" / "initrd.c",),
        write_seeds=_write_archives,
    ),
    Fuzzer(
        name="state",
        sources=(
            ROOT / "tests" / "runtime" / "fake_state.c",
            *sorted((ROOT / "runtime").glob("state*.c")),
        ),
        write_seeds=_write_lamps,
    ),
)
