# SPDX-License-Identifier: MIT
"""Checks values against the types that they are for: defaults, ranges, constants."""

from __future__ import annotations

from codegen.analyse.fragment import place, report_problem
from codegen.cdecl.reader import Initializer
from codegen.cdecl.fragment import Declared, read_expression
from codegen.cdecl.problem import CProblem
from codegen.cdecl.token import KEYWORDS, tokenize
from codegen.cdecl.ctype import TypeScope, declare, resolve
from codegen.cdecl.value import NotConstant, parse_decimal, unescape
from codegen.diagnostics import Diagnostics, did_you_mean
from codegen.parse.lexer import shorten
from codegen.model import (
    ArrayType,
    BoolType,
    ConfigScalar,
    CType,
    EnumType,
    FloatingType,
    IntegerType,
    PointerType,
    RecordType,
)
from codegen.parse.syntax import CText


def bounds_of(ctype: IntegerType) -> tuple[int, int]:
    """Return the numbers that the type holds on every target."""
    if ctype.spelling == "char":
        return 0, 127  # signed on some targets, unsigned on others
    return ctype.minimum, ctype.maximum


def read_constant(
    text: CText, scope: TypeScope, diagnostics: Diagnostics
) -> Initializer | None:
    """Read an initialiser; a mistake in its C is reported."""
    read = read_expression(text.text, scope)
    if isinstance(read, CProblem):
        report_problem(diagnostics, read, text)
        return None
    return read


def _report(
    rule: str, text: CText, message: str, diagnostics: Diagnostics, help: str | None
) -> None:
    diagnostics.report(rule, text.span, shorten(message, 160), help=help)


def _no_constant(text: CText, read: Initializer, scope: TypeScope) -> str | None:
    """Return help for what has no value: most often a misspelt or unknown name."""
    for token in tokenize(text.text):
        if token.kind == "identifier" and token.text not in KEYWORDS:
            if scope.find_constant(token.text) is None:
                near = did_you_mean(token.text, scope.constant_names())
                return near or "constants are numbers, and enumerators of types blocks"
    return None


def read_integer(
    text: CText, scope: TypeScope, rule: str, what: str, diagnostics: Diagnostics
) -> int | None:
    """Return the value of an integer constant; anything else is reported."""
    decimal = parse_decimal(text.text)
    if decimal is not None:
        return decimal
    read = read_constant(text, scope, diagnostics)
    if read is None:
        return None
    if read.value is None:
        _report(
            rule,
            text,
            f"{what} is not an integer constant: {read.reason}",
            diagnostics,
            _no_constant(text, read, scope),
        )
        return None
    return read.value.number


def check_integer(
    text: CText, number: int, ctype: CType, name: str, diagnostics: Diagnostics
) -> bool:
    inner = resolve(ctype)
    assert isinstance(inner, IntegerType)
    lowest, highest = bounds_of(inner)
    if lowest <= number <= highest:
        return True
    _report(
        "E305",
        text,
        f"{number} does not fit into '{name}'",
        diagnostics,
        f"{declare(ctype, '')} holds {lowest} to {highest}",
    )
    return False


def read_string(text: CText, read: Initializer, diagnostics: Diagnostics) -> str | None:
    """Return what string literals stand for."""
    try:
        value = b"".join(unescape(part[1:-1]) for part in read.strings).decode("utf-8")
        if "\0" in value:
            raise NotConstant("a zero byte would end it early")
    except NotConstant as why:
        _report("E305", text, f"this string cannot be used: {why}", diagnostics, None)
        return None
    except UnicodeDecodeError:
        _report("E305", text, "this string is not UTF-8", diagnostics, None)
        return None
    return value


def read_scalar(
    text: CText, ctype: CType, name: str, scope: TypeScope, diagnostics: Diagnostics
) -> ConfigScalar | None:
    """Return the default of a config key; one that does not fit is reported."""
    read = read_constant(text, scope, diagnostics)
    if read is None:
        return None
    match resolve(ctype):
        case BoolType():
            if read.value is not None and read.value.number in (0, 1):
                return bool(read.value.number)
            wanted = "true or false"
        case EnumType(enumerators=enumerators):
            names = [enumerator for enumerator, _ in enumerators]
            if text.text in names:
                return text.text
            _report(
                "E305",
                text,
                f"the default of '{name}' is no enumerator of {declare(ctype, '')}",
                diagnostics,
                did_you_mean(text.text, names) or f"they are {', '.join(names)}",
            )
            return None
        case IntegerType():
            number = parse_decimal(text.text)
            if number is None and read.value is not None:
                number = read.value.number
            if number is not None:
                fits = check_integer(text, number, ctype, name, diagnostics)
                return number if fits else None
            wanted = "an integer constant"
        case _:
            if read.strings:
                return read_string(text, read, diagnostics)
            wanted = "a string"
    _report(
        "E305",
        text,
        f"the default of '{name}' is not {wanted}"
        + (f": {read.reason}" if read.reason and not read.strings else ""),
        diagnostics,
        _no_constant(text, read, scope) if read.value is None else None,
    )
    return None


def check_initializer(
    text: CText, declared: Declared, scope: TypeScope, diagnostics: Diagnostics
) -> None:
    """Report a field's default that its type cannot take."""
    if not _check_names(text, scope, diagnostics):
        return
    read = read_constant(text, scope, diagnostics)
    if read is None:
        return
    ctype = resolve(declared.type)
    fits, wanted = _fits(text, read, ctype)
    if not fits:
        _report(
            "E305",
            text,
            f"the default of '{declared.name}' is not {wanted}",
            diagnostics,
            read.reason or None,
        )
    elif isinstance(ctype, IntegerType) and read.value is not None:
        number = read.value.number
        check_integer(text, number, declared.type, declared.name, diagnostics)


def _check_names(text: CText, scope: TypeScope, diagnostics: Diagnostics) -> bool:
    """Report the first name that means nothing in front of the c block."""
    before = ""
    for token in tokenize(text.text):
        known = (
            token.kind != "identifier"
            or token.text in KEYWORDS
            or token.text == "NULL"
            or before in (".", "->", "struct", "union", "enum")
            or scope.find_constant(token.text) is not None
            or scope.find_typedef(token.text) is not None
        )
        if not known:
            diagnostics.report(
                "E305",
                place(text, token.start, token.end),
                f"'{shorten(token.text)}' has no value here",
                help=did_you_mean(token.text, scope.constant_names())
                or "a default is a constant: a number, or an enumerator of a types "
                "block",
            )
            return False
        before = token.text
    return True


def _fits(text: CText, read: Initializer, ctype: CType) -> tuple[bool, str]:
    number = None if read.value is None else read.value.number
    match ctype:
        case BoolType():
            return number in (0, 1), "true or false"
        case IntegerType():
            return number is not None, "an integer constant"
        case EnumType():
            return number is not None, "an enumerator"
        case FloatingType():
            return not read.braces and not read.strings, "a number"
        case PointerType(target=target):
            is_text = bool(read.strings) and _is_character(target)
            return text.text == "NULL" or number == 0 or is_text, "NULL"
        case ArrayType(element=element):
            is_text = bool(read.strings) and _is_character(element)
            return read.braces or is_text, "a list in braces"
        case RecordType():
            return read.braces, "a list in braces"
    return True, ""


def _is_character(ctype: CType) -> bool:
    inner = resolve(ctype)
    return isinstance(inner, IntegerType) and inner.bits == 8
