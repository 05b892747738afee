# SPDX-License-Identifier: MIT
"""Profiles: what they may say, what is said about mistakes, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diagnostics import Diagnostics, render_all
from codegen.profile.profile import Boot, Machine, Profile, parse_profile
from codegen.source import Source

from .builders import SEARCH, said

FULL = """\
[profile]
name = "demo"
target = "host"
[modules]
static   = ["console", "round-robin",
            "my-scheduler"]   # three
loadable = ["counter"]
replace  = ["v2/my_scheduler.mod"]
[config.round-robin]
time_slice_ms = 5
names = ["a", "b"]
[config."cpu.sched"]
fast = true
[interfaces]
"helix.scheduler" = "round-robin"
[bind.fatfs]
disk = "ramdisk"
[boot]
commands = ["list", "request my-scheduler get_stats"]
interactive = true
run_ms = 5
tick_ms = 1
health_ms = 7
memory_mb = 64
cpus = 2
[machine]
disk_mb = 64
network = true
[initrd]
folder = "files"
[reload]
deadline_ms = 9
probation_ms = 0
[security]
signatures = "required"
key = "keys/own.pem"
"""


def read(
    text: str, *, name: str = "demo.toml", target: str | None = None
) -> tuple[Profile | None, Diagnostics]:
    diagnostics = Diagnostics()
    path = Path("/profiles") / name
    source = Source(path=path, display=name, line_name=name, text=text)
    return parse_profile(source, target=target, diagnostics=diagnostics), diagnostics


def read_good(text: str, **options: Any) -> Profile:
    profile, diagnostics = read(text, **options)
    assert profile is not None and not diagnostics.sorted(), said(diagnostics)
    return profile


def test_everything_that_a_profile_can_say() -> None:
    profile = read_good(FULL)
    assert (profile.name, profile.target) == ("demo", "host")
    assert [m.name for m in profile.static] == [
        "console",
        "round-robin",
        "my-scheduler",
    ]
    assert [m.span.text for m in profile.static][2] == '"my-scheduler"'
    assert str(profile.static[2].span) == "demo.toml:6:13"
    assert [m.name for m in profile.loadable] == ["counter"]
    assert [m.name for m in profile.replace] == ["v2/my_scheduler.mod"]
    assert [(c.module, c.key, c.value) for c in profile.config] == [
        ("round-robin", "time_slice_ms", 5),
        ("round-robin", "names", ("a", "b")),
        ("cpu.sched", "fast", True),
    ]
    assert [m.name for m in profile.config_modules] == ["round-robin", "cpu.sched"]
    assert [(i.subject, i.handle, i.provider) for i in profile.interfaces] == [
        ("helix.scheduler", None, "round-robin")
    ]
    assert [(b.subject, b.handle, b.provider) for b in profile.binds] == [
        ("fatfs", "disk", "ramdisk")
    ]
    assert profile.boot == Boot(
        commands=("list", "request my-scheduler get_stats"),
        interactive=True,
        run_ms=5,
        tick_ms=1,
        health_ms=7,
        memory_mb=64,
        cpus=2,
    )
    assert profile.machine == Machine(disk_mb=64, network=True)
    assert profile.initrd is not None and profile.initrd.name == "files"
    assert str(profile.initrd.span) == "demo.toml:30:10"
    assert (profile.reload_deadline_ms, profile.reload_probation_ms) == (9, 0)
    assert profile.signatures == "required"
    assert profile.key == Path("/profiles/keys/own.pem")
    assert profile.place("boot", "cpus").text == "cpus"
    assert str(profile.place("boot", "cpus")) == "demo.toml:25:1"
    assert profile.complete


def test_an_empty_profile_has_all_defaults() -> None:
    profile = read_good("", name="my kernel.toml")
    assert (profile.name, profile.target) == ("my-kernel", "x86_64")
    assert profile.boot == Boot()
    assert profile.boot.tick_ms == 10 and profile.boot.health_ms == 1000
    assert profile.boot.memory_mb == 128 and profile.boot.cpus == 1
    assert profile.machine == Machine(disk_mb=0, network=False)
    assert profile.boot.commands == () and not profile.boot.interactive
    assert (profile.reload_deadline_ms, profile.reload_probation_ms) == (100, 1000)
    assert (profile.signatures, profile.key) == ("off", None)
    assert profile.static == profile.loadable == profile.replace == ()
    assert profile.initrd is None
    assert read_good('[initrd]\nfolder = ""\n').initrd is None
    assert str(profile.target_span) == "my kernel.toml:1:1"
    assert str(profile.place("boot", "cpus")) == "my kernel.toml:1:1"


def test_the_command_line_wins_over_the_target() -> None:
    assert read_good('[profile]\ntarget = "host"\n', target="x86_64").target == "x86_64"


def test_dotted_keys_and_inline_tables_say_the_same_as_headers() -> None:
    dotted = read_good(
        'boot = { run_ms = 3, commands = ["x"] }\nconfig.a.b = 1\n'
        'bind.a = { "h" = "p" }\n'
    )
    assert (dotted.boot.run_ms, dotted.boot.commands) == (3, ("x",))
    (entry,) = dotted.config
    assert (entry.module, entry.key, entry.value) == ("a", "b", 1)
    assert str(entry.module_span) == "demo.toml:2:8"
    assert str(entry.key_span) == "demo.toml:2:10"
    assert str(entry.span) == "demo.toml:2:14"
    (bind,) = dotted.binds
    assert [str(s) for s in (bind.subject_span, bind.handle_span, bind.span)] == [
        "demo.toml:3:6",
        "demo.toml:3:12",
        "demo.toml:3:18",
    ]


def test_a_value_that_no_key_can_have_is_kept_as_none() -> None:
    profile = read_good(
        "[config.a]\nf = 1.5\nd = 1979-05-27\nt = { x = 1 }\nl = [1, 2.0]\n"
    )
    assert [entry.value for entry in profile.config] == [None, None, None, (1, None)]


WRONG = [
    # E602
    ("[moduls]\nx = 1\n", "E602 at 'moduls': unknown table [moduls]"),
    ("static = []\n", "E602 at 'static': unknown key 'static' outside of a table"),
    ("[boot]\ntick = 1\n", "E602 at 'tick': unknown key 'tick' in [boot]"),
    ("boot.ticks = 1\n", "E602 at 'ticks': unknown key 'ticks' in [boot]"),
    ("[[extra]]\na = 1\n", "E602 at 'extra': unknown table [extra]"),
    # E603
    ("boot = 1\n", "E603 at '1': 'boot' is a table, not an integer"),
    ("[[boot]]\ncpus = 1\n", "E603 at 'boot': 'boot' is a table, not a list"),
    (
        "[boot]\ntick_ms = true\n",
        "E603 at 'true': 'tick_ms' takes an integer, not true or false",
    ),
    (
        "[boot]\ntick_ms = 1.0\n",
        "E603 at '1.0': 'tick_ms' takes an integer, not a float",
    ),
    (
        "[boot]\ntick_ms = 0\n",
        "E603 at '0': 'tick_ms' is 0; it must be 1 to 4294967295",
    ),
    (
        "[boot]\nrun_ms = 4294967296\n",
        "E603 at '4294967296': 'run_ms' is 4294967296; it must be 0 to 4294967295",
    ),
    ("[boot]\ncpus = 0\n", "E603 at '0': 'cpus' is 0; it must be 1 to 1024"),
    (
        "[boot]\nmemory_mb = 1\n",
        "E603 at '1': 'memory_mb' is 1; it must be 8 to 1048576",
    ),
    (
        "[machine]\ndisk_mb = 65537\n",
        "E603 at '65537': 'disk_mb' is 65537; it must be 0 to 65536",
    ),
    (
        "[machine]\nnetwork = 1\n",
        "E603 at '1': 'network' is true or false, not an integer",
    ),
    ("[machine]\nram = 1\n", "E602 at 'ram': unknown key 'ram' in [machine]"),
    (
        "[boot]\ninteractive = 1\n",
        "E603 at '1': 'interactive' is true or false, not an integer",
    ),
    (
        '[boot]\ncommands = "list"\n',
        "E603 at '\"list\"': 'commands' takes a list of strings, not a string",
    ),
    (
        '[boot]\ncommands = ["list", 3]\n',
        "E603 at '3': 'commands' takes a list of strings; this is an integer",
    ),
    (
        '[boot]\ncommands = ["a\\nb"]\n',
        "E603 at '\"a\\\\nb\"': a command is one line without control characters",
    ),
    (
        "[modules]\nstatic = [[]]\n",
        "E603 at '[]': 'static' takes a list of strings; this is a list",
    ),
    (
        "[config]\nslice = 5\n",
        "E603 at '5': [config] holds one table for each module, not an integer",
    ),
    (
        "[bind]\ndisk = 'ramdisk'\n",
        "E603 at \"'ramdisk'\": [bind] holds one table for each module, not a string",
    ),
    (
        "[bind.a]\ndisk = 5\n",
        "E603 at '5': 'disk' takes the name of a module, not an integer",
    ),
    (
        "[interfaces]\nhelix.scheduler = 'a'\n",
        "E603 at 'helix': 'helix' takes the name of a module, not a table",
    ),
    (
        '[profile]\ntarget = "x86"\n',
        'E603 at \'"x86"\': \'target\' is one of "x86_64", "riscv64", "aarch64", '
        '"host", not "x86"',
    ),
    (
        "[profile]\nname = 1979-05-27\n",
        "E603 at '1979-05-27': 'name' takes a string in quotes, not a date or time",
    ),
    (
        '[profile]\nname = "a b"\n',
        "E603 at '\"a b\"': a profile's name is made of letters, digits, '_', '.' "
        "and '-'",
    ),
    (
        "[security]\nsignatures = 'on'\n",
        'E603 at "\'on\'": \'signatures\' is one of "off", "required", not "on"',
    ),
]


@pytest.mark.parametrize("text, message", WRONG)
def test_one_mistake(text: str, message: str) -> None:
    profile, diagnostics = read(text)
    assert profile is not None
    assert said(diagnostics) == [message]


def test_all_mistakes_at_once_and_the_rest_is_read() -> None:
    profile, diagnostics = read(
        '[boot]\ntick_ms = "x"\nrun_ms = 3\nhealth = 1\n[profil]\nname = "x"\n'
    )
    assert profile is not None and (profile.boot.run_ms, profile.boot.tick_ms) == (
        3,
        10,
    )
    assert [d.rule for d in diagnostics.sorted()] == ["E603", "E602", "E602"]
    assert [d.help for d in diagnostics.sorted()][1:] == [
        "did you mean 'health_ms'?",
        "did you mean 'profile'?",
    ]


def test_a_key_under_the_wrong_table_is_sent_home() -> None:
    _, diagnostics = read("[profile]\ntick_ms = 1\n")
    (found,) = diagnostics.sorted()
    assert found.help == "'tick_ms' belongs into [boot]"


@pytest.mark.parametrize(
    "text, complete",
    [
        ("[modules]\nstatic = ['a', 1]\n", False),
        ("[modules]\nstatik = ['a']\n", False),
        ("modules = 1\n", False),
        ("[module]\nstatic = ['a']\n", False),
        ("[bind.a]\ndisk = 1\n", False),
        ("[boot]\ntick_ms = 0\n[modules]\n[bind]\n[interfaces]\n", True),
    ],
)
def test_what_is_left_out_of_the_modules_is_remembered(
    text: str, complete: bool
) -> None:
    profile, diagnostics = read(text)
    assert profile is not None and profile.complete is complete
    assert len(diagnostics.sorted()) == 1


MALFORMED = [
    ("[boot\ncpus = 1\n", "1:6", "expected ']' behind the table's name"),
    ("[boot]\ncpus 1\n", "2:6", "expected '=' behind the key"),
    ("[boot]\ncpus =\n", "2:7", "expected a value: a string, a number, true, false"),
    ("a = 1 2\n", "1:7", "expected the end of the line behind the value"),
    ("a = 'x\n", "1:7", "this string is not closed"),
    ('a = "x', "1:7", "this string is not closed"),
    ("[a]\n[a]\n", "2:1", "this table is already there"),
    ("a = 1\na = 2\n", "2:1", "this key already has a value"),
    ("a = { b = 1, b = 2 }\n", "1:1", "this key already has a value"),
    ("a = {}\n[a.b]\n", "2:1", "this table is already there"),
    ("a = {}\na.b = 1\n", "2:1", "this table is complete and cannot be added to"),
    ("a = [1,\n# x\n", "2:4", "expected a value"),
    ("a = [1 2]\n", "1:8", "expected ',' or ']' in the list"),
    ("a = { b = 1 c = 2 }\n", "1:13", "expected ',' or '}' in the inline table"),
    ('a = "\\q"\n', "1:8", "a backslash in a string needs a known escape"),
    ('a = "\\u12"\n', "1:8", "a \\u or \\U escape needs 4 or 8 hexadecimal digits"),
    ('a = "\\ud800"\n', "1:12", "this escape is not a Unicode character"),
    ("a = 2000-13-01\n", "1:9", "expected the end of the line behind"),
    ("a = 2000-02-30\n", "1:5", "this date or time does not exist"),
    ("# \x01\n", "1:3", "this character may not stand here"),
    ("= 1\n", "1:1", "expected a key, a table header or a comment"),
    ("a. = 1\n", "1:4", "expected a key"),
    ("ä = 1\n", "1:1", "expected a key, a table header or a comment"),
    ('# ää\nx = "ä" 1\n', "2:10", "expected the end of the line behind the value"),
    ("[boot]\r\ncpus 1\r\n", "2:6", "expected '=' behind the key"),
    ("a = " + "9" * 5000, "1:5005", "a number is too long"),
    ("a = " + "[" * 5000, "1:1", "lists or tables are nested too deeply"),
]


@pytest.mark.parametrize(
    "text, place, message", MALFORMED, ids=[repr(m[0][:20]) for m in MALFORMED]
)
def test_what_is_not_toml(text: str, place: str, message: str) -> None:
    profile, diagnostics = read(text)
    assert profile is None
    (found,) = diagnostics.sorted()
    assert found.rule == "E601"
    assert found.message.startswith(f"malformed profile: {message}")
    assert f"{found.span.line}:{found.span.column}" == place
    assert "tomllib" not in render_all(diagnostics)


@given(st.text(st.sampled_from('[]{}"\'=.,#\n\\ a1"""-_true:'), max_size=40))
@settings(SEARCH, max_examples=500)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    profile, diagnostics = read(text)
    assert (profile is None) == any(d.rule == "E601" for d in diagnostics.sorted())
    render_all(diagnostics)


@given(st.data())
@settings(SEARCH, max_examples=200)
def test_no_damage_makes_the_reader_fail(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(FULL)))
    end = data.draw(st.integers(start, min(len(FULL), start + 20)))
    text = FULL[:start] + data.draw(st.text(max_size=5)) + FULL[end:]
    profile, diagnostics = read(text)
    assert profile is not None or diagnostics.error_count == 1
    render_all(diagnostics)


def test_long_and_strange_names_do_not_drown_the_message() -> None:
    _, diagnostics = read(f'"{"x" * 5000}" = 1\n"a\\n\\u001bb" = 1\n')
    first, second = (d.message for d in diagnostics.sorted())
    assert first == f"unknown key '{'x' * 37}...' outside of a table"
    assert second == "unknown key 'a??b' outside of a table"
