# SPDX-License-Identifier: MIT
"""What the templates of an image that loads modules need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.model import Interface, Model
from codegen.plan.abi import InterfaceAbi, interface_abi
from codegen.plan.hash import build_hash
from codegen.plan.model import Plan
from codegen.plan.runtime_abi import RuntimeAbi, load_runtime_abi, runtime_hash
from codegen.view.ctext import string_literal
from codegen.view.hash import HashView, hash_view
from codegen.view.interface import InterfaceView, view_interface

_KEY_SIZE = 32
_BYTES_A_LINE = 12


@dataclass(frozen=True, kw_only=True)
class AbiView:
    """Something with a hash, as initialisers; `text` is a literal or NULL."""

    name: str
    text: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class OperationAbiView:
    name: str
    signature: str
    hash: str
    since: int


@dataclass(frozen=True, kw_only=True)
class InterfaceLoadingView:
    """`operations` are in the order of the struct of functions."""

    interface: InterfaceView
    operations: tuple[OperationAbiView, ...]
    interrupt: bool

    @property
    def identifier(self) -> str:
        return self.interface.identifier


@dataclass(frozen=True, kw_only=True)
class LoadingView:
    """`key_rows` are lines of an initialiser, none without a key."""

    profile_file: str
    interfaces: tuple[InterfaceLoadingView, ...]
    exports: tuple[AbiView, ...]
    types: tuple[AbiView, ...]
    runtime_hash: str
    names: HashView
    key_rows: tuple[str, ...]
    deadline_ms: int
    probation_ms: int

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(each.interface.header for each in self.interfaces)


def view_loading(plan: Plan, model: Model, key: bytes | None) -> LoadingView:
    """`key` is the Ed25519 public key that signatures are checked with, 32 bytes; None
    where they are not."""
    if key is not None and len(key) != _KEY_SIZE:
        raise ValueError(f"the key has {len(key)} bytes, not {_KEY_SIZE}")
    runtime = load_runtime_abi(plan.target, plan.macros)
    interfaces = [planned.interface for planned in plan.interfaces]
    exports = tuple(_exports(runtime, [interface_abi(each) for each in interfaces]))
    return LoadingView(
        profile_file=plan.profile.source.line_name,
        interfaces=tuple(_interface(each, model) for each in interfaces),
        exports=exports,
        types=tuple(
            AbiView(
                name=each.name,
                text=string_literal(each.definition),
                hash=_number(each.hash),
            )
            for each in runtime.types
        ),
        runtime_hash=_number(runtime_hash(runtime.functions, runtime.types)),
        names=hash_view(
            build_hash((each.name, index) for index, each in enumerate(exports))
        ),
        key_rows=tuple(_rows(key or b"")),
        deadline_ms=plan.profile.reload_deadline_ms,
        probation_ms=plan.profile.reload_probation_ms,
    )


def _exports(
    runtime: RuntimeAbi, interfaces: Sequence[InterfaceAbi]
) -> Iterator[AbiView]:
    """Yield the functions of the runtime and the interfaces' symbols, by name."""
    functions = {function.name: function for function in runtime.functions}
    symbols = [symbol for each in interfaces for symbol in each.symbols]
    for name in sorted([*functions, *symbols]):
        function = functions.get(name)
        if function is None:
            yield AbiView(name=name, text="NULL", hash="0")
        else:
            yield AbiView(
                name=name,
                text=string_literal(function.signature),
                hash=_number(function.hash),
            )


def _interface(interface: Interface, model: Model) -> InterfaceLoadingView:
    blocks = {block.key: block for block in model.types}
    return InterfaceLoadingView(
        interface=view_interface(interface, blocks),
        operations=tuple(
            OperationAbiView(
                name=operation.name,
                signature=string_literal(operation.signature),
                hash=_number(operation.hash),
                since=operation.since.minor,
            )
            for operation in interface_abi(interface).operations
        ),
        interrupt=any(operation.isr for operation in interface.operations),
    )


def _number(digest: str) -> str:
    return f"UINT64_C(0x{digest})"


def _rows(key: bytes) -> Iterator[str]:
    for start in range(0, len(key), _BYTES_A_LINE):
        row = key[start : start + _BYTES_A_LINE]
        yield ", ".join(f"0x{byte:02x}" for byte in row) + ","
