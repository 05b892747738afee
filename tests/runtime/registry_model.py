# SPDX-License-Identifier: MIT
"""The registry and the resolver said a second time, as plainly as can be.

Answers are the lines that `resolver_cases.c` prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import networkx as nx

VERSION_MAX = 0xFFFF_FFFF_FFFF
ESSENTIAL = 1


def version(major: int, minor: int = 0, patch: int = 0) -> int:
    return major << 32 | minor << 16 | patch


def version_text(packed: int) -> str:
    return f"{packed >> 32}.{packed >> 16 & 0xFFFF}.{packed & 0xFFFF}"


@dataclass(frozen=True, kw_only=True)
class Need:
    """Of a module or capability `name`; with `handle` of an interface, from the module
    of the number `provider` where that is given."""

    name: str
    lowest: int = 0
    highest: int = VERSION_MAX
    optional: bool = False
    handle: bool = False
    provider: int | None = None

    @property
    def constraint(self) -> str:
        if self.lowest == self.highest:
            return f" == {version_text(self.lowest)}"
        text = f" >= {version_text(self.lowest)}" if self.lowest else ""
        if self.highest == VERSION_MAX:
            return text
        if self.highest & 0xFFFF == 0xFFFF:
            return f"{text} < {version_text(self.highest + 1)}"
        return f"{text} <= {version_text(self.highest)}"


@dataclass(frozen=True, kw_only=True)
class Spec:
    number: int
    name: str
    version: int
    flags: int = 0
    needs: tuple[Need, ...] = ()
    provides: tuple[str, ...] = ()
    implements: tuple[tuple[str, int], ...] = ()

    def has(self, need: Need) -> bool:
        if not need.handle:
            return need.name == self.name or need.name in self.provides
        if need.provider is not None:
            return need.provider == self.number
        return any(name == need.name for name, _ in self.implements)

    def version_for(self, need: Need) -> int:
        served = dict(self.implements)
        return served[need.name] if need.handle else self.version


class Refusal(Exception):
    pass


@dataclass(kw_only=True)
class Registry:
    """`modules` in the order of their ids; `left` are those of the image that have
    left, and `names` has all names by number."""

    names: dict[int, str] = field(default_factory=dict)
    modules: list[Spec] = field(default_factory=list)
    left: list[Spec] = field(default_factory=list)

    # Who serves whom. `present` is what counts as registered.

    @staticmethod
    def servers(need: Need, present: list[Spec]) -> list[Spec]:
        return [spec for spec in present if spec.has(need)]

    def fitting(self, user: Spec, need: Need, present: list[Spec]) -> list[Spec]:
        servers = self.servers(need, present)
        if need.provider is not None:
            return servers
        return [
            server
            for server in servers
            if need.lowest <= server.version_for(need) <= need.highest
            and not (need.handle and server is user)
        ]

    def edges(self, user: Spec, present: list[Spec]) -> list[Spec]:
        return [
            server
            for need in user.needs
            if not (need.handle and need.optional and need.provider is None)
            for server in self.fitting(user, need, present)
        ]

    def graph(self, present: list[Spec]) -> nx.DiGraph:
        graph = nx.DiGraph()
        graph.add_nodes_from(spec.name for spec in present)
        for user in present:
            for server in self.edges(user, present):
                graph.add_edge(user.name, server.name)
        return graph

    # What is checked.

    def misfit(self, user: Spec, need: Need, present: list[Spec]) -> str | None:
        found = [
            server
            for server in self.servers(need, present)
            if not (need.handle and server is user)
        ]
        if not found:
            return None
        text = f"'{need.name}'{need.constraint}, found "
        text += version_text(found[0].version_for(need))
        return text if found[0].name == need.name else f"{text} of '{found[0].name}'"

    def check_needs(self, user: Spec, present: list[Spec]) -> None:
        for need in user.needs:
            if need.optional or self.fitting(user, need, present):
                continue
            asks = f"'{user.name}' needs "
            misfit = self.misfit(user, need, present)
            if misfit is not None:
                raise Refusal(f"HX_ERR_VERSION: {asks}{misfit}")
            asks += f"'{need.name}'"
            if not need.handle:
                asks += ": no module or capability has that name"
            elif need.provider is None:
                asks += ": no other module implements it"
            else:
                asks += (
                    f" of '{self.names.get(need.provider)}', which is not registered"
                )
            raise Refusal(f"HX_ERR_DEPENDENCY: {asks}")

    def check_cycle(self, newcomer: Spec, present: list[Spec]) -> None:
        graph = self.graph(present)
        leading_back = nx.ancestors(graph, newcomer.name) | {newcomer.name}
        path = [newcomer]
        while True:
            ways = [
                server
                for server in self.edges(path[-1], present)
                if server.name in leading_back
            ]
            if len(path) == 1 and (
                not nx.descendants(graph, newcomer.name) & leading_back
                and newcomer not in ways
            ):
                assert nx.is_directed_acyclic_graph(graph)
                return
            path.append(ways[0])
            if ways[0] is newcomer:
                names = " -> ".join(f"'{spec.name}'" for spec in path)
                raise Refusal(f"HX_ERR_CIRCULAR: {names}")

    def check_names(self, newcomer: Spec) -> None:
        name = newcomer.name
        for other in self.modules:
            if other is newcomer:
                raise Refusal(
                    f"HX_ERR_ALREADY_LOADED: module '{name}' is registered already"
                )
            if other.name == name:
                raise Refusal(
                    f"HX_ERR_ALREADY_EXISTS: another module '{name}' is registered"
                )
        for other in self.modules:
            if name in other.provides:
                raise Refusal(
                    f"HX_ERR_ALREADY_EXISTS: module '{name}': a capability of "
                    f"'{other.name}' has that name"
                )
        names = {name, *(other.name for other in self.modules)}
        for capability in newcomer.provides:
            if capability in names:
                raise Refusal(
                    f"HX_ERR_ALREADY_EXISTS: module '{name}': its capability "
                    f"'{capability}' has the name of a module"
                )

    # What is asked.

    def register(self, newcomer: Spec) -> list[str]:
        self.check_names(newcomer)
        if newcomer in self.left:
            raise Refusal(
                f"HX_ERR_WRONG_STATE: module '{newcomer.name}' is Unloading: "
                "registering wants a cleared control block"
            )
        present = [*self.modules, newcomer]
        self.check_needs(newcomer, present)
        self.check_cycle(newcomer, present)
        self.modules.append(newcomer)
        misfits = list(self._misfits(newcomer))
        if not misfits:
            return ["HX_OK:"]
        more = f", and {len(misfits) - 1} more like it" if len(misfits) > 1 else ""
        return ["HX_OK:", f"[warn] {misfits[0]}: left out{more}"]

    def _misfits(self, newcomer: Spec) -> Iterator[str]:
        for user in [newcomer, *self.modules[:-1]]:
            for need in user.needs:
                if need.handle or not need.optional:
                    continue
                if user is not newcomer and not newcomer.has(need):
                    continue
                if not self.fitting(user, need, self.modules):
                    misfit = self.misfit(user, need, self.modules)
                    if misfit is not None:
                        yield f"'{user.name}' takes {misfit}"

    def lacking(self, user: Spec, gone: list[Spec]) -> bool:
        """Whether `user` requires something that only those have who are `gone`."""
        for need in user.needs:
            fitting = self.fitting(user, need, self.modules)
            if not need.optional and fitting and all(s in gone for s in fitting):
                return True
        return False

    def unregister(self, spec: Spec, image: list[Spec]) -> list[str]:
        users = [u for u in self.modules if self.lacking(u, [spec])]
        if spec.flags & ESSENTIAL:
            raise Refusal(f"HX_ERR_ESSENTIAL: module '{spec.name}' is ESSENTIAL")
        if users:
            names = ", ".join(f"'{user.name}'" for user in users)
            raise Refusal(f"HX_ERR_BUSY: module '{spec.name}' is required by {names}")
        self.modules.remove(spec)
        if spec in image:
            self.left.append(spec)
        return ["HX_OK:"]

    def ordered(self, wanted: set[str], present: list[Spec]) -> list[Spec]:
        placed: list[Spec] = []

        def place(spec: Spec) -> None:
            if spec in placed:
                return
            for server in self.edges(spec, present):
                if server.name in wanted:
                    place(server)
            placed.append(spec)

        for spec in present:
            if spec.name in wanted:
                place(spec)
        return placed

    def resolve(self, spec: Spec) -> list[str]:
        present = self.modules if spec in self.modules else [*self.modules, spec]
        waiting = [spec]
        for user in waiting:
            self.check_needs(user, present)
            waiting += [
                server
                for server in dict.fromkeys(self.edges(user, present))
                if server not in waiting
            ]
        self.check_cycle(spec, present)
        graph = self.graph(present)
        wanted = nx.descendants(graph, spec.name) | {spec.name}
        order = self.ordered(wanted, present)
        names = [each.name for each in order]
        assert set(names) == wanted and names[-1] == spec.name
        for user, server in graph.subgraph(wanted).edges:
            assert names.index(server) < names.index(user)
        return [" ".join(["HX_OK:", *names])]

    def unload(self, spec: Spec) -> list[str]:
        gone = [spec]
        while more := [
            user
            for user in self.modules
            if user not in gone and self.lacking(user, gone)
        ]:
            gone += more
        for each in sorted(gone, key=lambda s: (s is not spec, self.modules.index(s))):
            if each.flags & ESSENTIAL:
                raise Refusal(
                    f"HX_ERR_ESSENTIAL: module '{spec.name}' is "
                    + (
                        "ESSENTIAL"
                        if each is spec
                        else f"required by '{each.name}', which is ESSENTIAL"
                    )
                )
        wanted = {each.name for each in gone}
        names = [each.name for each in self.ordered(wanted, self.modules)][::-1]
        assert names[-1] == spec.name
        for user, server in self.graph(self.modules).subgraph(wanted).edges:
            assert names.index(user) < names.index(server)
        return [" ".join(["HX_OK:", *names])]
