# SPDX-License-Identifier: MIT
"""What callers of a module's requests need, where they know the module by its spec."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import Module
from codegen.view.binding import module_stem
from codegen.view.ctext import comment_lines, string_literal


@dataclass(frozen=True, kw_only=True)
class AskView:
    """`function` is the wrapper's name, `literal` the request's type."""

    function: str
    literal: str
    doc: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RequestsView:
    spec: str
    name: str
    name_literal: str
    header: str
    requests: tuple[AskView, ...]


def requests_header(module: Module) -> str:
    return f"{module_stem(module.identifier)}_requests.h"


def view_requests(module: Module) -> RequestsView:
    return RequestsView(
        spec=module.spec.line_name,
        name=module.name,
        name_literal=string_literal(module.name),
        header=requests_header(module),
        requests=tuple(
            AskView(
                function=f"{module.identifier}_ask_{hook.function_suffix}",
                literal=string_literal(hook.type),
                doc=comment_lines(hook.doc),
            )
            for hook in module.request_hooks
        ),
    )
