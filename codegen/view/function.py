# SPDX-License-Identifier: MIT
"""The user's functions as C: hooks, handlers and operations."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import (
    EventHook,
    Hook,
    Module,
    OperationImplementation,
    RequestHook,
)
from codegen.source import Span
from codegen.view.ctext import (
    Verbatim,
    comment_lines,
    string_literal,
    verbatim_body,
)


@dataclass(frozen=True, kw_only=True)
class FunctionView:
    """A function of the user: a hook, an event's or request's, an operation's.

    `key` is the hook's or operation's own name. `parameters` is the whole list, `arguments` what the thunk passes behind
    `&hxg_self_<module>`. `body` is None where it is defined in the sources. `line`
    and `file` are the place of the spec that asks for it.
    """

    key: str
    name: str
    result: str
    returns: bool
    parameters: str
    unused_parameters: str
    thunk_parameters: str
    arguments: str
    doc: tuple[str, ...]
    body: Verbatim | None
    line: int
    file: str
    span: Span

    @property
    def padding(self) -> str:
        """What puts a line's text into the column of the place in the spec."""
        return " " * (self.span.column - 1)

    @property
    def prototype(self) -> str:
        return f"{self.result} {self.name}({self.parameters})"


Shape = tuple[str, tuple[tuple[str, str], ...]]

# By hook: the result's type, and behind `self` each parameter's text and name.
HOOK_SHAPES: dict[str, Shape] = {
    "init": ("hx_status", (("const struct hx_context *ctx", "ctx"),)),
    "start": ("hx_status", ()),
    "stop": ("hx_status", ()),
    "handle_event": (
        "enum hx_event_response",
        (("const struct hx_event *event", "event"),),
    ),
    "handle_request": (
        "hx_status",
        (
            ("const struct hx_request *request", "request"),
            ("struct hx_response *response", "response"),
        ),
    ),
    "is_healthy": ("bool", ()),
    "save_state": ("hx_status", (("struct hx_writer *writer", "writer"),)),
    "restore_state": ("hx_status", (("struct hx_reader *reader", "reader"),)),
}


def view_function(
    module: Module,
    key: str,
    name: str,
    shape: Shape,
    written: Hook | EventHook | RequestHook | OperationImplementation,
) -> FunctionView:
    result, parameters = shape
    declarations = [f"struct {module.identifier} *self"] + [d for d, _ in parameters]
    return FunctionView(
        key=key,
        name=name,
        result=result,
        returns=result != "void",
        parameters=", ".join(declarations),
        unused_parameters=", ".join(f"HX_UNUSED {d}" for d in declarations),
        thunk_parameters=", ".join(d for d, _ in parameters) or "void",
        arguments=", ".join(
            [f"&hxg_self_{module.identifier}"] + [n for _, n in parameters]
        ),
        doc=comment_lines(written.doc),
        body=verbatim_body(written.body) if written.body is not None else None,
        line=written.span.line,
        file=string_literal(written.span.source.line_name),
        span=written.span,
    )
