# SPDX-License-Identifier: MIT
"""What holds for the plan of any image, and for any set of specs and profiles."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diagnostics import render_all
from codegen.model import Model, Module
from codegen.plan.hash import find_in_hash
from codegen.plan.model import Plan

from .builders import SEARCH, model, module, plan

NAMES = ["a", "b", "c", "d", "e", "f", "shell", "x.y"]
CAPABILITIES = ["clock", "log"]
INTERFACES = ["block", "net"]
# What comes often stands there often: a good plan is rare enough.
CONSTRAINTS = ["", "", "", "1.0", ">= 1.0", ">= 1.1", "< 1.1"]
VERSIONS = ["1.0", "1.0", "1.1"]
FLAGS = ["", "", "HOT_RELOADABLE", "ESSENTIAL", "DEPRECATED"]


def some(entries: list[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(entries), unique=True, max_size=most)


@st.composite
def modules(draw: st.DrawFn, name: str) -> Module:
    def optional() -> str:
        return draw(st.sampled_from(["", " optional"]))

    others = [*NAMES[: NAMES.index(name)], *CAPABILITIES, "f"]
    # Two modules always serve something, so that handles can be bound.
    implements = {"a": ["block 1.1"], "b": ["net 1.0"]}.get(name, [])
    if name in "cd":
        implements = [
            f"{i} {draw(st.sampled_from(VERSIONS))}" for i in draw(some(INTERFACES, 1))
        ]
    return module(
        name,
        at=draw(st.sampled_from(VERSIONS)),
        flags=draw(st.sampled_from(FLAGS)),
        dependencies=[
            f"{other} {draw(st.sampled_from(CONSTRAINTS))}{optional()}"
            for other in draw(some(others, 2))
        ],
        provides=draw(some(CAPABILITIES, 1)) if name in "abc" else [],
        after=draw(some(["a", "b"], 1)),
        before=draw(some(["shell", "x.y"], 1)),
        uses=[
            f"{interface} {draw(st.sampled_from(CONSTRAINTS))} as h{at}{optional()}"
            for at, interface in enumerate(draw(some(INTERFACES, 1)))
        ],
        implements=implements,
        on=draw(some(["tick", "custom", '"disk.idle"'], 2)),
    )


@st.composite
def models(draw: st.DrawFn) -> Model:
    known = [draw(modules(name)) for name in NAMES]
    return model(*known, interfaces=INTERFACES)


@st.composite
def profiles(draw: st.DrawFn) -> str:
    def quoted(names: list[str]) -> str:
        return "[" + ", ".join(f'"{name}"' for name in names) + "]"

    lines = ["[modules]", f"static = {quoted(draw(some(NAMES, 5)))}"]
    if draw(st.integers(0, 4)) == 0:
        lines.append(f"loadable = {quoted(draw(some(NAMES, 2)))}")
    chosen = draw(st.integers(0, 3)) == 0
    for name in draw(some([*NAMES, "nobody"], 2)) if chosen else []:
        lines += [f'[bind."{name}"]', f'h0 = "{draw(st.sampled_from(NAMES))}"']
    lines.append("[interfaces]")
    for interface in draw(some([*INTERFACES, "none"], 2)) if chosen else []:
        lines.append(f'{interface} = "{draw(st.sampled_from(NAMES))}"')
    if draw(st.integers(0, 3)) == 0:
        lines.append('[boot]\ncommands = ["list"]')
    return "\n".join(lines) + "\n"


def broken_promises(planned: Plan) -> Iterator[str]:
    """What is wrong with a plan that was made without an error."""
    start = {m.module.name: m.ident for m in planned.modules}
    keys = [m.key for m in planned.modules]
    if keys != sorted(keys) or list(start.values()) != list(range(len(keys))):
        yield "ids are not the order of the keys"
    for each in planned.modules:
        name = each.module.name
        below = [planned.modules[start[edge.earlier]].depth for edge in each.edges]
        if each.depth != max(below, default=-1) + 1:
            yield f"depth of {name}"
        for dependency in each.module.dependencies:
            providers = [
                m.module
                for m in planned.modules
                if m.module.name == dependency.name
                or dependency.name in [c.name for c in m.module.provides]
            ]
            fits = any(dependency.constraint.accepts(p.version) for p in providers)
            if not fits and (providers or not dependency.optional):
                yield f"{dependency.name} of {name} is not met"
            if any(start[p.name] >= each.ident for p in providers):
                yield f"{name} starts before a provider of {dependency.name}"
        if [b.use for b in each.bindings] != list(each.module.uses):
            yield f"handles of {name}"
        for binding in each.bindings:
            provider = binding.provider
            if provider is None:
                if not binding.use.optional:
                    yield f"{binding.use.handle} of {name} is not bound"
                continue
            served = provider.implementation(binding.use.interface)
            if served is None or not binding.use.constraint.accepts(served.version):
                yield f"{binding.use.handle} of {name} is bound to what does not fit"
            if start.get(provider.name, each.ident) >= each.ident:
                yield f"{binding.use.handle} of {name} is bound to a later module"
            moves = provider.flags & {"HOT_RELOADABLE", "USERSPACE"}
            if binding.direct != (not binding.use.optional and not moves):
                yield f"the call of {binding.use.handle} of {name}"
    for name, at in start.items():
        if find_in_hash(planned.name_hash, name) != at:
            yield f"{name} is not found by name"


@given(models(), profiles())
@settings(SEARCH, max_examples=300)
def test_no_specs_and_no_profile_make_the_plan_fail(known: Model, text: str) -> None:
    planned, diagnostics = plan(known, text)
    rendered = render_all(diagnostics)
    again, more = plan(known, text)
    assert (planned is None) == (again is None) and render_all(more) == rendered
    if planned is None:
        return
    assert again is not None and planned.modules == again.modules
    if diagnostics.error_count == 0:
        assert list(broken_promises(planned)) == []


@given(models(), st.permutations(NAMES), st.integers(1, 4))
@settings(SEARCH, max_examples=100)
def test_the_order_of_the_profile_does_not_matter(
    known: Model, names: list[str], count: int
) -> None:
    found = []
    for static in (names[:count], sorted(names[:count])):
        listed = ", ".join(f'"{name}"' for name in static)
        planned, diagnostics = plan(known, f"[modules]\nstatic = [{listed}]\n")
        messages = sorted((d.rule, d.message) for d in diagnostics.sorted())
        found.append((planned and planned.modules, messages))
    assert found[0] == found[1]
