# SPDX-License-Identifier: MIT
"""What is in a file, in words, as lines. The first line is the heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.elf.abi_text import AbiInterface
from codegen.elf.contents import FileContents, ImageContents, ModuleInImage
from codegen.elf.memory import Sizes
from codegen.elf.module import ModuleContents


def tell_file(contents: FileContents) -> Iterator[str]:
    module = contents.module
    yield f"module {module.name} {module.version} for {contents.target}"
    yield f"  abi: {contents.abi}"
    yield from (f"  {line}" for line in _tell_module(module))
    for interface in contents.interfaces:
        yield from (f"  {line}" for line in _tell_interface(interface))
    hashes = {function.name: function.hash for function in contents.functions}
    imports = (f"{name} {hashes.get(name, '')}".rstrip() for name in contents.imports)
    yield from (f"  {line}" for line in _section("imports", imports))
    yield f"  exports: {', '.join(contents.exports)}"
    yield f"  sizes: {_sizes(contents.sizes)}"


def tell_image(contents: ImageContents) -> Iterator[str]:
    count = len(contents.modules)
    yield (
        f"image of profile '{contents.profile}' for {contents.machine}, with {count} "
        f"module{'' if count == 1 else 's'}"
    )
    for module in contents.modules:
        yield from (f"  {line}" for line in _tell_member(module))
    interfaces = (
        f"{i.name} {i.version}: {', '.join(i.operations)}" for i in contents.interfaces
    )
    yield from (f"  {line}" for line in _section("interfaces", interfaces))
    if contents.exported is None:
        yield "  loads no modules"
    else:
        yield f"  exports to modules: {len(contents.exported)} names"
    yield f"  sizes: {_sizes(contents.sizes)}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = [f"  {line}" for line in lines]
    if listed:
        yield f"{title}:"
        yield from listed


def _sizes(sizes: Sizes) -> str:
    return (
        f"text {sizes.text}, rodata {sizes.rodata}, data {sizes.data}, bss {sizes.bss}"
    )


def _tell_member(member: ModuleInImage) -> Iterator[str]:
    module = member.module
    yield f"{member.id} {module.name} {module.version}, text {member.text_size}"
    yield from (f"  {line}" for line in _tell_module(module))


def _tell_module(module: ModuleContents) -> Iterator[str]:
    yield f"description: {module.description}"
    yield f"author: {module.author}, license: {module.license}"
    yield f"flags: {' | '.join(module.flags) or '-'}"
    yield f"state: version {module.state_version}"
    if module.provides:
        yield f"provides: {', '.join(module.provides)}"
    yield from _section(
        "dependencies",
        (f"{d.name}, {d.takes}{_optional(d.optional)}" for d in module.dependencies),
    )
    yield from _section(
        "uses",
        (
            f"{h.interface} {h.takes} as {h.handle}{_optional(h.optional)}"
            + ("" if h.wanted is None else f", bound to '{h.wanted}'")
            for h in module.uses
        ),
    )
    yield from _section(
        "implements", (f"{s.interface} {s.version}" for s in module.implements)
    )
    yield from _section(
        "config",
        (
            f"{k.type} {k.name}" + ("" if k.value is None else f" = {k.value}")
            for k in module.config
        ),
    )
    if module.listens:
        yield f"listens to: {', '.join(module.listens)}"
    if module.requests:
        yield f"requests: {', '.join(module.requests)}"


def _optional(optional: bool) -> str:
    return " (optional)" if optional else ""


def _tell_interface(interface: AbiInterface) -> Iterator[str]:
    yield from _section(
        f"built against interface {interface.name} {interface.version}",
        (f"{o.hash} {o.since} {o.signature}" for o in interface.operations),
    )
