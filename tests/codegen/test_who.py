# SPDX-License-Identifier: MIT
"""`who`: the parties of a capability or an interface, in the image and outside."""

from __future__ import annotations

import pytest

from .asking import PROFILE, Asking

CLOCKS = """\
module quartz { info { flags: HOT_RELOADABLE; } IMPL }
impl_interface(quartz, "test.clock", 1.1) { now { return 2; } }
module atomic { IMPL }
impl_interface(atomic, "test.clock", 1.1) { now { return 3; } }
module radio {
    uses {
        "test.clock" 1.1 as time;
        "test.clock" as spare optional;
        "test.alarm" 1.0 as alarm optional;
    }
    IMPL
}
interface "test.alarm" 1.0 { int ring(void) @on_fail(0); }
"""
CHOSEN = '[interfaces]\n"test.clock" = "quartz"\n[bind.fs]\nclock = "clock"\n'


@pytest.fixture
def clocks(ask: Asking) -> Asking:
    profile = PROFILE.replace('"last"', '"last", "radio", "quartz"')
    ask.write(more=CLOCKS, profile=profile + CHOSEN)
    return ask


def test_capability(ask: Asking) -> None:
    said = ask("who", "storage")
    assert said.status == 0 and said.err == ""
    assert said.lines == [
        "capability storage",
        "  provided by:",
        "    disk 0.1.0 (specs/all.mod:4:32)",
        "    tape 0.1.0 (not in the image, specs/all.mod:5:32)",
        "  needed by:",
        "    app, any version (required, specs/all.mod:11:41): met by 'disk'",
    ]


def test_capability_that_is_only_asked_for(ask: Asking) -> None:
    more = 'module sail { info { dependencies: "wind" >= 2.0 optional; } IMPL }\n'
    ask.write(more=more)
    assert ask("who", "wind").lines == [
        "capability wind",
        "  provided by: nobody",
        "  needed by:",
        "    sail, >= 2.0 (optional, not in the image, specs/all.mod:14:36)",
    ]


def test_capability_as_json(ask: Asking) -> None:
    assert ask("who", "storage", "--json").data == {
        "name": "storage",
        "capability": {
            "provided_by": [
                {
                    "module": "disk",
                    "version": "0.1.0",
                    "in_image": True,
                    "file": "specs/all.mod",
                    "line": 4,
                    "column": 32,
                },
                {
                    "module": "tape",
                    "version": "0.1.0",
                    "in_image": False,
                    "file": "specs/all.mod",
                    "line": 5,
                    "column": 32,
                },
            ],
            "needed_by": [
                {
                    "module": "app",
                    "takes": "any version",
                    "optional": False,
                    "in_image": True,
                    "met_by": ["disk"],
                    "file": "specs/all.mod",
                    "line": 11,
                    "column": 41,
                }
            ],
        },
        "interface": None,
    }


def test_interface(ask: Asking) -> None:
    assert ask("who", "test.clock").lines == [
        "interface test.clock 1.1 (specs/all.mod:1:11)",
        "  served by:",
        "    clock, version 1.0 (primary: the first in start order, "
        "specs/all.mod:3:23)",
        "  used by:",
        "    fs as 'clock', 1.0 (required, specs/all.mod:8:12): 'clock', direct: "
        "required, and 'clock' is static and stays (the only one in the image)",
    ]


def test_interface_with_choices(clocks: Asking) -> None:
    """A primary that the profile chooses, and handles bound in every way."""
    said = clocks("who", "test.clock")
    assert said.status == 0
    assert said.lines[2:] == [
        "    atomic, version 1.1 (not in the image, specs/all.mod:17:24)",
        "    clock, version 1.0 (specs/all.mod:3:23)",
        "    quartz, version 1.1 (primary: chosen at profile.toml:7:16, "
        "specs/all.mod:15:24)",
        "  used by:",
        "    fs as 'clock', 1.0 (required, specs/all.mod:8:12): 'clock', direct: "
        "required, and 'clock' is static and stays ([bind] names it)",
        "    radio as 'time', 1.1 (required, specs/all.mod:20:9): 'quartz', slot: "
        "'quartz' is HOT_RELOADABLE ([interfaces] names it)",
        "    radio as 'spare', any version (optional, specs/all.mod:21:9): 'quartz', "
        "slot: the handle is optional ([interfaces] names it)",
    ]


def test_interface_that_nobody_serves(clocks: Asking) -> None:
    assert clocks("who", "test.alarm").lines[1:] == [
        "  served by: nobody",
        "  used by:",
        "    radio as 'alarm', 1.0 (optional, specs/all.mod:22:9): nobody, unbound: "
        "nothing in the image implements it",
    ]
    interface = clocks("who", "test.alarm", "--json").data["interface"]
    assert interface["primary"] is None and interface["chosen_at"] is None


def test_interface_that_nobody_uses(ask: Asking) -> None:
    ask.write(more=CLOCKS)
    lines = ask("who", "test.alarm").lines
    assert lines[-1] == "    radio as 'alarm', 1.0 (optional, not in the image, " + (
        "specs/all.mod:22:9)"
    )


def test_interface_as_json(clocks: Asking) -> None:
    data = clocks("who", "test.clock", "--json").data
    assert (data["name"], data["capability"]) == ("test.clock", None)
    interface = data["interface"]
    served, used = interface.pop("served_by"), interface.pop("used_by")
    assert interface == {
        "version": "1.1",
        "file": "specs/all.mod",
        "line": 1,
        "column": 11,
        "primary": "quartz",
        "chosen_at": {"file": "profile.toml", "line": 7, "column": 16},
    }
    assert [(s["module"], s["in_image"], s["primary"]) for s in served] == [
        ("atomic", False, False),
        ("clock", True, False),
        ("quartz", True, True),
    ]
    assert [(u["module"], u["handle"], u["provider"], u["direct"]) for u in used] == [
        ("fs", "clock", "clock", True),
        ("radio", "time", "quartz", False),
        ("radio", "spare", "quartz", False),
    ]
    assert list(used[0]) == [
        "module",
        "handle",
        "takes",
        "optional",
        "in_image",
        "provider",
        "direct",
        "reason",
        "file",
        "line",
        "column",
    ]


def test_a_name_that_is_both(ask: Asking) -> None:
    ask.write(more='module dial { info { provides: "test.clock"; } IMPL }\n')
    lines = ask("who", "test.clock").lines
    assert [line for line in lines if not line.startswith(" ")] == [
        "interface test.clock 1.1 (specs/all.mod:1:11)",
        "capability test.clock",
    ]
    data = ask("who", "test.clock", "--json").data
    assert data["capability"] is not None and data["interface"] is not None


@pytest.mark.parametrize(
    "name, message",
    [
        ("storag", "no capability or interface 'storag'; did you mean 'storage'?"),
        ("test.clok", "did you mean 'test.clock'?"),
        ("zzz", "there is no capability or interface 'zzz'\n"),
        ("disk", "it is a module: ask `why disk`"),
    ],
)
def test_usage(ask: Asking, name: str, message: str) -> None:
    said = ask("who", name)
    assert said.status == 2 and said.out == "" and message in said.err


def test_an_image_with_errors_is_looked_at(ask: Asking) -> None:
    ask.write(profile=PROFILE + "[config.clock]\nspeed = 1\n")
    said = ask("who", "storage")
    assert said.status == 1 and "error[E605]" in said.err
    assert said.lines[0] == "capability storage"


def test_an_image_that_is_not_known_is_not_looked_at(ask: Asking) -> None:
    ask.write(profile=PROFILE.replace("last", "lost"))
    said = ask("who", "storage")
    assert said.status == 1 and said.out == "" and "error[E604]" in said.err
