# SPDX-License-Identifier: MIT
"""The modules of an image while it is put together, and what could still come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codegen.model import Constraint, Dependency, Model, Module, Use
from codegen.plan.files import ModuleFile
from codegen.plan.hidden import HiddenParts
from codegen.plan.model import Choice
from codegen.plan.names import ProfileNames


@dataclass(frozen=True, kw_only=True)
class ServedHandle:
    """`provider` is None for a handle that stays unbound, or that gets one when that
    is loaded; `wanted` is the module that `[bind]` names for it."""

    provider: Module | None
    choice: Choice
    wanted: str | None = None


def only_other(candidates: Sequence[Module], user: Module) -> Module | None:
    """The only one of `candidates` that is not `user`; None if none or several."""
    # Among three candidates are two others at least, however many follow.
    others = [module for module in candidates[:3] if module.name != user.name]
    return others[0] if len(others) == 1 else None


class Image:
    """The modules that are in so far, and what else could come in.

    The modules of `names.files` stay outside. What they need comes in, unless another
    file has it.
    """

    def __init__(self, model: Model, names: ProfileNames, hidden: HiddenParts) -> None:
        self.model = model
        self.names = names
        self.hidden = hidden
        self.modules: dict[str, Module] = {}
        # For each module who wants it ("": the profile) and why.
        self.reasons: dict[str, dict[str, str]] = {}
        self._waiting: list[Module] = []
        self._fitting: dict[tuple[str, str, int, int], tuple[Module, ...]] = {}

    def add(self, name: str, wanted_by: str, reason: str) -> None:
        self.reasons.setdefault(name, {}).setdefault(wanted_by, reason)
        module = self.model.module(name)
        if module is not None and name not in self.modules:
            self.modules[name] = module
            self._waiting.append(module)

    def sorted_modules(self) -> list[Module]:
        return [self.modules[name] for name in sorted(self.modules)]

    def may_come(self, module: Module) -> bool:
        """Whether `module` may be static: it is not one of the loadable ones."""
        return module.name not in self.names.loadable

    def pull_all(self) -> None:
        for file in self.names.files:
            self._pull_needs(file.module, file)
        while self._waiting:
            self._pull_needs(self._waiting.pop(), None)

    def _pull_needs(self, module: Module, file: ModuleFile | None) -> None:
        for dependency in module.dependencies:
            if not dependency.optional:
                self._pull_dependency(module, dependency, file)
        for use in module.uses:
            if not use.optional:
                self._pull_provider(module, use, file)

    def _pull_dependency(
        self, module: Module, dependency: Dependency, file: ModuleFile | None
    ) -> None:
        named = self.model.module(dependency.name)
        if named is not None:
            self._pull(named, module, file, f"needed by '{module.name}'")
        elif not self.comes_as_file(file, dependency):
            only = only_other(self.providers(dependency), module)
            reason = f"provides '{dependency.name}', needed by '{module.name}'"
            self._pull(only, module, file, reason)

    def _pull_provider(self, module: Module, use: Use, file: ModuleFile | None) -> None:
        chosen = self.chosen(module, use)
        if chosen is not None:
            provider = chosen.provider
        elif self.comes_as_file(file, use):
            return
        else:
            provider = only_other(self.implementors(use), module)
        reason = f"implements '{use.interface}' for '{module.name}'"
        self._pull(provider, module, file, reason)

    def _pull(
        self, wanted: Module | None, user: Module, file: ModuleFile | None, reason: str
    ) -> None:
        if wanted is None or not self.may_come(wanted):
            return
        if file is None:
            self.add(wanted.name, user.name, reason)
        else:
            # The profile lists it, so that is who asks for what it needs.
            self.add(wanted.name, "", f"{reason}, which is {file.kind}")

    def comes_as_file(self, file: ModuleFile | None, need: Dependency | Use) -> bool:
        """Whether what the module of `file` needs is in another one."""
        return file is not None and any(
            other is not file
            and (other.serves(need) if isinstance(need, Use) else other.meets(need))
            for other in self.names.files
        )

    def providers(self, dependency: Dependency) -> tuple[Module, ...]:
        """The modules that could serve a dependency on a capability."""
        return self._candidates("capability", dependency.name, dependency.constraint)

    def implementors(self, use: Use) -> tuple[Module, ...]:
        """The modules that could serve a handle."""
        return self._candidates("interface", use.interface, use.constraint)

    def _candidates(
        self, kind: str, name: str, constraint: Constraint
    ) -> tuple[Module, ...]:
        key = (kind, name, constraint.lowest, constraint.highest)
        found = self._fitting.get(key)
        if found is None:
            if kind == "capability":
                fitting = [
                    m
                    for m in self.model.providers(name)
                    if constraint.accepts(m.version)
                ]
            else:
                fitting = [
                    m
                    for m in self.model.implementors(name)
                    if (served := m.implementation(name)) is not None
                    and constraint.accepts(served.version)
                ]
            distinct = {m.name: m for m in fitting if self.may_come(m)}
            found = self._fitting[key] = tuple(distinct.values())
        return found

    def chosen(self, module: Module, use: Use) -> ServedHandle | None:
        """What `[bind]`, else `[interfaces]`, names for a handle."""
        bind = self.names.binds.get((module.name, use.handle))
        if bind is not None:
            return ServedHandle(
                provider=self.model.module(bind.provider),
                choice=Choice.BIND,
                wanted=bind.provider,
            )
        primary = self.names.primaries.get(use.interface)
        if primary is None or primary.provider == module.name:
            return None
        provider = self.model.module(primary.provider)
        served = None if provider is None else provider.implementation(use.interface)
        if served is None or not use.constraint.accepts(served.version):
            return None
        return ServedHandle(provider=provider, choice=Choice.INTERFACES)
