# SPDX-License-Identifier: MIT
"""Turns C into types and constants; the only importer of pycparser.

pycparser is slow, so it sees one declaration at a time, with the declared name
blanked and a typedef for each identifier in the place of a type. Its trees are
kept by that text: most fields and parameters of a large tree of specs are a few
dozen different ones. Its messages and places are never shown: each version of it
has its own.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from pycparser import c_ast, c_parser

from codegen.cdecl.problem import Mistake, unknown_type
from codegen.cdecl.ctype import (
    BASIC_TYPES,
    INT,
    TypeScope,
    declare,
    keyword_of,
    measure,
    qualify,
    resolve,
)
from codegen.cdecl.value import (
    NotConstant,
    Value,
    apply_binary,
    apply_unary,
    make_value,
    parse_character,
    parse_number,
)
from codegen.diagnostics import did_you_mean
from codegen.model import (
    ArrayType,
    BitFieldType,
    BoolType,
    CType,
    EnumType,
    FunctionType,
    IntegerType,
    NamedType,
    PointerType,
    RecordType,
    TypesKey,
    VoidType,
)

__all__ = ["Initializer", "TreeReader", "declare", "parse"]

_MOST_ELEMENTS = (1 << 31) - 1
_DEEPEST_TYPE = 16


@dataclass(frozen=True, kw_only=True)
class Initializer:
    """What stands behind `=`: `value` if it is an integer constant, else `reason`,
    why it is none; `braces` for `{ ... }`, `strings` for nothing but literals."""

    value: Value | None = None
    reason: str = ""
    braces: bool = False
    strings: tuple[str, ...] = ()


Trees = tuple[c_ast.Node, ...]

# pycparser ---------------------------------------------------------------------


@functools.cache
def _parser() -> c_parser.CParser:
    return c_parser.CParser()


@functools.lru_cache(maxsize=65536)
def parse(text: str, stubs: tuple[str, ...]) -> Trees | None:
    """Return the trees of `text`, one declaration on one line; None if it is not C.
    `stubs` are the identifiers in it that are types."""
    prefix = "".join(f"typedef int {stub};" for stub in stubs)
    try:
        return tuple(_parser().parse(f"{prefix}\n{text}").ext[len(stubs) :])
    except Exception:
        # On some input that is not C it runs into errors of its own instead of a
        # ParseError: AssertionError, AttributeError, RecursionError.
        return None


# Types from trees --------------------------------------------------------------


class TreeReader:
    """Turns trees into types of `scope`.

    `owner` is the types block that is read, into whose scope definitions go; where
    it is None and `defines` is false, a definition is a mistake.
    """

    def __init__(
        self, scope: TypeScope, *, owner: TypesKey | None = None, defines: bool = False
    ) -> None:
        self.scope = scope
        self.owner = owner
        self.defines = defines
        self._records = 0

    def read_type(self, node: c_ast.Node, depth: int = 0) -> CType:
        if depth > _DEEPEST_TYPE:
            raise Mistake("E301", "the declaration is nested too deeply")
        match node:
            case c_ast.TypeDecl() | c_ast.Typename():
                return _qualified(self.read_type(node.type, depth + 1), node)
            case c_ast.PtrDecl():
                target = self.read_type(node.type, depth + 1)
                if self._records:
                    target = _name_only(target)
                return _qualified(PointerType(target=target), node)
            case c_ast.ArrayDecl():
                return self._read_array(node, depth)
            case c_ast.FuncDecl():
                return self._read_function(node, depth)
            case c_ast.IdentifierType():
                return self._read_named(node.names)
            case c_ast.Enum():
                return self._read_enum(node)
            case c_ast.Struct() | c_ast.Union():
                return self._read_record(node, depth)
        raise Mistake("E301", "this is not a declaration of C")

    def _read_named(self, names: list[str]) -> CType:
        basic = BASIC_TYPES.get(tuple(sorted(names)))
        if basic is not None:
            return basic
        if len(names) > 1:
            raise Mistake("E301", f"'{' '.join(names)}' is not a type of C", names[-1])
        found = self.scope.find_typedef(names[0])
        if found is None:
            raise unknown_type(names[0], self.scope)
        return self._complete(found)

    def _complete(self, ctype: CType) -> CType:
        """Fill in a record that was incomplete where the typedef stood."""
        if isinstance(ctype, PointerType):
            if self._records:
                return replace(ctype, target=_name_only(ctype.target))
            return replace(ctype, target=self._complete(ctype.target))
        if isinstance(ctype, NamedType):
            target = self._complete(ctype.target)
            return ctype if target is ctype.target else replace(ctype, target=target)
        if (
            isinstance(ctype, RecordType)
            and ctype.members is None
            and ctype.tag is not None
        ):
            known = self.scope.find_tag(ctype.tag)
            if isinstance(known, RecordType) and known.members is not None:
                return replace(ctype, members=known.members)
        return ctype

    def _read_array(self, node: c_ast.ArrayDecl, depth: int) -> CType:
        element = self.read_type(node.type, depth + 1)
        self.require_object(element, "the element of an array")
        if node.dim is None:
            raise Mistake("E303", "the array has no size", "[")
        try:
            count = self.evaluate(node.dim).number
        except NotConstant as problem:
            raise Mistake("E303", f"the array's size is no constant: {problem}", "[")
        if not 0 < count <= _MOST_ELEMENTS:
            raise Mistake("E303", f"an array cannot have {count} elements", "[")
        return ArrayType(element=element, count=count)

    def _read_function(self, node: c_ast.FuncDecl, depth: int) -> CType:
        result = self.read_type(node.type, depth + 1)
        parameters: list[CType] = []
        variadic = False
        for parameter in node.args.params if node.args else ():
            if isinstance(parameter, c_ast.EllipsisParam):
                variadic = True
                continue
            inner = parameter
            if isinstance(parameter, c_ast.ID):
                raise unknown_type(parameter.name, self.scope)
            if isinstance(parameter, c_ast.Decl):
                inner = parameter.type
            parameters.append(self.read_parameter(inner, depth + 1))
        if len(parameters) == 1 and isinstance(parameters[0], VoidType):
            parameters = []
        return FunctionType(
            result=result, parameters=tuple(parameters), variadic=variadic
        )

    def read_parameter(self, node: c_ast.Node, depth: int = 0) -> CType:
        """Read a parameter's type, in which an array is a pointer."""
        if isinstance(node, c_ast.Typename):
            node = node.type
        if isinstance(node, c_ast.ArrayDecl):
            return PointerType(target=self.read_type(node.type, depth + 1))
        ctype = self.read_type(node, depth)
        array = resolve(ctype)
        if isinstance(array, ArrayType):
            # A typedef's name for one; its qualifiers are the elements'.
            element = qualify(
                array.element,
                const=array.const,
                volatile=array.volatile,
                atomic=array.atomic,
            )
            return PointerType(target=element)
        return ctype

    def _read_enum(self, node: c_ast.Enum) -> CType:
        if node.values is None:
            return self._find_tagged("enum", node.name)
        self._require_definition(node)
        enumerators: list[tuple[str, int]] = []
        number = 0
        for enumerator in node.values.enumerators:
            if enumerator.value is not None:
                try:
                    number = self.evaluate(enumerator.value).number
                except NotConstant as problem:
                    raise Mistake(
                        "E301",
                        f"the value of '{enumerator.name}' is no constant: {problem}",
                        enumerator.name,
                    )
            if not INT.minimum <= number <= INT.maximum:
                raise Mistake(
                    "E301",
                    f"'{enumerator.name}' is {number}, which is no int",
                    enumerator.name,
                )
            enumerators.append((enumerator.name, number))
            self.scope.constants[enumerator.name] = Value(number)
            number += 1
        ctype = EnumType(
            tag=node.name, enumerators=tuple(enumerators), owner=self.owner
        )
        if node.name is not None:
            self.scope.tags[node.name] = ctype
        return ctype

    def _read_record(self, node: c_ast.Struct | c_ast.Union, depth: int) -> CType:
        keyword = "struct" if isinstance(node, c_ast.Struct) else "union"
        if node.decls is None:
            return self._find_tagged(keyword, node.name)
        if node.name is not None:
            self._require_definition(node)
            self.declare_tag(keyword, node.name)
        members: list[tuple[str, CType]] = []
        seen: set[str] = set()
        self._records += 1
        for member in node.decls:
            if not isinstance(member, c_ast.Decl):
                raise Mistake(
                    "E301", f"a {keyword} holds members only", node.name or keyword
                )
            name = member.name or ""
            if keyword == "struct" and members and member is node.decls[-1]:
                ctype = self._read_last_member(member, depth)
            else:
                ctype = self._read_member(member, keyword, depth)
            if name and name in seen:
                raise Mistake("E205", f"duplicate member '{name}'", name)
            seen.add(name)
            members.append((name, ctype))
        self._records -= 1
        if not members:
            raise Mistake("E301", f"a {keyword} without members", node.name or keyword)
        ctype = RecordType(
            keyword=keyword, tag=node.name, members=tuple(members), owner=self.owner
        )
        if node.name is not None:
            self.scope.tags[node.name] = ctype
        return ctype

    def _read_last_member(self, member: c_ast.Decl, depth: int) -> CType:
        """Read the member that may be an array without a size."""
        array = member.type
        if isinstance(array, c_ast.ArrayDecl) and array.dim is None:
            element = self.read_type(array.type, depth + 1)
            self.require_object(element, "the element of an array")
            return ArrayType(element=element, count=None)
        return self._read_member(member, "struct", depth)

    def _read_member(self, member: c_ast.Decl, keyword: str, depth: int) -> CType:
        ctype = self.read_type(member.type, depth + 1)
        self.require_object(ctype, f"a member of a {keyword}", member.name)
        if member.bitsize is None:
            if member.name is None and not isinstance(ctype, RecordType):
                raise Mistake("E301", "a member without a name", keyword)
            return ctype
        base = resolve(ctype)
        size = measure(base)
        if size is None or not isinstance(base, (IntegerType, BoolType, EnumType)):
            raise Mistake("E301", "a bit-field is an integer", member.name)
        bits = 1 if isinstance(base, BoolType) else size[0] * 8
        try:
            width = self.evaluate(member.bitsize).number
        except NotConstant as problem:
            raise Mistake("E301", f"the width of a bit-field is no constant: {problem}")
        if not (1 if member.name else 0) <= width <= bits:
            raise Mistake("E301", f"a bit-field of {width} bits in {bits}", member.name)
        return BitFieldType(base=ctype, width=width)

    def _require_definition(self, node: c_ast.Node) -> None:
        if not self.defines:
            raise Mistake(
                "E303",
                "a type is defined here",
                node.name,
                "define it in a types { } block and use its name here",
            )

    def declare_tag(self, keyword: str, tag: str) -> None:
        """Make `struct tag;` known, as far as nothing of that name is."""
        known = self.scope.find_tag(tag)
        if known is None:
            self.scope.tags[tag] = RecordType(
                keyword=keyword, tag=tag, members=None, owner=self.owner
            )

    def _find_tagged(self, keyword: str, tag: str) -> CType:
        found = self.scope.find_tag(tag)
        if found is None:
            near = did_you_mean(tag, self.scope.tag_names(keyword))
            raise Mistake(
                "E302",
                f"unknown type '{keyword} {tag}'",
                tag,
                near or "types of your own are declared in a types { } block",
            )
        if keyword_of(found) != keyword:
            raise Mistake(
                "E302", f"'{tag}' is declared as '{keyword_of(found)} {tag}'", tag
            )
        return found

    def require_object(self, ctype: CType, what: str, word: str | None = None) -> None:
        """Refuse void, functions and types that are not complete."""
        inner = resolve(ctype)
        if isinstance(inner, FunctionType):
            raise Mistake("E303", f"{what} cannot be a function", word)
        if isinstance(inner, VoidType):
            raise Mistake("E303", f"{what} cannot be void", word or "void")
        if isinstance(inner, RecordType) and inner.members is None:
            raise Mistake(
                "E303",
                f"'{inner.keyword} {inner.tag}' is only declared, not defined",
                inner.tag,
            )

    # Whole declarations --------------------------------------------------------

    def read_object(self, trees: Trees, word: str) -> CType:
        """Return the type of the field `word`, the only declaration in `trees`."""
        declared = _only_declaration(trees)
        if declared.bitsize is not None:
            raise Mistake("E303", f"'{word}' is a bit-field", word)
        ctype = self.read_type(declared.type)
        self.require_object(ctype, f"'{word}'", word)
        return ctype

    def read_only_parameter(self, trees: Trees) -> CType:
        return self.read_parameter(_only_declaration(trees).type)

    def read_initializer(self, trees: Trees) -> Initializer:
        node = _only_declaration(trees).init
        if isinstance(node, c_ast.InitList):
            return Initializer(reason="it is a list in braces", braces=True)
        try:
            return Initializer(value=self.evaluate(node))
        except NotConstant as why:
            return Initializer(reason=str(why))

    def define(self, trees: Trees) -> None:
        """Add the types of a declaration in a types block to the scope."""
        for node in trees:
            if isinstance(node, c_ast.Typedef):
                self._declare_target(node.type)
                target = self.read_type(node.type)
                self.scope.typedefs[node.name] = NamedType(
                    name=node.name, target=target, owner=self.owner
                )
                continue
            tagged = (c_ast.Struct, c_ast.Union, c_ast.Enum)
            if not isinstance(node, c_ast.Decl) or node.name is not None:
                raise Mistake(
                    "E301",
                    "types { } holds declarations of types only",
                    getattr(node, "name", None),
                    "functions and variables belong into c { }",
                )
            if (
                not isinstance(node.type, tagged)
                or node.type.name is None
                and (not isinstance(node.type, c_ast.Enum))
            ):
                raise Mistake("E301", "this declares nothing")
            self._declare_target(node.type)
            self.read_type(node.type)

    def _declare_target(self, node: c_ast.Node) -> None:
        """`struct x;` and `typedef struct x y;` declare x."""
        while isinstance(node, (c_ast.TypeDecl, c_ast.PtrDecl, c_ast.ArrayDecl)):
            node = node.type
        if isinstance(node, (c_ast.Struct, c_ast.Union)) and node.decls is None:
            keyword = "struct" if isinstance(node, c_ast.Struct) else "union"
            self.declare_tag(keyword, node.name)

    # Constants -----------------------------------------------------------------

    def evaluate(self, node: c_ast.Node) -> Value:
        """Return the value of an integer constant; raises NotConstant."""
        match node:
            case c_ast.Constant():
                if node.type == "char":
                    return parse_character(node.value)
                return parse_number(node.value)
            case c_ast.ID():
                known = self.scope.find_constant(node.name)
                if known is None:
                    raise NotConstant(f"'{node.name}' has no value here")
                return known
            case c_ast.UnaryOp(op="sizeof" | "_Alignof"):
                return self._measure(node)
            case c_ast.UnaryOp():
                return apply_unary(node.op, self.evaluate(node.expr))
            case c_ast.BinaryOp():
                left = self.evaluate(node.left)
                return apply_binary(node.op, left, self.evaluate(node.right))
            case c_ast.TernaryOp():
                chosen = self.evaluate(node.cond).number != 0
                return self.evaluate(node.iftrue if chosen else node.iffalse)
            case c_ast.Cast():
                target = resolve(self.read_type(node.to_type))
                if not isinstance(target, IntegerType):
                    raise NotConstant("a cast to something else than an integer")
                number = self.evaluate(node.expr).number
                number &= (1 << target.bits) - 1
                if number > target.maximum:
                    number -= 1 << target.bits
                bits = max(target.bits, 32)
                return make_value(
                    number, bits, not target.signed and bits <= target.bits
                )
        raise NotConstant("it is more than arithmetic with constants")

    def _measure(self, node: c_ast.UnaryOp) -> Value:
        if not isinstance(node.expr, c_ast.Typename):
            raise NotConstant(f"{node.op} of something else than a type")
        measured = measure(self.read_type(node.expr))
        if measured is None:
            raise NotConstant(f"{node.op} of a type without a size")
        return Value(measured[0 if node.op == "sizeof" else 1], 64, True)


def _only_declaration(trees: Trees) -> c_ast.Decl:
    if len(trees) != 1 or not isinstance(trees[0], c_ast.Decl):
        raise Mistake("E301", "this is not one declaration of C")
    return trees[0]


def _qualified(ctype: CType, node: c_ast.Node) -> CType:
    quals = node.quals or ()
    return qualify(
        ctype,
        const="const" in quals,
        volatile="volatile" in quals,
        atomic="_Atomic" in quals,
    )


def _name_only(ctype: CType) -> CType:
    """Behind a pointer inside a record, a record is only named: types are no cycles."""
    if isinstance(ctype, PointerType):
        return replace(ctype, target=_name_only(ctype.target))
    if isinstance(ctype, RecordType) and ctype.tag is not None:
        return replace(ctype, members=None)
    if isinstance(ctype, NamedType):
        return replace(ctype, target=_name_only(ctype.target))
    return ctype
