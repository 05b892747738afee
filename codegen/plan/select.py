# SPDX-License-Identifier: MIT
"""Which modules are in the image, and which of them serves each handle.

What the profile names is in, and with it what that needs, and what the modules need
that are built as files of their own. A need is met in two
steps, so that the order in which modules are looked at cannot change the result.
First a need that only one known module can meet pulls that module in, and its own
needs with it, until nothing more comes. Then every need is looked at once, with
the image complete: one that several modules could meet is met if one of them is
in the image by then, and is an error otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from codegen.diagnostics import Diagnostics, Note
from codegen.model import Model, Module
from codegen.plan.hidden import HiddenParts
from codegen.plan.names import ProfileNames
from codegen.plan.needs import NeedCheck
from codegen.plan.pull import Image, ServedHandle
from codegen.profile.profile import Profile

SHELL = "shell"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """`modules` are sorted by name; `wanted_by` has for each the one that brought it
    along, None for the profile and what it has built as files. `handles` has (module's
    name, handle), `file_handles` (file's stem, handle). A need that could not be met
    was reported, and makes the selection incomplete."""

    modules: tuple[Module, ...]
    reasons: dict[str, str]
    wanted_by: dict[str, str | None]
    handles: dict[tuple[str, str], ServedHandle]
    file_handles: dict[tuple[str, str], ServedHandle]
    complete: bool


def select_modules(
    model: Model,
    profile: Profile,
    names: ProfileNames,
    hidden: HiddenParts,
    diagnostics: Diagnostics,
) -> Selection:
    """Return the image's modules: what the profile names and all that they need."""
    image = Image(model, names, hidden)
    for name in names.static:
        image.add(name, "", "named by the profile")
    shell_is_in = _add_shell(image, profile, diagnostics)
    image.pull_all()
    needs = NeedCheck(image, diagnostics)
    needs.check_all()
    # The first by name of those who want it, the profile ("") before all.
    wanted_by = {name: min(why) for name, why in image.reasons.items()}
    return Selection(
        modules=tuple(image.sorted_modules()),
        reasons={name: why[wanted_by[name]] for name, why in image.reasons.items()},
        wanted_by={name: first or None for name, first in wanted_by.items()},
        handles=needs.handles,
        file_handles=needs.file_handles,
        complete=shell_is_in and not needs.failed,
    )


def _add_shell(image: Image, profile: Profile, diagnostics: Diagnostics) -> bool:
    """Add the shell where the profile needs it; return false if it cannot be had."""
    if profile.boot.commands:
        key, reason = "commands", "runs the profile's boot commands"
    elif profile.boot.interactive:
        key, reason = "interactive", "serves the interactive console"
    else:
        return True
    if SHELL in image.names.loadable:
        diagnostics.report(
            "E507",
            profile.place("boot", key),
            f"'{key}' needs '{SHELL}' from the start, and it is loadable",
            notes=[
                Note(message="loadable here", span=image.names.loadable[SHELL].span)
            ],
            help=f"move '{SHELL}' from loadable to static",
        )
        return False
    if image.model.module(SHELL) is None:
        if not image.hidden.may_hold_module(SHELL):
            diagnostics.report(
                "E604",
                profile.place("boot", key),
                f"'{key}' needs a module named '{SHELL}', and there is none",
                help="add the folder of its spec with --modules, or remove this line",
            )
        return False
    image.add(SHELL, "", reason)
    return True
