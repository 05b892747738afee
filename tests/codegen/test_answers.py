# SPDX-License-Identifier: MIT
"""Answers about any image: they agree with its plan, and a remedy does what it says."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from codegen.answer.absence import explain_absence
from codegen.answer.image import describe_image
from codegen.answer.order import Decision, explain_order
from codegen.answer.parties import find_parties, list_names
from codegen.answer.presence import explain_presence
from codegen.answer.remedy import Remedy
from codegen.diagnostics import Diagnostics
from codegen.model import Model
from codegen.plan.model import Edge, Plan
from codegen.tools.json_text import print_json
from codegen.tools.why_text import tell_absence, tell_order, tell_presence

from .builders import SEARCH, plan
from .test_plan_properties import models, profiles


def is_chain(edges: Sequence[Edge], first: str, last: str) -> bool:
    names = [first, *(edge.later for edge in edges)]
    return names[-1] == last and [edge.earlier for edge in edges] == names[:-1]


def ways(planned: Plan, first: str, last: str) -> int:
    """How many steps the shortest way from one module to another has; 0: none."""
    later: dict[str, set[str]] = {}
    for each in planned.modules:
        for edge in each.edges:
            later.setdefault(edge.earlier, set()).add(each.module.name)
    reached, steps = {first}, 0
    while reached:
        if last in reached:
            return steps
        reached = set().union(*(later.get(name, ()) for name in reached))
        steps += 1
    return 0


@given(models(), profiles())
@settings(SEARCH, max_examples=80)
def test_order(known: Model, text: str) -> None:
    planned, _ = plan(known, text)
    if planned is None:
        return
    for first, second in itertools.permutations(planned.modules, 2):
        answer = explain_order(planned, first, second)
        assert answer.as_asked == (first.ident < second.ident)
        assert (answer.earlier_id, answer.later_id) == tuple(
            sorted((first.ident, second.ident))
        )
        steps = ways(planned, answer.earlier, answer.later)
        assert len(answer.chain) == steps
        assert (answer.decided_by is Decision.CHAIN) == (steps > 0)
        if steps:
            assert is_chain(answer.chain, answer.earlier, answer.later)
            assert not answer.longest_chain
        else:
            assert len(answer.longest_chain) == answer.later_depth
            deeper = answer.earlier_depth < answer.later_depth
            assert (answer.decided_by is Decision.DEPTH) == deeper
        for edge in answer.longest_chain[:1]:
            assert is_chain(answer.longest_chain, edge.earlier, answer.later)
        assert list(tell_order(answer))


@given(models(), profiles())
@settings(SEARCH, max_examples=80)
def test_presence(known: Model, text: str) -> None:
    planned, _ = plan(known, text)
    if planned is None:
        return
    image = describe_image(planned)
    assert [entry.name for entry in image.modules] == [
        each.module.name for each in planned.modules
    ]
    named = {entry.name for entry in planned.profile.static} | {"shell"}
    for each in planned.modules:
        answer = explain_presence(planned, each)
        wanted = [step.wanted_by for step in answer.came_by]
        names = [step.module for step in answer.came_by]
        assert names[0] == each.module.name and wanted == [*names[1:], None]
        assert names[-1] in named
        assert len(answer.handles) == len(each.module.uses)
        assert list(tell_presence(answer))


def apply(remedy: Remedy, text: str) -> str | None:
    """The profile with what the remedy says; None for what is no addition."""
    text = re.sub(r"static = \[(.*)\]", rf'static = [\1, "{remedy.static}"]', text)
    text = text.replace("[, ", "[")
    loadable = re.search(r"loadable = \[.*\]", text)
    if loadable is not None:
        names = [n for n in re.findall('"([^"]*)"', loadable[0]) if n != remedy.static]
        text = text.replace(loadable[0], f"loadable = {json.dumps(names)}")
    for interface, provider in remedy.interfaces.items():
        text = text.replace(
            "[interfaces]\n", f'[interfaces]\n{interface} = "{provider}"\n'
        )
    for module, handles in remedy.bind.items():
        if f'[bind."{module}"]' in text:
            return None
        lines = [f'{handle} = "{name}"' for handle, name in handles.items()]
        text += "\n".join([f'[bind."{module}"]', *lines]) + "\n"
    return text


def errors_of(diagnostics: Diagnostics) -> set[tuple[str, str]]:
    return {(d.rule, d.message) for d in diagnostics.sorted() if d.severity == "error"}


@given(models(), profiles())
@settings(SEARCH, max_examples=120)
def test_absence(known: Model, text: str) -> None:
    planned, diagnostics = plan(known, text)
    if planned is None:
        return
    present = {each.module.name for each in planned.modules}
    for module in known.modules:
        if module.name in present:
            continue
        answer = explain_absence(known, planned, module, diagnostics)
        assert list(tell_absence(answer, planned.profile))
        for offer in answer.offers:
            assert set(offer.served_by) <= present
        remedy = answer.remedy
        changed = apply(remedy, text)
        if changed is None:
            continue
        after, found = plan(known, changed)
        new = errors_of(found) - errors_of(diagnostics)
        assert new == {(problem.id, problem.message) for problem in remedy.problems}
        assert remedy.works == (after is not None and not new)
        if after is None:
            continue
        names = {each.module.name for each in after.modules}
        assert names - present == {module.name, *remedy.brings}
        assert present - names == set(remedy.drops)


@given(models(), profiles())
@settings(SEARCH, max_examples=60)
def test_parties(known: Model, text: str) -> None:
    planned, _ = plan(known, text)
    if planned is None:
        return
    bound = {
        (each.module.name, binding.use.handle): binding.provider
        for each in planned.modules
        for binding in each.bindings
    }
    for name in list_names(known):
        answer = find_parties(known, planned, name)
        assert answer is not None
        if answer.interface is not None:
            primaries = [s.module for s in answer.interface.served_by if s.primary]
            assert primaries == [answer.interface.primary][: len(primaries)]
            for user in answer.interface.used_by:
                provider = bound.get((user.module, user.handle))
                assert user.provider == (provider and provider.name)
        if answer.capability is not None:
            for dependent in answer.capability.needed_by:
                met = dependent.met_by or dependent.optional or not dependent.in_image
                assert met
    assert find_parties(known, planned, "nobody-knows-it") is None


def test_json_of_what_is_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": [1, None, "é"]})
    assert capsys.readouterr().out == '{\n "a": [\n  1,\n  null,\n  "\\u00e9"\n ]\n}\n'
