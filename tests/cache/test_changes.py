# SPDX-License-Identifier: MIT
"""Whatever changes, a run that remembers the last one leaves what a first one would.

Each case makes one change in a kernel that has been configured. `own`: the files of the
changed spec's module are all that is written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cache.kernel import Kernel, files_by_number, make_kernel, written
from tests.workspace import execute

MODULES = 60


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    made = make_kernel(tmp_path, MODULES)
    made.configure().expect(0)
    return made


def hook(text: str) -> Callable[[Kernel], None]:
    return lambda kernel: kernel.edit(33, "start { return HX_OK; }", text)


def replace(old: str, new: str, number: int = 33) -> Callable[[Kernel], None]:
    return lambda kernel: kernel.edit(number, old, new)


def add_spec(kernel: Kernel) -> None:
    text = kernel.text(33).replace(kernel.specs[33].identifier, "added")
    (kernel.folder / "mods" / "added.mod").write_text(text)


def rename_spec(kernel: Kernel) -> None:
    kernel.path(33).rename(kernel.path(33).with_name("renamed.mod"))


def link_spec(kernel: Kernel) -> None:
    moved = kernel.folder / "elsewhere.mod"
    kernel.path(33).rename(moved)
    kernel.path(33).symlink_to(moved)


def profile(old: str, new: str) -> Callable[[Kernel], None]:
    def change(kernel: Kernel) -> None:
        path = kernel.folder / "workload.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change


def remove_output(kernel: Kernel) -> None:
    (kernel.build / "gen" / "image.c").unlink()


def edit_output(kernel: Kernel) -> None:
    with (kernel.build / "gen" / "section.json").open("a") as file:
        file.write(" ")


def leave_output(kernel: Kernel) -> None:
    """One that nobody makes: a run that does everything removes it."""
    (kernel.build / "gen" / "stray.c").write_text("")
    remove_output(kernel)


def change_two(kernel: Kernel) -> None:
    kernel.edit(
        33, "start { return HX_OK; }", "start { self->rounds = 1; return HX_OK; }"
    )
    kernel.edit(20, "amount + self->rounds", "amount")


OWN: dict[str, Callable[[Kernel], None]] = {
    "body": hook("start { self->rounds = 3; return HX_OK; }"),
    "lines": hook("\n\n// Further down.\n start { return HX_OK; }"),
    "doc": replace("/// Part 33", "/// The part 33"),
    "description": replace('description: "Part 33', 'description: "The part 33'),
    "default": replace("limit = 34", "limit = 35"),
    "range": replace("@range(1, 1000)", "@range(1, 2000)"),
    "state": replace("uint32_t rounds = 0;", "uint32_t rounds = 1; bool more;"),
    "request's body": replace('"rounds %u"', '"rounds: %u"'),
    "operation's body": replace("amount + self->rounds", "amount", 20),
    "helper": replace("impl {", "c { static int one(void) { return 1; } } impl {"),
    "asked": replace(
        "init { self",
        "init { (void)hx_primary_load_bus_00000(); self",
    ),
    "two specs": change_two,
}

ALL: dict[str, Callable[[Kernel], None]] = {
    "version": replace("version: 1.5.0", "version: 1.6.0"),
    "name": replace("info {", 'info { provides: "thing";'),
    "dependency": replace('"bus-00025"', '"bus-00025" optional'),
    "handle": replace("as store_00010", "as other"),
    "request": replace('"stats"', '"figures"'),
    "hook": replace("impl {", "impl { is_healthy { return true; }"),
    "event": replace("impl {", "impl { on tick { return HX_EVENT_HANDLED; }"),
    "restart": replace(
        "impl {", "restart { max: 2; window_ms: 900; backoff_ms: 9; } impl {"
    ),
    "interface": replace("size_t size);", "size_t size) @atomic;", 20),
    "interface's doc": replace(
        "    uint32_t measure", "    /// New.\n    uint32_t measure", 20
    ),
    "types": replace("    state", "    types { struct own { int a; }; }\n    state"),
    "shared types": replace("/// Part", "types { struct all { int a; }; }\n/// Part"),
    "spec added": add_spec,
    "spec renamed": rename_spec,
    "spec linked": link_spec,
    "profile": profile("[modules]", "# New.\n[modules]"),
    "config": profile("[modules]", "[config.cache-00033]\nlimit = 40\n[modules]"),
    "run": profile("[modules]", "[boot]\nrun_ms = 100\n[modules]"),
    "output removed": remove_output,
    "output edited": edit_output,
    "output left": leave_output,
}


def check_against_first_run(kernel: Kernel, text: str) -> None:
    found = kernel.outputs()
    kernel.forget()
    assert kernel.configure().expect(0).output == text
    assert found == kernel.outputs()


@pytest.mark.parametrize("change", OWN.values(), ids=OWN)
def test_only_own_files(kernel: Kernel, change: Callable[[Kernel], None]) -> None:
    before = files_by_number(kernel)
    change(kernel)
    done = kernel.configure().expect(0)
    changed = written(kernel, before)
    names = {kernel.specs[number].identifier for number in (20, 33)}
    assert changed
    for path in changed:
        assert path.split("/")[2] in names, changed
    assert kernel.configure().expect(0).output == done.output
    assert written(kernel, before) == changed
    check_against_first_run(kernel, done.output)


@pytest.mark.parametrize("change", ALL.values(), ids=ALL)
def test_anything_else(kernel: Kernel, change: Callable[[Kernel], None]) -> None:
    change(kernel)
    done = kernel.configure().expect(0)
    before = files_by_number(kernel)
    assert kernel.configure().expect(0).output == done.output
    assert written(kernel, before) == set()
    check_against_first_run(kernel, done.output)


def test_values_of_the_profile_stay(kernel: Kernel) -> None:
    """The body of a module for which the profile has values."""
    ALL["config"](kernel)
    kernel.configure().expect(0)
    OWN["body"](kernel)
    OWN["default"](kernel)
    done = kernel.configure().expect(0)
    name = kernel.specs[33].identifier
    text = (kernel.build / f"gen/modules/{name}/{name}.c").read_text()
    assert ".limit = 40u" in text and "self->rounds = 3" in text
    check_against_first_run(kernel, done.output)


def test_one_change_after_the_other(kernel: Kernel) -> None:
    """What is kept after a short run is as good as what is kept after a whole one."""
    for change in (OWN["body"], OWN["doc"], ALL["hook"], OWN["default"], OWN["state"]):
        change(kernel)
        done = kernel.configure().expect(0)
    check_against_first_run(kernel, done.output)


def test_another_working_folder(kernel: Kernel) -> None:
    """ninja configures in the project's folder. Where there is something to say, names
    in it are others there."""
    words = [*kernel.command()[:2], "--profile", str(kernel.folder / "workload.toml")]
    words += ["--modules", str(kernel.folder / "mods")]
    words += ["--build-dir", str(kernel.build)]
    (kernel.folder / "other").mkdir()
    before = files_by_number(kernel)
    done = execute(words, cwd=kernel.folder / "other").expect(0)
    assert done.output.startswith("configured ../build: profile=workload")
    OWN["body"](kernel)
    execute(words, cwd=kernel.folder / "other").expect(0)
    assert len(written(kernel, before)) == 1
    kernel.edit(33, "impl {", 'impl { on "never" { return HX_EVENT_HANDLED; }')
    here = kernel.configure().expect(0).output
    there = execute(words, cwd=kernel.folder / "other").expect(0).output
    name = kernel.specs[33].path
    assert here.startswith(f"{name}:11:")
    assert there.startswith(f"{kernel.folder}/{name}:11:")


def test_another_command_line(kernel: Kernel) -> None:
    kernel.configure("--strict").expect(0)
    assert "--strict" in (kernel.build / "build.ninja").read_text()
    kernel.configure().expect(0)
    assert "--strict" not in (kernel.build / "build.ninja").read_text()


def test_spec_that_a_dependency_needs_goes(kernel: Kernel) -> None:
    kernel.path(33).unlink()
    first = kernel.configure().expect(1)
    assert "E604" in first.output or "E501" in first.output, first.story()
    assert kernel.configure().expect(1).output == first.output
