# SPDX-License-Identifier: MIT
"""The policy decides as its rules say, and where there is none to ask, nothing goes."""

from __future__ import annotations

import json
import random
import re

import pytest

from tests.boot.transcript import QUIET, Transcript, read_transcript
from tests.workspace import NO_POLICY, Workspace

TARGETS = ["host", "x86_64"]

# The modules that the rules are about: each passes on a request in its own name.
ACTORS = ["ant", "ant-hill", "bee"]
TYPES = ["get", "get.all", "put"]

ACTOR = """
module IDENTIFIER { info { name: "NAME"; }
    state { char answer[64]; char target[64]; }
    impl { QUIET
        request "get" { return hx_respond(response, NULL, 0); }
        request "get.all" { return hx_respond(response, NULL, 0); }
        request "put" { return hx_respond(response, NULL, 0); }
        /* The payload is "TARGET TYPE". */
        request "pass" {
            const char *text = request->payload.data;
            size_t gap = 0;
            struct hx_request passed = { .type = self->target };
            struct hx_response got = { .payload = { .data = self->answer,
                                                    .capacity = sizeof(self->answer) } };
            hx_status status;

            if (request->payload.size >= sizeof(self->target))
                return HX_ERR_NO_SPACE;
            memcpy(self->target, text, request->payload.size);
            self->target[request->payload.size] = 0;
            while (self->target[gap] != ' ')
                gap++;
            self->target[gap] = 0;
            passed.type = &self->target[gap + 1];
            status = hx_request_service(self->context, self->target, &passed, &got);
            if (status != HX_OK)
                return hx_fail(status, "%s", hx_fail_detail(status));
            return hx_respond(response, NULL, 0);
        }
    }
}
"""


def actors() -> str:
    return "".join(
        ACTOR.replace("IDENTIFIER", name.replace("-", "_"))
        .replace("NAME", name)
        .replace("QUIET", QUIET)
        for name in ACTORS
    )


def boot_policy(
    workspace: Workspace,
    rules: list[str],
    commands: list[str],
    *,
    target: str,
    static: tuple[str, ...] = ("policy",),
    loading: str = "",
    config: str = "",
    tables: str = "",
    status: int = 0,
) -> Transcript:
    workspace.write_profile(
        list(static),
        target=target,
        more=f"{loading}\n[config.policy]\nrules = {json.dumps(rules)}\n{config}\n"
        f"[boot]\ncommands = {json.dumps(commands)}\n{tables}",
    )
    return read_transcript(workspace.build_and_boot("--strict").expect(status))


def matches(pattern: str, name: str) -> bool:
    """The rules a second time, in Python's own words."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), name) is not None


def deciding_rule(rules: list[str], names: tuple[str, ...]) -> int | None:
    for position, rule in enumerate(rules):
        _, subject, *patterns = rule.split()
        if subject == "request" and all(map(matches, patterns, names)):
            return position
    return None


def made_rules(chance: random.Random) -> list[str]:
    def pattern(names: list[str]) -> str:
        name = chance.choice(names)
        return chance.choice(["*", name, name[: chance.randrange(len(name))] + "*"])

    return [
        f"{chance.choice(['allow', 'deny'])} request {pattern(ACTORS)} "
        f"{pattern(ACTORS)} {pattern(TYPES)}"
        for _ in range(12)
    ]


@pytest.mark.parametrize("target, seed", [("host", 1), ("host", 2), ("x86_64", 3)])
def test_requests_are_decided_as_by_a_second_implementation(
    workspace: Workspace, target: str, seed: int
) -> None:
    chance = random.Random(seed)
    workspace.write("mods/actors.mod", actors())
    needed = ["allow request kernel shell run", "allow request shell * *"]
    rules = needed + made_rules(chance)
    allow = chance.choice([True, False])
    asked = [
        (source, receiver, kind)
        for source in ACTORS
        for receiver in ACTORS
        for kind in TYPES
        if source != receiver
    ]
    seen = boot_policy(
        workspace,
        rules,
        [f"request {s} pass {r} {kind}" for s, r, kind in asked] + ["security"],
        target=target,
        static=("policy", *ACTORS),
        config=f"allow_by_default = {json.dumps(allow)}",
    )
    counts = [0] * len(rules)
    default = denied = 0
    for names in asked:
        position = deciding_rule(rules, names)
        source, receiver, kind = names
        lines = seen.answer(f"request {source} pass {receiver} {kind}")
        if position is None:
            default += 1
            allowed, why = allow, "no rule allows"
        else:
            counts[position] += 1
            allowed = rules[position].startswith("allow")
            why = f"rule {position + 1} '{rules[position]}' forbids"
        if allowed:
            assert lines == ['-> ok ""'], (names, seen.done.story())
        else:
            denied += 1
            assert lines[-1].startswith(f"error: HX_ERR_DENIED: {why}"), (names, lines)
    assert 0 < denied < len(asked), "the seed makes a test of both answers"
    # The shell's own: the boot commands, the requests and "rules".
    counts[0] = len(asked) + 1
    counts[1] = len(asked) + 1
    *told, stats = seen.answer("security")
    assert told == [
        *(f"{i + 1} {n} {rule}" for i, (n, rule) in enumerate(zip(counts, rules))),
        f"default {default} {'allow' if allow else 'deny'}",
    ]
    logged = seen.done.output.count("[warn] policy: rule") + seen.done.output.count(
        "[warn] policy: no rule"
    )
    assert stats == f"denied: {denied}, not logged: {denied - logged}"


MALFORMED = {
    "permit request * * *": "'permit' is not 'allow' or 'deny'",
    "allow event * * *": "'event' is not 'request' or 'load'",
    "allow request *x * *": "'*x' is not a name, 'prefix*' or '*'",
    "allow request * ** get": "'**' is not a name, 'prefix*' or '*'",
    "allow request * *": "it ends where a name, 'prefix*' or '*' is missing",
    "allow request * * * *": "'*' is not the end of the rule",
    "deny load * * maybe": "'maybe' is not 'signed', 'unsigned' or '*'",
    "deny load * *": "it ends where 'signed', 'unsigned' or '*' is missing",
}


def test_a_malformed_rule_is_told_and_nothing_is_allowed(workspace: Workspace) -> None:
    """One build folder for all: only the config changes."""
    for rule, why in MALFORMED.items():
        rules = ["allow request * * *", rule]
        seen = boot_policy(workspace, rules, ["list"], target="host", status=1)
        told = f"failed: HX_ERR_INVALID: rule 2 '{rule}': {why}"
        assert f"init policy 1.0.0 {told}" in seen.log, seen.done.story()
        assert "> list" not in seen.done.lines
        assert (
            "[error] boot command 'list': HX_ERR_DENIED: the policy does not answer: "
            "HX_ERR_NOT_FOUND: no provider of helix.security is up" in seen.done.lines
        )


@pytest.mark.parametrize("target", TARGETS)
def test_a_stopped_policy_allows_nothing(workspace: Workspace, target: str) -> None:
    seen = boot_policy(
        workspace,
        ["allow request * * *"],
        ["security", "stop policy", "list"],
        target=target,
    )
    assert seen.commands == ["security", "stop policy"]
    assert any(
        line.startswith("[error] boot command 'list': HX_ERR_DENIED: ")
        for line in seen.done.lines
    ), seen.done.story()


LOADS = """
module guest { info { version: 1.0.0; flags: HOT_RELOADABLE; } impl { QUIET
    request "who" { return hx_respond_fmt(response, "old"); } } }
module visitor { impl { QUIET } }
"""
HEIR = """
module guest { info { version: 2.0.0; flags: HOT_RELOADABLE; } impl { QUIET
    request "who" { return hx_respond_fmt(response, "new"); } } }
"""


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("signed", [False, True])
def test_loads(workspace: Workspace, target: str, signed: bool) -> None:
    workspace.write("mods/loads.mod", LOADS.replace("QUIET", QUIET))
    workspace.write("heirs/new_guest.mod", HEIR.replace("QUIET", QUIET))
    security = '[security]\nsignatures = "required"\n' if signed else ""
    seen = boot_policy(
        workspace,
        [
            "allow request * * *",
            "allow load guest.hxm guest signed",
            "deny load new_* guest *",
            "allow load visitor.hxm visitor unsigned",
        ],
        [
            "load guest.hxm",
            "load visitor.hxm",
            "reload guest new_guest.hxm",
            "request guest who",
        ],
        target=target,
        loading='loadable = ["visitor", "guest"]\nreplace = ["heirs/new_guest.mod"]',
        tables=security,
    )
    loaded = [line.split()[1] for line in seen.log if line.startswith("load ")]
    if signed:
        assert loaded == ["guest"], seen.done.story()
        assert seen.answer("load visitor.hxm")[-1].startswith(
            "error: HX_ERR_DENIED: no rule allows the signed load: visitor.hxm, visitor"
        )
        assert seen.answer("reload guest new_guest.hxm")[-1].startswith(
            "error: HX_ERR_DENIED: rule 3 'deny load new_* guest *' forbids"
        )
        assert seen.reply("request guest who") == '-> ok "old"'
    else:
        assert loaded == ["visitor"], seen.done.story()
        assert seen.answer("load guest.hxm")[-1].startswith(
            "error: HX_ERR_DENIED: no rule allows the unsigned load: guest.hxm, guest"
        )


EARLY = """
module early { info { before: "policy"; }
    c {
        #include <helix/log.h>
        static void ask(const struct early *self, const char *when)
        {
            const struct hx_request request = { .type = "get" };
            struct hx_response response = { .success = false };
            hx_status status = hx_request_service(self->context, "bee", &request, &response);

            hx_log_info("%s: %s: %s", when, hx_status_name(status), hx_fail_detail(status));
        }
    }
    impl {
        init { ask(self, "init"); return HX_OK; }
        start { ask(self, "start"); return HX_OK; }
        stop { return HX_OK; }
        request "ask" { ask(self, "later"); return hx_respond(response, NULL, 0); }
    }
}
"""


def test_nothing_is_allowed_before_the_policy_has_started(workspace: Workspace) -> None:
    """Here it starts after who asks."""
    workspace.write("mods/early.mod", EARLY + actors())
    seen = boot_policy(
        workspace,
        ["deny request early bee get.all", "allow request * * *"],
        ["request early ask", "security"],
        target="host",
        static=("policy", "early", "bee"),
    )
    assert seen.log.index("start early 0.1.0 ok") < seen.log.index(
        "start policy 1.0.0 ok"
    )
    told = [line for line in seen.done.lines if line.startswith("[info] ")]
    assert [line.split(": ")[:2] for line in told] == [
        ["[info] init", "HX_ERR_NOT_RUNNING"],
        ["[info] start", "HX_ERR_DENIED"],
        ["[info] later", "HX_OK"],
    ]
    assert "1 0 deny request early bee get.all" in seen.answer("security")


def test_no_policy_is_said_once_before_ready(workspace: Workspace) -> None:
    workspace.write("mods/actors.mod", actors())
    workspace.write_profile(["bee"], more='[boot]\ncommands = ["security"]\n')
    done = workspace.build_and_boot().expect(0)
    lines = done.lines
    assert lines.count(NO_POLICY) == 1
    [ready] = [i for i, line in enumerate(lines) if line.startswith("helix: ready ")]
    assert lines.index(NO_POLICY) < ready
    assert read_transcript(done).reply("security") == "no policy, everything is allowed"


def test_a_policy_is_not_called_none(workspace: Workspace) -> None:
    seen = boot_policy(workspace, [], [], target="host")
    assert NO_POLICY not in seen.done.lines


CURIOUS = """
/// Asks, while it is asked, for what it would have to allow itself.
module curious { state { uint32_t depth = 0; } impl { QUIET
    request "get" { return hx_respond(response, NULL, 0); } } }
impl_interface(curious, "helix.security", 1.0) {
    check_request {
        const struct hx_request inner = { .type = "get" };
        struct hx_response response = { .success = false };

        (void)target;
        if (strcmp(type, "run") == 0)
            return HX_OK;
        self->depth++;
        if (strcmp(source, "curious") == 0)
            return HX_OK;
        return hx_request_service(self->context, "bee", &inner, &response);
    }
    check_load { (void)file; (void)name; (void)is_signed; return HX_ERR_DENIED; }
}
"""


def test_a_policy_that_asks_while_it_is_asked(workspace: Workspace) -> None:
    workspace.write("mods/curious.mod", CURIOUS.replace("QUIET", QUIET) + actors())
    workspace.write_profile(
        ["curious", "bee"], more='[boot]\ncommands = ["request bee get"]\n'
    )
    seen = read_transcript(workspace.build_and_boot().expect(0))
    assert seen.reply("request bee get") == (
        "error: HX_ERR_DENIED: the policy asks for what it would have to allow "
        "itself, while it is being asked"
    )


def test_denials_do_not_fill_the_log(workspace: Workspace) -> None:
    workspace.write("mods/actors.mod", actors())
    commands = [f"request bee get {n}" for n in range(40)]
    seen = boot_policy(
        workspace,
        ["allow request kernel * *", "allow request shell policy *"],
        [*commands, "request policy stats"],
        target="host",
        static=("policy", "bee"),
        config="log_per_s = 0",
    )
    assert "[warn] policy: no rule" not in seen.done.output
    assert seen.reply("request policy stats") == '-> ok "denied: 40, not logged: 40"'
