# SPDX-License-Identifier: MIT
"""Loading and replacing where several things come together: circles of needs, attempts
that fail one after the other, changes that outlive who asked for them."""

from __future__ import annotations

import pytest

from tests.boot.test_loading import GUEST, INIT, NOTHING_HELD, START, STOP, boot_loading
from tests.boot.transcript import QUIET
from tests.workspace import Workspace

KEEPER = GUEST[GUEST.index("module keeper") :]

METER = """
interface "t.count" 1.0 { uint32_t add(void) @on_fail(0); }
interface "t.more" 1.0 { uint32_t more(void) @on_fail(0); }
module user { uses { "t.count" 1.0 as count; } impl { QUIET
    request "add" { return hx_respond_fmt(response, "%u", (unsigned)user_count_add(self)); } } }
module meter { info { version: 1.0.0; flags: FLAGS; } state { uint32_t count; } impl { QUIET } }
impl_interface(meter, "t.count", 1.0) { add { return ++self->count; } }
""".replace(
    "QUIET", QUIET
)
NEXT = """
module meter {{ info {{ version: {version}; flags: HOT_RELOADABLE; {info} }} state {{ uint32_t count; }}
    impl {{ {hooks} }} }}
impl_interface(meter, "t.count", 1.0) {{ add {{ return self->count += {step}; }} }}
"""

# A module that is registered by hand: in C, without a spec.
BY_HAND = """
#include <helix/lifecycle.h>
static void reset(void) { }
static hx_status begin(const struct hx_context *ctx) { (void)ctx; return HX_OK; }
static hx_status agree(void) { return HX_OK; }
static const struct hx_dependency needs[] = {
    {.name = "meter", .lowest = HX_VERSION(2, 0, 0), .highest = HX_VERSION_MAX},
};
static const struct hx_module_info info = {
    .name = "hand", .version = HX_VERSION(1, 0, 0), .description = "", .author = "",
    .license = "", .flags = HX_FLAG_HOT_RELOADABLE,
    .dependencies = needs, .dependency_count = NEEDS,
};
static const struct hx_module_ops ops = {
    .reset = reset, .init = begin, .start = agree, .stop = agree,
};
static struct hx_control control;
static const struct hx_module hand;
static const struct hx_context context = {.module = &hand};
static const struct hx_module hand = {
    .magic = HX_DESCRIPTOR_MAGIC, .info = &info, .ops = &ops, .context = &context,
    .control = &control,
};
static struct hx_registration room;
"""


def write_next(
    workspace: Workspace,
    file: str,
    version: str,
    *,
    info: str = "",
    hooks: str = QUIET,
    step: int = 10,
) -> str:
    text = NEXT.format(version=version, info=info, hooks=hooks, step=step)
    workspace.write(f"new/{file}.mod", text)
    return f"new/{file}.mod"


def write_meter(workspace: Workspace, *, flags: str = "HOT_RELOADABLE") -> None:
    workspace.write("mods/meter.mod", METER.replace("FLAGS", flags) + KEEPER)


def test_a_replacement_that_would_wait_for_itself(workspace: Workspace) -> None:
    """The old one's user is what the new one depends on."""
    write_meter(workspace)
    file = write_next(workspace, "circle", "2.0.0", info='dependencies: "user";')
    seen = boot_loading(
        workspace,
        ["user", "meter", "keeper"],
        ["reload meter circle.hxm", "request user add", "request keeper account"],
        target="host",
        replace=(file,),
    )
    [line] = [line for line in seen.done.lines if line.startswith("error: ")]
    assert line.startswith("error: HX_ERR_CIRCULAR: ")
    assert "'user'" in line and "'meter'" in line
    assert seen.reply("request user add") == '-> ok "1"'
    assert seen.reply("request keeper account") == NOTHING_HELD


def test_who_is_on_probation_survives_the_next_attempt(workspace: Workspace) -> None:
    write_meter(workspace)
    ill = f"{INIT} {START} {STOP} is_healthy {{ return self->count < 15; }}"
    broken = f"init {{ return HX_ERR_INIT; }} {START} {STOP}"
    files = (
        write_next(workspace, "ill", "2.0.0", hooks=ill),
        write_next(workspace, "broken", "3.0.0", hooks=broken),
    )
    seen = boot_loading(
        workspace,
        ["user", "meter", "keeper"],
        [
            "reload meter ill.hxm",
            "reload meter broken.hxm",
            "request user add",
            "request user add ",
            "request keeper wait",
            "request user add  ",
        ],
        target="host",
        replace=files,
        tables="[reload]\nprobation_ms = 60000\n",
        keys="health_ms = 1",
    )
    assert any(
        line.startswith("reload meter 2.0.0 -> 3.0.0 rolled") for line in seen.log
    )
    assert any(
        line.startswith("reload meter 1.0.0 -> 2.0.0 rolled") for line in seen.log
    )
    assert seen.reply("request user add ") == '-> ok "20"'
    assert seen.reply("request user add  ") == '-> ok "21"'


def test_an_essential_module_that_does_not_come_up(workspace: Workspace) -> None:
    workspace.write(
        "mods/vital.mod",
        f"module vital {{ info {{ flags: ESSENTIAL; }} impl {{ init {{ return HX_ERR_INIT; }} {START} {STOP} }} }}"
        + KEEPER,
    )
    seen = boot_loading(
        workspace,
        ["keeper"],
        ["load vital.hxm", "request keeper account"],
        target="host",
        loadable=("vital",),
    )
    assert seen.reply("request keeper account") == NOTHING_HELD


def test_a_change_submitted_again_meanwhile(workspace: Workspace) -> None:
    """The memory of a change that has ended is used for another before the loop has
    come back from the first."""
    workspace.write(
        "mods/asker.mod",
        """
module victim { impl { QUIET } }
module asker { info { flags: HOT_RELOADABLE; }
    state { struct hx_change change @transient; bool again; uint32_t stops; int32_t last; }
    c {
        static void on_reload(void *arg, hx_status status) { struct asker *self = arg; self->last = (int32_t)status; }
        static void on_stop(void *arg, hx_status status) { struct asker *self = arg; self->stops++; self->last = (int32_t)status; }
    }
    impl { INIT STOP
        start {
            if (!self->again)
                return HX_OK;
            return hx_change_submit(self->context, &self->change, HX_CHANGE_STOP, "victim", on_stop, self);
        }
        request "go" {
            self->again = true;
            return hx_change_submit_file(self->context, &self->change, HX_CHANGE_RELOAD, "asker", "broken.hxm", on_reload, self);
        }
        request "result" { return hx_respond_fmt(response, "%u %d", (unsigned)self->stops, (int)self->last); } } }
""".replace(
            "QUIET", QUIET
        )
        .replace("INIT", INIT)
        .replace("STOP", STOP, 1),
    )
    workspace.write(
        "new/broken.mod",
        f"module asker {{ info {{ version: 2.0.0; flags: HOT_RELOADABLE; }} impl {{ init {{ return HX_ERR_INIT; }} {START} {STOP} }} }}",
    )
    seen = boot_loading(
        workspace,
        ["asker", "victim"],
        ["request asker go", "request asker result"],
        target="host",
        replace=("new/broken.mod",),
    )
    assert seen.reply("request asker result") == '-> ok "1 0"'
    assert seen.log.index("stop victim 0.1.0 ok") < seen.log.index(
        "stop shell 1.0.0 ok"
    )


def test_what_a_replaced_module_has_asked_for_is_not_done(workspace: Workspace) -> None:
    ask = (
        'hx_change_submit_file(self->context, &one, HX_CHANGE_RELOAD, "meter", "next.hxm", NULL, NULL) != HX_OK'
        ' ? HX_ERR_INIT : hx_change_submit(self->context, &two, HX_CHANGE_STOP, "victim", NULL, NULL)'
    )
    workspace.write(
        "mods/meter.mod",
        f"module victim {{ impl {{ {QUIET} }} }}\n"
        "module meter { info { version: 1.0.0; flags: HOT_RELOADABLE; }\n"
        "c { static struct hx_change one, two; }\n"
        f"impl {{ init {{ return {ask}; }} {START} {STOP} }} }}",
    )
    workspace.write(
        "new/next.mod",
        f"module meter {{ info {{ version: 2.0.0; flags: HOT_RELOADABLE; }} impl {{ {QUIET} }} }}",
    )
    seen = boot_loading(
        workspace,
        ["victim", "meter"],
        ["list"],
        target="host",
        replace=("new/next.mod",),
    )
    assert any(line.startswith("reload meter 1.0.0 -> 2.0.0 ok") for line in seen.log)
    assert seen.log.index("stop victim 0.1.0 ok") > seen.log.index(
        "stop shell 1.0.0 ok"
    )


def test_a_handle_on_what_the_new_version_lacks_is_bound_anew(
    workspace: Workspace,
) -> None:
    write_meter(workspace)
    workspace.write(
        "mods/more.mod",
        """
module reader { uses { "t.more" 1.0 as more optional; } impl { QUIET
    request "more" { return hx_respond_fmt(response, "%d %u", reader_has_more(self), (unsigned)reader_more_more(self)); } } }
module both { info { version: 1.0.0; flags: HOT_RELOADABLE; } impl { QUIET } }
impl_interface(both, "t.more", 1.0) { more { return 1; } }
module extra { impl { QUIET } }
impl_interface(extra, "t.more", 1.0) { more { return 55; } }
""".replace(
            "QUIET", QUIET
        ),
    )
    workspace.write(
        "new/less.mod",
        f"module both {{ info {{ version: 2.0.0; flags: HOT_RELOADABLE; }} impl {{ {QUIET} }} }}",
    )
    seen = boot_loading(
        workspace,
        ["keeper"],
        [
            "load both.hxm",
            "load reader.hxm",
            "request reader more",
            "reload both less.hxm",
            "request reader more ",
            "load extra.hxm",
            "request reader more  ",
        ],
        target="host",
        loadable=("both", "reader", "extra"),
        replace=("new/less.mod",),
        tables="[reload]\nprobation_ms = 0\n",
    )
    assert seen.reply("request reader more") == '-> ok "1 1"'
    assert seen.reply("request reader more ") == '-> ok "0 0"'
    assert seen.reply("request reader more  ") == '-> ok "1 55"'


def test_a_module_registered_by_hand_is_not_the_loaders(workspace: Workspace) -> None:
    hand = BY_HAND.replace("NEEDS", "0")
    workspace.write(
        "mods/hander.mod",
        f"module hander {{ c {{ {hand} }} impl {{ {INIT} {STOP} start {{\n"
        "hx_status status = hx_registry_register(&hand, &room, NULL);\n"
        "if (status == HX_OK) status = hx_lifecycle_init(&hand);\n"
        "return status == HX_OK ? hx_lifecycle_start(&hand) : status; } } }",
    )
    workspace.write(
        "new/hand.mod",
        f"module hand {{ info {{ version: 2.0.0; flags: HOT_RELOADABLE; }} impl {{ {QUIET} }} }}",
    )
    seen = boot_loading(
        workspace,
        ["hander"],
        ["reload hand hand.hxm", "list"],
        target="host",
        replace=("new/hand.mod",),
    )
    assert any(
        line.startswith(
            "error: HX_ERR_UNSUPPORTED: module 'hand' was registered by hand"
        )
        for line in seen.done.lines
    )
    assert any(" hand 1.0.0 Running" in line for line in seen.answer("list"))


@pytest.mark.parametrize("flags", ["HOT_RELOADABLE", "HOT_RELOADABLE | ESSENTIAL"])
def test_the_old_one_comes_back_whatever_was_registered(
    workspace: Workspace, flags: str
) -> None:
    """While the new version is coming up somebody registers what only that suits."""
    write_meter(workspace, flags=flags)
    hand = BY_HAND.replace("NEEDS", "1")
    workspace.write(
        "mods/registrar.mod",
        f'module registrar {{ c {{ {hand} }} impl {{ {QUIET} request "now" {{\n'
        "hx_status status = hx_registry_register(&hand, &room, NULL);\n"
        'return status == HX_OK ? hx_respond_fmt(response, "done") : status; } } }',
    )
    start = (
        "start { char text[16]; "
        'struct hx_request request = {.type = "now"}; '
        "struct hx_response answer = {.payload = {.data = text, .capacity = sizeof(text)}}; "
        '(void)hx_request_service(self->context, "registrar", &request, &answer); '
        "return HX_ERR_TIMEOUT; }"
    )
    file = write_next(workspace, "late", "2.0.0", hooks=f"{INIT} {start} {STOP}")
    seen = boot_loading(
        workspace,
        ["user", "meter", "keeper", "registrar"],
        [
            "request user add",
            "reload meter late.hxm",
            "request user add ",
            "request keeper account",
            "list",
        ],
        target="host",
        replace=(file,),
        tables="[reload]\nprobation_ms = 0\n",
    )
    assert seen.reply("request user add ") == '-> ok "2"'
    assert seen.reply("request keeper account") == NOTHING_HELD
    assert any(" hand 1.0.0 Registered" in line for line in seen.answer("list"))
