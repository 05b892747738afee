# SPDX-License-Identifier: MIT
"""The registry, the resolver and the graph against a second implementation.

Random registries are built and asked, step by step, by `resolver_cases.c` and by
`registry_model.py`; random graphs are sorted in C, by networkx, and by the planner,
which orders the modules of an image.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import networkx as nx
import pytest

from codegen.plan.model import EdgeKind
from tests.codegen.builders import model, module
from tests.codegen.test_order import order
from tests.runtime.registry_model import (
    ESSENTIAL,
    VERSION_MAX,
    Need,
    Refusal,
    Registry,
    Spec,
    version,
)
from tests.workspace import ROOT, execute

STRICT = """
    -std=c11 -O1 -g -fno-pie -no-pie -Wall -Wextra -Werror -Wmissing-prototypes
    -Wstrict-prototypes -Wshadow -Wundef -Wwrite-strings -Wcast-qual -Wpointer-arith
    -Wvla -Wconversion -Wimplicit-fallthrough -Wformat=2 -D_GNU_SOURCE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined
    -Iruntime/include -Itests/runtime -T tests/runtime/modules.ld
""".split()

CASE_COUNT = 250
STEP_COUNT = 60

MODULES = [f"m{i}" for i in range(12)]
CAPABILITIES = ["c0", "c1", "c2"]
INTERFACES = ["i0", "i1"]
VERSIONS = [version(1), version(1, 1), version(2)]
RANGES = [
    *[(0, VERSION_MAX)] * 6,
    (version(1), version(2) - 1),
    (version(1, 1), version(2) - 1),
    (version(1), version(1)),
    (version(2), VERSION_MAX),
]

Run = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("cases")
    program = folder / "resolver_cases"
    names = ["resolver_cases.c", "made_image.c", "fake_port.c"]
    sources = [f"tests/runtime/{name}" for name in names]
    sources += [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "runtime").glob("*.c"))
        if path.stem != "string"
    ]
    execute(["gcc", *STRICT, *sources, "-o", str(program)], cwd=ROOT).expect(0)

    def run_cases(text: str) -> list[str]:
        path = folder / "cases.txt"
        path.write_text(text, encoding="utf-8")
        return execute([str(program), str(path)], cwd=folder).expect(0).lines[:-1]

    return run_cases


# Registries -----------------------------------------------------------------------


def draw_needs(source: random.Random, user: str) -> list[Need]:
    needs = []
    names = [*MODULES, *CAPABILITIES, "nobody"]
    # Else most cycles would be of one module.
    if user in names and source.random() < 0.97:
        names.remove(user)
    for _ in range(source.choice([0, 1, 1, 2, 3])):
        lowest, highest = source.choice(RANGES)
        needs.append(
            Need(
                name=source.choice(names),
                lowest=lowest,
                highest=highest,
                optional=source.random() < 0.7,
            )
        )
    for _ in range(source.choice([0, 0, 0, 1])):
        lowest, highest = source.choice(RANGES)
        bound = source.random() < 0.4
        needs.append(
            Need(
                name=source.choice(INTERFACES),
                lowest=0 if bound else lowest,
                highest=0 if bound else highest,
                optional=source.random() < 0.3,
                handle=True,
                provider=source.randrange(len(MODULES)) if bound else None,
            )
        )
    return needs


def draw_spec(source: random.Random, number: int, name: str) -> Spec:
    return Spec(
        number=number,
        name=name,
        version=source.choice(VERSIONS),
        flags=ESSENTIAL if source.random() < 0.05 else 0,
        needs=tuple(draw_needs(source, name)),
        provides=tuple(source.sample(CAPABILITIES, source.choice([0, 0, 0, 1, 2]))),
        implements=tuple(
            (interface, source.choice(VERSIONS))
            for interface in source.sample(INTERFACES, source.choice([0, 0, 1]))
        ),
    )


def draw_image(source: random.Random, registry: Registry) -> list[Spec]:
    """A few modules, none of which needs one behind it: the start order of an image."""
    image: list[Spec] = []
    for name in MODULES[:4]:
        spec = draw_spec(source, len(image), name)
        if any(spec.has(need) for other in image for need in other.needs):
            continue
        try:
            registry.register(spec)
        except Refusal:
            continue
        image.append(spec)
    return image


@dataclass(kw_only=True)
class Case:
    """What resolver_cases.c is told, and what it should say."""

    text: list[str]
    expected: list[str]

    def ask(self, command: str, answer: Callable[[], list[str]]) -> None:
        self.text.append(command)
        try:
            self.expected += answer()
        except Refusal as refusal:
            self.expected.append(str(refusal))


def describe(spec: Spec) -> list[str]:
    lines = [f"module {spec.name} {spec.version} {spec.flags}"]
    for need in spec.needs:
        interval = f"{need.lowest} {need.highest} {int(need.optional)}"
        if not need.handle:
            lines.append(f"needs {need.name} {interval}")
        elif need.provider is None:
            lines.append(f"uses {need.name} {interval}")
    lines += [f"provides {name}" for name in spec.provides]
    lines += [f"implements {name} {at}" for name, at in spec.implements]
    return lines


def describe_bound(specs: list[Spec]) -> list[str]:
    """The handles that are bound; every module has been described."""
    return [
        f"binds {spec.number} {need.name} {int(need.optional)} {need.provider}"
        for spec in specs
        for need in spec.needs
        if need.provider is not None
    ]


def draw_case(seed: int) -> Case:
    source = random.Random(seed)
    registry = Registry()
    image = draw_image(source, registry)
    specs = list(image)
    taken = {spec.name for spec in image}
    # Behind the others one whose name is taken, and one named like a capability.
    names = [name for name in MODULES if name not in taken]
    for name in [*names, source.choice(MODULES), "c2"]:
        specs.append(draw_spec(source, len(specs), name))
    registry.names = {spec.number: spec.name for spec in specs}
    case = Case(text=[], expected=[])
    for spec in specs:
        case.text += describe(spec)
    case.text += describe_bound(specs)
    case.text.append(f"image {len(image)}")
    for spec in source.choices(specs, k=STEP_COUNT):
        number = spec.number
        here = any(spec is other for other in registry.modules)
        match source.choice(["register"] * 4 + ["unregister"] + ["resolve"] * 2):
            case "register":
                case.ask(f"register {number}", lambda: registry.register(spec))
            case "unregister" if here:
                case.ask(f"unload {number}", lambda: registry.unload(spec))
                case.ask(
                    f"unregister {number}", lambda: registry.unregister(spec, image)
                )
            case "resolve" if here or is_free(registry, spec):
                case.ask(f"resolve {number}", lambda: registry.resolve(spec))
    case.text.append("end")
    return case


def is_free(registry: Registry, spec: Spec) -> bool:
    try:
        registry.check_names(spec)
    except Refusal:
        return False
    return True


def test_registries(run: Run) -> None:
    cases = [draw_case(seed) for seed in range(CASE_COUNT)]
    said = iter(run("\n".join("\n".join(case.text) for case in cases) + "\n"))
    for seed, case in enumerate(cases):
        found = [next(said) for _ in case.expected]
        assert found == case.expected, f"seed {seed}:\n" + "\n".join(case.text)
    assert next(said, None) is None


def test_the_cases_are_worth_it() -> None:
    """Each answer comes up often enough to mean something."""
    lines = [line for seed in range(CASE_COUNT) for line in draw_case(seed).expected]
    orders = [line.count(" ") for line in lines if line.startswith("HX_OK: ")]
    cycles = [line.count("->") for line in lines if "_CIRCULAR" in line]
    assert sum(size >= 3 for size in orders) > 300
    assert sum(size >= 6 for size in orders) > 30
    assert sum(size >= 2 for size in cycles) > 200
    assert sum(size >= 4 for size in cycles) > 10
    for start, least in {
        "HX_OK:": 2000,
        "[warn] ": 200,
        "HX_ERR_ALREADY_LOADED": 1000,
        "HX_ERR_ALREADY_EXISTS": 500,
        "HX_ERR_WRONG_STATE": 100,
        "HX_ERR_DEPENDENCY": 1000,
        "HX_ERR_VERSION": 200,
        "HX_ERR_ESSENTIAL": 50,
        "HX_ERR_BUSY": 50,
    }.items():
        count = sum(line.startswith(start) for line in lines)
        assert count >= least, f"{count} times {start}"


# The order of an image --------------------------------------------------------------


def test_a_module_of_an_image_resolves_in_the_planners_order(run: Run) -> None:
    """`after` counts for the planner alone, and is kept."""
    text: list[str] = []
    expected: list[str] = []
    for seed in range(100):
        source = random.Random(seed)
        names = [f"n{i:02}" for i in source.sample(range(30), 12)]
        modules = []
        for i, name in enumerate(names):
            below = names[:i]
            needs = source.sample(below, min(len(below), source.choice([0, 1, 2])))
            capabilities = source.sample(
                CAPABILITIES[:i], min(i, source.choice([0, 1]))
            )
            modules.append(
                module(
                    name,
                    dependencies=[*needs, *(f"{c} optional" for c in capabilities)],
                    provides=[CAPABILITIES[i]] if i < len(CAPABILITIES) else [],
                    after=source.sample(below, min(len(below), 1)),
                )
            )
        ordered, diagnostics = order(model(*modules))
        assert ordered is not None and not diagnostics.sorted()
        graph = nx.DiGraph()
        graph.add_nodes_from(names)
        for each in ordered:
            text.append(f"module {each.module.name} {version(0, 1)} 0")
            for entry in each.module.dependencies:
                optional = int(entry.optional)
                text.append(f"needs {entry.name} 0 {VERSION_MAX} {optional}")
            text += [f"provides {entry.name}" for entry in each.module.provides]
            for edge in each.edges:
                if edge.kind is not EdgeKind.AFTER:
                    graph.add_edge(edge.later, edge.earlier)
        text.append(f"image {len(ordered)}")
        places = [each.module.name for each in ordered]
        for number, name in enumerate(places):
            text.append(f"resolve {number}")
            needed = nx.descendants(graph, name) | {name}
            expected.append(" ".join(["HX_OK:", *(n for n in places if n in needed)]))
        text.append("end")
    assert run("\n".join(text) + "\n") == expected


# Graphs -----------------------------------------------------------------------------


def draw_graph(seed: int) -> nx.DiGraph:
    source = random.Random(seed)
    ids = source.sample(range(source.choice([30, 2**32])), source.randrange(1, 20))
    graph = nx.DiGraph()
    graph.add_nodes_from(ids)
    for _ in range(source.randrange(0, 40)):
        if seed % 2:
            graph.add_edge(source.choice(ids), source.choice(ids))
        elif len(ids) > 1:
            earlier, later = sorted(source.sample(range(len(ids)), 2))
            graph.add_edge(ids[later], ids[earlier])
    return graph


def graph_case(graph: nx.DiGraph, seed: int) -> str:
    source = random.Random(seed)
    edges = list(graph.edges) + source.choices(list(graph.edges) or [()], k=5)
    edges = [edge for edge in edges if edge]
    source.shuffle(edges)
    words = ["graph", len(graph), *graph.nodes, len(edges)]
    for edge in edges:
        words += edge
    return " ".join(map(str, words)) + " end"


def test_graphs(run: Run) -> None:
    graphs = [draw_graph(seed) for seed in range(400)]
    said = run("\n".join(graph_case(g, i) for i, g in enumerate(graphs)) + "\n")
    sorted_count = 0
    for seed, (graph, line) in enumerate(zip(graphs, said, strict=True)):
        status, *words = line.split()
        if nx.is_directed_acyclic_graph(graph):
            sorted_count += 1
            by_depth = nx.topological_generations(graph.reverse())
            found = [node for depth in by_depth for node in sorted(depth)]
            assert (status, words) == ("HX_OK:", list(map(str, found))), f"seed {seed}"
            continue
        assert (status, words[0]) == ("HX_ERR_CIRCULAR:", "cycle"), f"seed {seed}"
        cycle = list(map(int, words[1:]))
        assert cycle[0] == min(cycle) and len(set(cycle)) == len(cycle)
        for edge in zip(cycle, cycle[1:] + cycle[:1], strict=True):
            assert graph.has_edge(*edge), f"seed {seed}"
    assert 100 < sorted_count < 300


def test_graphs_sort_as_images_do(run: Run) -> None:
    text = []
    expected = []
    for seed in range(0, 200, 2):
        graph = draw_graph(seed)
        known = model(
            *(
                module(
                    f"n{node:010}", dependencies=[f"n{to:010}" for to in graph[node]]
                )
                for node in graph
            )
        )
        ordered, _ = order(known)
        assert ordered is not None
        names = (str(int(each.module.name[1:])) for each in ordered)
        expected.append(" ".join(["HX_OK:", *names]))
        text.append(graph_case(graph, seed))
    assert run("\n".join(text) + "\n") == expected
