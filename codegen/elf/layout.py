# SPDX-License-Identifier: MIT
"""The const structs of helix/descriptor.h, image.h and loading.h, read from an object.

Each is listed up to the last member that is read, in the order of the header. A test
compares the places of all members with what the compiler says.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.elf.memory import Import, ObjectError, ObjectMemory

# A member: its name and kind. Kinds are unsigned numbers by their bits, pointers, and
# structs, which are skipped.
Members = tuple[tuple[str, str], ...]

_SIZES = {"8": 1, "16": 2, "32": 4, "64": 8, "pointer": 8, "hx_hash": 24}

STRUCTS: dict[str, Members] = {
    "hx_dependency": (
        ("name", "pointer"),
        ("lowest", "64"),
        ("highest", "64"),
        ("optional", "8"),
        ("capability", "8"),
    ),
    "hx_module_info": (
        ("name", "pointer"),
        ("version", "64"),
        ("description", "pointer"),
        ("author", "pointer"),
        ("license", "pointer"),
        ("flags", "32"),
        ("dependency_count", "32"),
        ("dependencies", "pointer"),
        ("provides", "pointer"),
        ("provides_count", "32"),
    ),
    "hx_subscription": (("kind", "32"), ("custom", "pointer"), ("handle", "pointer")),
    "hx_config_entry": (
        ("key", "pointer"),
        ("value", "pointer"),
        ("type", "pointer"),
        ("default_text", "pointer"),
        ("range", "pointer"),
    ),
    "hx_interface": (
        ("name", "pointer"),
        ("version", "64"),
        ("operations", "pointer"),
        ("operation_count", "32"),
        ("absent_ops", "pointer"),
        ("absent", "pointer"),
    ),
    "hx_implementation": (
        ("interface", "pointer"),
        ("version", "64"),
        ("ops", "pointer"),
        ("slot", "pointer"),
    ),
    "hx_binding": (
        ("interface", "pointer"),
        ("handle", "pointer"),
        ("lowest", "64"),
        ("highest", "64"),
        ("provider", "pointer"),
        ("late", "pointer"),
        ("wanted", "pointer"),
        ("optional", "8"),
        ("direct", "8"),
    ),
    "hx_module": (
        ("magic", "32"),
        ("state_version", "32"),
        ("info", "pointer"),
        ("ops", "pointer"),
        ("context", "pointer"),
        ("control", "pointer"),
        ("config", "pointer"),
        ("subscriptions", "pointer"),
        ("request_types", "pointer"),
        ("implementations", "pointer"),
        ("bindings", "pointer"),
        ("restart", "pointer"),
        ("config_count", "16"),
        ("subscription_count", "16"),
        ("request_type_count", "16"),
        ("implementation_count", "16"),
        ("binding_count", "16"),
    ),
    "hx_text_range": (("start", "pointer"), ("end", "pointer"), ("module", "pointer")),
    "hx_image_interface": (
        ("interface", "pointer"),
        ("implementors", "pointer"),
        ("implementor_count", "32"),
        ("primary", "pointer"),
    ),
    "hx_image": (
        ("profile", "pointer"),
        ("module_count", "32"),
        ("capability_count", "32"),
        ("interface_count", "32"),
        ("text_range_count", "32"),
        ("capabilities", "pointer"),
        ("interfaces", "pointer"),
        ("text_ranges", "pointer"),
    ),
    "hx_loading": (
        ("names", "hx_hash"),
        ("exports", "pointer"),
        ("types", "pointer"),
        ("export_count", "32"),
    ),
    "hx_export": (
        ("name", "pointer"),
        ("address", "64"),
        ("hash", "64"),
        ("signature", "pointer"),
    ),
}

# Those that stand in arrays, and so are read to their end.
ELEMENTS = frozenset(STRUCTS) - {"hx_image", "hx_loading"}


def find_places(struct: str) -> tuple[dict[str, int], int]:
    """Return the offset of each member, and the size of all."""
    offsets: dict[str, int] = {}
    end = 0
    for name, kind in STRUCTS[struct]:
        alignment = min(_SIZES[kind], 8)
        end = -(-end // alignment) * alignment
        offsets[name] = end
        end += _SIZES[kind]
    return offsets, -(-end // 8) * 8


class Struct:
    """One struct at an address; a member is read when it is asked for."""

    def __init__(self, memory: ObjectMemory, struct: str, address: int) -> None:
        self._memory = memory
        self._struct = struct
        self._kinds = dict(STRUCTS[struct])
        self._offsets, _ = find_places(struct)
        self.address = address

    def _place(self, member: str) -> int:
        return self.address + self._offsets[member]

    def number(self, member: str) -> int:
        size = _SIZES[self._kinds[member]]
        return int.from_bytes(self._memory.read(self._place(member), size), "little")

    def pointer(self, member: str) -> int | Import:
        return self._memory.pointer(self._place(member))

    def text(self, member: str) -> str:
        return self._memory.text(self._memory.place(self._place(member)))

    def text_or_none(self, member: str) -> str | None:
        place = self._memory.place(self._place(member))
        return None if place == 0 else self._memory.text(place)

    def struct(self, member: str, struct: str) -> Struct:
        place = self._memory.place(self._place(member))
        if place == 0:
            raise ObjectError(f"'{member}' of {self._struct} is NULL")
        return Struct(self._memory, struct, place)

    def structs(self, member: str, count: str, struct: str) -> Iterator[Struct]:
        """Those of the array that `member` points to."""
        start = self._memory.place(self._place(member))
        _, size = find_places(struct)
        for index in range(self.number(count)):
            yield Struct(self._memory, struct, start + index * size)

    def texts(self, member: str, count: str) -> Iterator[str]:
        start = self._memory.place(self._place(member))
        for index in range(self.number(count)):
            yield self._memory.text(self._memory.place(start + index * 8))
