# SPDX-License-Identifier: MIT
"""The command line as a user meets it: exit codes, paths, and what is said.

0 is good, 1 a mistake in specs or profile, 2 a mistake of usage.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.workspace import PYTHON, ROOT, Done, Workspace, execute

CONFIGURE = [PYTHON, str(ROOT / "configure.py")]
SPEC = """\
module demo {
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}
"""
BAD_SPEC = SPEC.replace(
    "{ return HX_OK; }\n    }", "{ return HX_OK; }\n        pause { }\n    }"
)


@pytest.fixture
def demo(workspace: Workspace) -> Workspace:
    workspace.write("mods/demo.mod", SPEC)
    workspace.write_profile(["demo"])
    return workspace


def configure(demo: Workspace, *words: str) -> Done:
    return execute([*CONFIGURE, *words], cwd=demo.folder)


def check(demo: Workspace, *words: str, cwd: Path | None = None) -> Done:
    command = ["env", f"PYTHONPATH={ROOT}", PYTHON, "-m", "codegen", "check", *words]
    return execute(command, cwd=cwd or demo.folder)


GOOD = ("--profile", "profile.toml", "--modules", "mods")


@pytest.mark.parametrize("words", [["--help"], ["-h"]])
def test_help(demo: Workspace, words: list[str]) -> None:
    done = configure(demo, *words).expect(0)
    for option in ("--profile", "--target", "--modules", "--build-dir", "--cc"):
        assert option in done.output


@pytest.mark.parametrize(
    "words, said",
    [
        (["--nonsense"], "--nonsense"),
        (["--prof", "profile.toml"], "--prof"),  # no abbreviations
        (["surplus"], "surplus"),
        (["--profile"], "--profile"),
        (["--profile", "absent.toml"], "there is no profile 'absent.toml'"),
        (["--profile", "mods"], "there is no profile 'mods'"),
        (["--modules", "absent"], "there is no folder 'absent'"),
        (["--modules", "profile.toml"], "there is no folder 'profile.toml'"),
        (["--target", "vax"], "'vax'"),
        (["--cc", "tcc"], "'tcc'"),
        (["--launcher", "make"], "'make'"),
        (["--build-dir", "profile.toml"], "profile.toml' is not a folder"),
        (["--build-dir", "profile.toml/x"], "profile.toml/x"),
        (["--build-dir", str(ROOT)], "holds the project itself"),
        (["--build-dir", "/"], "holds the project itself"),
    ],
)
def test_usage(demo: Workspace, words: list[str], said: str) -> None:
    done = configure(demo, *words).expect(2)
    assert said in done.output
    assert "Traceback" not in done.output and "error[" not in done.output


@pytest.mark.parametrize("words", [["--nonsense"], ["--profile", "absent.toml"]])
def test_usage_of_a_tool(demo: Workspace, words: list[str]) -> None:
    assert "Traceback" not in check(demo, *words).expect(2).output


def test_tool_without_a_name(demo: Workspace) -> None:
    execute([PYTHON, "-m", "codegen"], cwd=ROOT).expect(2)
    execute([PYTHON, "-m", "codegen", "chekc"], cwd=ROOT).expect(2)
    execute([PYTHON, "-m", "codegen", "--help"], cwd=ROOT).expect(0)


def test_missing_tool(demo: Workspace, tmp_path: Path) -> None:
    """A compiler that is not installed is named with the package that has it."""
    command = ["env", f"PATH={tmp_path}", *CONFIGURE, *GOOD, "--build-dir", "b"]
    done = execute(command, cwd=demo.folder).expect(2)
    assert "'gcc'" in done.output and "apt-get install" in done.output


def test_mistake_in_a_spec(demo: Workspace) -> None:
    demo.write("mods/demo.mod", BAD_SPEC)
    done = configure(demo, *GOOD, "--build-dir", "b").expect(1)
    assert done.output.startswith("mods/demo.mod:6:9: error[E210]: ")
    assert not (demo.folder / "b").exists(), "nothing is written for a bad spec"
    assert check(demo, *GOOD).expect(1).output == done.output


def test_specs_outside_of_the_image_are_checked(demo: Workspace) -> None:
    demo.write("mods/deep/deeper/other.mod", "modul other { }\n")
    assert "mods/deep/deeper/other.mod:1:1" in check(demo, *GOOD).expect(1).output


def test_module_that_the_project_has(demo: Workspace) -> None:
    """The user's spec is blamed, not the project's."""
    demo.write("mods/demo.mod", SPEC.replace("demo", "console"))
    done = check(demo, "--modules", "mods").expect(1)
    assert done.output.startswith("mods/demo.mod:1:8: error[E201]: duplicate module")
    assert "modules_impl/console/console.mod:" in done.output


def test_warnings(demo: Workspace) -> None:
    demo.write("mods/demo.mod", SPEC.replace("impl", 'info { after: "nobody"; } impl'))
    done = configure(demo, *GOOD, "--build-dir", "b").expect(0)
    assert "warning[W102]" in done.output and "1 warning\n" in done.output
    configure(demo, *GOOD, "--build-dir", "b", "--strict").expect(1)
    check(demo, *GOOD).expect(0)
    check(demo, *GOOD, "--strict").expect(1)


def test_target_of_the_command_line(demo: Workspace) -> None:
    demo.write_profile(["demo"], target="x86_64")
    done = configure(demo, *GOOD, "--target", "host", "--build-dir", "b").expect(0)
    assert "target=host" in done.output


def test_target_that_is_not_built_for(demo: Workspace) -> None:
    done = configure(demo, *GOOD, "--target", "riscv64").expect(1)
    assert (
        "profile.toml:3:10: error[E608]: target riscv64, asked for with --target, is "
        "not built for yet" in done.output
    )


@pytest.mark.parametrize(
    "folders",
    [
        ["mods", "mods"],
        ["mods", "./mods/"],
        ["{here}/mods"],
        ["mods", "{here}/mods/../mods"],
        [".", "mods"],
        ["mods", "."],
        ["mods", str(ROOT / "modules_impl")],
        ["mods", "linked"],
        ["linked"],
    ],
)
def test_folder_named_twice(demo: Workspace, folders: list[str]) -> None:
    (demo.folder / "linked").symlink_to("mods")
    (demo.folder / "mods" / "circle").symlink_to("..")
    words = ["--profile", "profile.toml"]
    for folder in folders:
        words += ["--modules", folder.format(here=demo.folder)]
    check(demo, *words).expect(0)


@pytest.mark.parametrize(
    "name", ["a b", "é – 中", "dollar $x", "colon:x", "[x]", "100%"]
)
def test_paths_with_odd_characters(demo: Workspace, name: str) -> None:
    """Build folder, profile and specs stand in folders with that name."""
    os.rename(demo.folder / "mods", demo.folder / name)
    os.rename(demo.folder / "profile.toml", demo.folder / f"{name}.toml")
    build = demo.folder / f"build {name}"
    words = ["--profile", f"{name}.toml", "--modules", name, "--build-dir", str(build)]
    configure(demo, *words).expect(0)
    demo.ninja(build=build).expect(0)
    assert "no work to do" in demo.ninja(build=build).expect(0).output
    assert "halt status=0" in demo.boot(build=build).expect(0).boot_lines()


def test_another_working_folder(demo: Workspace) -> None:
    demo.write("mods/demo.mod", BAD_SPEC)
    elsewhere = demo.folder / "elsewhere"
    elsewhere.mkdir()
    words = ["--profile", "../profile.toml", "--modules", "../mods"]
    done = check(demo, *words, cwd=elsewhere).expect(1)
    # Not below the working folder, so the whole path.
    assert done.output.startswith(f"{demo.folder}/mods/demo.mod:6:9: error[E210]: ")


@pytest.mark.parametrize(
    "kind", ["folder", "link to itself", "link to nothing", "pipe"]
)
def test_what_is_called_a_spec(demo: Workspace, kind: str) -> None:
    path = demo.folder / "mods" / "odd.mod"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("odd.mod" if kind == "link to itself" else "absent")
    done = check(demo, *GOOD)
    if kind == "folder":
        done.expect(0)
    else:
        done.expect(1)
        assert "mods/odd.mod:1:1: error[E110]: cannot read this file: " in done.output
        assert "1 error\n" in done.output


def test_unreadable_spec_is_one_mistake(demo: Workspace) -> None:
    """That the profile's module seems to be missing is no second mistake."""
    (demo.folder / "mods" / "demo.mod").unlink()
    (demo.folder / "mods" / "demo.mod").symlink_to("absent.mod")
    done = check(demo, *GOOD).expect(1)
    assert "error[E110]" in done.output and "1 error\n" in done.output


def test_mistakes_and_repairs_under_ninja(demo: Workspace) -> None:
    """ninja alone follows specs and profile: changed, wrong, mended, new and gone."""
    demo.build_and_boot().expect(0)
    spec, profile = demo.folder / "mods/demo.mod", demo.folder / "profile.toml"
    good_profile = profile.read_text()

    spec.write_text(BAD_SPEC)
    assert "mods/demo.mod:6:9: error[E210]" in demo.ninja().expect(1).output
    assert "mods/demo.mod:6:9: error[E210]" in demo.ninja().expect(1).output
    spec.write_text(SPEC)
    demo.ninja().expect(0)

    profile.write_text(good_profile + "[boto]\n")
    assert "error[E602]: unknown table [boto]" in demo.ninja().expect(1).output
    profile.unlink()
    demo.ninja().expect(1)
    profile.write_text(good_profile)
    demo.ninja().expect(0)

    demo.write("mods/new/second.mod", SPEC.replace("demo", "second"))
    demo.ninja().expect(0)
    assert "ready modules=1 failed=0" in demo.boot().expect(0).boot_lines()
    demo.write_profile(["demo", "second"])
    demo.ninja().expect(0)
    assert "ready modules=2 failed=0" in demo.boot().expect(0).boot_lines()

    (demo.folder / "mods/new/second.mod").unlink()
    done = demo.ninja().expect(1)
    assert "error[E604]: no module is named 'second'" in done.output
    profile.write_text(good_profile)
    demo.ninja().expect(0)
    assert "ready modules=1 failed=0" in demo.boot().expect(0).boot_lines()
    assert not (demo.build / "gen/modules/second").exists()
    assert "no work to do" in demo.ninja().expect(0).output
