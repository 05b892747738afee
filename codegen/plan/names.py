# SPDX-License-Identifier: MIT
"""The names in a profile, looked up in the model.

A name that stands for nothing is reported and left out of the result, so that the
stages behind need no second look at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.model import Model, Module, Use
from codegen.plan.files import ModuleFile, list_files
from codegen.plan.hidden import HiddenParts
from codegen.plan.key import find_problem
from codegen.plan.packed import PackedFiles, list_packed
from codegen.profile.profile import Profile, ProfileBinding, ProfileName
from codegen.source import Span
from codegen.profile.toml_reader import shown


@dataclass(frozen=True, kw_only=True)
class ProfileNames:
    """What the profile names, by name: the modules of `static` and `loadable`, the
    choice for a (module, handle) of `[bind]`, and that for an interface. `files` are
    what `loadable` and `replace` are built as, `packed` those of `[initrd]`.

    A choice that was reported is in `unclear`, as (module, handle), as ("", handle)
    where the module is the mistake, or as (interface,).
    `complete` is false where a name of `static` or `loadable` was reported.
    """

    static: dict[str, ProfileName]
    loadable: dict[str, ProfileName]
    files: tuple[ModuleFile, ...]
    packed: PackedFiles | None
    binds: dict[tuple[str, str], ProfileBinding]
    primaries: dict[str, ProfileBinding]
    unclear: frozenset[tuple[str, ...]]
    complete: bool


def _report_unknown_module(
    name: str, span: Span, model: Model, diagnostics: Diagnostics
) -> None:
    """Report E604: no spec declares a module `name`."""
    known = [module.name for module in model.modules]
    by_identifier = [
        module.name for module in model.modules if module.identifier == name
    ]
    if by_identifier:
        help: str | None = f"profiles use a module's name: '{by_identifier[0]}'"
    else:
        help = did_you_mean(name, known)
    if help is None and any(other.startswith(name + ".") for other in known):
        help = "a name with dots stands in quotes"
    elif help is None:
        help = "add the folder of its spec with --modules"
    diagnostics.report("E604", span, f"no module is named '{shown(name)}'", help=help)


def toml_key(name: str) -> str:
    """`name` as a key of a table header, in quotes where TOML wants them."""
    return f'"{name}"' if "." in name else name


def check_names(
    model: Model, profile: Profile, hidden: HiddenParts, diagnostics: Diagnostics
) -> ProfileNames:
    """Look up every name of the profile."""
    check = _NameCheck(model, profile, hidden, diagnostics)
    static = check.module_list("static", profile.static, {})
    loadable = check.module_list("loadable", profile.loadable, static)
    check.replacements(loadable)
    check.key_file()
    for entry in (*profile.config_modules, *profile.bind_modules):
        if not model.called(entry.name):
            check.module(entry.name, entry.span)
    files = list_files(model, profile, loadable, hidden, diagnostics)
    return ProfileNames(
        static=static,
        loadable=loadable,
        files=files,
        packed=list_packed(profile, files, diagnostics),
        binds=check.binds(),
        primaries=check.primaries(),
        unclear=frozenset(check.unclear),
        complete=check.complete and profile.complete,
    )


class _NameCheck:
    def __init__(
        self,
        model: Model,
        profile: Profile,
        hidden: HiddenParts,
        diagnostics: Diagnostics,
    ) -> None:
        self.model = model
        self.hidden = hidden
        self.profile = profile
        self.diagnostics = diagnostics
        self.unclear: set[tuple[str, ...]] = set()
        self.complete = True

    def module(self, name: str, span: Span) -> Module | None:
        found = self.model.module(name)
        if found is None and not self.hidden.may_hold_module(name):
            _report_unknown_module(name, span, self.model, self.diagnostics)
        return found

    def module_list(
        self,
        key: str,
        entries: Iterable[ProfileName],
        taken: dict[str, ProfileName],
    ) -> dict[str, ProfileName]:
        found: dict[str, ProfileName] = {}
        for entry in entries:
            first = found.get(entry.name) or taken.get(entry.name)
            if first is not None:
                self.diagnostics.report(
                    "E610",
                    entry.span,
                    f"module '{entry.name}' is already in the profile",
                    notes=[Note(message="first named here", span=first.span)],
                    help=f"remove one of them: a module is {_ONE_KIND[key]}",
                )
            elif self.module(entry.name, entry.span) is not None:
                found[entry.name] = entry
            else:
                self.complete = False
        return found

    def replacements(self, loadable: dict[str, ProfileName]) -> None:
        """Check the files of `replace`, and that no two `.hxm` get one name."""
        files = {name: entry for name, entry in loadable.items()}
        folder = self.profile.source.path.parent
        for entry in self.profile.replace:
            stem = PurePosixPath(entry.name).stem
            if stem in files:
                self.diagnostics.report(
                    "E610",
                    entry.span,
                    f"two entries of the profile are built as '{shown(stem)}.hxm'",
                    notes=[Note(message="the other one", span=files[stem].span)],
                    help="rename the spec: a replacement is named after its file",
                )
            files.setdefault(stem, entry)
            if not (folder / entry.name).is_file():
                self.diagnostics.report(
                    "E609",
                    entry.span,
                    f"no file '{shown(entry.name)}' beside the profile",
                    help="the path is relative to the profile's folder",
                )

    def key_file(self) -> None:
        key = self.profile.key
        if key is None:
            return
        if not key.is_file():
            self.diagnostics.report(
                "E609",
                self.profile.place("security", "key"),
                f"no key file '{shown(key.name)}'",
                help="the path is relative to the profile's folder; "
                'key = "" makes a key in the build folder',
            )
            return
        problem = find_problem(key)
        if problem is not None:
            self.diagnostics.report(
                "E612",
                self.profile.place("security", "key"),
                f"key file '{shown(key.name)}' {problem}",
                help="make one with `openssl genpkey -algorithm ed25519 -out FILE`, or "
                'write key = "" for one in the build folder',
            )

    def binds(self) -> dict[tuple[str, str], ProfileBinding]:
        found = {}
        for bind in self.profile.binds:
            assert bind.handle is not None
            users = self.model.called(bind.subject)
            provider = self.module(bind.provider, bind.span)
            if not users:
                self.unclear.add(("", bind.handle))
                continue
            # A replacement may have a handle that the module it replaces lacks.
            pairs = [(m, u) for m in users for u in m.uses if u.handle == bind.handle]
            if not pairs:
                if not any(self.hidden.may_hold_part_of(user) for user in users):
                    self._report_unknown_handle(bind, users)
                # The one that was meant is any of them.
                self.unclear.update((m.name, u.handle) for m in users for u in m.uses)
            elif provider is None or not all(
                self._can_serve(bind, user, use, provider) for user, use in pairs
            ):
                self.unclear.add((bind.subject, bind.handle))
            else:
                found[bind.subject, bind.handle] = bind
        return found

    def _report_unknown_handle(
        self, bind: ProfileBinding, users: Sequence[Module]
    ) -> None:
        handles = {use.handle for user in users for use in user.uses}
        help = did_you_mean(bind.handle or "", handles)
        if help is None and handles:
            help = f"its handles are {', '.join(sorted(handles))}"
        self._misfit(
            bind.handle_span,
            f"module '{bind.subject}' has no handle '{shown(bind.handle or '')}'",
            [Note(message=f"'{m.name}' is declared here", span=m.span) for m in users],
            help,
        )

    def _can_serve(
        self, bind: ProfileBinding, user: Module, use: Use, provider: Module
    ) -> bool:
        if self.model.interface(use.interface) is None:
            return False  # reported by analysis
        handle = Note(message="the handle", span=use.span)
        served = provider.implementation(use.interface)
        if provider.name == user.name:
            self._misfit(
                bind.span,
                f"handle '{use.handle}' of '{user.name}' cannot be bound to the "
                "module itself",
                [handle],
            )
        elif served is None and self.hidden.may_hold_implementation():
            return False
        elif served is None:
            self._misfit(
                bind.span,
                f"module '{provider.name}' does not implement '{use.interface}', the "
                f"interface of handle '{use.handle}'",
                [handle],
                self._implementors_help(use.interface),
            )
        elif not use.constraint.accepts(served.version):
            if self.hidden.may_hold_part_of(user):
                return False
            self._misfit(
                bind.span,
                f"module '{provider.name}' implements '{use.interface}' "
                f"{served.version}, and handle '{use.handle}' needs "
                f"{use.constraint.text}",
                [handle, Note(message="the implementation", span=served.span)],
            )
        else:
            return True
        return False

    def primaries(self) -> dict[str, ProfileBinding]:
        found = {}
        for choice in self.profile.interfaces:
            interface = choice.subject
            provider = self.module(choice.provider, choice.span)
            if self.model.interface(interface) is None:
                if self.hidden.may_hold_interface():
                    continue
                known = [other.name for other in self.model.interfaces]
                self._misfit(
                    choice.subject_span,
                    f"no interface is named '{shown(interface)}'",
                    [],
                    did_you_mean(interface, known),
                )
                if provider is not None:
                    self.unclear.update(
                        (i.interface,) for i in provider.implementations
                    )
            elif provider is None:
                self.unclear.add((interface,))
            elif provider.implementation(interface) is None:
                self.unclear.add((interface,))
                if self.hidden.may_hold_implementation():
                    continue
                self._misfit(
                    choice.span,
                    f"module '{provider.name}' does not implement '{interface}'",
                    [],
                    self._implementors_help(interface),
                )
            else:
                found[interface] = choice
        return found

    def _implementors_help(self, interface: str) -> str:
        names = [f"'{module.name}'" for module in self.model.implementors(interface)]
        if not names:
            return f"no module implements '{interface}'"
        return f"it is implemented by {', '.join(names)}"

    def _misfit(
        self, span: Span, message: str, notes: list[Note], help: str | None = None
    ) -> None:
        self.diagnostics.report("E607", span, message, notes=notes, help=help)


_ONE_KIND = {
    "static": "listed once",
    "loadable": "static or loadable, and listed once",
}
