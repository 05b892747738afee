# SPDX-License-Identifier: MIT
"""Every need of an image's modules, looked at once the image is complete.

A need that analysis has found hopeless whatever the image is (a dependency that
nobody knows, a module of a wrong version) is not reported a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from codegen.diagnostics import Diagnostics, Note
from codegen.model import Constraint, Dependency, Module, Use
from codegen.plan.files import ModuleFile
from codegen.plan.model import Choice
from codegen.plan.names import toml_key
from codegen.plan.pull import Image, ServedHandle, only_other
from codegen.source import Span


class NeedCheck:
    """Decides `handles` and `file_handles`; `failed` says that some need is not met.

    A module that is built as a file may need another such file: which of them is there
    is known only at run time. `file` is that of the module that is looked at.
    """

    def __init__(self, image: Image, diagnostics: Diagnostics) -> None:
        self.image = image
        self.model = image.model
        self.diagnostics = diagnostics
        self.handles: dict[tuple[str, str], ServedHandle] = {}
        self.file_handles: dict[tuple[str, str], ServedHandle] = {}
        self.failed = False
        self._present: dict[tuple[str, int, int], tuple[Module, ...]] = {}

    def check_all(self) -> None:
        for module in self.image.sorted_modules():
            self._check_dependencies(module, None)
            for handle, served in self._serve_all(module, None):
                self.handles[module.name, handle] = served
        for file in self.image.names.files:
            self._check_dependencies(file.module, file)
            for handle, served in self._serve_all(file.module, file):
                self.file_handles[file.stem, handle] = served

    def _check_dependencies(self, module: Module, file: ModuleFile | None) -> None:
        for dependency in module.dependencies:
            named = self.model.module(dependency.name)
            if named is not None:
                self._check_module(module, dependency, named, file)
            else:
                self._check_capability(module, dependency, file)

    def _serve_all(
        self, module: Module, file: ModuleFile | None
    ) -> Iterator[tuple[str, ServedHandle]]:
        for use in module.uses:
            if self.model.interface(use.interface) is None:
                self.failed = True  # reported by analysis
            else:
                yield use.handle, self._serve(module, use, file)

    def _report(
        self,
        rule: str,
        span: Span,
        message: str,
        notes: Sequence[Note],
        help: str | None,
    ) -> None:
        self.failed = True
        self.diagnostics.report(rule, span, message, notes=notes, help=help)

    def _is_void(self, constraint: Constraint) -> bool:
        """Whether nothing can satisfy the constraint; analysis has reported that."""
        if constraint.lowest <= constraint.highest:
            return False
        self.failed = True
        return True

    # Dependencies ------------------------------------------------------------------

    def _check_module(
        self, user: Module, entry: Dependency, named: Module, file: ModuleFile | None
    ) -> None:
        if named.name == user.name:
            self.failed = True  # reported by analysis
        elif named.name not in self.image.modules:
            if not entry.optional and file is None:
                self._report_loadable(user, entry.span, [named])
        elif not entry.constraint.accepts(named.version):
            if self._is_void(entry.constraint):
                return
            if not entry.optional:
                self.failed = True  # reported by analysis
                return
            self._report(
                "E502",
                entry.span,
                f"'{user.name}' takes '{named.name}' {entry.constraint.text} where it "
                f"is present, and '{named.name}' is {named.version}",
                [Note(message=f"'{named.name}' is declared here", span=named.span)],
                "an optional dependency may be absent, but not of a wrong version",
            )

    def _check_capability(
        self, user: Module, entry: Dependency, file: ModuleFile | None
    ) -> None:
        if any(own.name == entry.name for own in user.provides):
            self.failed = True  # reported by analysis
            return
        known = self.model.providers(entry.name)
        present = self.image.modules
        if any(
            m.name in present and entry.constraint.accepts(m.version) for m in known
        ):
            return
        if self.image.comes_as_file(file, entry):
            return
        if entry.optional:
            wrong = [m for m in known if m.name in present]
            if wrong:
                self._report_capability_version(user, entry, wrong)
            return
        fitting = [m for m in known if entry.constraint.accepts(m.version)]
        candidates = [m for m in fitting if self.image.may_come(m)]
        if candidates and not self.image.names.complete:
            self.failed = True  # the one that is missing may be the one to choose
        elif candidates:
            self._report(
                "E506",
                entry.span,
                f"'{user.name}' needs '{entry.name}', and several modules provide it: "
                + _list(candidates),
                [_provides_note(m, entry.name) for m in candidates],
                f"add one of them to static in [modules] of the profile, for example "
                f'"{candidates[0].name}"',
            )
        elif fitting:
            self._report_loadable(user, entry.span, fitting)
        elif known:
            self._report_capability_version(user, entry, known)
        else:
            self._check_replacements(user, entry)

    def _check_replacements(self, user: Module, entry: Dependency) -> None:
        """Nobody else knows the name: analysis has reported it, unless the module of a
        replacement is, or provides, that."""
        self.failed = True
        for file in self.image.names.files:
            if file.module is not user and file.meets(entry):
                self._report_file(user, entry.span, [file])
                return

    def _report_capability_version(
        self, user: Module, entry: Dependency, providers: Sequence[Module]
    ) -> None:
        if self._is_void(entry.constraint):
            return
        where = " where it is present" if entry.optional else ""
        self._report(
            "E502",
            entry.span,
            f"'{user.name}' {'takes' if entry.optional else 'needs'} '{entry.name}' "
            f"{entry.constraint.text}{where}, and no provider of it fits",
            [_provides_note(m, entry.name) for m in providers],
            "a capability has the version of the module that provides it",
        )

    def _report_loadable(
        self, user: Module, span: Span, providers: Sequence[Module]
    ) -> None:
        names = {module.name for module in providers}
        files = [
            file
            for file in self.image.names.files
            if not file.replacement and file.module.name in names
        ]
        if files:
            self._report_file(user, span, files)
        else:
            self.failed = True  # why it cannot be a file was reported

    def _report_file(
        self, user: Module, span: Span, files: Sequence[ModuleFile]
    ) -> None:
        replacement = any(file.replacement for file in files)
        kind = "a replacement" if replacement else "loadable"
        self._report(
            "E507",
            span,
            f"static module '{user.name}' needs {_list([f.module for f in files])}, "
            f"which is {kind}",
            [Note(message=f"{kind} here", span=file.entry.span) for file in files],
            (
                "a replacement comes while the kernel runs; mark this entry optional"
                if replacement
                else "move it from loadable to static, or mark this entry optional"
            ),
        )

    # Handles -----------------------------------------------------------------------

    def _serve(self, user: Module, use: Use, file: ModuleFile | None) -> ServedHandle:
        unbound = ServedHandle(provider=None, choice=Choice.NOBODY)
        chosen = self.image.chosen(user, use)
        if chosen is not None and chosen.provider is not None:
            if chosen.provider.name in self.image.modules:
                return chosen
            loadable = not self.image.may_come(chosen.provider)
            if loadable and not use.optional and file is None:
                self._report_loadable(user, use.span, [chosen.provider])
                return unbound
            if chosen.choice is Choice.BIND:
                if not loadable:
                    self._report_outside(user, use, chosen.provider)
                return replace(chosen, provider=None)
        present = self._present_implementors(use)
        only = only_other(present, user)
        if only is not None:
            return ServedHandle(provider=only, choice=Choice.ONLY)
        others = [m for m in present if m.name != user.name]
        if others:
            self._report_several(user, use, others, "several modules in the image")
        elif self.image.comes_as_file(file, use):
            pass
        elif use.optional:
            self._check_optional_version(user, use)
        else:
            self._report_missing_implementor(user, use)
        return unbound

    def _report_outside(self, user: Module, use: Use, provider: Module) -> None:
        self._report(
            "E607",
            self.image.names.binds[user.name, use.handle].span,
            f"handle '{use.handle}' of '{user.name}' is bound to '{provider.name}', "
            "which is not in the image",
            [Note(message="an optional handle pulls nothing in", span=use.span)],
            f'add "{provider.name}" to static in [modules]',
        )

    def _present_implementors(self, use: Use) -> tuple[Module, ...]:
        key = (use.interface, use.constraint.lowest, use.constraint.highest)
        found = self._present.get(key)
        if found is None:
            found = self._present[key] = tuple(
                m for m in self.image.implementors(use) if m.name in self.image.modules
            )
        return found

    def _check_optional_version(self, user: Module, use: Use) -> None:
        present = [
            m
            for m in self.model.implementors(use.interface)
            if m.name in self.image.modules and m.name != user.name
        ]
        if present:
            self._report_interface_version(user, use, present)

    def _report_missing_implementor(self, user: Module, use: Use) -> None:
        candidates = [m for m in self.image.implementors(use) if m.name != user.name]
        known = [
            m for m in self.model.implementors(use.interface) if m.name != user.name
        ]
        fitting = [m for m in known if _fits(m, use.interface, use.constraint)]
        if candidates and not self.image.names.complete:
            self.failed = True  # the one that is missing may be the one to choose
        elif candidates:
            self._report_several(user, use, candidates, "several modules")
        elif fitting:
            self._report_loadable(user, use.span, fitting)
        elif self.image.hidden.may_hold_implementation():
            self.failed = True  # the one that is missing may be the one that is needed
        elif known:
            self._report_interface_version(user, use, known)
        else:
            self._report(
                "E505",
                use.span,
                f"'{user.name}' needs '{use.interface}', and no "
                f"{'other ' if self.model.implementors(use.interface) else ''}"
                "module implements it",
                [],
                f'write a module with impl_interface(..., "{use.interface}", ...), or '
                "mark the handle optional",
            )

    def _report_several(
        self, user: Module, use: Use, candidates: Sequence[Module], where: str
    ) -> None:
        choices = ((user.name, use.handle), ("", use.handle), (use.interface,))
        if not self.image.names.unclear.isdisjoint(choices):
            self.failed = True  # the choice was made, and was reported
            return
        self._report(
            "E506",
            use.span,
            f"handle '{use.handle}' of '{user.name}': {where} implement "
            f"'{use.interface}': {_list(candidates)}",
            [_implements_note(m, use.interface) for m in candidates],
            f"choose one in the profile: [bind.{toml_key(user.name)}] "
            f'{use.handle} = "{candidates[0].name}"',
        )

    def _report_interface_version(
        self, user: Module, use: Use, implementors: Sequence[Module]
    ) -> None:
        if self._is_void(use.constraint) or self.image.hidden.may_hold_part_of(user):
            self.failed = True  # the version that it asks for was reported
            return
        self._report(
            "E508",
            use.span,
            f"'{user.name}' needs '{use.interface}' {use.constraint.text}, and no "
            "implementation of it fits",
            [_implements_note(m, use.interface) for m in implementors],
            None,
        )


def _fits(module: Module, interface: str, constraint: Constraint) -> bool:
    served = module.implementation(interface)
    return served is not None and constraint.accepts(served.version)


def _list(modules: Sequence[Module]) -> str:
    return ", ".join(f"'{module.name}'" for module in modules)


def _provides_note(module: Module, capability: str) -> Note:
    span = next(c.span for c in module.provides if c.name == capability)
    return Note(
        message=f"'{module.name}' {module.version} provides '{capability}'", span=span
    )


def _implements_note(module: Module, interface: str) -> Note:
    served = module.implementation(interface)
    assert served is not None
    return Note(
        message=f"'{module.name}' implements '{interface}' {served.version}",
        span=served.span,
    )
