# SPDX-License-Identifier: MIT
"""What a file is, a module or an image, and all that is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.elf.abi_text import AbiFunction, AbiInterface, parse_abi
from codegen.elf.layout import Struct
from codegen.elf.memory import ObjectError, ObjectMemory, Sizes
from codegen.elf.module import ModuleContents, read_module, version_text
from codegen.model import c_identifier

_MODULES = ("__helix_modules_start", "__helix_modules_end")


@dataclass(frozen=True, kw_only=True)
class FileContents:
    """A module that can be loaded. `interfaces` and `functions` are those that it was
    built against, `imports` what it asks of the kernel."""

    machine: str
    target: str
    abi: str
    module: ModuleContents
    interfaces: tuple[AbiInterface, ...]
    functions: tuple[AbiFunction, ...]
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    sizes: Sizes


@dataclass(frozen=True, kw_only=True)
class ModuleInImage:
    """`id` is its position in the section, `text_size` the bytes of its code."""

    id: int
    text_size: int
    module: ModuleContents


@dataclass(frozen=True, kw_only=True)
class InterfaceInImage:
    name: str
    version: str
    operations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImageContents:
    """A kernel. `exported` are the names that it gives to modules that it loads, None
    if it loads none."""

    machine: str
    profile: str
    modules: tuple[ModuleInImage, ...]
    interfaces: tuple[InterfaceInImage, ...]
    exported: tuple[str, ...] | None
    sizes: Sizes


def read_contents(data: bytes) -> FileContents | ImageContents:
    """Read an ELF file. Raises ObjectError if it is neither a module nor an image, or
    is damaged where something has to be read."""
    memory = ObjectMemory(data)
    if "hxm_module" in memory.exports:
        return _read_file(memory)
    if "hx_image" in memory.symbols:
        return _read_image(memory)
    raise ObjectError(
        "it is neither a module, which exports 'hxm_module', nor an image with symbols, "
        "which has 'hx_image'"
    )


def _read_file(memory: ObjectMemory) -> FileContents:
    if "hxm_abi" not in memory.exports:
        raise ObjectError("it exports no 'hxm_abi', so no kernel loads it")
    abi = parse_abi(memory.text(memory.symbols["hxm_abi"]))
    names = {c_identifier(each.name): each.name for each in abi.interfaces}
    return FileContents(
        machine=memory.machine,
        target=abi.target,
        abi=abi.abi,
        module=read_module(memory, memory.symbols["hxm_module"], names),
        interfaces=abi.interfaces,
        functions=abi.functions,
        imports=memory.imports,
        exports=memory.exports,
        sizes=memory.sizes,
    )


def _read_image(memory: ObjectMemory) -> ImageContents:
    image = Struct(memory, "hx_image", memory.symbols["hx_image"])
    sizes = {
        entry.pointer("module"): _text_size(entry)
        for entry in image.structs("text_ranges", "text_range_count", "hx_text_range")
    }
    return ImageContents(
        machine=memory.machine,
        profile=image.text("profile"),
        modules=tuple(
            ModuleInImage(
                id=ident,
                text_size=sizes.get(address, 0),
                module=read_module(memory, address, {}),
            )
            for ident, address in enumerate(_section(memory))
        ),
        interfaces=tuple(
            _interface(entry.struct("interface", "hx_interface"))
            for entry in image.structs(
                "interfaces", "interface_count", "hx_image_interface"
            )
        ),
        exported=_exported(memory),
        sizes=memory.sizes,
    )


def _section(memory: ObjectMemory) -> list[int]:
    """The descriptors in the module section, in start order."""
    if any(name not in memory.symbols for name in _MODULES):
        raise ObjectError("it has no module section")
    start, end = (memory.symbols[name] for name in _MODULES)
    memory.read(start, max(end - start, 0))
    return [memory.place(address) for address in range(start, end - 7, 8)]


def _text_size(entry: Struct) -> int:
    start, end = entry.pointer("start"), entry.pointer("end")
    return end - start if isinstance(start, int) and isinstance(end, int) else 0


def _interface(interface: Struct) -> InterfaceInImage:
    return InterfaceInImage(
        name=interface.text("name"),
        version=version_text(interface.number("version")),
        operations=tuple(interface.texts("operations", "operation_count")),
    )


def _exported(memory: ObjectMemory) -> tuple[str, ...] | None:
    address = memory.symbols.get("hx_image_loading")
    if address is None:
        return None
    loading = Struct(memory, "hx_loading", address)
    exports = loading.structs("exports", "export_count", "hx_export")
    return tuple(sorted(export.text("name") for export in exports))
