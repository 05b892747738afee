# SPDX-License-Identifier: MIT
"""Where a C declaration of a spec ends, and what in it is not C.

`config`, `state`, `from` and `interface` blocks hold declarations in C with
annotations. Their C is not parsed here: it is cut at its `;`, and annotations and
comments are blanked, so that offsets into it stay offsets into the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from codegen.parse.annotation import Fault, blank_out, cut, scan_annotation
from codegen.parse.body import Literals, scan_body, skip_directive, skip_line_comment
from codegen.parse.lexer import MARGIN_DECLARATION
from codegen.source import Source
from codegen.parse.syntax import Annotation, CText


class Ending(Enum):
    """What a declaration ended at. A LINE is a line that begins the next one."""

    SEMICOLON = ";"
    BRACE = "}"
    LINE = "line"
    STOP = "stop"


@dataclass(frozen=True, kw_only=True)
class PlacedAnnotation:
    """An annotation; `trails` if it stands behind the parameter list."""

    annotation: Annotation
    trails: bool


@dataclass(frozen=True, kw_only=True)
class DeclarationScan:
    """`code` is the text from `start` to the last character that is no space and
    no comment, with what is not C blanked.

    `equals` is the offset of the first `=` outside of brackets. `end` is where
    reading goes on: behind the `;`, else at what ended the declaration.
    """

    source: Source
    start: int
    code: str
    end: int
    ending: Ending
    equals: int | None
    annotations: tuple[PlacedAnnotation, ...]
    faults: tuple[Fault, ...]

    @property
    def code_end(self) -> int:
        return self.start + len(self.code)

    def cut(self, start: int, end: int) -> CText:
        """Return the C between two offsets, without the space around it."""
        return cut(self.source, self.code, self.start, start, end)


_INTERESTING = re.compile(
    r"""(?P<open> [{(\[] )
      | (?P<close> [})\]] )
      | (?P<semicolon> ; )
      | (?P<equals> = )
      | (?P<quote> ["'] )
      | (?P<annotation> @ )
      | (?P<line_comment> // )
      | (?P<comment> /\* )
      | (?P<directive> ^[ \t]*\# )
      | (?P<declaration> ^(?:module|interface|impl_interface)\b )
      | (?P<newline> \n(?:[ \t\n]*\n)? )
    """,
    re.VERBOSE | re.MULTILINE | re.ASCII,
)
_PARTNERS = {")": "(", "]": "[", "}": "{"}
_NEXT_DECLARATION = re.compile(
    r"[ \t]*[A-Za-z_]\w*(?:[ \t]+|[ \t]*\*[ \t*]*)[A-Za-z_]", re.ASCII
)
# So much text without a `;` is no declaration: do not look at it again and again.
_LONGEST_HEAD = 2000
_MOST_FAULTS = 100  # More than the cursor would report.
_MOST_ANNOTATIONS = 100

_QUALIFIERS = frozenset(
    {"const", "volatile", "restrict", "static", "extern", "inline", "register"}
    | {"typedef", "_Atomic", "_Noreturn", "_Thread_local", "auto"}
)
_TAG_WORDS = frozenset({"struct", "union", "enum"})
_TYPE_WORDS = frozenset(
    {"void", "char", "short", "int", "long", "signed", "unsigned", "float"}
    | {"double", "bool", "_Bool", "_Complex"}
)


def _declares(code: str) -> bool:
    """Whether C text, which holds no `=`, has both a type and a declarator."""
    if code.endswith((")", "]")):
        return True
    words = [w for w in re.findall(r"\w+", code) if w not in _QUALIFIERS]
    if not words:
        return False
    if words[0] in _TAG_WORDS:
        return len(words) > 2
    rest = [w for w in words if w not in _TYPE_WORDS]
    return bool(rest) if len(rest) < len(words) else len(rest) > 1


@dataclass(kw_only=True)
class _Scanner:
    source: Source
    start: int
    is_prototype: bool
    brackets: list[tuple[str, int]] = field(default_factory=list)
    open_counts: dict[str, int] = field(
        default_factory=lambda: {"(": 0, "[": 0, "{": 0}
    )
    blanks: list[tuple[int, int]] = field(default_factory=list)
    annotations: list[PlacedAnnotation] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    equals: int | None = None
    has_parameters: bool = False
    code_end: int = 0

    def scan(self) -> DeclarationScan:
        text = self.source.text
        literals = Literals(text)
        offset = self.code_end = self.start
        if text.startswith("#", offset):
            offset = self._refuse_directive(offset, literals)
        end, ending = len(text), Ending.STOP
        while match := _INTERESTING.search(text, offset):
            at = match.start()
            if len(self.faults) == _MOST_FAULTS:
                break
            self._note_code(offset, at)
            found = match.lastgroup
            offset = match.end()
            # None stands inside the braces of a default.
            if found == "semicolon" and (
                not self.open_counts["{"] or self.equals is not None
            ):
                end, ending = offset, Ending.SEMICOLON
                break
            if found == "declaration":
                end, ending = at, Ending.STOP
                break
            if found == "newline":
                if self._next_declaration_follows(offset):
                    end, ending = self.code_end, Ending.LINE
                    break
                continue
            if found == "line_comment":
                offset = skip_line_comment(text, at)
                self.blanks.append((at, offset))
                continue
            if found == "comment":
                close = text.find("*/", offset)
                if close < 0:
                    end, ending = at, Ending.STOP
                    break
                offset = close + 2
                self.blanks.append((at, offset))
                continue
            if found == "directive":
                offset = self._refuse_directive(offset - 1, literals)
                continue
            if found == "close" and text[at] == "}" and not self.open_counts["{"]:
                end, ending = at, Ending.BRACE
                break
            if found == "annotation":
                offset = self._read_annotation(at, literals)
            elif found == "quote":
                faults = len(self.faults)
                offset = self._read_literal(at, literals)
                if len(self.faults) > faults and text[offset : offset + 1] != ";":
                    end, ending = offset, Ending.LINE
                    break
            elif found == "open" and self._is_body(at):
                self._fault(
                    "E104",
                    at,
                    at + 1,
                    "an operation of an interface has no body",
                    "end it with ';' and give the body in impl_interface",
                )
                end, ending = scan_body(text, at).end, Ending.SEMICOLON
                break
            elif found == "open":
                self.brackets.append((text[at], at))
                self.open_counts[text[at]] += 1
            elif found == "close":
                self._close(at)
            elif found == "equals" and not self.brackets and self.equals is None:
                self.equals = at
            self.code_end = offset
        else:
            self._note_code(offset, len(text))
        for bracket, at in self.brackets[:1]:
            if any(fault.rule == "E103" for fault in self.faults):
                break  # It may be closed in the literal.
            if ending in (Ending.SEMICOLON, Ending.LINE):
                self._fault("E104", at, at + 1, f"this '{bracket}' is not closed")
        return DeclarationScan(
            source=self.source,
            start=self.start,
            code=blank_out(text, self.start, self.code_end, self.blanks),
            end=end,
            ending=ending,
            equals=self.equals,
            annotations=tuple(self.annotations),
            faults=tuple(self.faults),
        )

    def _fault(
        self, rule: str, start: int, end: int, message: str, help: str | None = None
    ) -> None:
        fault = Fault(rule=rule, start=start, end=end, message=message, help=help)
        self._add_fault(fault)

    def _add_fault(self, fault: Fault) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(fault)

    def _note_code(self, start: int, end: int) -> None:
        code = self.source.text[start:end].rstrip()
        if code:
            self.code_end = start + len(code)

    def _is_body(self, at: int) -> bool:
        return (
            self.source.text[at] == "{"
            and self.is_prototype
            and self.has_parameters
            and not self.brackets
        )

    def _next_declaration_follows(self, offset: int) -> bool:
        """Whether the line at `offset` begins a declaration of its own.

        Then a `;` is missing: saying so here costs one error and no field.
        """
        text = self.source.text
        length = self.code_end - self.start
        if self.brackets or not length or not _NEXT_DECLARATION.match(text, offset):
            return False
        if MARGIN_DECLARATION.match(text, offset):
            return False
        if self.equals is not None:
            return re.match(r"[\w)\]}\"']", text[self.code_end - 1]) is not None
        if self.is_prototype:
            return self.has_parameters
        if length > _LONGEST_HEAD:
            return False
        return _declares(
            blank_out(text, self.start, self.code_end, self.blanks).rstrip()
        )

    def _refuse_directive(self, sign: int, literals: Literals) -> int:
        end, _ = skip_directive(self.source.text, sign, literals)
        line = self.source.text[sign:end].split("\n", 1)[0].rstrip()
        self._fault(
            "E108",
            sign,
            sign + len(line),
            "a preprocessor line cannot stand among declarations",
            "constants belong into an enum in types { }, macros into c { }",
        )
        self.blanks.append((sign, end))
        return end

    def _read_literal(self, at: int, literals: Literals) -> int:
        end = literals.skip(at)
        if end > at:
            return end
        text = self.source.text
        kind = "string" if text[at] == '"' else "character literal"
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        self._fault("E103", at, line_end, f"this {kind} has no closing quote")
        # The rest of the line belongs to the literal, but for the `;` behind it.
        rest = text[at:line_end].rstrip()
        return at + len(rest) - (rest.endswith(";") and len(rest) > 1)

    def _close(self, at: int) -> None:
        closing = self.source.text[at]
        partner = _PARTNERS[closing]
        if not self.open_counts[partner]:
            self._fault("E104", at, at + 1, f"this '{closing}' closes nothing")
            return
        while True:
            bracket, opened = self.brackets.pop()
            self.open_counts[bracket] -= 1
            if bracket == partner:
                break
            message = f"this '{bracket}' is not closed"
            self._fault("E104", opened, opened + 1, message)
        if closing == ")" and not self.brackets:
            self.has_parameters = True

    def _read_annotation(self, at: int, literals: Literals) -> int:
        found = scan_annotation(self.source, at, literals)
        self.blanks.append((at, found.end))
        if found.fault is not None:
            self._add_fault(found.fault)
        if found.annotation is None:
            return found.end
        if len(self.annotations) == _MOST_ANNOTATIONS:
            message = "too many annotations of one declaration"
            self._fault("E104", at, found.end, message)
            return found.end
        trails = not self.brackets and (self.has_parameters or not self.is_prototype)
        self.annotations.append(
            PlacedAnnotation(annotation=found.annotation, trails=trails)
        )
        return found.end


def scan_declaration(
    source: Source, start: int, *, is_prototype: bool = False
) -> DeclarationScan:
    """Read the declaration that begins at `start`, up to and with its `;`."""
    return _Scanner(source=source, start=start, is_prototype=is_prototype).scan()
