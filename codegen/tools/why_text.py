# SPDX-License-Identifier: MIT
"""The answers of `codegen why` in words, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.answer.absence import AbsenceAnswer, Kind, Offer
from codegen.answer.file import ReplacementAnswer
from codegen.answer.order import Decision, OrderAnswer
from codegen.answer.presence import HandleAnswer, PresenceAnswer
from codegen.answer.remedy import Remedy
from codegen.plan.model import Edge, EdgeKind
from codegen.plan.names import toml_key
from codegen.plan.order import describe_edge
from codegen.profile.profile import Profile


def _edge_line(edge: Edge) -> str:
    strength = "optional" if edge.optional else "required"
    if edge.kind in (EdgeKind.AFTER, EdgeKind.BEFORE):
        strength = "order only"
    return f"{describe_edge(edge)} ({strength}, {edge.span})"


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


# Why A starts before B ---------------------------------------------------------------


def tell_order(answer: OrderAnswer) -> Iterator[str]:
    turn = "" if answer.as_asked else "it is the other way round: "
    head = (
        f"{turn}{answer.earlier} ({answer.earlier_id}) starts before "
        f"{answer.later} ({answer.later_id})"
    )
    if answer.decided_by is Decision.CHAIN:
        yield f"{head}, by this chain:"
        for edge in answer.chain:
            yield f"  {_edge_line(edge)}"
        return
    if answer.decided_by is Decision.DEPTH:
        reason = (
            f"the depth decides: {answer.earlier_depth} before {answer.later_depth}"
        )
    else:
        reason = f"both have the depth {answer.later_depth}, so names decide"
    yield f"{head}: no chain joins them; {reason}"
    if answer.longest_chain:
        yield f"  {answer.later} has its depth by this chain:"
        for edge in answer.longest_chain:
            yield f"    {_edge_line(edge)}"


# Why a module is in the image --------------------------------------------------------


def tell_presence(answer: PresenceAnswer) -> Iterator[str]:
    subject = f"{answer.module} {answer.version}"
    for step in answer.came_by:
        yield f"{subject} is in the image: {step.reason} ({step.span})"
        subject = f"  {step.wanted_by}"
    if not answer.edges:
        yield f"  starts as {answer.id}, at depth {answer.depth}, after nothing"
    else:
        yield f"  starts as {answer.id}, at depth {answer.depth}:"
        for edge in answer.edges:
            yield f"    {_edge_line(edge)}"
    if answer.waited_for_by:
        yield f"  waited for by {_list(answer.waited_for_by)}"
    for handle in answer.handles:
        yield f"  {_handle_line(handle)}"


def tell_replacement(answer: ReplacementAnswer) -> Iterator[str]:
    yield (
        f"{answer.module} {answer.version} ({answer.span}) is a replacement: loaded at "
        f"run time from {answer.built_as} ({answer.listed_at})"
    )
    for handle in answer.handles:
        yield f"  {_handle_line(handle)}"


def _handle_line(handle: HandleAnswer) -> str:
    behind = "nobody" if handle.provider is None else f"'{handle.provider}'"
    return (
        f"handle '{handle.handle}' of {handle.interface} ({handle.span}): {behind}, "
        f"{handle.reason}"
    )


# What keeps a module out -------------------------------------------------------------


def tell_absence(answer: AbsenceAnswer, profile: Profile) -> Iterator[str]:
    yield f"{answer.module} {answer.version} ({answer.span}) is not in the image"
    if answer.loadable_at is not None:
        yield (
            f"  it is loadable: loaded at run time from {answer.module}.hxm "
            f"({answer.loadable_at})"
        )
    else:
        yield (
            f"  {profile.source.display} does not name it, and no module of the image "
            "requires it"
        )
    for offer in answer.offers:
        for line in _tell_offer(offer):
            yield f"  {line}"
    for offer in answer.offers:
        for want in offer.wanted_by:
            if not want.in_image and not want.optional and want.fits:
                yield (
                    f"  '{want.module}', which is not in the image either, requires "
                    f"{_what(offer)} ({want.span})"
                )
    yield from (f"  {line}" for line in _tell_remedy(answer.remedy, profile))


def _what(offer: Offer) -> str:
    return "it" if offer.kind is Kind.MODULE else f"{offer.kind.value} '{offer.name}'"


def _tell_offer(offer: Offer) -> Iterator[str]:
    wants = [want for want in offer.wanted_by if want.in_image]
    if offer.served_by:
        verb = "served" if offer.kind is Kind.INTERFACE else "provided"
        chosen = "" if offer.chosen_at is None else f", chosen at {offer.chosen_at}"
        yield (
            f"{offer.kind.value} '{offer.name}' is {verb} by {_list(offer.served_by)} "
            f"in the image{chosen}"
        )
    elif not wants and offer.kind is not Kind.MODULE:
        yield f"no module of the image asks for {_what(offer)}"
    for want in wants:
        if not want.fits:
            yield (
                f"'{want.module}' takes {_what(offer)} {want.takes}, and this is "
                f"{offer.version} ({want.span})"
            )
        elif want.optional and not offer.served_by:
            yield f"'{want.module}' wants {_what(offer)} only optionally ({want.span})"


def _tell_remedy(remedy: Remedy, profile: Profile) -> Iterator[str]:
    yield f"to bring it in, write in {profile.source.display}:"
    others = "..., " if profile.static else ""
    yield "  [modules]"
    yield f'  static = [{others}"{remedy.static}"]'
    if remedy.interfaces:
        yield "  [interfaces]"
    for interface, provider in remedy.interfaces.items():
        yield f'  "{interface}" = "{provider}"'
    for module, handles in remedy.bind.items():
        yield f"  [bind.{toml_key(module)}]"
        for handle, provider in handles.items():
            yield f'  {handle} = "{provider}"'
    if remedy.brings:
        yield f"with it come {_list(remedy.brings)}"
    if remedy.drops:
        yield f"nobody needs {_list(remedy.drops)} then"
    for problem in remedy.problems:
        help = "" if problem.help is None else f" ({problem.help})"
        yield f"then this is wrong: {problem.id}: {problem.message}{help}"
    if not remedy.works and not remedy.problems:
        yield "then the errors that there are already are in the way"
