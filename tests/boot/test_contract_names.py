# SPDX-License-Identifier: MIT
"""Names that are legal and easy to get wrong, and everything a long one goes through."""

from __future__ import annotations

import pytest

from tests.boot.transcript import QUIET, ask, boot
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]

# Words of the language, of C's library, and of the kernel: all of them identifiers.
WORDS = (
    "main memcpy strlen printf linux unix config event request response old writer "
    "reader stop init start context ops item module interface impl info state types "
    "uses text is_healthy on tick errno _x X9 uint8_t hx"
).split()


def test_modules_and_fields_with_the_names_of_other_things(
    workspace: Workspace,
) -> None:
    spec = ""
    for number, word in enumerate(WORDS):
        fields = [w for w in WORDS if w not in ("config", "context")]
        spec += (
            f'module {word} {{ info {{ name: "n{number}"; }} config {{ uint32_t {word} = {number}; }}'
            f" state {{ {' '.join(f'uint32_t {field};' for field in fields[:5])} }}"
            f' impl {{ {QUIET} request "{word.lower().strip("_")}" {{'
            f' return hx_respond_fmt(response, "%u", (unsigned)self->config->{word}); }} }} }}\n'
        )
    names = [f"n{number}" for number in range(len(WORDS))]
    seen = boot(
        workspace,
        spec,
        names,
        [f"request n{n} {w.lower().strip('_')}" for n, w in enumerate(WORDS)],
    )
    for number, word in enumerate(WORDS):
        command = f"request n{number} {word.lower().strip('_')}"
        assert seen.reply(command) == f'-> ok "{number}"'


OPERATIONS = """
types { typedef uint32_t task; typedef struct { uint32_t size; } info; enum { data = 3, length }; }
interface "odd.ops" 1.0 {
    uint32_t ops(uint32_t ops) @on_fail(0);
    uint32_t has(uint32_t task, info info) @on_fail(0);
    task absent(uint32_t slot, uint32_t handle, uint32_t response) @on_fail(data);
    hx_status primary(const uint8_t *data @in(length), size_t length);
}
module server { impl { QUIET } }
impl_interface(server, "odd.ops", 1.0) {
    ops { return ops + 1; }
    has { return task + info.size; }
    absent { return slot + handle + response; }
    primary { return length == 2 && data[1] == 'b' ? HX_OK : HX_ERR_INVALID; }
}
module client {
    uses { "odd.ops" 1.0 as op; "odd.ops" 1.0 as hx_ optional; }
    impl { QUIET
        request "all" {
            info size = {5};
            return hx_respond_fmt(response, "%u %u %u %d %d %u", (unsigned)client_op_ops(self, 1), (unsigned)client_op_has(self, 2, size),
                (unsigned)client_op_absent(self, 1, 2, 3), (int)client_op_primary(self, (const uint8_t *)"ab", 2),
                client_has_hx_(self), (unsigned)client_hx__ops(self, 7));
        }
    }
}
""".replace(
    "QUIET", QUIET
)


def test_operations_and_types_with_the_names_of_other_things(
    workspace: Workspace,
) -> None:
    # The shipped interfaces have parameters of these names, too.
    seen = boot(
        workspace,
        OPERATIONS,
        ["client", "round-robin", "bump-allocator"],
        ask("client", "all"),
    )
    assert seen.reply("request client all") == '-> ok "2 7 6 0 1 8"'


@pytest.mark.parametrize("target", TARGETS)
def test_names_of_255_characters(workspace: Workspace, target: str) -> None:
    def long(letter: str) -> str:
        return (letter + "-._9") * 51

    module, event, request, interface, capability = map(long, "merip")
    assert len(module) == 255
    identifier = "m" * 255
    spec = f"""
interface "{interface}" 1.0 {{ uint32_t value(void) @on_fail(0); }}
module {identifier} {{
    info {{ name: "{module}"; provides: "{capability}"; publishes: "{event}"; }}
    impl {{ {QUIET}
        on "{event}" {{ hx_log_info("got %zu", strlen(event->custom.name)); return HX_EVENT_HANDLED; }}
        request "{request}" {{ return hx_respond_fmt(response, "%s", request->type); }}
        request "fails" {{ return hx_fail(HX_ERR_INVALID, "%s", "{module}"); }}
    }}
}}
impl_interface({identifier}, "{interface}", 1.0) {{ value {{ return 6; }} }}
module client {{
    info {{ dependencies: "{capability}"; }}
    uses {{ "{interface}" 1.0 as server; }}
    impl {{ {QUIET} request "value" {{ return hx_respond_fmt(response, "%u", (unsigned)client_server_value(self)); }} }}
}}
"""
    seen = boot(
        workspace,
        spec,
        ["client"],
        [
            f"request {module} {request[:200]}",
            f"request {module} fails",
            f"send {event}",
            f"providers {capability}",
            "request client value",
            "list",
            "x" * 511,
            "x" * 512,
        ],
        target=target,
    )
    assert f"init {module} 0.1.0 ok" in seen.log
    assert f"stop {module} 0.1.0 ok" in seen.log
    assert "[info] got 255" in seen.answer(f"send {event}")
    assert module in "\n".join(seen.answer("list"))
    assert module in "\n".join(seen.answer(f"providers {capability}"))
    assert seen.reply("request client value") == '-> ok "6"'
    for command in (f"request {module} fails", "x" * 511, "x" * 512):
        assert seen.reply(command).startswith("error: HX_ERR_")
    assert seen.reply(f"request {module} {request[:200]}").startswith(
        "error: HX_ERR_UNKNOWN_REQUEST: "
    )


def test_a_name_of_256_characters_is_refused(workspace: Workspace) -> None:
    name = "n" * 256
    workspace.write(
        "mods/a.mod", f'module m {{ info {{ name: "{name}"; }} impl {{ {QUIET} }} }}\n'
    )
    workspace.write_profile([])
    done = workspace.configure().expect(1)
    assert "mods/a.mod:1:" in done.output and "255" in done.output
