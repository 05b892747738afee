# SPDX-License-Identifier: MIT
"""What the specs mean: immutable, checked, free of syntax.

Analysis builds it from all syntax trees of a run. Planning and rendering read
nothing else. Whatever keeps a `Span` keeps it for messages and `#line` only.
"""

from __future__ import annotations

from codegen.model.code import (
    Body,
    TypesBlock,
)
from codegen.model.crossing import (
    pair_fields,
)
from codegen.model.ctype import (
    ArrayType,
    BitFieldType,
    BoolType,
    CType,
    EnumType,
    FloatingType,
    FunctionType,
    IntegerType,
    NamedType,
    PointerType,
    RecordType,
    TypesKey,
    VoidType,
)
from codegen.model.interface import (
    Direction,
    ElementCount,
    Interface,
    Operation,
    Parameter,
)
from codegen.model.known import (
    Model,
)
from codegen.model.module import (
    ConfigKey,
    ConfigKind,
    ConfigScalar,
    Dependency,
    EVENT_KINDS,
    EventHook,
    FLAGS,
    Field,
    Hook,
    Implementation,
    Migration,
    Module,
    Named,
    OPTIONAL_HOOKS,
    OperationImplementation,
    Ordering,
    REQUIRED_HOOKS,
    RequestHook,
    Restart,
    Use,
)
from codegen.model.names import (
    c_identifier,
    file_stem,
)
from codegen.model.version import (
    Constraint,
    LAST_PACKED,
    Version,
)

__all__ = [
    "ArrayType",
    "BitFieldType",
    "Body",
    "BoolType",
    "CType",
    "ConfigKey",
    "ConfigKind",
    "ConfigScalar",
    "Constraint",
    "Dependency",
    "Direction",
    "EVENT_KINDS",
    "ElementCount",
    "EnumType",
    "EventHook",
    "FLAGS",
    "Field",
    "FloatingType",
    "FunctionType",
    "Hook",
    "Implementation",
    "IntegerType",
    "Interface",
    "LAST_PACKED",
    "Migration",
    "Model",
    "Module",
    "Named",
    "NamedType",
    "OPTIONAL_HOOKS",
    "Operation",
    "OperationImplementation",
    "Ordering",
    "Parameter",
    "PointerType",
    "REQUIRED_HOOKS",
    "RecordType",
    "RequestHook",
    "Restart",
    "TypesBlock",
    "TypesKey",
    "Use",
    "Version",
    "VoidType",
    "c_identifier",
    "file_stem",
    "pair_fields",
]
