# SPDX-License-Identifier: MIT
"""Integer constants of C: literals, and arithmetic in int, long and their unsigned
forms. Where C leaves a result undefined there is no value."""

from __future__ import annotations

import re
from typing import NamedTuple


class Value(NamedTuple):
    """A number with the width and signedness that C gives it; bits is 32 or 64."""

    number: int
    bits: int = 32
    unsigned: bool = False

    def __str__(self) -> str:
        return str(self.number)


class NotConstant(ValueError):
    """There is no value; the text says why."""


def make_value(number: int, bits: int, unsigned: bool) -> Value:
    """Return a value of that type: unsigned ones wrap, signed ones must fit."""
    if unsigned:
        return Value(number & ((1 << bits) - 1), bits, True)
    if not -(1 << (bits - 1)) <= number < 1 << (bits - 1):
        raise NotConstant(f"{number} overflows a signed number of {bits} bits")
    return Value(number, bits, False)


_NUMBER = re.compile(
    r"(?P<digits>0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)"
    r"(?P<suffix>[uU](?:[lL]|ll|LL)?|(?:[lL]|ll|LL)[uU]?)?"
)


def parse_number(text: str) -> Value:
    """Read an integer literal with C's rules for its type."""
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 100:
        raise NotConstant(f"'{text[:40]}' is not an integer")
    digits = match["digits"].lower()
    if digits[:2] in ("0x", "0b"):
        number = int(digits, 0)
    else:
        number = int(digits, 8 if digits.startswith("0") else 10)
    suffix = (match["suffix"] or "").lower()
    decimal = digits[0] != "0"
    for bits in (32, 64):
        if bits == 32 and "l" in suffix:
            continue
        if "u" not in suffix and number < 1 << (bits - 1):
            return Value(number, bits, False)
        if ("u" in suffix or not decimal) and number < 1 << bits:
            return Value(number, bits, True)
    if number < 1 << 64:
        raise NotConstant(f"{text} needs a 'u' behind it in C")
    raise NotConstant(f"{text} fits no integer type")


_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,39})")


def parse_decimal(text: str) -> int | None:
    """Read a plain decimal number, also the two that C has no literals for: those
    above 9223372036854775807, and -9223372036854775808."""
    return int(text) if _DECIMAL.fullmatch(text) else None


def spell_decimal(text: str) -> str:
    """Return C for what `parse_decimal` reads; anything else as it is."""
    number = parse_decimal(text)
    if number is not None and number >= 1 << 63:
        return f"{text}u"
    if number == -(1 << 63):
        return "(-9223372036854775807 - 1)"
    return text


_ESCAPES = {
    "n": 10,
    "t": 9,
    "r": 13,
    "a": 7,
    "b": 8,
    "f": 12,
    "v": 11,
    "\\": 92,
    "'": 39,
    '"': 34,
    "?": 63,
}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|(.))", re.DOTALL)


def unescape(text: str) -> bytes:
    """Return the bytes of a literal's inside."""
    parts: list[bytes] = []
    at = 0
    for match in _ESCAPE.finditer(text):
        parts.append(text[at : match.start()].encode("utf-8"))
        at = match.end()
        hexadecimal, octal, letter = match.groups()
        if letter is not None:
            if letter not in _ESCAPES:
                raise NotConstant(f"unknown escape '\\{letter}'")
            code = _ESCAPES[letter]
        else:
            code = int(hexadecimal, 16) if hexadecimal else int(octal, 8)
        if code > 255:
            raise NotConstant(f"'{match.group()}' does not fit into a character")
        parts.append(bytes([code]))
    parts.append(text[at:].encode("utf-8"))
    return b"".join(parts)


def parse_character(text: str) -> Value:
    """Read a character literal of one byte."""
    inside = unescape(text[1:-1])
    if len(inside) != 1:
        raise NotConstant(f"{text} is not one character")
    # Where char is signed and where it is not, only these are the same number.
    if inside[0] > 127:
        raise NotConstant(f"{text} has a different value on each target")
    return Value(inside[0])


def apply_unary(operator: str, value: Value) -> Value:
    number, bits, unsigned = value
    match operator:
        case "+":
            return value
        case "-":
            return make_value(-number, bits, unsigned)
        case "~":
            return make_value(~number, bits, unsigned)
        case "!":
            return Value(int(number == 0))
    raise NotConstant(f"'{operator}' is not allowed in a constant")


def _divide(left: int, right: int) -> tuple[int, int]:
    """C's division: towards zero, the remainder with the sign of `left`."""
    if right == 0:
        raise NotConstant("division by zero")
    quotient = abs(left) // abs(right)
    if (left < 0) != (right < 0):
        quotient = -quotient
    return quotient, left - quotient * right


def _shift(operator: str, left: Value, right: Value) -> Value:
    number, bits, unsigned = left
    if not 0 <= right.number < bits:
        raise NotConstant(f"shift by {right.number} in a number of {bits} bits")
    if operator == ">>":
        return Value(number >> right.number, bits, unsigned)
    if number < 0:
        raise NotConstant("a negative number is shifted left")
    return make_value(number << right.number, bits, unsigned)


def apply_binary(operator: str, left: Value, right: Value) -> Value:
    if operator in ("<<", ">>"):
        return _shift(operator, left, right)
    if operator == "&&":
        return Value(int(left.number != 0 and right.number != 0))
    if operator == "||":
        return Value(int(left.number != 0 or right.number != 0))
    bits = max(left.bits, right.bits)
    unsigned = any(v.unsigned and v.bits == bits for v in (left, right))
    a = make_value(left.number, bits, unsigned).number
    b = make_value(right.number, bits, unsigned).number
    comparisons = {
        "<": a < b,
        ">": a > b,
        "<=": a <= b,
        ">=": a >= b,
        "==": a == b,
        "!=": a != b,
    }
    if operator in comparisons:
        return Value(int(comparisons[operator]))
    match operator:
        case "+":
            number = a + b
        case "-":
            number = a - b
        case "*":
            number = a * b
        case "/":
            number = _divide(a, b)[0]
        case "%":
            number = _divide(a, b)[1]
        case "&":
            number = a & b
        case "|":
            number = a | b
        case "^":
            number = a ^ b
        case _:
            raise NotConstant(f"'{operator}' is not allowed in a constant")
    return make_value(number, bits, unsigned)
