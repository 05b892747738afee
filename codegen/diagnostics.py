# SPDX-License-Identifier: MIT
"""Mistakes of the user, collected and shown together.

A stage never raises for a mistake in a spec or a profile: it reports a
diagnostic to the `Diagnostics` it was given and goes on. The ids are stable;
`codegen/catalogue.py` lists them, `docs/errors.md` explains them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codegen.catalogue import RULES
from codegen.nearest import find_nearest
from codegen.source import Span


@dataclass(frozen=True, kw_only=True)
class Note:
    """A second place that a reader needs: "first defined here", an edge of a cycle."""

    message: str
    span: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """One mistake. `rule` is an id of the catalogue; E is an error, W a warning."""

    rule: str
    message: str
    span: Span
    notes: tuple[Note, ...] = ()
    help: str | None = None

    @property
    def severity(self) -> str:
        return "error" if self.rule.startswith("E") else "warning"

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (
            self.span.source.display,
            self.span.start,
            self.span.end,
            self.rule,
            self.message,
        )


class Diagnostics:
    """Collects diagnostics of a run; the same mistake reported twice counts once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, int, str, str], Diagnostic] = {}

    def report(
        self,
        rule: str,
        span: Span,
        message: str,
        *,
        notes: Iterable[Note] = (),
        help: str | None = None,
    ) -> None:
        """Add one diagnostic. `rule` must be in the catalogue."""
        if rule not in RULES:
            raise KeyError(f"rule {rule} is not in the catalogue")
        diagnostic = Diagnostic(
            rule=rule, message=message, span=span, notes=tuple(notes), help=help
        )
        self._found.setdefault(diagnostic.sort_key, diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        for diagnostic in diagnostics:
            self._found.setdefault(diagnostic.sort_key, diagnostic)

    def sorted(self) -> tuple[Diagnostic, ...]:
        return tuple(self._found[key] for key in sorted(self._found))

    @property
    def error_count(self) -> int:
        return sum(d.severity == "error" for d in self._found.values())

    @property
    def warning_count(self) -> int:
        return len(self._found) - self.error_count


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return "did you mean 'x'?" for the known word nearest to `word`, if one is near."""
    near = find_nearest(word, known)
    return f"did you mean '{near}'?" if near is not None else None


def _excerpt(span: Span) -> list[str]:
    """The source line and a caret under it, tabs kept so that both line up.

    An empty file, or one that cannot be read, has no line to show.
    """
    if not span.source.text:
        return []
    line = span.source.line_text(span.line)
    before = span.text and span.start - span.source.line_starts[span.line - 1]
    offset = int(before) if before != "" else len(line)
    shown = line if len(line) <= 200 else line[:200] + "..."
    pad = "".join("\t" if c == "\t" else " " for c in shown[:offset])
    width = max(1, min(span.end - span.start, len(shown) - offset))
    return [f"    {shown}", f"    {pad}^{'~' * (width - 1)}"]


def render_diagnostic(diagnostic: Diagnostic) -> str:
    """Return the text of one diagnostic, several lines, no newline at the end."""
    lines = [
        f"{diagnostic.span}: {diagnostic.severity}[{diagnostic.rule}]: "
        f"{diagnostic.message}"
    ]
    lines += _excerpt(diagnostic.span)
    for note in diagnostic.notes:
        if note.span is None:
            lines.append(f"note: {note.message}")
        else:
            lines.append(f"{note.span}: note: {note.message}")
            lines += _excerpt(note.span)
    if diagnostic.help is not None:
        lines.append(f"help: {diagnostic.help}")
    return "\n".join(lines)


def render_all(diagnostics: Diagnostics) -> str:
    """Return all diagnostics, sorted by place, and a closing count; "" if none."""
    found = diagnostics.sorted()
    if not found:
        return ""
    blocks = [render_diagnostic(d) for d in found]
    counts = []
    for count, word in (
        (diagnostics.error_count, "error"),
        (diagnostics.warning_count, "warning"),
    ):
        if count:
            counts.append(f"{count} {word}{'s' if count > 1 else ''}")
    return "\n".join(blocks) + "\n" + " and ".join(counts) + "\n"
