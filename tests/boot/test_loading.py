# SPDX-License-Identifier: MIT
"""Modules that come, go and change while the kernel runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.boot.transcript import QUIET, Transcript, read_transcript
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]
SPECS = Path(__file__).resolve().parent / "loading"

# With health_ms as it is by default the poll would ask in the middle of a count.
SELDOM = "health_ms = 4000000000"


def boot_loading(
    workspace: Workspace,
    static: list[str],
    commands: list[str],
    *,
    target: str,
    loadable: tuple[str, ...] = (),
    replace: tuple[str, ...] = (),
    tables: str = "",
    keys: str = SELDOM,
    status: int = 0,
) -> Transcript:
    """Boot the modules of mods/ with a profile that can load."""
    workspace.write_profile(
        static,
        target=target,
        more=f"loadable = {json.dumps(loadable)}\nreplace = {json.dumps(replace)}\n"
        f"{tables}\n[boot]\ncommands = {json.dumps(commands)}\n{keys}\n",
    )
    return read_transcript(workspace.build_and_boot().expect(status))


GUEST = """
interface "t.voice" 1.1 {
    uint32_t pitch(uint32_t n) @on_fail(7);
    uint32_t later(void) @on_fail(8) @since(1.1);
}
module host_side { info { name: "host-side"; }
    uses { "t.voice" 1.0 as voice optional; }
    impl { QUIET
        request "pitch" { return hx_respond_fmt(response, "%d %u", host_side_has_voice(self), (unsigned)host_side_voice_pitch(self, 2)); } } }
/// Loaded; answers, serves an older version of the interface, and listens.
module guest { info { version: 1.2.3; dependencies: "hosting"; provides: "guesting"; }
    config { uint32_t factor = 3; const char *word = "none"; }
    state { uint64_t ticks; struct hx_timer timer; }
    c { static void on_time(void *arg) { (void)arg; } }
    impl {
        init { return hx_timer_start(self->context, &self->timer, 1000000000u, 0, on_time, self); }
        start { return HX_OK; } stop { return HX_OK; }
        on "guest.call" { self->ticks += 100; return HX_EVENT_HANDLED; }
        request "ask" { return hx_respond_fmt(response, "%u %s %llu", (unsigned)self->config->factor, self->config->word, (unsigned long long)self->ticks); }
        request "source" { return hx_respond_fmt(response, "%s", request->source); } } }
impl_interface(guest, "t.voice", 1.0) { pitch { return n * self->config->factor; } }
module second { info { dependencies: "guest" >= 1.0, "guesting"; }
    uses { "t.voice" 1.0 as voice; }
    impl { QUIET request "pitch" { return hx_respond_fmt(response, "%u", (unsigned)second_voice_pitch(self, 5)); } } }
module modern { impl { QUIET } }
impl_interface(modern, "t.voice", 1.1) { pitch { return n; } later { return 1; } }
module picky { uses { "t.voice" 1.1 as voice; } impl { QUIET } }
module lonely { info { dependencies: "second"; } impl { QUIET } }
module sick { state { struct hx_timer timer; } c { static void on_time(void *arg) { (void)arg; } }
    impl { init { (void)hx_timer_start(self->context, &self->timer, 1, 1, on_time, self); return hx_fail(HX_ERR_INIT, "no luck %d", 13); }
    start { return HX_OK; } stop { return HX_OK; } } }
module stuck { impl { init { return HX_OK; } start { return HX_OK; } stop { return hx_fail(HX_ERR_BUSY, "not now"); } } }
module keeper { info { provides: "hosting"; } impl { QUIET request "account" {
    struct hx_loader_account a; hx_image.loader->account(&a);
    return hx_respond_fmt(response, "%u %u %zu", (unsigned)a.module_count, (unsigned)a.kept_count, a.memory_size); }
    request "wait" { uint64_t end = hx_port_time_ns() + 20000000u; while (hx_port_time_ns() < end) { } return hx_respond_fmt(response, "waited"); } }
    c {
        #include <helix/port.h>
        #include <helix/image.h>
        #include <helix/loader.h>
    } }
""".replace(
    "QUIET", QUIET
)

NOTHING_HELD = '-> ok "0 0 0"'


@pytest.fixture(scope="module", params=TARGETS)
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Transcript:
    workspace = Workspace(folder=tmp_path_factory.mktemp("loading"))
    workspace.write("mods/guest.mod", GUEST)
    return boot_loading(
        workspace,
        ["host-side", "keeper"],
        [
            "request keeper account",
            "list",
            "request host-side pitch",
            "load nothing.hxm",
            "unload guest",
            "unload keeper",
            "load second.hxm",
            "load guest.hxm",
            "info guest",
            "request guest ask",
            "request guest source",
            "send guest.call",
            "request host-side pitch ",
            "providers guesting",
            "interfaces",
            "load guest.hxm ",
            "load second.hxm ",
            "load picky.hxm",
            "request second pitch",
            "unload guest ",
            "list ",
            "unload second",
            "stop guest",
            "start guest",
            "request guest ask ",
            "unload guest  ",
            "request host-side pitch  ",
            "load sick.hxm",
            "load stuck.hxm",
            "unload stuck",
            "info stuck",
            "unload stuck ",
            "request keeper account ",
            "load guest.hxm  ",
            "unload guest   ",
            "request keeper account  ",
        ],
        target=request.param,
        loadable=("guest", "second", "lonely", "sick", "stuck", "picky", "modern"),
        tables='[config.guest]\nfactor = 4\nword = "given"\n',
        # `stuck` has failed to stop.
        status=1,
    )


def test_nothing_is_loaded_at_first(loaded: Transcript) -> None:
    assert loaded.reply("request keeper account") == NOTHING_HELD
    assert not any(line.endswith(".hxm") for line in loaded.answer("list"))
    assert loaded.reply("request host-side pitch") == '-> ok "0 7"'


def test_files_and_modules_that_are_not_there(loaded: Transcript) -> None:
    assert loaded.reply("load nothing.hxm").startswith("error: HX_ERR_NOT_FOUND: ")
    assert loaded.reply("unload guest") == "error: HX_ERR_NOT_FOUND: no module 'guest'"
    reply = loaded.reply("unload keeper")
    assert reply.startswith("error: HX_ERR_NOT_LOADED: module 'keeper' ")
    assert loaded.reply("load second.hxm").startswith("error: HX_ERR_DEPENDENCY: ")


def test_a_loaded_module_is_a_module(loaded: Transcript) -> None:
    log = loaded.log
    assert "init guest 1.2.3 ok" in log
    assert log.index("init guest 1.2.3 ok") < log.index("start guest 1.2.3 ok")
    assert log.index("start guest 1.2.3 ok") < log.index("load guest 1.2.3 ok")
    assert "loaded from: guest.hxm" in loaded.done.lines
    assert loaded.reply("request guest ask") == '-> ok "4 given 0"'
    assert loaded.reply("request guest source") == '-> ok "shell"'
    assert loaded.reply("send guest.call") == "-> 1 module listens"
    [line] = loaded.answer("providers guesting")
    assert " guest 1.2.3 Running - guest.hxm" in line
    assert any(
        line.endswith(" guest 1.2.3 Running - guest.hxm")
        for line in loaded.answer("list ")
    )


def test_handles_find_it(loaded: Transcript) -> None:
    assert loaded.reply("request host-side pitch ") == '-> ok "1 8"'
    assert loaded.reply("request second pitch") == '-> ok "20"'
    assert loaded.reply("request host-side pitch  ") == '-> ok "0 7"'
    reply = loaded.reply("load picky.hxm")
    assert reply.startswith("error: HX_ERR_VERSION: "), reply
    assert "t.voice" in reply and "found 1.0.0" in reply


def test_one_name_is_loaded_once(loaded: Transcript) -> None:
    reply = loaded.reply("load guest.hxm ")
    assert reply.startswith("error: HX_ERR_ALREADY_LOADED: module 'guest' ")


def test_what_others_require_stays(loaded: Transcript) -> None:
    reply = loaded.reply("unload guest ")
    assert reply == "error: HX_ERR_BUSY: module 'guest' is required by 'second'"
    log = loaded.log
    assert log.index("stop second 0.1.0 ok") < log.index("unload second 0.1.0 ok")
    assert log.index("unload second 0.1.0 ok") < log.index("unload guest 1.2.3 ok")


def test_a_module_that_fails_is_gone_again(loaded: Transcript) -> None:
    assert "init sick 0.1.0 failed: HX_ERR_INIT: no luck 13" in loaded.log
    assert "error: HX_ERR_INIT: no luck 13" in loaded.done.lines


def test_one_that_cannot_stop_can_go_then(loaded: Transcript) -> None:
    assert "error: HX_ERR_BUSY: not now" in loaded.done.lines
    assert "state: Error, last failure HX_ERR_BUSY" in loaded.done.lines
    assert "unload stuck 0.1.0 ok" in loaded.log


def test_all_memory_comes_back(loaded: Transcript) -> None:
    assert loaded.reply("request keeper account ") == NOTHING_HELD
    assert loaded.reply("request keeper account  ") == NOTHING_HELD


VERSIONS = """
interface "t.count" 1.0 { uint32_t add(void) @on_fail(0); }
module user { uses { "t.count" 1.0 as count; } impl { QUIET
    request "add" { return hx_respond_fmt(response, "%u", (unsigned)user_count_add(self)); } } }
module meter { info { name: "meter"; version: 1.0.0; flags: HOT_RELOADABLE; dependencies: "user-of" optional; }
    state { uint32_t count; uint32_t gone = 5; }
    impl { QUIET request "version" { return hx_respond_fmt(response, "one %u", (unsigned)self->count); } } }
impl_interface(meter, "t.count", 1.0) { add { return ++self->count; } }
module fixed { impl { QUIET } }
""".replace(
    "QUIET", QUIET
)

REPLACEMENT = """
module {identifier} {{ info {{ name: "{name}"; version: {version}; flags: HOT_RELOADABLE; }}
    state {{ {state} }}
    {c}
    impl {{ {hooks} request "version" {{ return hx_respond_fmt(response, "{word} %llu", (unsigned long long)self->count); }} }}
}}
{served}
"""
SERVED = 'impl_interface({0}, "t.count", 1.0) {{ add {{ return (uint32_t)(self->count += {1}); }} }}'


def write_replacement(
    workspace: Workspace,
    file: str,
    *,
    version: str,
    word: str,
    identifier: str = "meter",
    name: str = "meter",
    state: str = "uint64_t count; uint8_t fresh = 9;",
    hooks: str = QUIET,
    step: int = 10,
    serves: bool = True,
    c: str = "",
) -> str:
    text = REPLACEMENT.format(
        identifier=identifier,
        name=name,
        version=version,
        state=state,
        hooks=hooks,
        word=word,
        c=c,
        served=SERVED.format(identifier, step) if serves else "",
    )
    workspace.write(f"new/{file}.mod", text)
    return f"new/{file}.mod"


START = "start { return HX_OK; }"
STOP = "stop { return HX_OK; }"
INIT = "init { return HX_OK; }"


@pytest.fixture(scope="module", params=TARGETS)
def reloaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Transcript:
    workspace = Workspace(folder=tmp_path_factory.mktemp("reloading"))
    workspace.write("mods/versions.mod", VERSIONS)
    workspace.write("mods/keeper.mod", GUEST[GUEST.index("module keeper") :])
    replace = (
        write_replacement(workspace, "meter2", version="2.0.0", word="two"),
        write_replacement(
            workspace, "narrow", version="3.0.0", word="x", state="uint8_t count;"
        ),
        write_replacement(
            workspace,
            "noinit",
            version="3.1.0",
            word="x",
            hooks=f'init {{ return hx_fail(HX_ERR_INIT, "new init"); }} {START} {STOP}',
        ),
        write_replacement(
            workspace,
            "nostart",
            version="3.2.0",
            word="x",
            hooks=f"{INIT} start {{ return HX_ERR_TIMEOUT; }} {STOP}",
        ),
        write_replacement(
            workspace,
            "ill",
            version="3.3.0",
            word="x",
            hooks=f"{INIT} {START} {STOP} is_healthy {{ return false; }}",
        ),
        write_replacement(
            workspace, "useless", version="3.4.0", word="x", serves=False
        ),
        write_replacement(
            workspace,
            "other",
            identifier="other",
            name="other",
            version="1.5.0",
            word="other",
            step=100,
        ),
        write_replacement(
            workspace,
            "unfit",
            identifier="unfit",
            name="unfit",
            version="1.0.0",
            word="x",
            serves=False,
        ),
        # Does well until it has been called three times.
        write_replacement(
            workspace,
            "fails_later",
            identifier="other",
            name="other",
            version="1.6.0",
            word="later",
            step=1000,
            hooks=f"{INIT} {START} {STOP} is_healthy {{ return self->count < 1000; }}",
        ),
    )
    return boot_loading(
        workspace,
        ["user", "meter", "fixed", "keeper"],
        [
            "request user add",
            "request meter version",
            "reload meter narrow.hxm",
            "reload meter noinit.hxm",
            "reload meter nostart.hxm",
            "reload meter ill.hxm",
            "reload meter useless.hxm",
            "reload meter unfit.hxm",
            "reload fixed meter2.hxm",
            "reload nobody meter2.hxm",
            "request user add ",
            "request keeper account",
            "reload meter meter2.hxm",
            "request user add  ",
            "request meter version ",
            "list",
            "reload meter other.hxm",
            "request user add   ",
            "request other version",
            "request meter version  ",
            "reload other fails_later.hxm",
            "request user add    ",
            "request keeper wait",
            "request user add     ",
            "request other version ",
        ],
        target=request.param,
        replace=replace,
        keys="health_ms = 1",
        tables="[reload]\nprobation_ms = 60000\n",
    )


def test_failed_replacements_leave_all_as_it_was(reloaded: Transcript) -> None:
    title = "reload meter 1.0.0 -> {} rolled back: {}"
    log = reloaded.log
    assert title.format("3.1.0", "HX_ERR_INIT: new init") in log
    assert any(l.startswith(title.format("3.2.0", "HX_ERR_TIMEOUT: ")) for l in log)
    assert any(l.startswith(title.format("3.3.0", "HX_ERR_INTERNAL: ")) for l in log)
    [narrow] = [l for l in log if l.startswith("reload meter 1.0.0 -> 3.0.0 rolled")]
    assert "count" in narrow and "HX_ERR_VERSION" in narrow, narrow
    errors = [l for l in reloaded.done.lines if l.startswith("error: ")]
    assert [e.split(": ")[1] for e in errors[:8]] == [
        "HX_ERR_VERSION",
        "HX_ERR_INIT",
        "HX_ERR_TIMEOUT",
        "HX_ERR_INTERNAL",
        "HX_ERR_BUSY",
        "HX_ERR_INVALID",
        "HX_ERR_UNSUPPORTED",
        "HX_ERR_NOT_FOUND",
    ]
    assert "'user' needs 't.count'" in errors[4]
    assert reloaded.reply("request user add") == '-> ok "1"'
    assert reloaded.reply("request user add ") == '-> ok "2"'
    assert reloaded.reply("request keeper account") == NOTHING_HELD


def test_state_crosses_to_the_new_version(reloaded: Transcript) -> None:
    [line] = [l for l in reloaded.log if l.startswith("reload meter 1.0.0 -> 2.0.0 ok")]
    assert line.split("pause=")[1].endswith(" us")
    assert reloaded.reply("request user add  ") == '-> ok "12"'
    assert reloaded.reply("request meter version ") == '-> ok "two 12"'
    listed = [l for l in reloaded.answer("list") if " meter " in l]
    assert len(listed) == 1
    assert listed[0].endswith(" meter 2.0.0 Running HOT_RELOADABLE meter2.hxm")


def test_another_module_with_the_same_interfaces(reloaded: Transcript) -> None:
    assert any(
        l.startswith("reload meter 2.0.0 -> other 1.5.0 ok pause=")
        for l in reloaded.log
    )
    assert reloaded.reply("request user add   ") == '-> ok "112"'
    assert reloaded.reply("request other version") == '-> ok "other 112"'
    reply = reloaded.reply("request meter version  ")
    assert reply.startswith("error: HX_ERR_NOT_FOUND: ")


def test_ill_within_the_probation(reloaded: Transcript) -> None:
    log = reloaded.log
    assert any(l.startswith("reload other 1.5.0 -> 1.6.0 ok pause=") for l in log)
    assert reloaded.reply("request user add    ") == '-> ok "1112"'
    assert any(
        l.startswith("reload other 1.5.0 -> 1.6.0 rolled back: ") for l in log
    ), log
    # Its own state is the one that counts: nothing is lost.
    assert reloaded.reply("request user add     ") == '-> ok "1212"'
    assert reloaded.reply("request other version ") == '-> ok "other 1212"'


@pytest.mark.parametrize("target", TARGETS)
def test_ten_thousand_turns(workspace: Workspace, target: str) -> None:
    """Loaded and unloaded, replaced while it is called and asked and ticks go on; in a
    third of the turns a step fails."""
    workspace.write("mods/turning.mod", (SPECS / "turning.mod").read_text())
    for file in ("counted1", "counted2"):
        workspace.write(f"new/{file}.mod", (SPECS / f"{file}.mod").read_text())
    workspace.write("mods/counted.mod", (SPECS / "counted1.mod").read_text())
    booted = boot_loading(
        workspace,
        ["turner"],
        [
            "request turner account",
            "request turner load 20000",
            "request turner result",
            "request turner account ",
            "request turner reload 10000",
            "request turner result ",
            "request turner account  ",
        ],
        target=target,
        loadable=("guest",),
        replace=("new/counted1.mod", "new/counted2.mod"),
        tables="[reload]\nprobation_ms = 0\n",
        keys=f"{SELDOM}\ntick_ms = 1",
    )
    assert (
        booted.reply("request turner account") == '-> ok "modules 0, kept 0, memory 0"'
    )
    assert (
        booted.reply("request turner result")
        == '-> ok "done 20000, failed 0 of 0, wrong 0, missed 0"'
    )
    assert (
        booted.reply("request turner account ") == '-> ok "modules 0, kept 0, memory 0"'
    )
    reply = booted.reply("request turner result ")
    failed = int(reply.split("failed ")[1].split(" of")[0])
    assert 3000 < failed < 3700
    assert reply == (
        f'-> ok "done 30000, failed {failed} of {failed}, wrong 0, missed 0"'
    )
