# SPDX-License-Identifier: MIT
"""Only an image that sends messages carries what they need."""

from __future__ import annotations

import re

import pytest
from elftools.elf.elffile import ELFFile

from tests.boot.transcript import QUIET
from tests.workspace import Workspace

SPEC = """
interface "quiet.one" 1.0 { hx_status put(uint32_t nameofargument); }
module server { impl { QUIET } }
impl_interface(server, "quiet.one", 1.0) { put { return nameofargument == 0 ? HX_OK : HX_ERR_INVALID; } }
module typed {
    uses { "quiet.one" 1.0 as one; }
    impl { QUIET request "put" { return typed_one_put(self, (uint32_t)request->payload.size); } }
}
module sender {
    impl { QUIET request "put" {
        struct hx_message answer, message = {.operation = "put"};
        unsigned char room[64];
        struct hx_buffer memory = {.data = room, .capacity = sizeof(room)};

        return hx_interface_handle_message(hx_interface_primary("quiet.one"), "quiet.one", &message, &answer, &memory);
    } }
}
""".replace(
    "QUIET", QUIET
)

MESSAGES = re.compile(r"hxg_(call|names|parameters|enumerators|operations)_")
RUNTIME = {"hx_interface_handle_message", "hx_message_call", "hx_image_operations"}


@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("sends", [False, True])
def test_what_is_linked(
    workspace: Workspace, target: str, compiler: str, sends: bool
) -> None:
    workspace.write("mods/spec.mod", SPEC)
    workspace.write_profile(
        ["server", "typed", *(["sender"] if sends else [])], target=target
    )
    workspace.configure("--cc", compiler).expect(0)
    workspace.ninja().expect(0)
    with open(workspace.build / "kernel.elf", "rb") as file:
        image = ELFFile(file)
        table = image.get_section_by_name(".symtab")
        symbols = {symbol.name for symbol in table.iter_symbols()}
        constants = image.get_section_by_name(".rodata").data()
    tables = {name for name in symbols if MESSAGES.match(name)}
    assert "hxg_interface_quiet_one" in symbols
    if sends:
        assert RUNTIME <= symbols
        assert {"hxg_operations_quiet_one", "hxg_call_put"} <= tables
    else:
        assert not RUNTIME & symbols
        assert not tables
    assert (b"nameofargument" in constants) == sends
