# SPDX-License-Identifier: MIT
"""A boot as a chart: what `templates/boot_chart.svg.j2` draws. Lengths are pixels.

A row is a module that has a record, in start order. Left of the names a line joins those
of the critical path; right of the bars stand the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from codegen.trace.boot import Boot, Step
from codegen.trace.facts import Facts
from codegen.trace.ring import Record, Trace

_TOP = 132
_ROW = 22
_BAR_LEFT = 270
_BAR_WIDTH = 640
# A hook that took no time can be seen all the same.
_BAR_LEAST = 2.0
_NAME_MAX = 26
_TICKS = 8


@dataclass(frozen=True, kw_only=True)
class BarView:
    look: str
    x: str
    width: str
    title: str


@dataclass(frozen=True, kw_only=True)
class RowView:
    y: int
    middle: int
    text: int
    name: str
    title: str
    on_path: bool
    bars: tuple[BarView, ...]
    figures: tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class TickView:
    x: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ChartView:
    title: str
    lines: tuple[str, ...]
    unit: str
    height: int
    bottom: int
    rows: tuple[RowView, ...]
    ticks: tuple[TickView, ...]
    # The first and the last row of the path, if it has two; the middle of each.
    path: tuple[int, int] | None
    totals: tuple[str, str, str]
    totals_y: int


def view_chart(
    trace: Trace, boot: Boot, facts: Facts, statuses: dict[int, str]
) -> ChartView:
    """`statuses` are the names of enum hx_status."""
    counted = facts.target != "host"
    shown = [step for step in boot.steps if step.init or step.start]
    span = max(boot.end_ns - boot.begin_ns, 1)
    rows = tuple(
        _row(index, step, boot, span, statuses) for index, step in enumerate(shown)
    )
    bottom = _TOP + _ROW * len(rows)
    on_path = [row.middle for row in rows if row.on_path]
    return ChartView(
        title=escape(f"{facts.profile} for {facts.target}: boot"),
        lines=tuple(map(escape, _lines(trace, boot, len(shown), counted))),
        unit="thousands of instructions" if counted else "microseconds",
        height=bottom + 58,
        bottom=bottom,
        rows=rows,
        ticks=tuple(_ticks(span)),
        path=(on_path[0], on_path[-1]) if len(on_path) > 1 else None,
        totals=(
            _figure(sum(s.init.duration_ns or 0 for s in shown if s.init)),
            _figure(sum(s.start.duration_ns or 0 for s in shown if s.start)),
            _figure(boot.hooks_ns),
        ),
        totals_y=bottom + 38,
    )


def _lines(trace: Trace, boot: Boot, shown: int, counted: bool) -> Iterator[str]:
    span = max(boot.end_ns - boot.begin_ns, 1)
    what = "instructions" if counted else "ns"
    ready = "to ready" if trace.ready_ns is not None else "and was not ready then"
    yield (
        f"{_modules(len(boot.steps))} took {span:,} {what} {ready}: {boot.hooks_ns:,} in "
        "init and start, the rest in the log and the walk"
    )
    chain = ", each waiting for the one before," if len(boot.path) > 1 else ","
    yield (
        f"Critical path: {_modules(len(boot.path))}{chain} "
        f"{boot.path_ns:,} {what} ({100 * boot.path_ns / span:.1f} %)"
    )
    missing = len(boot.steps) - shown
    if missing:
        yield (
            f"{missing} of them {'is' if missing == 1 else 'are'} not shown: skipped, or "
            "dropped from the ring"
        )


def _row(
    index: int, step: Step, boot: Boot, span: int, statuses: dict[int, str]
) -> RowView:
    y = _TOP + index * _ROW
    name = step.module.name
    hooks = ((step.init, "init"), (step.start, "start"))
    return RowView(
        y=y,
        middle=y + _ROW // 2,
        text=y + _ROW // 2 + 4,
        name=escape(name if len(name) <= _NAME_MAX else name[: _NAME_MAX - 1] + "…"),
        title=escape(f"{step.position}: {name} {step.module.version}"),
        on_path=step.position in boot.path,
        bars=tuple(
            _bar(hook, look, boot, span, statuses)
            for hook, look in hooks
            if hook is not None
        ),
        figures=(_of_hook(step.init), _of_hook(step.start), _figure(step.duration_ns)),
    )


def _bar(
    hook: Record, look: str, boot: Boot, span: int, statuses: dict[int, str]
) -> BarView:
    end_ns = boot.end_ns
    if hook.duration_ns is not None:
        end_ns = hook.begin_ns + hook.duration_ns
    width = max((end_ns - hook.begin_ns) * _BAR_WIDTH / span, _BAR_LEAST)
    x = _BAR_LEFT + (hook.begin_ns - boot.begin_ns) * _BAR_WIDTH / span
    if hook.duration_ns is None:
        look, told = "failed", "has not returned"
    else:
        status = statuses.get(hook.status, str(hook.status))
        look = look if hook.status == 0 else "failed"
        told = f"{_figure(hook.duration_ns)} from {_figure(hook.begin_ns)}, {status}"
    return BarView(
        look=look,
        x=f"{x:.2f}",
        width=f"{width:.2f}",
        title=escape(f"{hook.phase.title} {hook.name} {hook.version}: {told}"),
    )


def _modules(count: int) -> str:
    return f"{count} module{'' if count == 1 else 's'}"


def _of_hook(hook: Record | None) -> str:
    if hook is None or hook.duration_ns is None:
        return "–"
    return _figure(hook.duration_ns)


def _figure(ns: int) -> str:
    return f"{ns / 1000:,.1f}"


def _ticks(span: int) -> Iterator[TickView]:
    """At round numbers, not more than `_TICKS` of them."""
    step = 1
    for factor in _round_numbers():
        step = factor
        if span // step <= _TICKS:
            break
    for ns in range(0, span + 1, step):
        yield TickView(
            x=f"{_BAR_LEFT + ns * _BAR_WIDTH / span:.2f}", text=f"{ns / 1000:,g}"
        )


def _round_numbers() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10
