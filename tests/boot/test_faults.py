# SPDX-License-Identifier: MIT
"""`ninja faults`: each callback fails once, and what comes of it is as the policy says."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.faults.cases import NOTHING, list_cases
from codegen.faults.facts import read_facts
from codegen.faults.kernel_file import KernelFileError, read_kernel_file
from tests.boot.transcript import QUIET
from tests.workspace import PYTHON, ROOT, Done, Workspace, execute

SPECS = Path(__file__).resolve().parent / "specs"
EVERYBODY = [
    "any-timekeeper",
    "cache",
    "clock-a",
    "clock-b",
    "files",
    "holder",
    "new-timekeeper",
    "panel",
    "vault",
]


def case_names(build: Path) -> list[str]:
    facts = read_facts((build / "gen/faults.json").read_text(encoding="utf-8"))
    return [case.name for case in list_cases(facts)]


def run_cases(build: Path, *names: str) -> Done:
    words = [PYTHON, "-m", "codegen.faults.run", str(build), *names]
    return execute(words, cwd=ROOT)


def expect_all_good(done: Done, build: Path, at_least: int) -> None:
    done.expect(0)
    names = case_names(build)
    assert len(names) >= at_least
    assert [line for line in done.lines if line.startswith("ok ")] == [
        f"ok {name}" for name in names
    ], done.story()
    assert f"faults: {len(names)} cases, {len(names)} as expected" in done.lines


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_demo(tmp_path: Path, target: str) -> None:
    words = [PYTHON, "configure.py", "--target", target, "--build-dir", str(tmp_path)]
    execute(words, cwd=ROOT).expect(0)
    done = execute(["ninja", "-C", str(tmp_path), "faults"], cwd=ROOT, limit_s=300)
    expect_all_good(done, tmp_path, 35)


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(folder=tmp_path_factory.mktemp("everybody"))
    workspace.write("mods/faults.mod", (SPECS / "faults.mod").read_text())
    workspace.write_profile(EVERYBODY)
    workspace.configure("--strict").expect(0)
    workspace.ninja("faults/kernel.elf").expect(0)
    return workspace


def test_every_way_in_which_a_failure_concerns_others(everybody: Workspace) -> None:
    expect_all_good(everybody.ninja("faults"), everybody.build, 73)
    assert not (everybody.build / "faults/cases/1").exists()


def test_a_case_alone_shows_its_console(everybody: Workspace) -> None:
    """And what the policy says of it, read by eye once."""
    done = run_cases(everybody.build, "bus health", "holder start").expect(0)
    why = "HX_ERR_INTERNAL: fault injection"
    lines = done.lines
    start = lines.index(f"helix: unhealthy bus 0.1.0: {why}")
    assert lines[start : start + 10] == [
        f"helix: unhealthy bus 0.1.0: {why}",
        "helix: stop files 0.1.0 ok",
        "helix: stop disk 0.1.0 ok",
        "helix: stop bus 0.1.0 ok",
        "helix: restart bus 0.1.0 in 10 ms, 1 of 2",
        "helix: init bus 0.1.0 ok",
        "helix: start bus 0.1.0 ok",
        "helix: start disk 0.1.0 ok",
        "helix: start files 0.1.0 ok",
        "helix: stop files 0.1.0 ok",
    ], done.story()
    assert f"helix: start holder 0.1.0 failed: {why}" in lines
    assert lines.count("faults: fired=1 leaks=0") == 2
    assert lines[-5:] == [
        "helix: halt status=1",
        "[exit status 1]",
        "ok holder start",
        "faults: 2 cases, 2 as expected",
        "",
    ]


def test_what_there_is_no_case_of(everybody: Workspace, tmp_path: Path) -> None:
    done = run_cases(everybody.build, "bus health", "bus hearth").expect(2)
    assert done.lines == ["faults: there is no case 'bus hearth'", ""]
    assert "No such file" in run_cases(tmp_path).expect(2).output


def test_files_that_are_not_the_image(everybody: Workspace, tmp_path: Path) -> None:
    image = everybody.build / "faults/kernel.elf"
    whole = read_kernel_file(image)
    assert whole.with_case(NOTHING) != whole.data
    assert len(whole.with_case(NOTHING)) == len(whole.data)
    broken = tmp_path / "kernel.elf"
    broken.write_text("no image at all")
    with pytest.raises(KernelFileError, match="cannot be read as ELF"):
        read_kernel_file(broken)
    for words in (["--strip-all"], ["-N", "hx_fault_case"]):
        execute(["objcopy", *words, str(image), str(broken)], cwd=tmp_path).expect(0)
        with pytest.raises(KernelFileError, match="has no 'hx_fault_case' of this"):
            read_kernel_file(broken)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One for all tests below: what does not change between them is compiled once."""
    return Workspace(folder=tmp_path_factory.mktemp("small"))


def write(workspace: Workspace, static: list[str], spec: str, more: str = "") -> None:
    workspace.write("mods/spec.mod", spec)
    workspace.write_profile(static, more=more)
    workspace.configure().expect(0)


PROVIDER = f"module lamp {{ impl {{ {QUIET} }} }}\n"
USER = """
module needy {
    info { dependencies: "lamp" optional; }
    impl {
        init { return HX_OK; }
        start {
            const struct hx_module *lamp = hx_registry_get_by_name("lamp");

            if (hx_module_state_of(lamp) != HX_STATE_RUNNING)
                return hx_fail(HX_ERR_NOT_RUNNING, "it is dark");
            return HX_OK;
        }
        stop { return HX_OK; }
    }
}
"""


def test_a_module_that_breaks_its_promise(workspace: Workspace) -> None:
    """It says that it can do without another, and cannot."""
    write(workspace, ["lamp", "needy"], PROVIDER + USER)
    done = workspace.ninja("faults")
    assert done.status != 0
    start = done.lines.index("DIFFERS lamp start")
    assert done.lines[start + 1 : start + 11] == [
        "      helix: init needy 0.1.0 ok",
        "      helix: start lamp 0.1.0 failed: HX_ERR_INTERNAL: fault injection",
        "    - helix: start needy 0.1.0 ok",
        "    - helix: ready modules=2 failed=1",
        "    - helix: stop needy 0.1.0 ok",
        "    + helix: start needy 0.1.0 failed: HX_ERR_NOT_RUNNING: it is dark",
        "    + helix: ready modules=2 failed=2",
        "      faults: fired=1 leaks=0",
        "      helix: halt status=1",
        f"    log:   {workspace.build}/faults/cases/2/log",
    ], done.story()
    assert "faults: 7 cases, 5 as expected" in done.lines
    # The command that repeats it does so, and so does what was kept beside the log.
    [command] = [
        line.removeprefix("    alone: ")
        for line in done.lines[start:]
        if line.startswith("    alone: ") and "lamp start" in line
    ]
    alone = execute(["sh", "-c", command], cwd=workspace.folder).expect(1)
    assert "DIFFERS lamp start" in alone.lines
    folder = workspace.build / "faults/cases/2"
    log = execute([str(folder / "run")], cwd=workspace.folder).expect(1).output
    assert log == (folder / "log").read_text()


def test_an_image_that_differs_already_where_nothing_fails(
    workspace: Workspace,
) -> None:
    ill = "module ill { impl { " + QUIET + " is_healthy { return false; } } }\n"
    write(workspace, ["ill"], ill)
    done = workspace.ninja("faults")
    assert done.status != 0
    assert "DIFFERS nothing fails" in done.lines
    assert "    + helix: gave up ill 0.1.0: no restart policy" in done.lines
    assert (
        "faults: no case was run: the image differs already where nothing fails"
        in done.lines
    ), done.story()


def test_a_run_without_an_end(workspace: Workspace) -> None:
    """It ends with the time limit of the run script."""
    hang = (
        "module stuck { impl { " + QUIET + ' request "hang" { while (true) { } '
        "return HX_OK; } } }\n"
    )
    write(workspace, ["stuck"], hang)
    workspace.ninja("faults/kernel.elf").expect(0)
    words = ["env", "HELIX_TIME_LIMIT=2", PYTHON, "-m", "codegen.faults.run"]
    done = execute([*words, str(workspace.build), "stuck stop"], cwd=ROOT).expect(1)
    assert "    + exit status 3" in done.lines, done.story()


def test_nothing_of_it_is_in_the_profiles_own_image(workspace: Workspace) -> None:
    write(workspace, ["lamp"], PROVIDER)
    (workspace.build / "faults/kernel.elf").unlink(missing_ok=True)
    workspace.ninja().expect(0)
    assert not (workspace.build / "faults/kernel.elf").exists()
    symbols = execute(["nm", str(workspace.build / "kernel.elf")], cwd=ROOT).expect(0)
    assert "hx_main" in symbols.output and "hx_fault" not in symbols.output
    # What the two images share is compiled once.
    workspace.ninja("faults/kernel.elf").expect(0)
    assert not (workspace.build / "faults/obj/modules").exists()
    done = workspace.ninja("faults/kernel.elf").expect(0)
    assert "ninja: no work to do." in done.output


def test_what_is_built_again(workspace: Workspace) -> None:
    write(workspace, ["lamp"], PROVIDER)
    workspace.ninja("faults").expect(0)
    changed = PROVIDER.replace("start { return", 'start { hx_log_info("light"); return')
    workspace.write("mods/spec.mod", changed)
    done = workspace.ninja("faults").expect(0)
    compiled = [line.split()[-1] for line in done.lines if "] cc " in line]
    assert compiled == ["obj/modules/lamp/spec.mod.o"], done.story()
    # A command of the profile's [boot] is not one of the runs.
    workspace.write_profile(["lamp", "shell"], more='[boot]\ncommands = ["list"]\n')
    workspace.ninja("faults").expect(0)
    workspace.write_profile(["lamp", "shell"], more='[boot]\ncommands = ["help"]\n')
    done = workspace.ninja("faults").expect(0)
    assert not [line for line in done.lines if "] cc " in line], done.story()
