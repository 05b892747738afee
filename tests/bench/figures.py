# SPDX-License-Identifier: MIT
"""Figures, and the ways to show them: a table, JSON, a chart.

Each is held against what a C user would have otherwise, on the same work in the same
run: so what counts is the ratio.
"""

from __future__ import annotations

import html
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`count` is in `unit`. `measure` is what `against` takes for the same; None where
    there is nothing of the kind. `goal` is in the unit of `count`; None where it is a
    part of another figure, or where nobody has set one."""

    section: str
    name: str
    count: float
    unit: str = "instructions"
    against: str = ""
    measure: float | None = None
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.count / self.measure if self.measure else None

    @property
    def is_met(self) -> bool:
        return self.goal is None or self.count <= self.goal


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 or value == int(value) else f"{value:,.1f}"


def table(figures: Sequence[Figure]) -> str:
    """Return lines for a terminal, with a heading for each section."""
    lines = []
    section = None
    for figure in figures:
        if figure.section != section:
            section = figure.section
            lines += ["", f"{section:<36}{'count':>12}{'ratio':>8}{'goal':>12}"]
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        goal = _number(figure.goal) if figure.goal is not None else ""
        line = f"{figure.name:<36}{_number(figure.count):>12}{ratio:>8}{goal:>12}"
        notes = [] if figure.is_met else ["not met"]
        notes += [figure.unit] if figure.unit != "instructions" else []
        if figure.measure is not None and figure.against:
            notes.append(f"{figure.against}: {_number(figure.measure)}")
        lines.append(f"{line}  {', '.join(notes)}".rstrip())
    return "\n".join(lines[1:]) + "\n"


def as_json(figures: Sequence[Figure]) -> str:
    listed = [{**asdict(figure), "ratio": figure.ratio} for figure in figures]
    return json.dumps(listed, indent=1) + "\n"


_ROW = 18
_LEFT = 300
_WIDTH = 420
_DECADES = (0.1, 1.0, 10.0, 100.0)


def _x(ratio: float) -> float:
    low, high = math.log10(_DECADES[0]), math.log10(_DECADES[-1])
    share = (math.log10(max(ratio, _DECADES[0])) - low) / (high - low)
    return _LEFT + min(share, 1.0) * _WIDTH


def chart(figures: Sequence[Figure]) -> str:
    """Return an SVG of all ratios, on a scale of decades: to the left of the line at 1
    we take less than what we are held against."""
    shown = [figure for figure in figures if figure.ratio is not None]
    height = 50 + _ROW * len(shown)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 240}" '
        f'height="{height}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for decade in _DECADES:
        x = _x(decade)
        color = "black" if decade == 1.0 else "#cccccc"
        parts.append(
            f'<line x1="{x:.1f}" y1="24" x2="{x:.1f}" y2="{height - 10}" '
            f'stroke="{color}"/>'
            f'<text x="{x:.1f}" y="16" text-anchor="middle">{decade:g}</text>'
        )
    for number, figure in enumerate(shown):
        ratio = figure.ratio
        assert ratio is not None
        y = 34 + _ROW * number
        start, end = sorted((_x(1.0), _x(ratio)))
        color = "#3b7a57" if ratio <= 1.0 else "#b5651d"
        against = f"{ratio:.2f} of {figure.against}"
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 10}" text-anchor="end">'
            f"{html.escape(figure.name.strip())}</text>"
            f'<rect x="{start:.1f}" y="{y}" width="{max(end - start, 1):.1f}" '
            f'height="{_ROW - 6}" fill="{color}"/>'
            f'<text x="{_LEFT + _WIDTH + 8}" y="{y + 10}" fill="#555555">'
            f"{html.escape(against)}</text>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
