# SPDX-License-Identifier: MIT
"""C types as canonical text, for signatures that are compared.

Two types have one text exactly if code that was compiled with the one can work with the
other. So typedefs and the order of enumerators leave no trace, nor does the spelling of
an integer, but its width and signedness do. A type is written from the outside to the
inside:

    u8 ... u64, i8 ... i64, char, bool, f32, f64, f128, void
    status                      hx_status; that it gets more values changes nothing
    *T, [4]T, const T           pointer, array, qualified
    struct {u32 key, u64 value} members in order, so the layout follows; bits as u32:3
    enum {OFF = 0, ON = 1}      by value
    *fn(*void, u32) -> bool     pointer to function

Names of members and enumerators count: two members of one type that change places, or a
number that gets another meaning, break a caller as surely as another width does. A type
that is only declared is its keyword and tag.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from codegen.cdecl.ctype import is_status, resolve
from codegen.model import (
    ArrayType,
    BitFieldType,
    BoolType,
    CType,
    EnumType,
    FloatingType,
    FunctionType,
    IntegerType,
    PointerType,
    RecordType,
    VoidType,
)


def hash_text(text: str) -> str:
    """Return 64 bits of SHA-256 as 16 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def unqualified(ctype: CType) -> CType:
    """Return a value's type: what its variable is does not concern the other side."""
    return replace(resolve(ctype), const=False, volatile=False, atomic=False)


def type_text(ctype: CType, *, by_tag: bool = False) -> str:
    """Return the canonical text. `by_tag`: what has a tag is named by it, not opened;
    what it looks like is told elsewhere."""
    inner = resolve(ctype)
    qualifiers = "".join(
        word
        for word, present in (
            ("const ", inner.const),
            ("volatile ", inner.volatile),
            ("atomic ", inner.atomic),
        )
        if present
    )
    return qualifiers + _bare(inner, by_tag)


def definition_text(ctype: EnumType | RecordType) -> str:
    """Return the text of a type with a tag; other types are named by theirs."""
    return _enum(ctype) if isinstance(ctype, EnumType) else _record(ctype, True)


def function_text(result: CType, parameters: list[str], *, by_tag: bool) -> str:
    """Return `(PARAMETERS) -> RESULT`."""
    shown = type_text(unqualified(result), by_tag=by_tag)
    return f"({', '.join(parameters)}) -> {shown}"


def _bare(inner: CType, by_tag: bool) -> str:
    match inner:
        case VoidType():
            return "void"
        case BoolType():
            return "bool"
        case IntegerType(spelling="char"):
            return "char"
        case IntegerType():
            return f"{'i' if inner.signed else 'u'}{inner.bits}"
        case FloatingType():
            return f"f{inner.bits}"
        case PointerType():
            return f"*{type_text(inner.target, by_tag=by_tag)}"
        case ArrayType():
            count = "" if inner.count is None else str(inner.count)
            return f"[{count}]{type_text(inner.element, by_tag=by_tag)}"
        case FunctionType():
            parameters = [
                type_text(unqualified(parameter), by_tag=by_tag)
                for parameter in inner.parameters
            ]
            parameters += ["..."] if inner.variadic else []
            return "fn" + function_text(inner.result, parameters, by_tag=by_tag)
        case EnumType() if is_status(inner):
            return "status"
        case EnumType(tag=str(tag)) if by_tag:
            return f"enum {tag}"
        case EnumType():
            return _enum(inner)
        case RecordType(tag=str(tag)) if by_tag or inner.members is None:
            return f"{inner.keyword} {tag}"
        case RecordType():
            return _record(inner, by_tag)
    raise TypeError(f"no text for {inner!r}")


def _enum(ctype: EnumType) -> str:
    ordered = sorted(ctype.enumerators, key=lambda entry: (entry[1], entry[0]))
    return f"enum {{{', '.join(f'{name} = {value}' for name, value in ordered)}}}"


def _record(ctype: RecordType, by_tag: bool) -> str:
    assert ctype.members is not None
    members = (_member(name, member, by_tag) for name, member in ctype.members)
    return f"{ctype.keyword} {{{', '.join(members)}}}"


def _member(name: str, ctype: CType, by_tag: bool) -> str:
    if isinstance(ctype, BitFieldType):
        text = f"{type_text(ctype.base, by_tag=by_tag)}:{ctype.width}"
    else:
        text = type_text(ctype, by_tag=by_tag)
    return f"{text} {name}" if name else text
