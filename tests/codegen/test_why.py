# SPDX-License-Identifier: MIT
"""`why`: how a module came in, what keeps it out, and what puts one before another."""

from __future__ import annotations

import pytest

from .asking import HOOKS, PROFILE, Asking

SECOND_CLOCK = """\
module quartz { info { flags: HOT_RELOADABLE; } IMPL }
impl_interface(quartz, "test.clock", 1.1) { now { return 2; } }
"""


LOADABLE_FS = 'loadable = ["fs"]\n'


# In the image ----------------------------------------------------------------------


def test_how_it_came_in(ask: Asking) -> None:
    said = ask("why", "fs")
    assert said.status == 0 and said.err == ""
    assert said.lines == [
        "fs 0.1.0 is in the image: needed by 'app' (specs/all.mod:11:35)",
        "  app is in the image: named by the profile (profile.toml:5:11)",
        "  starts as 2, at depth 1:",
        "    'fs' depends on 'disk' (required, specs/all.mod:7:26)",
        "    'fs' uses 'test.clock' of 'clock' (required, specs/all.mod:8:12)",
        "  waited for by 'app'",
        "  handle 'clock' of test.clock (specs/all.mod:8:12): 'clock', direct: "
        "required, and 'clock' is static and stays (the only one in the image)",
    ]


def test_what_waits_for_nothing(ask: Asking) -> None:
    assert ask("why", "disk").lines[-2:] == [
        "  starts as 1, at depth 0, after nothing",
        "  waited for by 'fs', 'app'",
    ]


@pytest.mark.parametrize(
    "boot, reason, place",
    [
        ("commands = ['list']", "runs the profile's boot commands", "profile.toml:7:1"),
        (
            "interactive = true",
            "serves the interactive console",
            "profile.toml:7:1",
        ),
    ],
)
def test_what_the_profile_asks_for_by_what_it_does(
    ask: Asking, boot: str, reason: str, place: str
) -> None:
    ask.write(more="module shell { IMPL }\n", profile=f"{PROFILE}[boot]\n{boot}\n")
    assert ask("why", "shell").lines[0] == (
        f"shell 0.1.0 is in the image: {reason} ({place})"
    )


def test_a_handle_without_a_provider(ask: Asking) -> None:
    more = 'interface "test.alarm" 1.0 { int ring(void) @on_fail(0); }\n'
    more += 'module bell { uses { "test.alarm" 1.0 as alarm optional; } IMPL }\n'
    ask.write(more=more, profile=PROFILE.replace('"app"', '"app", "bell"'))
    assert ask("why", "bell").lines[-1] == (
        "  handle 'alarm' of test.alarm (specs/all.mod:15:22): nobody, unbound: nothing "
        "in the image implements it"
    )
    (handle,) = ask("why", "bell", "--json").data["handles"]
    assert handle["provider"] is None and handle["optional"] is True


def test_presence_as_json(ask: Asking) -> None:
    data = ask("why", "fs", "--json").data
    assert list(data) == [
        "module",
        "version",
        "in_image",
        "file",
        "line",
        "column",
        "id",
        "depth",
        "came_by",
        "edges",
        "waited_for_by",
        "handles",
    ]
    assert data["came_by"] == [
        {
            "module": "fs",
            "reason": "needed by 'app'",
            "wanted_by": "app",
            "file": "specs/all.mod",
            "line": 11,
            "column": 35,
        },
        {
            "module": "app",
            "reason": "named by the profile",
            "wanted_by": None,
            "file": "profile.toml",
            "line": 5,
            "column": 11,
        },
    ]
    assert data["edges"][1] == {
        "earlier": "clock",
        "later": "fs",
        "kind": "uses",
        "name": "test.clock",
        "optional": False,
        "file": "specs/all.mod",
        "line": 8,
        "column": 12,
    }
    assert data["handles"] == [
        {
            "handle": "clock",
            "interface": "test.clock",
            "takes": "1.0",
            "optional": False,
            "provider": "clock",
            "direct": True,
            "reason": "direct: required, and 'clock' is static and stays "
            "(the only one in the image)",
            "file": "specs/all.mod",
            "line": 8,
            "column": 12,
        }
    ]


# Out of the image ------------------------------------------------------------------


def test_another_one_provides_the_capability(ask: Asking) -> None:
    assert ask("why", "tape").lines == [
        "tape 0.1.0 (specs/all.mod:5:8) is not in the image",
        "  profile.toml does not name it, and no module of the image requires it",
        "  capability 'storage' is provided by 'disk' in the image",
        "  'alone', which is not in the image either, requires it "
        "(specs/all.mod:13:37)",
        "  to bring it in, write in profile.toml:",
        "    [modules]",
        '    static = [..., "tape"]',
    ]


def test_another_one_serves_the_interface(ask: Asking) -> None:
    """Two clocks are one too many for the handle, so one is chosen."""
    ask.write(more=SECOND_CLOCK)
    assert ask("why", "quartz").lines[2:] == [
        "  interface 'test.clock' is served by 'clock' in the image",
        "  to bring it in, write in profile.toml:",
        "    [modules]",
        '    static = [..., "quartz"]',
        "    [interfaces]",
        '    "test.clock" = "quartz"',
    ]


def test_what_nobody_needs_then(ask: Asking) -> None:
    """A clock that was the only one which could be static."""
    profile = PROFILE.replace(', "clock"', "") + 'loadable = ["quartz"]\n'
    ask.write(more=SECOND_CLOCK, profile=profile)
    assert ask("why", "quartz").lines[-1] == "  nobody needs 'clock' then"
    assert ask("why", "quartz", "--json").data["remedy"]["drops"] == ["clock"]


def test_the_profile_has_chosen(ask: Asking) -> None:
    chosen = PROFILE + '[interfaces]\n"test.clock" = "clock"\n'
    ask.write(more=SECOND_CLOCK, profile=chosen)
    lines = ask("why", "quartz").lines
    assert lines[2] == (
        "  interface 'test.clock' is served by 'clock' in the image, chosen at "
        "profile.toml:7:16"
    )
    assert lines[-1] == '    static = [..., "quartz"]'


def test_a_handle_that_the_choice_does_not_fit(ask: Asking) -> None:
    """Then the interface is chosen already, and the handle has to be."""
    more = SECOND_CLOCK + SECOND_CLOCK.replace("quartz", "atomic")
    more += 'module radio { uses { "test.clock" 1.1 as time; } IMPL }\n'
    profile = PROFILE.replace('"last"', '"radio", "atomic"')
    ask.write(more=more, profile=profile + '[interfaces]\n"test.clock" = "clock"\n')
    assert ask("why", "quartz").lines[-4:] == [
        "    [modules]",
        '    static = [..., "quartz"]',
        "    [bind.radio]",
        '    time = "quartz"',
    ]


def test_wanted_only_optionally(ask: Asking) -> None:
    more = (
        'module fan { info { provides: "wind"; dependencies: "fs" optional; } IMPL }\n'
    )
    more += (
        'module sail { info { dependencies: "wind" optional, "fan" optional; } IMPL }\n'
    )
    more += 'impl_interface(fan, "test.fan", 1.0) { blow { return 1; } }\n'
    more += 'interface "test.fan" 1.0 { int blow(void) @on_fail(0); }\n'
    ask.write(more=more, profile=PROFILE.replace('"app"', '"app", "sail"'))
    assert ask("why", "fan").lines[2:5] == [
        "  'sail' wants it only optionally (specs/all.mod:15:53)",
        "  'sail' wants capability 'wind' only optionally (specs/all.mod:15:36)",
        "  no module of the image asks for interface 'test.fan'",
    ]


def test_wanted_in_another_version(ask: Asking) -> None:
    more = "module fan { info { version: 2.0.0; } IMPL }\n"
    more += 'module sail { info { dependencies: "fan" 1.0 optional; } IMPL }\n'
    ask.write(more=more, profile=PROFILE.replace('"app"', '"app", "sail"'))
    lines = ask("why", "fan").lines
    assert lines[2] == "  'sail' takes it 1.0, and this is 2.0.0 (specs/all.mod:15:36)"
    assert lines[-1].startswith(
        "  then this is wrong: E502: 'sail' takes 'fan' 1.0 where it is present, and "
        "'fan' is 2.0.0 ("
    )
    (problem,) = ask("why", "fan", "--json").data["remedy"]["problems"]
    assert (problem["id"], problem["file"]) == ("E502", "specs/all.mod")


def test_a_problem_without_help(ask: Asking) -> None:
    ask.write(more='module radio { uses { "test.clock" 1.1 as time; } IMPL }\n')
    assert ask("why", "radio").lines[-1] == (
        "  then this is wrong: E508: 'radio' needs 'test.clock' 1.1, and no "
        "implementation of it fits"
    )


def test_what_is_wrong_with_the_module_itself(ask: Asking) -> None:
    ask.write(more='module radio { info { dependencies: "antenna"; } IMPL }\n')
    said = ask("why", "radio")
    assert said.status == 1 and "error[E501]" in said.err
    assert said.lines[-1] == "  then the errors that there are already are in the way"
    remedy = ask("why", "radio", "--json").data["remedy"]
    assert remedy["works"] is False and remedy["problems"] == []


def test_what_comes_along(ask: Asking) -> None:
    said = ask("why", "alone")
    assert said.lines[-1] == "  with it come 'tape'"
    assert ask("why", "alone", "--json").data["remedy"] == {
        "static": "alone",
        "interfaces": {},
        "bind": {},
        "brings": ["tape"],
        "drops": [],
        "works": True,
        "problems": [],
        "file": "profile.toml",
        "line": 5,
        "column": 1,
    }


def test_a_profile_that_names_nothing(ask: Asking) -> None:
    ask.write(profile='[profile]\nname = "empty"\ntarget = "host"\n')
    assert ask("why", "tape").lines[-1] == '    static = ["tape"]'


def test_loadable(ask: Asking) -> None:
    ask.write(profile=PROFILE + 'loadable = ["tape"]\n')
    said = ask("why", "tape")
    assert said.lines[1] == (
        "  it is loadable: loaded at run time from tape.hxm (profile.toml:6:13)"
    )
    data = ask("why", "tape", "--json").data
    assert data["loadable_at"] == {"file": "profile.toml", "line": 6, "column": 13}
    assert data["remedy"]["problems"] == []


def test_what_a_loadable_brings_in(ask: Asking) -> None:
    ask.write(profile=PROFILE.replace('"app", "last", "clock"', "") + LOADABLE_FS)
    assert ask("why", "disk").lines[0] == (
        "disk 0.1.0 is in the image: needed by 'fs', which is loadable "
        "(specs/all.mod:7:26)"
    )
    assert ask("why", "clock").lines[0] == (
        "clock 0.1.0 is in the image: implements 'test.clock' for 'fs', which is "
        "loadable (specs/all.mod:8:12)"
    )
    (step,) = ask("why", "clock", "--json").data["came_by"]
    assert step["wanted_by"] is None


def test_replacements(ask: Asking) -> None:
    (ask.folder / "v2").mkdir()
    for name in ("clock", "sundial"):
        spec = f'module {name} {{ uses {{ "test.clock" as next optional; }} {HOOKS} }}'
        (ask.folder / "v2" / f"{name}.mod").write_text(spec)
    replace = 'replace = ["v2/clock.mod", "v2/sundial.mod"]\n'
    ask.write(profile=PROFILE + replace)
    lines = ask("why", "clock").lines
    assert lines[0].startswith("clock 0.1.0 is in the image")
    assert lines[-2:] == [
        "clock 0.1.0 (v2/clock.mod:1:8) is a replacement: loaded at run time from "
        "clock.hxm (profile.toml:6:12)",
        "  handle 'next' of test.clock (v2/clock.mod:1:23): nobody, slot: bound while "
        "the kernel runs (nothing in the image implements it)",
    ]
    assert ask("why", "sundial").lines[0] == (
        "sundial 0.1.0 (v2/sundial.mod:1:8) is a replacement: loaded at run time from "
        "sundial.hxm (profile.toml:6:28)"
    )
    data = ask("why", "sundial", "--json").data
    assert data["built_as"] == "sundial.hxm" and data["in_image"] is False
    assert ask("who", "test.clock").status == ask("graph").status == 0


def test_absence_as_json(ask: Asking) -> None:
    data = ask("why", "tape", "--json").data
    assert list(data) == [
        "module",
        "version",
        "in_image",
        "file",
        "line",
        "column",
        "loadable_at",
        "offers",
        "remedy",
    ]
    assert data["in_image"] is False and data["loadable_at"] is None
    itself, storage = data["offers"]
    assert itself == {
        "kind": "module",
        "name": "tape",
        "version": "0.1.0",
        "served_by": [],
        "chosen_at": None,
        "wanted_by": [
            {
                "module": "alone",
                "in_image": False,
                "takes": "any version",
                "fits": True,
                "optional": False,
                "file": "specs/all.mod",
                "line": 13,
                "column": 37,
            }
        ],
        "file": "specs/all.mod",
        "line": 5,
        "column": 8,
    }
    assert (storage["kind"], storage["served_by"]) == ("capability", ["disk"])
    assert [want["module"] for want in storage["wanted_by"]] == ["app"]


# One before another ----------------------------------------------------------------


def test_a_chain(ask: Asking) -> None:
    said = ask("why", "clock", "last")
    assert said.status == 0
    assert said.lines == [
        "clock (0) starts before last (4), by this chain:",
        "  'fs' uses 'test.clock' of 'clock' (required, specs/all.mod:8:12)",
        "  'app' depends on 'fs' (required, specs/all.mod:11:35)",
        "  'last' starts after 'app' (order only, specs/all.mod:12:29)",
    ]


def test_the_shortest_chain(ask: Asking) -> None:
    assert ask("why", "disk", "app").lines[1:] == [
        "  'app' needs capability 'storage', which 'disk' provides "
        "(required, specs/all.mod:11:41)"
    ]


def test_optional_edges_and_before(ask: Asking) -> None:
    more = 'module early { info { before: "clock"; } IMPL }\n'
    more += 'module late { info { dependencies: "clock" optional; } IMPL }\n'
    ask.write(more=more, profile=PROFILE.replace('"app"', '"early", "late"'))
    assert ask("why", "early", "late").lines[1:] == [
        "  'early' starts before 'clock' (order only, specs/all.mod:14:31)",
        "  'late' optionally depends on 'clock' (optional, specs/all.mod:15:36)",
    ]


def test_the_other_way_round(ask: Asking) -> None:
    said = ask("why", "last", "app")
    assert said.status == 0
    assert said.lines[0] == (
        "it is the other way round: app (3) starts before last (4), by this chain:"
    )
    data = ask("why", "last", "app", "--json").data
    assert (data["earlier"], data["later"], data["as_asked"]) == ("app", "last", False)


def test_the_depth_decides(ask: Asking) -> None:
    ask.write(profile=PROFILE.replace('"app"', '"app", "tape", "alone"'))
    assert ask("why", "alone", "app").lines == [
        "alone (3) starts before app (5): no chain joins them; the depth decides: 1 "
        "before 2",
        "  app has its depth by this chain:",
        "    'fs' depends on 'disk' (required, specs/all.mod:7:26)",
        "    'app' depends on 'fs' (required, specs/all.mod:11:35)",
    ]


def test_names_decide(ask: Asking) -> None:
    assert ask("why", "clock", "disk").lines == [
        "clock (0) starts before disk (1): no chain joins them; both have the depth 0, "
        "so names decide"
    ]
    ask.write(profile=PROFILE.replace('"app"', '"app", "tape", "alone"'))
    assert ask("why", "alone", "fs").lines[1:] == [
        "  fs has its depth by this chain:",
        "    'fs' depends on 'disk' (required, specs/all.mod:7:26)",
    ]


def test_order_as_json(ask: Asking) -> None:
    data = ask("why", "disk", "app", "--json").data
    (edge,) = data.pop("chain")
    assert edge["kind"] == "needs capability" and edge["name"] == "storage"
    assert (edge["file"], edge["line"], edge["column"]) == ("specs/all.mod", 11, 41)
    assert data == {
        "earlier": "disk",
        "earlier_id": 1,
        "earlier_depth": 0,
        "later": "app",
        "later_id": 3,
        "later_depth": 2,
        "as_asked": True,
        "decided_by": "chain",
        "longest_chain": [],
    }
    data = ask("why", "clock", "disk", "--json").data
    assert (data["decided_by"], data["chain"]) == ("name", [])


# Mistakes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, message",
    [
        (["clok"], "there is no module 'clok'; did you mean 'clock'?"),
        (["zzz"], "there is no module 'zzz'\n"),
        (["storage"], "there is no module 'storage'; ask `who storage`"),
        (["app", "test.clock"], "no module 'test.clock'; ask `who test.clock`"),
        (["tape", "disk"], "'tape' is not in the image; ask `why tape`"),
        (["disk", "tape"], "'tape' is not in the image; ask `why tape`"),
        (["app", "app"], "'app' is one module; ask `why app`"),
    ],
)
def test_usage(ask: Asking, words: list[str], message: str) -> None:
    said = ask("why", *words)
    assert said.status == 2 and said.out == "" and message in said.err


def test_an_image_with_errors_is_looked_at(ask: Asking) -> None:
    ask.write(profile=PROFILE + "[config.clock]\nspeed = 1\n")
    said = ask("why", "fs")
    assert said.status == 1
    assert "error[E605]" in said.err and said.err.endswith("1 error\n")
    assert said.lines[0].startswith("fs 0.1.0 is in the image")
    assert ask("why", "disk", "app", "--json").data["decided_by"] == "chain"
    assert ask("why", "tape").status == 1


def test_an_image_that_is_not_known_is_not_looked_at(ask: Asking) -> None:
    ask.write(profile=PROFILE.replace("last", "lost"))
    said = ask("why", "fs")
    assert said.status == 1 and said.out == "" and "error[E604]" in said.err


def test_warnings_are_for_check(ask: Asking) -> None:
    ask.write(profile=PROFILE + "[config.tape]\n")
    said = ask("why", "fs")
    assert said.status == 0 and said.err == ""
