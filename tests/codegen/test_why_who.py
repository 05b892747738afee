# SPDX-License-Identifier: MIT
"""Questions about the plan: why is it there, why before, who provides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.tools import arguments, cli

SPECS = """\
interface "test.clock" 1.0 { uint64_t now(void) @on_fail(0); }
module clock { IMPL }
impl_interface(clock, "test.clock", 1.0) { now { return 1; } }
module disk { info { provides: "storage"; } IMPL }
module tape { info { provides: "storage"; } IMPL }
module fs {
    info { dependencies: "disk" >= 0.1; }
    uses { "test.clock" 1.0 as clock; }
    IMPL
}
module app { info { dependencies: "fs", "storage"; } IMPL }
module last { info { after: "app"; } IMPL }
module alone { IMPL }
""".replace(
    "IMPL",
    "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }",
)


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "all.mod").write_text(SPECS)
    profile = tmp_path / "profile.toml"
    profile.write_text(
        '[profile]\nname = "why"\ntarget = "host"\n'
        '[modules]\nstatic = ["app", "last", "clock"]\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(arguments, "DEFAULT_MODULES", specs)

    def call(*words: str) -> tuple[int, str]:
        status = cli.main([words[0], "--profile", "profile.toml", *words[1:]])
        shown = capsys.readouterr()
        return status, shown.out + shown.err

    return call


def test_why_a_module_is_there(ask) -> None:  # type: ignore[no-untyped-def]
    status, text = ask("why", "fs")
    assert status == 0
    lines = text.splitlines()
    assert lines[0].startswith("fs 0.1.0 is in the image: needed by 'app'")
    assert lines[1] == "  starts as 2, at depth 1"
    assert "  fs starts after disk ('disk' at specs/all.mod:7:26)" in lines
    assert "  fs starts after clock ('test.clock' at specs/all.mod:8:12)" in lines
    assert any(
        "handle 'clock' of test.clock: clock, direct: " in line for line in lines
    )


def test_why_a_module_is_not_there(ask) -> None:  # type: ignore[no-untyped-def]
    status, text = ask("why", "tape")
    assert status == 0
    assert "tape 0.1.0 (specs/all.mod:5:8) is not in the image" in text
    assert "could bring it along: app" in text


def test_why_before(ask) -> None:  # type: ignore[no-untyped-def]
    status, text = ask("why", "last", "disk")
    assert status == 0
    assert [line.split(" (")[0] for line in text.splitlines()] == [
        "disk",
        "  app starts after disk",
        "  last starts after app",
    ]


def test_why_before_without_a_chain(ask) -> None:  # type: ignore[no-untyped-def]
    _, text = ask("why", "clock", "disk")
    assert "of equal depth, names decide" in text
    assert (
        "names decide" in json.loads(ask("why", "clock", "disk", "--json")[1])["reason"]
    )


def test_chain_as_json(ask) -> None:  # type: ignore[no-untyped-def]
    data = json.loads(ask("why", "disk", "app", "--json")[1])
    assert (data["earlier"], data["later"]) == ("disk", "app")
    assert [edge["place"] for edge in data["chain"]] == ["specs/all.mod:11:41"]


@pytest.mark.parametrize(
    "words, message",
    [
        (["why", "clok"], "there is no module 'clok'; did you mean 'clock'?"),
        (["why", "tape", "disk"], "'tape' is not in the image; ask `why tape`"),
        (["who", "storag"], "'storag'; did you mean 'storage'?"),
        (["who", "disk"], "it is a module: ask `why disk`"),
    ],
)
def test_unknown_names(ask, words: list[str], message: str) -> None:  # type: ignore[no-untyped-def]
    status, text = ask(*words)
    assert status == 2 and message in text


def test_who_provides_a_capability(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("who", "storage") == (
        0,
        "capability storage\n"
        "  provided by:\n"
        "    disk 0.1.0 specs/all.mod:4:8\n"
        "    tape 0.1.0 specs/all.mod:5:8 (not in the image)\n"
        "  needed by:\n"
        "    app any version specs/all.mod:11:8\n",
    )


def test_who_implements_an_interface(ask) -> None:  # type: ignore[no-untyped-def]
    data = json.loads(ask("who", "test.clock", "--json")[1])
    assert data["primary"] == "clock"
    assert [row["module"] for row in data["provided_by"]] == ["clock"]
    assert [row["module"] for row in data["needed_by"]] == ["fs"]
