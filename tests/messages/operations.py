# SPDX-License-Identifier: MIT
"""Random operations for the fuzzer of messages: their spec, a provider, and for each of
them in the plainest C what fuzz.h asks for: values that fit, whether some do, and the
typed call with them.

The provider adds all that arrives to a hash, and makes what it gives back out of that.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

INTEGERS = {
    "int8_t": (-(1 << 7), (1 << 7) - 1),
    "uint8_t": (0, (1 << 8) - 1),
    "int16_t": (-(1 << 15), (1 << 15) - 1),
    "uint16_t": (0, (1 << 16) - 1),
    "int": (-(1 << 31), (1 << 31) - 1),
    "uint32_t": (0, (1 << 32) - 1),
    "fuzz_number": (-(1 << 63), (1 << 63) - 1),
    "size_t": (0, (1 << 64) - 1),
}
TYPES = """\
types {
    typedef long long fuzz_number;
    enum fuzz_color { FUZZ_RED = -3, FUZZ_GREEN = 0, FUZZ_BLUE = 77 };
    struct fuzz_point { uint32_t x; int32_t y; uint64_t z; };
    union fuzz_word { uint64_t whole; uint8_t bytes[8]; };
    typedef uint16_t fuzz_triple[3];
}
"""
VALUES = ("struct fuzz_point", "union fuzz_word", "double", "float")
ELEMENTS = ("void", "uint8_t", "int16_t", "uint32_t", "uint64_t", "struct fuzz_point")
ELEMENTS += ("fuzz_triple", "enum fuzz_color", "double")
RESULTS = ("hx_status", "void", "uint16_t", "int8_t", "fuzz_number", "size_t", "bool")
RESULTS += ("enum fuzz_color", "const char *", "void *", "double")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """`kind` is integer, bool, enum, text, address, value, in, out or inout. Memory has
    `factor` elements of `ctype`, times the integer at `counter`."""

    name: str
    kind: str
    ctype: str = ""
    factor: int = 1
    counter: str = ""

    @property
    def is_given(self) -> bool:
        return self.kind != "out"

    @property
    def is_pointer(self) -> bool:
        return self.kind in ("in", "out", "inout")

    @property
    def size(self) -> str:
        return "1" if self.ctype == "void" else f"sizeof({self.ctype})"

    @property
    def alignment(self) -> str:
        return f"_Alignof({'max_align_t' if self.ctype == 'void' else self.ctype})"

    @property
    def declaration(self) -> str:
        if self.kind == "text":
            return f"const char *{self.name}"
        if self.kind == "address":
            return f"void *{self.name}"
        if self.is_pointer:
            const = "const " if self.kind == "in" else ""
            return f"{const}{self.ctype} *{self.name}"
        return f"{'bool' if self.kind == 'bool' else self.ctype} {self.name}"

    @property
    def annotation(self) -> str:
        if self.kind in ("text", "address"):
            return " @string" if self.kind == "text" else " @address"
        if not self.is_pointer:
            return ""
        if self.counter:
            count = self.counter + (f" * {self.factor}" if self.factor > 1 else "")
        else:
            count = str(self.factor)
        return f" @{self.kind}({count})"


@dataclass(frozen=True, kw_only=True)
class Operation:
    name: str
    result: str
    parameters: tuple[Parameter, ...]

    def place(self, name: str) -> str:
        """The value of the message that belongs to a parameter."""
        given = [p.name for p in self.parameters if p.is_given]
        return f"values[{given.index(name)}]"

    def count(self, parameter: Parameter) -> str:
        """How many elements it has, by the values of the message."""
        if not parameter.counter:
            return str(parameter.factor)
        return f"fuzz_bits(&{self.place(parameter.counter)}) * {parameter.factor}u"

    def byte_count(self, parameter: Parameter) -> str:
        return f"(size_t)({self.count(parameter)}) * {parameter.size}"


def make_operations(seed: int, count: int) -> tuple[Operation, ...]:
    chance = random.Random(seed)
    return tuple(
        Operation(
            name=f"op{number}",
            result=RESULTS[number % len(RESULTS)],
            parameters=_make_parameters(chance),
        )
        for number in range(count)
    )


def _make_parameters(chance: random.Random) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    counters: list[Parameter] = []
    for number in range(chance.randrange(6)):
        name = f"p{number}"
        kind = chance.choice(
            "integer integer bool enum text address value in out inout in out".split()
        )
        if kind == "integer":
            found.append(
                Parameter(name=name, kind=kind, ctype=chance.choice(list(INTEGERS)))
            )
        elif kind == "enum":
            found.append(Parameter(name=name, kind=kind, ctype="enum fuzz_color"))
        elif kind == "value":
            found.append(Parameter(name=name, kind=kind, ctype=chance.choice(VALUES)))
        elif kind in ("in", "out", "inout"):
            counter = chance.choice(["", f"n{number}", f"n{number}"])
            found.append(
                Parameter(
                    name=name,
                    kind=kind,
                    ctype=chance.choice(ELEMENTS),
                    factor=chance.randrange(1, 4),
                    counter=counter,
                )
            )
            if counter:
                ctype = chance.choice(list(INTEGERS))
                counters.append(Parameter(name=counter, kind="integer", ctype=ctype))
        else:
            found.append(Parameter(name=name, kind=kind))
    # Before or behind what they count.
    for counter in counters:
        found.insert(chance.randrange(len(found) + 1), counter)
    return tuple(found)


# The spec ----------------------------------------------------------------------

ON_FAIL = {
    "hx_status": "",
    "void": "",
    "const char *": " @string @on_fail(NULL)",
    "void *": " @address @on_fail(NULL)",
    "enum fuzz_color": " @on_fail(FUZZ_GREEN)",
    "bool": " @on_fail(false)",
    "double": " @on_fail(0.0)",
}


def write_spec(operations: tuple[Operation, ...]) -> str:
    lines = [TYPES, 'interface "fuzz.ops" 1.0 {']
    for operation in operations:
        listed = ", ".join(
            f"{p.declaration}{p.annotation}" for p in operation.parameters
        )
        more = ON_FAIL.get(operation.result, " @on_fail(0)")
        lines.append(
            f"    {operation.result} {operation.name}({listed or 'void'}){more};"
        )
    lines += ["}", 'impl_interface(server, "fuzz.ops", 1.0) {']
    lines += [f"    {operation.name};" for operation in operations]
    return "\n".join([*lines, "}"]) + "\n"


# The C -------------------------------------------------------------------------

RETURNS = {
    "hx_status": "(hx_status)-(int)(fuzz_seen() % 26)",
    "bool": "fuzz_seen() % 2 == 0",
    "enum fuzz_color": "fuzz_seen() % 2 == 0 ? FUZZ_RED : FUZZ_BLUE",
    "const char *": "fuzz_result_text()",
    "void *": "(void *)(uintptr_t)fuzz_seen()",
}


def write_provider(operations: tuple[Operation, ...]) -> str:
    lines = ["/* SPDX-License-Identifier: MIT */", '#include "fuzz.h"']
    for operation in operations:
        listed = "".join(f", {p.declaration}" for p in operation.parameters)
        lines += [
            f"{operation.result} server_{operation.name}(struct server *self{listed})",
            "{",
            "    (void)self;",
            "    fuzz_see_nothing();",
        ]
        lines += [f"    {_see(p)}" for p in operation.parameters if p.is_given]
        lines += [
            f"    fuzz_fill({p.name}, {_own_size(p)});"
            for p in operation.parameters
            if p.kind in ("out", "inout")
        ]
        result = operation.result
        if result != "void":
            value = RETURNS.get(result, f"({result})fuzz_seen()")
            lines.append(f"    return {value};")
        lines.append("}")
    return "\n".join(lines) + "\n"


def _own_size(parameter: Parameter) -> str:
    counter = f"(size_t){parameter.counter} * " if parameter.counter else ""
    return f"{counter}{parameter.factor}u * {parameter.size}"


def _see(parameter: Parameter) -> str:
    name = parameter.name
    match parameter.kind:
        case "text":
            return f"fuzz_see_bytes({name}, strlen({name}), 1);"
        case "address":
            return f"fuzz_see_number((uintptr_t){name});"
        case "value":
            return f"fuzz_see_bytes(&{name}, sizeof({name}), 1);"
        case "in" | "inout":
            size = _own_size(parameter)
            return f"fuzz_see_bytes({name}, {size}, {parameter.alignment});"
    return f"fuzz_see_number((uint64_t){name});"


def write_driver(operations: tuple[Operation, ...]) -> str:
    lines = ["/* SPDX-License-Identifier: MIT */", '#include "fuzz.h"']
    for operation in operations:
        lines += [*_make(operation), *_fits(operation), *_call(operation)]
    lines.append("const struct fuzz_operation fuzz_operations[] = {")
    for operation in operations:
        given = sum(p.is_given for p in operation.parameters)
        name = operation.name
        lines.append(
            f'    {{"{name}", {given}, make_{name}, fits_{name}, call_{name}}},'
        )
    lines += [
        "};",
        "const size_t fuzz_operation_count = HX_COUNT_OF(fuzz_operations);",
    ]
    return "\n".join(lines) + "\n"


def _magnitude(number: int) -> str:
    return f"UINT64_C({abs(number)})"


def _make(operation: Operation) -> list[str]:
    lines = [f"static void make_{operation.name}(struct hx_value *values)", "{"]
    lines.append("    (void)values;")
    counters = {p.counter for p in operation.parameters if p.counter}
    # What counts is chosen before what is counted.
    for parameter in sorted(operation.parameters, key=lambda p: p.name not in counters):
        if not parameter.is_given:
            continue
        match parameter.kind:
            case "integer" if parameter.name in counters:
                value = "hx_value_from_u64(fuzz_below(5))"
            case "integer":
                lowest, highest = INTEGERS[parameter.ctype]
                value = f"fuzz_integer({_magnitude(lowest)}, {_magnitude(highest)})"
            case "bool":
                value = "hx_value_from_bool(fuzz_below(2) == 0)"
            case "enum":
                value = "hx_value_from_i64(fuzz_below(2) == 0 ? FUZZ_RED : FUZZ_BLUE)"
            case "text":
                value = "fuzz_text()"
            case "address":
                value = "hx_value_from_u64(fuzz_random())"
            case "value":
                value = f"fuzz_bytes(sizeof({parameter.ctype}))"
            case _:
                value = f"fuzz_bytes({operation.byte_count(parameter)})"
        lines.append(f"    {operation.place(parameter.name)} = {value};")
    return [*lines, "}"]


def _fits(operation: Operation) -> list[str]:
    plain, memory = [], []
    for parameter in operation.parameters:
        place = operation.place(parameter.name) if parameter.is_given else ""
        match parameter.kind:
            case "integer":
                lowest, highest = INTEGERS[parameter.ctype]
                plain.append(
                    f"fuzz_is_integer(&{place}, {_magnitude(lowest)}, "
                    f"{_magnitude(highest)})"
                )
            case "bool" | "text":
                kind = {"bool": "BOOLEAN", "text": "TEXT"}[parameter.kind]
                plain.append(f"{place}.kind == HX_VALUE_{kind}")
                if kind == "TEXT":
                    plain.append(f"{place}.text != NULL")
            case "enum":
                plain.append(f"fuzz_is_integer(&{place}, 3, 77)")
                bits = f"(int64_t)fuzz_bits(&{place})"
                plain.append(f"({bits} == -3 || {bits} == 0 || {bits} == 77)")
            case "address":
                plain.append(f"fuzz_is_integer(&{place}, 0, UINT64_MAX)")
            case _:
                if parameter.counter:
                    memory.append(
                        f"(int64_t)fuzz_bits(&{operation.place(parameter.counter)}) >= 0"
                        if INTEGERS[_type_of(operation, parameter.counter)][0] < 0
                        else "true"
                    )
                count = (
                    f"fuzz_bits(&{operation.place(parameter.counter)})"
                    if parameter.counter
                    else "1"
                )
                if parameter.kind == "value":
                    size = f"sizeof({parameter.ctype})"
                else:
                    size = f"{parameter.factor}u * {parameter.size}"
                bytes_ = f"&{place}" if parameter.is_given else "NULL"
                memory.append(f"fuzz_is_memory({bytes_}, {count}, {size}, needed)")
    conditions = " &&\n        ".join([*plain, *memory]) or "true"
    return [
        f"static bool fits_{operation.name}(const struct hx_value *values, "
        "uint64_t *needed)",
        "{",
        "    (void)values;",
        "    *needed = 0;",
        f"    return {conditions};",
        "}",
    ]


def _type_of(operation: Operation, name: str) -> str:
    return next(p.ctype for p in operation.parameters if p.name == name)


def _call(operation: Operation) -> list[str]:
    setup, arguments, outs = [], ["self"], []
    for parameter in operation.parameters:
        place = operation.place(parameter.name) if parameter.is_given else ""
        match parameter.kind:
            case "integer" | "enum":
                arguments.append(f"({parameter.ctype})fuzz_bits(&{place})")
            case "bool":
                arguments.append(f"{place}.boolean")
            case "text":
                arguments.append(f"{place}.text")
            case "address":
                arguments.append(f"(void *)(uintptr_t)fuzz_bits(&{place})")
            case "value":
                copy = f"fuzz_room({place}.bytes.size, {place}.bytes.data)"
                arguments.append(f"*(const {parameter.ctype} *){copy}")
            case _:
                size = operation.byte_count(parameter)
                data = f"{place}.bytes.data" if parameter.is_given else "NULL"
                setup.append(f"    void *{parameter.name} = fuzz_room({size}, {data});")
                arguments.append(parameter.name)
                if parameter.kind != "in":
                    outs.append(f"hx_value_from_bytes({parameter.name}, {size})")
    call = f"fuzzer_ops_{operation.name}({', '.join(arguments)})"
    lines = [
        f"static void call_{operation.name}(struct fuzzer *self, "
        "const struct hx_value *values, struct fuzz_outcome *outcome)",
        "{",
        *setup,
        "    (void)values;",
    ]
    result = operation.result
    if result == "void":
        lines.append(f"    {call};")
        value = "(struct hx_value){.kind = HX_VALUE_EMPTY}"
    else:
        lines.append(f"    {result} result = {call};")
        value = {
            "bool": "hx_value_from_bool(result)",
            "uint16_t": "hx_value_from_u64(result)",
            "size_t": "hx_value_from_u64(result)",
            "void *": "hx_value_from_u64((uintptr_t)result)",
            "double": "hx_value_from_bytes(fuzz_room(sizeof(result), &result), "
            "sizeof(result))",
            "const char *": "result != NULL ? hx_value_from_text(result)\n"
            "        : (struct hx_value){.kind = HX_VALUE_EMPTY}",
        }.get(result, "hx_value_from_i64(result)")
    lines.append(f"    outcome->values[0] = {value};")
    for number, out in enumerate(outs, 1):
        lines.append(f"    outcome->values[{number}] = {out};")
    lines += [
        f"    outcome->count = {1 + len(outs)};",
        "    outcome->seen = fuzz_seen();",
        "}",
    ]
    return lines
