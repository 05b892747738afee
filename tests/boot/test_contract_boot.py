# SPDX-License-Identifier: MIT
"""The boot log's lines, their order, and the exit statuses of build/run."""

from __future__ import annotations

import os

import pytest

from tests.boot.transcript import QUIET, boot
from tests.workspace import Workspace, execute

TARGETS = ["host", "x86_64"]


def positions(log: list[str], *lines: str) -> list[int]:
    return [log.index(line) for line in lines]


def plain(name: str, info: str = "", impl: str = QUIET) -> str:
    return f"module {name} {{ info {{ version: 1.0.0; {info} }} impl {{ {impl} }} }}\n"


def phases(log: list[str], phase: str) -> list[str]:
    return [line.split()[1] for line in log if line.startswith(phase + " ")]


@pytest.mark.parametrize("target", TARGETS)
def test_profile_without_modules(workspace: Workspace, target: str) -> None:
    workspace.write_profile([], target=target)
    done = workspace.build_and_boot().expect(0)
    assert done.boot_lines() == [
        f"boot profile=test target={target} modules=0",
        "ready modules=0 failed=0",
        "halt status=0",
    ]


def test_defaults_of_info_and_all_kinds_of_failure(workspace: Workspace) -> None:
    failing = """
        module told { impl { init { return hx_fail(HX_ERR_BUSY, "line %u of %s%%", 7u, "it"); }
            start { return HX_OK; } stop { return HX_OK; } } }
        module untold { impl { init { return HX_ERR_TIMEOUT; }
            start { return HX_OK; } stop { return HX_OK; } } }
        /* A detail recorded for another status is not this failure's. */
        module stale { impl { init { (void)hx_fail(HX_ERR_BUSY, "other"); return HX_ERR_DENIED; }
            start { return HX_OK; } stop { return HX_OK; } } }
        module late_start { impl { init { return HX_OK; }
            start { return hx_fail(HX_ERR_CORRUPT, "x"); } stop { return HX_OK; } } }
        module late_stop { impl { init { return HX_OK; }
            start { return HX_OK; } stop { return hx_fail(HX_ERR_NO_SPACE, "full"); } } }
    """
    names = ["told", "untold", "stale", "late-start", "late-stop"]
    done = boot(workspace, failing, names, [], status=1)
    log = done.log
    assert "init told 0.1.0 failed: HX_ERR_BUSY: line 7 of it%" in log
    [untold] = [line for line in log if line.startswith("init untold ")]
    assert untold.startswith("init untold 0.1.0 failed: HX_ERR_TIMEOUT: ")
    assert "line 7" not in untold
    [stale] = [line for line in log if line.startswith("init stale ")]
    assert stale.startswith("init stale 0.1.0 failed: HX_ERR_DENIED: ")
    assert "other" not in stale
    assert "start late-start 0.1.0 failed: HX_ERR_CORRUPT: x" in log
    assert "ready modules=5 failed=4" in log
    assert log[-2:] == [
        "stop late-stop 0.1.0 failed: HX_ERR_NO_SPACE: full",
        "halt status=1",
    ]


def test_a_failed_stop_alone_is_status_1(workspace: Workspace) -> None:
    stop = "init { return HX_OK; } start { return HX_OK; } stop { return HX_ERR_BUSY; }"
    done = boot(workspace, plain("m", impl=stop), ["m"], [], status=1)
    assert "ready modules=1 failed=0" in done.log
    assert done.log[-1] == "halt status=1"


def test_skips_run_down_the_chain_and_stop_at_optional_users(
    workspace: Workspace,
) -> None:
    fail = (
        'init { return hx_fail(HX_ERR_INIT, "dead"); } start { return HX_OK; }'
        " stop { return HX_OK; }"
    )
    spec = (
        plain("root", 'provides: "power";', fail)
        + plain("a", 'dependencies: "power";')
        + plain("b", 'dependencies: "a";')
        + plain("c", 'dependencies: "b", "b2" optional;')
        + plain("b2", 'dependencies: "root" optional, "power" optional;')
        + plain("d", 'after: "c";')
    )
    done = boot(workspace, spec, ["c", "b2", "d"], [], status=1)
    assert done.log == [
        "boot profile=test target=host modules=6",
        "init root 1.0.0 failed: HX_ERR_INIT: dead",
        "skip a 1.0.0: needs power",
        "init b2 1.0.0 ok",
        "skip b 1.0.0: needs a",
        "skip c 1.0.0: needs b",
        "init d 1.0.0 ok",
        "start b2 1.0.0 ok",
        "start d 1.0.0 ok",
        "ready modules=6 failed=4",
        "stop d 1.0.0 ok",
        "stop b2 1.0.0 ok",
        "halt status=1",
    ]


def test_order_is_depth_then_name(workspace: Workspace) -> None:
    """after, before, capabilities, optional dependencies and uses all order."""
    spec = (
        plain("m1", 'before: "a0";')
        + plain("a0")
        + plain("z", 'dependencies: "cap";')
        + plain("p1", 'provides: "cap";')
        + plain("p2", 'provides: "cap"; after: "a0";')
        + plain("y", 'dependencies: "p1" optional, "absent" optional;')
        + plain("absent")
        + plain("x", 'after: "absent";')
        + 'interface "i.f" 1.0 { void nop(uint32_t n); }\n'
        + plain("server", 'after: "y";')
        + 'impl_interface(server, "i.f", 1.0) { nop { (void)n; } }\n'
        + "module client { info { version: 1.0.0; } "
        + 'uses { "i.f" 1.0 as f; } impl { '
        + QUIET
        + " } }\n"
        + "module maybe { info { version: 1.0.0; } "
        + 'uses { "i.f" 1.0 as f optional; } impl { '
        + QUIET
        + " } }\n"
    )
    names = ["m1", "a0", "z", "p1", "p2", "y", "x", "server", "client", "maybe"]
    done = boot(workspace, spec, names, [])
    # Depths: m1 p1 x 0; a0 y 1; p2 server 2; z client maybe 3.
    order = ["m1", "p1", "x", "a0", "y", "p2", "server", "client", "maybe", "z"]
    assert phases(done.log, "init") == order
    assert phases(done.log, "start") == order
    assert phases(done.log, "stop") == order[::-1]


def test_names_order_bytewise_within_a_depth(workspace: Workspace) -> None:
    long_name = "a" + "." * 253 + "z"
    spec = "".join(
        f'module n{i} {{ info {{ name: "{name}"; }} impl {{ {QUIET} }} }}\n'
        for i, name in enumerate(
            ["a_b", "a.b", "a-b", "ab", "a", "a0", "aa", "b-", long_name, "a.b.c"]
        )
    )
    names = ["a_b", "a.b", "a-b", "ab", "a", "a0", "aa", "b-", long_name, "a.b.c"]
    done = boot(workspace, spec, names, ["list"])
    order = phases(done.log, "init")
    expected = sorted(
        [name for name in order if name not in ("shell", "console")],
        key=lambda name: name.encode(),
    )
    assert sorted(names, key=lambda name: name.encode()) == expected
    assert [name for name in order if name in names] == expected
    ids = [line.split() for line in done.answer("list")]
    assert [words[1] for words in ids] == order
    assert [words[0] for words in ids] == [str(i) for i in range(len(order))]


@pytest.mark.parametrize("phase", ["init", "start", "stop"])
def test_essential_without_detail_still_tells_the_phase(
    workspace: Workspace, phase: str
) -> None:
    hooks = {name: "return HX_OK;" for name in ("init", "start", "stop")}
    hooks[phase] = "return HX_ERR_INTERNAL;"
    impl = " ".join(f"{name} {{ {body} }}" for name, body in hooks.items())
    spec = plain("heart", "flags: ESSENTIAL;", impl) + plain("zz")
    done = boot(workspace, spec, ["heart", "zz"], [], status=2)
    assert done.log[-1].startswith(
        f"panic essential module 'heart' failed in {phase}: HX_ERR_INTERNAL: "
    )
    assert not [line for line in done.log if line.startswith("halt")]
    if phase == "stop":  # the others stop all the same
        assert "stop zz 1.0.0 ok" in done.log


def test_shutdown_event_goes_in_reverse_before_any_stop(workspace: Workspace) -> None:
    def spec(name: str, info: str) -> str:
        return (
            f"module {name} {{ info {{ version: 1.0.0; {info} }} impl {{"
            " init { return HX_OK; } start { return HX_OK; }"
            f' stop {{ hx_log_info("stopping {name}"); return HX_OK; }}'
            f' on shutdown {{ hx_log_info("shutdown {name}"); return HX_EVENT_HANDLED; }}'
            " } }\n"
        )

    text = spec("one", "") + spec("two", 'after: "one";') + spec("three", "")
    done = boot(workspace, text, ["one", "two", "three"], [])
    said = [line for line in done.done.lines if line.startswith("[info]")]
    assert said == [
        f"[info] {what} {name}"
        for what in ("shutdown", "stopping")
        for name in ("two", "three", "one")
    ]


def test_log_levels(workspace: Workspace) -> None:
    """All four print a line of their own, and none looks like the boot log's."""
    impl = """
        init {
            hx_log_info("i %d", -1); hx_log_warn("w %s", "x");
            hx_log_error("e %llu", (unsigned long long)UINT64_MAX); hx_log_debug("d %p%%", (void *)0);
            return HX_OK;
        }
        start { return HX_OK; } stop { return HX_OK; }
    """
    done = boot(workspace, plain("m", impl=impl), ["m"], [])
    lines = done.done.lines
    assert [line for line in lines if line.endswith("i -1")]
    assert [line for line in lines if line.endswith("w x")]
    assert [line for line in lines if line.endswith("e 18446744073709551615")]
    for text in ("i -1", "w x", "e 18446744073709551615"):
        [line] = [line for line in lines if line.endswith(text)]
        assert not line.startswith("helix: ")


@pytest.mark.parametrize("target", TARGETS)
def test_exception_names_the_module_and_is_a_panic(
    workspace: Workspace, target: str
) -> None:
    impl = """
        init { return HX_OK; }
        start {
            volatile uint32_t *nowhere = (volatile uint32_t *)(uintptr_t)self->config->address;
            *nowhere = 1;
            return HX_OK;
        }
        stop { return HX_OK; }
    """
    spec = (
        'module good { impl { %s } }\nmodule bad { info { name: "very.bad"; } '
        "config { uint64_t address = 0; } impl { %s } }\n" % (QUIET, impl)
    )
    done = boot(workspace, spec, ["good", "very.bad"], [], target=target, status=2)
    after = done.done.output.split("helix: start good 0.1.0 ok", 1)[1]
    assert "very.bad" in after
    assert "module good" not in after and "'good'" not in after
    assert not [line for line in done.log if line.startswith("halt")]


@pytest.mark.parametrize("target", TARGETS)
def test_time_limit_is_status_3(workspace: Workspace, target: str) -> None:
    workspace.write("mods/a.mod", plain("m"))
    workspace.write_profile(["m"], target=target, more="[boot]\nrun_ms = 60000\n")
    workspace.configure().expect(0)
    workspace.ninja().expect(0)
    run = str(workspace.build / "run")
    words = ["env", "HELIX_TIME_LIMIT=2", run]
    done = execute(words, cwd=workspace.folder, limit_s=30)
    done.expect(3)
    assert "ready modules=1 failed=0" in done.boot_lines()
    assert os.access(run, os.X_OK)


def test_ninja_run_fails_where_the_boot_fails(workspace: Workspace) -> None:
    fail = "init { return HX_ERR_INIT; } start { return HX_OK; } stop { return HX_OK; }"
    workspace.write("mods/a.mod", plain("m", impl=fail))
    workspace.write_profile(["m"])
    workspace.configure().expect(0)
    done = workspace.ninja("run")
    assert done.status != 0
    assert "helix: halt status=1" in done.output.replace("\r", "")
    workspace.write("mods/a.mod", plain("m"))
    done = workspace.ninja("run").expect(0)
    assert "helix: halt status=0" in done.output.replace("\r", "")


@pytest.mark.parametrize("target", TARGETS)
def test_module_with_every_hook(workspace: Workspace, target: str) -> None:
    spec = """
    module full {
        info { version: 2.3.4; flags: HOT_RELOADABLE | DRIVER; provides: "full.cap"; }
        config { uint32_t n = 3; }
        state { uint32_t count = 1; }
        restart { max: 1; window_ms: 1000; backoff_ms: 1; }
        impl {
            init { self->count += self->config->n; return ctx == self->context ? HX_OK : HX_ERR_INTERNAL; }
            start { self->count += 10; return HX_OK; }
            stop { hx_log_info("full ends at %u", self->count); return HX_OK; }
            handle_event { if (event->kind == HX_EVENT_CUSTOM) { self->count += 100; return HX_EVENT_HANDLED; } return HX_EVENT_IGNORED; }
            handle_request { return hx_respond_fmt(response, "%s %u", request->type, self->count); }
            is_healthy { return self->count > 0; }
            save_state { return hx_write(writer, &self->count, sizeof(self->count)); }
            restore_state { return hx_read(reader, &self->count, sizeof(self->count)); }
        }
    }
    """
    done = boot(
        workspace,
        spec,
        ["full"],
        ["send any.thing", "request full what.ever", "list"],
        target=target,
    )
    assert done.reply("request full what.ever") == '-> ok "what.ever 114"'
    assert "[info] full ends at 114" in done.done.lines
    [line] = [line for line in done.answer("list") if " full " in line]
    assert line.endswith(" full 2.3.4 Running HOT_RELOADABLE|DRIVER")
