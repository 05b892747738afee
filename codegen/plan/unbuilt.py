# SPDX-License-Identifier: MIT
"""What profiles and specs may ask for, and what no image can be built with yet.

The language is complete before its last parts are: such a wish is checked like any
other and then refused, at the place where it stands, instead of being ignored.
"""

from __future__ import annotations

from codegen.diagnostics import Diagnostics
from codegen.plan.names import ProfileNames
from codegen.plan.select import Selection
from codegen.profile.profile import Profile
from codegen.source import Span

BUILT_TARGETS = ("x86_64", "host")


def refuse_unbuilt(
    profile: Profile,
    names: ProfileNames,
    selection: Selection,
    diagnostics: Diagnostics,
) -> None:
    """Report each wish of the profile and its image that is not built for yet."""

    def refuse(span: Span, what: str, help: str) -> None:
        diagnostics.report("E608", span, f"{what} not built for yet", help=help)

    if profile.target not in BUILT_TARGETS:
        written = profile.target_span.text.strip("\"'")
        origin = "" if written == profile.target else ", asked for with --target,"
        refuse(
            profile.target_span,
            f"target {profile.target}{origin} is",
            f"the targets that are built for: {', '.join(BUILT_TARGETS)}",
        )
    if profile.boot.cpus > 1:
        refuse(profile.place("boot", "cpus"), "more than one CPU is", "write cpus = 1")
    wishes = [
        (
            module,
            names.static[module.name].span if module.name in names.static else None,
        )
        for module in selection.modules
    ]
    wishes += [(file.module, file.entry.span) for file in names.files]
    for module, span in wishes:
        if "USERSPACE" in module.flags:
            refuse(
                module.span if span is None else span,
                f"module '{module.name}' is USERSPACE, which is",
                "leave it out, or remove the flag to run it in the kernel",
            )
