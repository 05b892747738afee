# SPDX-License-Identifier: MIT
"""The commands of the shell: what each prints, and what each says when it fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.boot.transcript import QUIET, boot
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]

SPEC = """
module teller {
    info { name: "the.tel-ler_1"; version: 1.2.3; description: "Tells \\"all\\""; author: "A. N.\\nhelix: halt status=7";
           license: "BSD-2-Clause"; flags: SECURITY | ESSENTIAL | DRIVER | HOT_RELOADABLE;
           dependencies: "idle" >= 0.1 < 2.0, "nothing" optional; provides: "telling", "tales"; }
    config { uint32_t n = 4 @range(1, 9); const char *text = "x\\ty"; }
    uses { "t.voice" 1.0 as voice; }
    impl {
        init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }
        request "echo" { return hx_respond(response, request->payload.data, request->payload.size); }
        request "bytes" { static const unsigned char b[] = {0, 1, 0x1f, 0x20, '"', 0x5c, 0x7e, 0x7f, 0x80, 0xff, 'A', '0'};
            return hx_respond(response, b, sizeof(b)); }
        request "empty" { return hx_respond(response, NULL, 0); }
        request "silent" { return HX_OK; }
        request "no" { return hx_respond_error(response, "not \\"to\\\\day\\""); }
        request "no-text" { return hx_respond_error(response, ""); }
        request "busy" { return hx_fail(HX_ERR_BUSY, "come back at %u", 5u); }
        request "bare" { return HX_ERR_TIMEOUT; }
        request "both" { (void)hx_respond_fmt(response, "partial"); return HX_ERR_CORRUPT; }
        request "twice" { (void)hx_respond_fmt(response, "first one"); return hx_respond_fmt(response, "2nd"); }
        request "changed-mind" { (void)hx_respond_fmt(response, "yes"); return hx_respond_error(response, "no"); }
        request "source" { return hx_respond_fmt(response, "%s", request->source); }
        request "a.b-c_d" { return hx_respond_fmt(response, "dots"); }
        request "huge" { static const char big[70000]; return hx_respond(response, big, sizeof(big)); }
        on "tale.told-1" { hx_log_info("told %zu %.*s.", event->custom.data.size, (int)event->custom.data.size, (const char *)event->custom.data.data); return HX_EVENT_HANDLED; }
        on tick { return HX_EVENT_IGNORED; }
    }
}
module voice { info { version: 3.0.1; publishes: "tale.told-1"; } impl { QUIET } }
interface "t.voice" 1.4 { uint32_t pitch(void) @on_fail(1); }
interface "t.unused" 2.0 { void nop(void); }
impl_interface(voice, "t.voice", 1.4) { pitch { return 440; } }
module voice2 { info { flags: EXPERIMENTAL | DEPRECATED; } impl { QUIET } }
impl_interface(voice2, "t.voice", 1.0) { pitch { return 220; } }
module idle { impl { QUIET } }
module broken { impl { init { return hx_fail(HX_ERR_INIT, "dead"); } start { return HX_OK; } stop { return HX_OK; } } }
""".replace(
    "QUIET", QUIET
)

T = "the.tel-ler_1"

EXACT = {
    f"request {T} echo": '-> ok ""',
    f"request {T} echo a b": '-> ok "a b"',
    f'request {T} echo say "hi" \\o/': '-> ok "say \\x22hi\\x22 \\x5co/"',
    f"request {T} echo gr\u00fcn": '-> ok "gr\\xc3\\xbcn"',
    f"request {T} bytes": '-> ok "\\x00\\x01\\x1f \\x22\\x5c~\\x7f\\x80\\xffA0"',
    f"request {T} empty": '-> ok ""',
    f"request {T} silent": '-> error ""',
    f"request {T} no": '-> error "not \\x22to\\x5cday\\x22"',
    f"request {T} no-text": '-> error ""',
    f"request {T} busy": "error: HX_ERR_BUSY: come back at 5",
    f"request {T} twice": '-> ok "2nd"',
    f"request {T} changed-mind": '-> error "no"',
    f"request {T} source": '-> ok "shell"',
    f"request {T} a.b-c_d": '-> ok "dots"',
    "request telling source": '-> ok "shell"',
    "request idle anything": '-> error "Not implemented"',
}

STARTS = {
    f"request {T} bare": "error: HX_ERR_TIMEOUT: ",
    f"request {T} both": "error: HX_ERR_CORRUPT: ",
    f"request {T} huge": "error: HX_ERR_NO_SPACE: ",
    f"request {T} nope": "error: HX_ERR_UNKNOWN_REQUEST: ",
    f"request {T} ech": "error: HX_ERR_UNKNOWN_REQUEST: ",
    f"request {T} echoo": "error: HX_ERR_UNKNOWN_REQUEST: ",
    "request nobody echo": "error: HX_ERR_NOT_FOUND: ",
    "request teller echo": "error: HX_ERR_NOT_FOUND: ",
    "request broken echo": "error: HX_ERR_NOT_RUNNING: ",
    "request": "error: HX_ERR_",
    f"request {T}": "error: HX_ERR_",
    "frobnicate the bit": "error: HX_ERR_",
    "info nobody": "error: HX_ERR_NOT_FOUND: ",
    "info": "error: HX_ERR_",
    "send": "error: HX_ERR_",
    "send memory_pressure sideways": "error: HX_ERR_",
    "list everything": "error: HX_ERR_",
}

FREE = [
    "help",
    "list",
    f"info {T}",
    "info broken",
    "providers telling",
    "providers t.none",
    "interfaces",
    "events",
    "send tick",
    "send memory_pressure low",
    "send cpu_hotplug 1 online",
    "send tale.told-1",
    "send tale.told-1 Once  upon a time ",
    "send nobody.listens x",
]


@pytest.mark.parametrize("target", TARGETS)
def test_commands(workspace: Workspace, target: str) -> None:
    commands = [*EXACT, *STARTS, *FREE]
    seen = boot(
        workspace,
        SPEC,
        [T, "voice2", "broken"],
        commands,
        target=target,
        more=f'[bind."{T}"]\nvoice = "voice"\n[interfaces]\n"t.voice" = "voice2"\n',
        status=1,
    )
    assert seen.commands == commands
    for command, reply in EXACT.items():
        assert seen.reply(command) == reply, seen.done.story()
    for command, start in STARTS.items():
        reply = seen.reply(command)
        assert reply.startswith(start), (command, reply)
        # "error: NAME: DETAIL", and the detail says something.
        words = reply.split(": ", 2)
        assert len(words) == 3 and words[2].strip(), (command, reply)
    check_listings(seen.answer)
    # Failed commands do not count: 1 is what broken makes of it.
    assert "ready modules=7 failed=1" in seen.log
    assert seen.log[-1] == "halt status=1"


def check_listings(answer: Callable[[str], list[str]]) -> None:
    modules = answer("list")
    assert modules == [
        "0 broken 0.1.0 Error -",
        "1 console 1.0.0 Running DRIVER",
        "2 idle 0.1.0 Running -",
        "3 voice 3.0.1 Running -",
        "4 voice2 0.1.0 Running EXPERIMENTAL|DEPRECATED",
        "5 shell 1.0.0 Running -",
        f"6 {T} 1.2.3 Running ESSENTIAL|HOT_RELOADABLE|DRIVER|SECURITY",
    ]
    info = "\n".join(answer(f"info {T}"))
    for text in (
        T,
        "1.2.3",
        'Tells "all"',
        "A. N.\\x0ahelix: halt status=7",
        "BSD-2-Clause",
        "ESSENTIAL|HOT_RELOADABLE|DRIVER|SECURITY",
        "Running",
        "idle",
        "telling",
        "tales",
        "t.voice",
        "tale.told-1",
        "a.b-c_d",
    ):
        assert text in info, info
    broken = "\n".join(answer("info broken"))
    assert "Error" in broken and "HX_ERR_INIT" in broken
    help_text = "\n".join(answer("help"))
    for command in "list info providers interfaces events send request".split():
        assert command in help_text
    assert T in "\n".join(answer("providers telling"))
    assert answer("providers t.none")[0].startswith("error: HX_ERR_NOT_FOUND: ")
    interfaces = answer("interfaces")
    [voices] = [line for line in interfaces if line.startswith("t.voice ")]
    assert "voice" in voices.split() and "voice2" in voices
    events = "\n".join(answer("events"))
    assert "tale.told-1" in events and T in events
    for command in ("send tick", "send memory_pressure low", "send nobody.listens x"):
        assert not any(line.startswith("error") for line in answer(command))
    assert "[info] told 0 ." in answer("send tale.told-1")
    told = "\n".join(answer("send tale.told-1 Once  upon a time "))
    assert "Once  upon a time" in told


def test_failed_commands_leave_the_exit_status_0(workspace: Workspace) -> None:
    commands = ["nonsense", "request idle x", "request ghost x", "info ghost", ""]
    seen = boot(workspace, f"module idle {{ impl {{ {QUIET} }} }}", ["idle"], commands)
    assert seen.log[-1] == "halt status=0"
    assert seen.commands == commands


def test_shutdown_command_ends_the_commands(workspace: Workspace) -> None:
    commands = ["list", "shutdown", "help"]
    seen = boot(workspace, f"module idle {{ impl {{ {QUIET} }} }}", ["idle"], commands)
    assert seen.commands == ["list", "shutdown"]
    assert seen.log[-1] == "halt status=0"
    assert "stop idle 0.1.0 ok" in seen.log


def test_commands_of_later_kernels_fail_without_harm(workspace: Workspace) -> None:
    """Whether a kernel has them or not, the answer is of the pinned form."""
    commands = [
        "load nothing.hxm",
        "reload ghost nothing.hxm",
        "unload ghost",
        "stop ghost",
        "start ghost",
    ]
    seen = boot(workspace, f"module idle {{ impl {{ {QUIET} }} }}", ["idle"], commands)
    for command in commands:
        assert seen.reply(command).startswith("error: HX_ERR_")
    assert seen.log[-1] == "halt status=0"
