# SPDX-License-Identifier: MIT
"""What a boot's duration depends on: the modules, who waits for whom, and the machine.

`gen/trace.json` holds it between configure.py, which knows the plan, and the run.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from codegen.plan.model import Plan


@dataclass(frozen=True, kw_only=True)
class Module:
    """`waits_for` are positions in the start order, all smaller than its own."""

    name: str
    version: str
    waits_for: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The modules are in start order: a module's position is its id."""

    profile: str
    target: str
    memory_mb: int
    interactive: bool
    modules: tuple[Module, ...]


def collect_facts(plan: Plan) -> Facts:
    positions = {planned.module.name: planned.ident for planned in plan.modules}
    return Facts(
        profile=plan.profile.name,
        target=plan.target,
        memory_mb=plan.profile.boot.memory_mb,
        interactive=plan.profile.boot.interactive,
        modules=tuple(
            Module(
                name=planned.module.name,
                version=str(planned.module.version),
                waits_for=tuple(
                    sorted({positions[edge.earlier] for edge in planned.edges})
                ),
            )
            for planned in plan.modules
        ),
    )


def write_facts(facts: Facts) -> str:
    """One line a module, so that a difference can be read."""
    table = asdict(facts)
    modules = ",\n".join(json.dumps(module) for module in table.pop("modules"))
    return f'{json.dumps(table)[:-1]}, "modules": [\n{modules}\n]}}\n'


def read_facts(text: str) -> Facts:
    table = json.loads(text)
    modules = tuple(
        Module(
            name=module["name"],
            version=module["version"],
            waits_for=tuple(module["waits_for"]),
        )
        for module in table.pop("modules")
    )
    return Facts(modules=modules, **table)
