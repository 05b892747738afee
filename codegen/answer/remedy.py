# SPDX-License-Identifier: MIT
"""What to write into a profile so that a module is in its image.

It is tried before it is said: the image is planned once more with it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from codegen.diagnostics import Diagnostics
from codegen.model import Model, Module
from codegen.plan.image import make_plan
from codegen.plan.model import Choice, Plan
from codegen.profile.profile import Profile, ProfileBinding, ProfileName
from codegen.source import Span


@dataclass(frozen=True, kw_only=True)
class Problem:
    """An error that the profile would have then."""

    id: str
    message: str
    help: str | None
    span: Span


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """`static` is added to that list, `interfaces` and `bind` to those tables: without
    them, handles that have their provider now could be bound to two. `brings` and
    `drops` are the other modules that come and go; the place is that of `static`.

    `works` is false where that gives no image, for `problems` that are new, or for what
    is wrong with the module already.
    """

    static: str
    interfaces: dict[str, str]
    bind: dict[str, dict[str, str]]
    brings: tuple[str, ...]
    drops: tuple[str, ...]
    works: bool
    problems: tuple[Problem, ...]
    span: Span


def find_remedy(
    model: Model, plan: Plan, module: Module, diagnostics: Diagnostics
) -> Remedy:
    """`diagnostics` are those of the run that made `plan`, `module` is not in it."""
    interfaces, bind = _choose_it(plan, module)
    trial = Diagnostics()
    trial.extend(diagnostics.sorted())
    changed = make_plan(model, _change(plan.profile, module, interfaces, bind), trial)
    before = {planned.module.name for planned in plan.modules}
    after = before if changed is None else {p.module.name for p in changed.modules}
    known = {diagnostic.sort_key for diagnostic in diagnostics.sorted()}
    problems = tuple(
        Problem(id=d.rule, message=d.message, help=d.help, span=d.span)
        for d in trial.sorted()
        if d.severity == "error" and d.sort_key not in known
    )
    return Remedy(
        static=module.name,
        interfaces=interfaces,
        bind=bind,
        brings=tuple(sorted(after - before - {module.name})),
        drops=tuple(sorted(before - after)),
        works=changed is not None and not problems,
        problems=problems,
        span=plan.profile.place("modules", "static"),
    )


def _choose_it(
    plan: Plan, module: Module
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Choose `module` wherever it would be a second one to choose from."""
    taken = {choice.subject for choice in plan.profile.interfaces}
    interfaces: dict[str, str] = {}
    bind: dict[str, dict[str, str]] = {}
    for planned in plan.modules:
        for binding in planned.bindings:
            name = binding.interface.name
            served = module.implementation(name)
            if binding.choice is not Choice.ONLY or served is None:
                continue
            if not binding.use.constraint.accepts(served.version):
                continue
            if name in taken:
                handles = bind.setdefault(planned.module.name, {})
                handles[binding.use.handle] = module.name
            else:
                interfaces[name] = module.name
    return interfaces, bind


def _change(
    profile: Profile,
    module: Module,
    interfaces: dict[str, str],
    bind: dict[str, dict[str, str]],
) -> Profile:
    span = profile.place("modules", "static")

    def choice(subject: str, handle: str | None) -> ProfileBinding:
        return ProfileBinding(
            subject=subject,
            handle=handle,
            provider=module.name,
            subject_span=span,
            handle_span=span,
            span=span,
        )

    return dataclasses.replace(
        profile,
        static=(*profile.static, ProfileName(name=module.name, span=span)),
        loadable=tuple(e for e in profile.loadable if e.name != module.name),
        interfaces=(*profile.interfaces, *(choice(name, None) for name in interfaces)),
        binds=(
            *profile.binds,
            *(choice(user, handle) for user in bind for handle in bind[user]),
        ),
    )
