# SPDX-License-Identifier: MIT
"""What is built again after a change: exactly what depends on it."""

from __future__ import annotations

import json
import re

import pytest

from tests.build.specs import BYSTANDER, BYSTANDER_C, CONSUMER, PROVIDER
from tests.workspace import Workspace


@pytest.fixture
def built(workspace: Workspace) -> Workspace:
    workspace.write("mods/adder.mod", PROVIDER)
    workspace.write("mods/consumer.mod", CONSUMER)
    workspace.write("mods/bystander.mod", BYSTANDER)
    workspace.write("mods/bystander.c", BYSTANDER_C)
    workspace.write_profile(["consumer", "bystander"])
    workspace.configure().expect(0)
    workspace.ninja().expect(0)
    assert rebuilt(workspace) == set()
    return workspace


def rebuilt(workspace: Workspace) -> set[str]:
    """Build, and return what ninja ran: outputs of compiles, else the description."""
    done = workspace.ninja().expect(0)
    found = set()
    for line in done.lines:
        match = re.match(r"\[\d+/\d+\] (.*)", line)
        if match:
            found.add(match[1].removeprefix("cc "))
    return found


def test_nothing_to_do_says_so(built: Workspace) -> None:
    assert "ninja: no work to do." in built.ninja().expect(0).output


def test_body_of_one_module(built: Workspace) -> None:
    built.write("mods/consumer.mod", CONSUMER.replace("2u, 3u", "4u, 3u"))
    assert rebuilt(built) == {
        "configure",
        "obj/modules/consumer/consumer.mod.o",
        "link kernel.elf",
    }
    assert "sum 7" in built.boot().expect(0).output


def test_spec_touched_without_a_change(built: Workspace) -> None:
    built.write("mods/consumer.mod", CONSUMER)
    assert rebuilt(built) == {"configure"}
    assert rebuilt(built) == set()


def test_interface_reaches_its_users_only(built: Workspace) -> None:
    more = PROVIDER.replace("@on_fail(0);", "@on_fail(9);")
    built.write("mods/adder.mod", more)
    assert rebuilt(built) == {"configure", "obj/gen/interfaces/test_adder.c.o", "link kernel.elf"}
    built.write(
        "mods/adder.mod",
        more.replace("uint32_t right)", "uint32_t second)").replace(
            "left + right", "left + second"
        ),
    )
    assert rebuilt(built) == {
        "configure",
        "obj/gen/interfaces/test_adder.c.o",
        "obj/modules/adder/adder.mod.o",
        "obj/modules/consumer/consumer.mod.o",
        "link kernel.elf",
    }


def test_source_of_one_module(built: Workspace) -> None:
    built.write("mods/bystander.c", BYSTANDER_C + "/* changed */\n")
    assert rebuilt(built) == {
        "obj/modules/bystander/bystander_c.o",
        "check that sources define every hook",
        "link kernel.elf",
    }


def test_new_module_recompiles_only_the_image(built: Workspace) -> None:
    text = CONSUMER.replace("consumer", "newcomer")
    built.write("mods/newcomer.mod", text)
    assert rebuilt(built) == {"configure"}
    built.write_profile(["consumer", "bystander", "newcomer"])
    assert rebuilt(built) == {
        "configure",
        "obj/gen/image.c.o",
        "obj/modules/newcomer/newcomer.mod.o",
        "link kernel.elf",
    }


def test_spec_removed(built: Workspace) -> None:
    built.write_profile(["consumer"])
    (built.folder / "mods/bystander.mod").unlink()
    assert rebuilt(built) == {
        "configure",
        "obj/gen/image.c.o",
        "check that sources define every hook",
        "link kernel.elf",
    }
    assert not (built.build / "gen/modules/bystander").exists()


def test_mistake_stops_the_build_and_its_repair_goes_on(built: Workspace) -> None:
    built.write("mods/consumer.mod", CONSUMER.replace("init {", "int {"))
    broken = built.ninja()
    assert broken.status != 0
    assert "mods/consumer.mod:4:9: error[E210]" in broken.output
    built.write("mods/consumer.mod", CONSUMER)
    built.ninja().expect(0)
    assert rebuilt(built) == set()


def test_generated_file_deleted_comes_back(built: Workspace) -> None:
    (built.build / "gen/image.c").unlink()
    assert "configure" in rebuilt(built)
    assert (built.build / "gen/image.c").is_file()


def test_compile_commands(built: Workspace) -> None:
    entries = json.loads((built.build / "compile_commands.json").read_text())
    files = {entry["file"] for entry in entries}
    assert str(built.folder / "mods/bystander.c") in files
    assert all({"directory", "arguments", "output"} <= entry.keys() for entry in entries)


def test_picture(workspace: Workspace) -> None:
    """It is drawn again for a change that no other output shows."""
    spec = BYSTANDER.replace("module bystander {", "module bystander { DEPENDS")
    optional = 'info { dependencies: "consumer" optional; }'
    workspace.write("mods/adder.mod", PROVIDER)
    workspace.write("mods/consumer.mod", CONSUMER)
    workspace.write("mods/bystander.mod", spec.replace("DEPENDS", optional))
    workspace.write("mods/bystander.c", BYSTANDER_C)
    workspace.write_profile(["consumer", "bystander"])
    workspace.configure().expect(0)
    workspace.ninja("graph").expect(0)
    picture = workspace.build / "graph.svg"
    assert "optionally depends on" in picture.read_text(encoding="utf-8")
    assert "no work to do" in workspace.ninja("graph").expect(0).output

    required = optional.replace(" optional", "")
    workspace.write("mods/bystander.mod", spec.replace("DEPENDS", required))
    workspace.ninja("graph").expect(0)
    assert "optionally depends on" not in picture.read_text(encoding="utf-8")
    assert "no work to do" in workspace.ninja("graph").expect(0).output
