# SPDX-License-Identifier: MIT
"""The loader on real objects, of every compiler with every linker: loaded and called,
and damaged in every way.

What each field may be is in tests/runtime/test_elf_rules.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.loader.objects import (
    HERE,
    LINK_FLAGS,
    ORACLE,
    SANITIZERS,
    TOOLCHAINS,
    Toolchain,
    build_object,
    build_program,
)
from tests.workspace import Done, execute

SAMPLES = ("sample", "sample_small")
FLIPS = 10_000

RunProbe = Callable[..., Done]


@pytest.fixture(params=TOOLCHAINS, ids=str, scope="module")
def toolchain(request: pytest.FixtureRequest) -> Toolchain:
    return request.param


@pytest.fixture(scope="module")
def probe_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], Path]:
    """The probe as a compiler builds it, with the sanitizers."""
    built: dict[str, Path] = {}

    def get(compiler: str) -> Path:
        if compiler not in built:
            built[compiler] = build_program(
                tmp_path_factory.mktemp("probe") / f"elf_probe-{compiler}",
                compiler,
                [HERE / "elf_probe.c", HERE / "damage.c", *ORACLE],
                ["-O1", "-g", *SANITIZERS],
            )
        return built[compiler]

    return get


@pytest.fixture
def run_probe(
    tmp_path: Path, toolchain: Toolchain, probe_of: Callable[[str], Path]
) -> RunProbe:
    """Runs the probe on what the toolchain makes of a source."""

    def run(command: str, source: Path, *words: str) -> Done:
        target = build_object(tmp_path, toolchain, source)
        probe = probe_of(toolchain.compiler)
        return execute([str(probe), command, str(target), *words], cwd=tmp_path)

    return run


def outcomes(done: Done) -> dict[str, int]:
    """How the oracle judged; where it aborted, the end of what was printed says why."""
    last = done.lines[-60:]
    assert done.status == 0, "\n".join([f"$ {done.command}", *last])
    return {name: int(n) for name, n in re.findall(r"(\w+)=(\d+)", last[-2])}


def test_an_object_is_loaded_and_called(run_probe: RunProbe) -> None:
    run_probe("run", HERE / "sample.c").expect(0)


@pytest.mark.parametrize("sample", SAMPLES)
def test_cut_at_every_length(run_probe: RunProbe, sample: str) -> None:
    found = outcomes(run_probe("truncate", HERE / f"{sample}.c"))
    assert found["refused"] > 0x2000
    # Section headers and all that only they describe stand at the end.
    assert found["loaded"] > 0


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_field_with_every_bad_value(run_probe: RunProbe, sample: str) -> None:
    found = outcomes(run_probe("fields", HERE / f"{sample}.c"))
    assert found["refused"] > 1500
    assert found["loaded"] > 500


def test_random_bytes(run_probe: RunProbe) -> None:
    found = outcomes(run_probe("flips", HERE / "sample.c", str(FLIPS)))
    assert sum(found.values()) == FLIPS
    assert found["refused"] > FLIPS / 2
    assert found["loaded"] > FLIPS / 20


def test_every_symbol_is_found(run_probe: RunProbe, tmp_path: Path) -> None:
    text = "".join(
        f'int __attribute__((visibility("default"))) sample_{i * i}(void);\n'
        f"int sample_{i * i}(void) {{ return {i}; }}\n"
        for i in range(300)
    )
    source = tmp_path / "many.c"
    source.write_text(text, encoding="utf-8")
    run_probe("find", source).expect(0)


CONSTRUCTOR = """\
static volatile int ready;
static void __attribute__((constructor)) set_up(void) { ready = 1; }
int sample_ready(void) __attribute__((visibility("default")));
int sample_ready(void) { return ready; }
"""


def test_constructors_are_refused(run_probe: RunProbe, tmp_path: Path) -> None:
    source = tmp_path / "constructor.c"
    source.write_text(CONSTRUCTOR, encoding="utf-8")
    done = run_probe("run", source).expect(1)
    assert "HX_ERR_LOAD: dynamic section: DT_INIT_ARRAY" in done.output
    assert "no constructor or destructor of a module runs" in done.output


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """What a linker makes, and is no module of this machine."""

    expected: str
    text: str = "int sample_value = 1;\n"
    compile_flags: tuple[str, ...] = ()
    link_flags: tuple[str, ...] = LINK_FLAGS
    linker: str = "ld.lld"


FOREIGN = {
    "thread-local": Foreign(
        text="_Thread_local int sample_value = 1;\n",
        expected=r"HX_ERR_LOAD: PT_TLS \(program header \d\): a module has no "
        "thread-local variables",
    ),
    "known at run time": Foreign(
        text="static int one(void) { return 1; }\n"
        "int (*sample_choose(void))(void);\n"
        "int (*sample_choose(void))(void) { return one; }\n"
        'int sample_one(void) __attribute__((ifunc("sample_choose")));\n',
        expected=r"HX_ERR_LOAD: symbol \d, 'sample_one': it is known only at run time",
    ),
    "relocated text": Foreign(
        text="extern int host_number;\nint *const sample_table[] = {&host_number};\n",
        compile_flags=("-fno-pic",),
        link_flags=(*LINK_FLAGS, "-z", "notext"),
        expected="HX_ERR_LOAD: dynamic section: DT_TEXTREL is refused",
    ),
    "packed relocations": Foreign(
        text="int sample_value;\nint *sample_table[] = {&sample_value};\n",
        compile_flags=("-fvisibility=hidden",),
        link_flags=(*LINK_FLAGS, "--pack-dyn-relocs=relr"),
        expected="HX_ERR_LOAD: dynamic section: DT_RELR",
    ),
    "a library": Foreign(
        link_flags=("-shared",),
        linker="gcc",
        expected="HX_ERR_LOAD: dynamic section: DT_INIT is refused",
    ),
    "a folder of libraries": Foreign(
        link_flags=(*LINK_FLAGS, "-rpath", "/lib"),
        expected="HX_ERR_LOAD: dynamic section: DT_RUNPATH is refused",
    ),
    "writable text": Foreign(
        text="int sample_one(void);\nint sample_one(void) { return 1; }\n",
        link_flags=(*LINK_FLAGS, "-N"),
        linker="ld",
        expected=r"HX_ERR_LOAD: PT_LOAD \(program header 0\): p_flags is 0x7, expected",
    ),
    "large pages": Foreign(
        link_flags=(*LINK_FLAGS, "-z", "max-page-size=65536"),
        expected=r"HX_ERR_LOAD: PT_LOAD \(program header \d\): p_align is 0x10000, "
        "expected at most 0x1000",
    ),
    "no sysv hash table": Foreign(
        link_flags=(*LINK_FLAGS, "--hash-style=gnu"),
        expected="HX_ERR_LOAD: dynamic section: DT_HASH is missing",
    ),
    "another machine": Foreign(
        compile_flags=("--target=riscv64-unknown-none-elf",),
        expected=r"HX_ERR_ABI: e_machine is 0xf3, expected 0x3e \(x86_64\)",
    ),
    "another class": Foreign(
        compile_flags=("--target=i386-unknown-none-elf",),
        expected=r"HX_ERR_ABI: EI_CLASS is 0x1, expected 0x2 \(64 bit\)",
    ),
    "another byte order": Foreign(
        compile_flags=("--target=powerpc64-unknown-none-elf",),
        expected=r"HX_ERR_ABI: EI_DATA is 0x2, expected 0x1 \(little endian\)",
    ),
    "an unlinked object": Foreign(
        link_flags=("-r",),
        expected=r"HX_ERR_LOAD: e_type is 0x1, expected 0x3 \(shared object\)",
    ),
}


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_foreign(
    tmp_path: Path, probe_of: Callable[[str], Path], foreign: Foreign
) -> None:
    source = tmp_path / "foreign.c"
    source.write_text(foreign.text, encoding="utf-8")
    target = build_object(
        tmp_path,
        Toolchain(compiler="clang", linker=foreign.linker),
        source,
        compile_flags=["-ffreestanding", "-fPIC", *foreign.compile_flags],
        link_flags=foreign.link_flags,
    )
    done = execute([str(probe_of("clang")), "run", str(target)], cwd=tmp_path)
    assert re.search(foreign.expected, done.expect(1).output), done.story()
