# SPDX-License-Identifier: MIT
"""A kernel of as many modules as wanted, to see what grows with their number.

    python3 -m tests.bench.workload FOLDER --modules 10000 [--seed 1] [--target host]

Writes `FOLDER/mods/<group>/<name>.mod`, a spec a module with 100 of them in a folder,
and `FOLDER/workload.toml`, which has all of them in the image. Each spec is some 20
lines and has five dependencies, all of them on modules with lower numbers, so that there
is no cycle. Each tenth one declares an interface and serves it; what depends on such a
module uses the interface. The same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

GROUP = 100
DEPENDENCIES = 5
# One module in so many has an interface.
INTERFACES = 10
KINDS = ("clock", "queue", "bus", "cache", "port", "timer", "filter", "link", "store")


@dataclass(frozen=True, kw_only=True)
class Spec:
    """`needs` are the identifiers of others."""

    number: int
    identifier: str
    needs: tuple["Spec", ...]

    @property
    def path(self) -> str:
        return f"mods/group_{self.number // GROUP:04d}/{self.identifier}.mod"

    @property
    def name(self) -> str:
        return self.identifier.replace("_", "-")

    @property
    def interface(self) -> str | None:
        """The one that it declares and serves."""
        has_one = self.number % INTERFACES == 0
        return f"load.{self.identifier}" if has_one else None

    @property
    def text(self) -> str:
        return "\n".join(_lines(self)) + "\n"


def _lines(spec: Spec) -> Iterator[str]:
    number, name = spec.number, spec.identifier
    served = [need for need in spec.needs if need.interface is not None]
    yield f"/// Part {number} of the workload."
    yield f"module {name} {{"
    yield "    info {"
    yield f"        version: 1.{number % 7}.0;"
    yield f'        description: "Part {number} of the workload";'
    if spec.needs:
        names = ", ".join(f'"{need.name}"' for need in spec.needs)
        yield f"        dependencies: {names};"
    yield "    }"
    yield f"    config {{ uint32_t limit = {number % 900 + 1} @range(1, 1000); }}"
    yield "    state { uint64_t total = 0; uint32_t rounds = 0; }"
    if served:
        handles = (f'"{n.interface}" 1.0 as {n.identifier};' for n in served)
        yield f"    uses {{ {' '.join(handles)} }}"
    yield "    impl {"
    yield "        init { self->total = self->config->limit; return HX_OK; }"
    yield "        start { return HX_OK; }"
    yield "        stop { return HX_OK; }"
    yield '        request "stats" {'
    yield '            return hx_respond_fmt(response, "rounds %u", self->rounds);'
    yield "        }"
    yield "    }"
    yield "}"
    if spec.interface is not None:
        yield f'interface "{spec.interface}" 1.0 {{'
        yield "    uint32_t measure(uint32_t amount) @on_fail(0);"
        yield "    hx_status store(const void *data @in(size), size_t size);"
        yield "}"
        yield f'impl_interface({name}, "{spec.interface}", 1.0) {{'
        yield "    measure { return amount + self->rounds; }"
        yield "    store { return data && size ? HX_OK : HX_ERR_INVALID; }"
        yield "}"


def make_specs(modules: int, seed: int = 1) -> list[Spec]:
    choose = random.Random(seed)
    specs: list[Spec] = []
    for number in range(modules):
        kind = KINDS[choose.randrange(len(KINDS))]
        picked = sorted(choose.sample(range(number), min(number, DEPENDENCIES)))
        specs.append(
            Spec(
                number=number,
                identifier=f"{kind}_{number:05d}",
                needs=tuple(specs[index] for index in picked),
            )
        )
    return specs


def write_workload(
    folder: Path, modules: int, *, seed: int = 1, target: str = "host"
) -> list[Spec]:
    """Write the specs and the profile into a folder that has neither."""
    specs = make_specs(modules, seed)
    for spec in specs:
        path = folder / spec.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(spec.text, encoding="utf-8")
    names = "".join(f'    "{spec.name}",\n' for spec in specs)
    (folder / "workload.toml").write_text(
        f'[profile]\nname = "workload"\ntarget = "{target}"\n\n'
        f"[modules]\nstatic = [\n{names[:-2]}\n]\n",
        encoding="utf-8",
    )
    return specs


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.workload", allow_abbrev=False)
    parser.add_argument("folder", type=Path, help="a folder that is made")
    parser.add_argument("--modules", type=int, default=10_000, help="how many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", default="host")
    options = parser.parse_args(arguments)
    if options.folder.exists():
        print(f"'{options.folder}' is already there", file=sys.stderr)
        return 2
    options.folder.mkdir(parents=True)
    write_workload(
        options.folder, options.modules, seed=options.seed, target=options.target
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
