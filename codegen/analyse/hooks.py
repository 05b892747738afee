# SPDX-License-Identifier: MIT
"""Reads `impl { }`: which hooks a module has, and which it must have."""

from __future__ import annotations

from dataclasses import dataclass, field

from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.parse.lexer import shorten
from codegen.model import (
    EVENT_KINDS,
    OPTIONAL_HOOKS,
    REQUIRED_HOOKS,
    Body,
    EventHook,
    Hook,
    RequestHook,
    c_identifier,
)
from codegen.source import Span
from codegen.parse.syntax import Body as BodyText
from codegen.parse.syntax import HookEntry, ImplBlock, ModuleDeclaration, Word

ALL_HOOKS = REQUIRED_HOOKS + OPTIONAL_HOOKS

NAMES_IN_SCOPE: dict[str, tuple[str, ...]] = {
    "init": ("self", "ctx"),
    "start": ("self",),
    "stop": ("self",),
    "handle_event": ("self", "event"),
    "handle_request": ("self", "request", "response"),
    "is_healthy": ("self",),
    "save_state": ("self", "writer"),
    "restore_state": ("self", "reader"),
    "on": ("self", "event"),
    "request": ("self", "request", "response"),
}


@dataclass(kw_only=True)
class Hooks:
    """`complete` is false where a hook may be missing from these only because of a
    mistake that is already reported."""

    hooks: list[Hook] = field(default_factory=list)
    events: list[EventHook] = field(default_factory=list)
    requests: list[RequestHook] = field(default_factory=list)
    complete: bool = True

    def has(self, name: str) -> bool:
        return any(hook.name == name for hook in self.hooks)


def take_body(body: BodyText | None) -> Body | None:
    return None if body is None else Body(text=body.text, span=body.span)


def report_parameters(
    parameters: Span | None, names: tuple[str, ...], diagnostics: Diagnostics
) -> None:
    """Report a parameter list behind the name of a hook or an operation."""
    if parameters is not None:
        diagnostics.report(
            "E217",
            parameters,
            "no parameters stand here",
            help=f"leave them out: {', '.join(names)} "
            f"{'is' if len(names) == 1 else 'are'} in scope",
        )


def read_hooks(
    module: ModuleDeclaration, block: ImplBlock | None, diagnostics: Diagnostics
) -> Hooks:
    found = Hooks(complete=module.complete and (block is None or block.complete))
    seen: dict[tuple[str, str], HookEntry] = {}
    for entry in block.hooks if block is not None else ():
        key = _key(entry)
        if key in seen:
            diagnostics.report(
                "E204",
                entry.name.span,
                f"{_describe(entry)} stands twice",
                notes=[Note(message="first here", span=seen[key].name.span)],
            )
            continue
        scope = NAMES_IN_SCOPE.get(
            entry.kind if entry.kind != "hook" else entry.name.text, ("self",)
        )
        report_parameters(entry.parameters, scope, diagnostics)
        if _take_hook(found, entry, diagnostics):
            seen[key] = entry
        else:
            found.complete = False
    _check_exclusion(seen, diagnostics)
    if found.complete:
        _check_required(module, block, found, diagnostics)
    return found


def _key(entry: HookEntry) -> tuple[str, str]:
    if entry.kind == "on":
        custom = "" if isinstance(entry.name, Word) else "custom "
        return "on", custom + entry.name.text
    return entry.kind, entry.name.text


def _describe(entry: HookEntry) -> str:
    text = shorten(entry.name.text)
    shown = text if isinstance(entry.name, Word) else f'"{text}"'
    return f"'{shown}'" if entry.kind == "hook" else f"'{entry.kind} {shown}'"


def _take_hook(found: Hooks, entry: HookEntry, diagnostics: Diagnostics) -> bool:
    text = entry.name.text
    body = take_body(entry.body)
    if entry.kind == "hook":
        if text not in ALL_HOOKS:
            diagnostics.report(
                "E210",
                entry.name.span,
                f"unknown hook '{shorten(text)}'",
                help=did_you_mean(text, ALL_HOOKS)
                or f"the hooks are {', '.join(ALL_HOOKS)}, on and request; functions "
                "of your own belong into c { }",
            )
            return False
        found.hooks.append(
            Hook(name=text, body=body, doc=entry.doc, span=entry.name.span)
        )
        return True
    if entry.kind == "request":
        found.requests.append(
            RequestHook(
                type=text,
                function_suffix=c_identifier(text),
                body=body,
                doc=entry.doc,
                span=entry.name.span,
            )
        )
        return True
    is_custom = not isinstance(entry.name, Word)
    if not is_custom and text not in EVENT_KINDS:
        diagnostics.report(
            "E211",
            entry.name.span,
            f"unknown event '{shorten(text)}'",
            help=did_you_mean(text, EVENT_KINDS)
            or f"the events are {', '.join(EVENT_KINDS)}; one of your own stands in "
            f'quotes: on "{shorten(text)}"',
        )
        return False
    found.events.append(
        EventHook(
            kind="custom" if is_custom else text,
            custom=text if is_custom else None,
            function_suffix=c_identifier(text),
            body=body,
            doc=entry.doc,
            span=entry.name.span,
        )
    )
    return True


def _check_exclusion(
    seen: dict[tuple[str, str], HookEntry], diagnostics: Diagnostics
) -> None:
    for kind, general in (("on", "handle_event"), ("request", "handle_request")):
        whole = seen.get(("hook", general))
        part = next((entry for key, entry in seen.items() if key[0] == kind), None)
        if whole is None or part is None:
            continue
        first, second = sorted((whole, part), key=lambda entry: entry.span.start)
        diagnostics.report(
            "E216",
            second.name.span,
            f"{_describe(second)} and {_describe(first)} exclude each other",
            notes=[Note(message="the other one is here", span=first.name.span)],
            help=f"write '{kind}' hooks, or {general} alone",
        )


def _check_required(
    module: ModuleDeclaration,
    block: ImplBlock | None,
    found: Hooks,
    diagnostics: Diagnostics,
) -> None:
    missing = [name for name in REQUIRED_HOOKS if not found.has(name)]
    if not missing:
        return
    shown = missing[0] if len(missing) == 1 else ", ".join(missing[:-1])
    if len(missing) > 1:
        shown += f" and {missing[-1]}"
    diagnostics.report(
        "E212",
        module.identifier.span if block is None else block.keyword.span,
        f"module '{shorten(module.identifier.text)}' has no {shown}",
        help=f"add {missing[0]} {{ return HX_OK; }} to impl"
        if block is not None
        else "add impl { init { return HX_OK; } start { return HX_OK; } "
        "stop { return HX_OK; } }",
    )
