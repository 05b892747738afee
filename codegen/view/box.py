# SPDX-License-Identifier: MIT
"""The boxes of the picture: a module, with lines for what it uses and what it offers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from codegen.model import Module
from codegen.plan.model import Binding, Edge, EdgeKind, Plan, PlannedModule
from codegen.view.arrows import (
    ArrowView,
    capability_port,
    handle_port,
    interface_port,
)
from codegen.view.dottext import label_text, place_of, quoted, shortened

# So many characters make a brief box as wide as the names in it want it anyway.
_WIDTH = 44


@dataclass(frozen=True, kw_only=True)
class LineView:
    """A text in a box, and the port at which arrows begin or end."""

    port: str
    text: str


@dataclass(frozen=True, kw_only=True)
class BoxView:
    """A module. `named` by the profile. `offers` are rows of what it serves and
    provides; a brief box has no `uses`, but names all its `needs`, in lines."""

    node: str
    ident: int
    name: str
    version: str
    tooltip: str
    named: bool
    essential: bool
    uses: tuple[LineView, ...]
    offers: tuple[tuple[LineView, ...], ...]
    needs: tuple[str, ...]


def draw_boxes(
    plan: Plan, arrows: Sequence[ArrowView], *, brief: bool
) -> tuple[BoxView, ...]:
    """Return the boxes in start order. `arrows` are those between them."""
    named = {entry.name for entry in plan.profile.static}
    starts = {(arrow.start, arrow.start_port) for arrow in arrows}
    primaries = {
        planned.interface.name: planned.primary_at_boot
        for planned in plan.interfaces
        if len(planned.implementors) > 1
    }
    boxes = []
    for planned in plan.modules:
        module = planned.module
        node = quoted(module.name)
        offers = tuple(_offers(module, primaries))
        rows: tuple[tuple[LineView, ...], ...] = tuple((line,) for line in offers)
        if brief:
            rows = tuple(_join_rows(node, offers, starts))
        boxes.append(
            BoxView(
                node=node,
                ident=planned.ident,
                name=label_text(shortened(module.name)),
                version=str(module.version),
                tooltip=quoted(_describe(planned)),
                named=module.name in named,
                essential="ESSENTIAL" in module.flags,
                uses=() if brief else tuple(map(_use, planned.bindings)),
                offers=rows,
                needs=tuple(_needs(planned)) if brief else (),
            )
        )
    return tuple(boxes)


def _describe(planned: PlannedModule) -> str:
    """What a pointer over the box shows."""
    module = planned.module
    text = f"{module.name} {module.version}"
    if module.description:
        text += f": {module.description}"
    words = [planned.reason, *sorted(module.flags), place_of(module.span)]
    return f"{text} ({'; '.join(words)})"


def _use(binding: Binding) -> LineView:
    text = f"uses {shortened(binding.use.interface)} as {shortened(binding.use.handle)}"
    if binding.provider is None:
        text += ": nobody"
    return LineView(port=handle_port(binding.use.handle), text=label_text(text))


def _offers(
    module: Module, primaries: Mapping[str, Module | None]
) -> Iterator[LineView]:
    for served in module.implementations:
        text = f"serves {shortened(served.interface)} {served.version.short}"
        if primaries.get(served.interface) is module:
            text += " \u2605"
        yield LineView(port=interface_port(served.interface), text=label_text(text))
    for capability in module.provides:
        text = f"provides {shortened(capability.name)}"
        yield LineView(port=capability_port(capability.name), text=label_text(text))


def _join_rows(
    node: str, lines: Sequence[LineView], starts: Set[tuple[str, str | None]]
) -> Iterator[tuple[LineView, ...]]:
    """Put lines into rows. An arrow that begins in a row begins at its end: it would run
    through what follows."""
    row: list[LineView] = []
    width = 0
    for line in lines:
        if row and width + len(line.text) > _WIDTH:
            yield tuple(row)
            row, width = [], 0
        row.append(line)
        width += len(line.text)
        if (node, line.port) in starts:
            yield tuple(row)
            row, width = [], 0
    if row:
        yield tuple(row)


def _needs(planned: PlannedModule) -> Iterator[str]:
    # Each once: several providers of a capability are several edges.
    words = dict.fromkeys(_need(edge) for edge in planned.edges)
    for line in textwrap.wrap(
        ", ".join(words),
        _WIDTH,
        break_on_hyphens=False,
        break_long_words=False,
    ):
        yield label_text(line)


def _need(edge: Edge) -> str:
    """One need, with spaces at which no line ends."""
    if edge.kind in (EdgeKind.AFTER, EdgeKind.BEFORE):
        return f"after\u00a0{shortened(edge.earlier)}"
    return shortened(edge.name) + ("\u00a0(optional)" if edge.optional else "")
