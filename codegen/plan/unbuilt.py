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
    """Report each wish of the profile and its image that is not built for yet.

    The lists of `[modules]` have been looked at; one with a mistake in it is refused
    once that is mended.
    """

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
    # What only a replacement provides is known to analysis and missing here.
    sound = profile.complete and (selection.complete or diagnostics.error_count == 0)
    if profile.loadable and sound and "loadable" not in names.unsound:
        refuse(
            profile.place("modules", "loadable"),
            "loadable modules are",
            "list them under static",
        )
    if profile.replace and sound and "replace" not in names.unsound:
        refuse(
            profile.place("modules", "replace"),
            "replacements are",
            "remove this line",
        )
    if profile.signatures == "required":
        refuse(
            profile.place("security", "signatures"),
            "signatures are",
            'write signatures = "off"',
        )
    if profile.boot.cpus > 1:
        refuse(profile.place("boot", "cpus"), "more than one CPU is", "write cpus = 1")
    for module in selection.modules:
        if "USERSPACE" in module.flags:
            entry = names.static.get(module.name)
            refuse(
                module.span if entry is None else entry.span,
                f"module '{module.name}' is USERSPACE, which is",
                "leave it out, or remove the flag to run it in the kernel",
            )
