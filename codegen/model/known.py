# SPDX-License-Identifier: MIT
"""All specs of a run, and look-ups among them."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from codegen.model.code import TypesBlock
from codegen.model.interface import Interface
from codegen.model.module import Module


@dataclass(frozen=True, kw_only=True)
class Model:
    """All specs of a run, each tuple sorted by name, whatever the profile is.

    `replacements` are the modules of the profile's `replace` list; they may have
    names that are taken, and take no part in look-ups by name.
    """

    modules: tuple[Module, ...]
    replacements: tuple[Module, ...]
    interfaces: tuple[Interface, ...]
    types: tuple[TypesBlock, ...]

    @functools.cached_property
    def _modules_by_name(self) -> dict[str, Module]:
        return {module.name: module for module in reversed(self.modules)}

    @functools.cached_property
    def _interfaces_by_name(self) -> dict[str, Interface]:
        return {interface.name: interface for interface in reversed(self.interfaces)}

    @functools.cached_property
    def _providers(self) -> dict[str, tuple[Module, ...]]:
        found: dict[str, list[Module]] = {}
        for module in self.modules:
            for capability in module.provides:
                found.setdefault(capability.name, []).append(module)
        return {name: tuple(modules) for name, modules in found.items()}

    @functools.cached_property
    def _implementors(self) -> dict[str, tuple[Module, ...]]:
        found: dict[str, list[Module]] = {}
        for module in self.modules:
            for implementation in module.implementations:
                found.setdefault(implementation.interface, []).append(module)
        return {name: tuple(modules) for name, modules in found.items()}

    def module(self, name: str) -> Module | None:
        return self._modules_by_name.get(name)

    def called(self, name: str) -> tuple[Module, ...]:
        """All that have the name: the known module, then the replacements."""
        known = self.module(name)
        replacements = tuple(m for m in self.replacements if m.name == name)
        return replacements if known is None else (known, *replacements)

    def interface(self, name: str) -> Interface | None:
        return self._interfaces_by_name.get(name)

    def providers(self, capability: str) -> tuple[Module, ...]:
        return self._providers.get(capability, ())

    def implementors(self, interface: str) -> tuple[Module, ...]:
        return self._implementors.get(interface, ())
