# SPDX-License-Identifier: MIT
"""Finds types and names among the tokens of a C declaration, without a grammar.

C cannot be parsed before it is known which identifiers are types. This finds the
identifiers that stand where a type must stand, so that pycparser can be told, and
an unknown type is a message of its own and no syntax error.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.cdecl.problem import CProblem
from codegen.cdecl.token import KEYWORDS, Token, skip_brackets, split_at
from codegen.cdecl.ctype import TypeScope

QUALIFIERS = frozenset({"const", "volatile", "restrict"})
STORAGE = frozenset(
    {
        "typedef",
        "static",
        "extern",
        "register",
        "auto",
        "inline",
        "_Noreturn",
        "_Thread_local",
        "_Alignas",
    }
)
BASIC = frozenset(
    """void char short int long float double signed unsigned _Bool _Complex""".split()
)
TAGGED = frozenset({"struct", "union", "enum"})


class Scan:
    """What was found in one declaration.

    `types` are the identifiers in the place of a type, `storage` the words such as
    `static`, `definitions` the braces of structs, unions and enums.
    """

    def __init__(self, scope: TypeScope) -> None:
        self._scope = scope
        self.types: list[Token] = []
        self.storage: list[Token] = []
        self.definitions: list[Token] = []

    def scan_declaration(self, tokens: Sequence[Token]) -> int:
        """Read a declaration; return where its first declarator begins."""
        at = self.scan_specifiers(tokens)
        self._scan_declarators(tokens, at)
        return at

    def scan_specifiers(self, tokens: Sequence[Token]) -> int:
        at = 0
        # A keyword behind a whole type can only be meant as the name.
        seen_type = whole_type = False
        while at < len(tokens):
            token = tokens[at]
            text = token.text
            if token.kind != "identifier":
                break
            if seen_type and text in STORAGE and _is_last(tokens, at):
                break
            if text in STORAGE:
                self.storage.append(token)
                at += 1
                if text == "_Alignas":
                    at = skip_brackets(tokens, at)
            elif text in QUALIFIERS:
                at += 1
            elif text == "_Atomic":
                at += 1
                if at < len(tokens) and tokens[at].text == "(":
                    end = skip_brackets(tokens, at)
                    self.scan_declaration(tokens[at + 1 : end - 1])
                    seen_type = True
                    at = end
            elif text in BASIC and not whole_type:
                seen_type = True
                at += 1
            elif text in TAGGED and not seen_type:
                seen_type = whole_type = True
                at = self._scan_tagged(tokens, at)
            elif seen_type or text in KEYWORDS:
                break
            else:
                self.types.append(token)
                seen_type = whole_type = True
                at += 1
        return at

    def _scan_tagged(self, tokens: Sequence[Token], at: int) -> int:
        keyword = tokens[at].text
        at += 1
        if at < len(tokens) and tokens[at].kind == "identifier":
            at += 1
        if at >= len(tokens) or tokens[at].text != "{":
            return at
        self.definitions.append(tokens[at])
        end = skip_brackets(tokens, at)
        inside = tokens[at + 1 : end - 1]
        if keyword == "enum":
            self.scan_expression(inside)
        else:
            for member in split_at(inside, ";"):
                self.scan_declaration(member)
        return end

    def _scan_declarators(self, tokens: Sequence[Token], at: int) -> None:
        """Find the types of parameters and in array sizes behind the specifiers."""
        named = False
        while at < len(tokens):
            token = tokens[at]
            if token.text == "=":
                self.scan_expression(tokens[at:])
                return
            if token.text in ("[", "("):
                end = skip_brackets(tokens, at)
                inside = tokens[at + 1 : end - 1]
                if token.text == "[":
                    self.scan_expression(inside)
                elif named or not _is_declarator(inside):
                    for parameter in split_at(inside, ","):
                        self.scan_declaration(parameter)
                else:
                    self._scan_declarators(inside, 0)
                named = True
                at = end
                continue
            if token.kind == "identifier" and token.text not in QUALIFIERS:
                named = True
            elif token.text == ",":
                named = False
            at += 1

    def scan_expression(self, tokens: Sequence[Token]) -> None:
        """Find the known types in an expression: of casts and of sizeof."""
        for before, token in zip([None, *tokens], tokens, strict=False):
            if (
                token.kind == "identifier"
                and token.text not in KEYWORDS
                and not (before is not None and before.text in TAGGED)
                and self._scope.find_typedef(token.text) is not None
            ):
                self.types.append(token)


def _is_last(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 == len(tokens) or tokens[at + 1].text == "["


def _is_declarator(tokens: Sequence[Token]) -> bool:
    """Tell `(*name)` from a list of parameters."""
    return bool(tokens) and tokens[0].text in ("*", "(", "^")


def find_declared_name(tokens: Sequence[Token], at: int) -> Token | None:
    """Return the name in a declarator that begins at `at`."""
    while at < len(tokens):
        token = tokens[at]
        if token.text == "(":
            end = skip_brackets(tokens, at)
            return find_declared_name(tokens[at + 1 : end - 1], 0)
        if token.kind == "identifier" and token.text not in (*QUALIFIERS, "_Atomic"):
            return token
        if token.text == "*" or token.kind == "identifier":
            at += 1
            continue
        return None
    return None


def find_trailing_problem(tokens: Sequence[Token], name: Token) -> CProblem | None:
    """Return what cannot stand behind the name of a plain declarator."""
    at = next(i for i, token in enumerate(tokens) if token is name) + 1
    while at < len(tokens) and tokens[at].text == "[":
        at = skip_brackets(tokens, at)
    if at == len(tokens):
        return None
    token = tokens[at]
    match token.text:
        case ")":
            return None
        case ":":
            return CProblem(
                "E303",
                f"'{name.text}' is a bit-field",
                token.start,
                tokens[-1].end,
                "bit-fields stand in the structs of a types block only",
            )
        case ",":
            return CProblem(
                "E301",
                "a second name in one declaration",
                token.start,
                tokens[-1].end,
                "write one declaration for each name",
            )
        case "(":
            return CProblem(
                "E303",
                f"'{name.text}' is a function",
                name.start,
                name.end,
                "a field has a value; functions belong into c { }",
            )
    return CProblem(
        "E301",
        f"'{token.text}' cannot stand behind the name '{name.text}'",
        token.start,
        token.end,
    )
