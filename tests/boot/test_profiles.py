# SPDX-License-Identifier: MIT
"""The profiles that come along boot, show their modules at work, and end well."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.boot.console import Console
from tests.workspace import PYTHON, ROOT, Done, Workspace, execute

DEMO_ORDER = [
    "bump-allocator",
    "console",
    "helix-execution",
    "my-scheduler",
    "round-robin",
    "shell",
    "workers",
]


FILES = ROOT / "boot" / "profiles" / "files"


def build(profile: str, build_folder: Path, *words: str) -> Done:
    path = ROOT / "boot" / "profiles" / profile
    command = [PYTHON, "configure.py", "--profile", str(path)]
    execute([*command, "--build-dir", str(build_folder), *words], cwd=ROOT).expect(0)
    return execute(["ninja", "-C", str(build_folder)], cwd=ROOT, limit_s=300).expect(0)


def boot(profile: str, build_folder: Path, *words: str) -> Done:
    build(profile, build_folder, *words)
    return execute([str(build_folder / "run")], cwd=ROOT)


@pytest.mark.parametrize(
    "target, compiler",
    [("x86_64", "gcc"), ("x86_64", "clang"), ("host", "gcc"), ("host", "clang")],
)
def test_demo(tmp_path: Path, target: str, compiler: str) -> None:
    words = ["--target", target, "--cc", compiler, "--strict"]
    done = boot("demo.toml", tmp_path, *words).expect(0)
    pause = re.compile(r" pause=\d+ us$")
    # What was loaded or replaced has a later id, and stops before those of the image.
    replaced = ("my-scheduler", "round-robin")
    stopping = [name for name in reversed(DEMO_ORDER) if name not in replaced]
    assert [pause.sub("", line) for line in done.boot_lines()] == [
        f"boot profile=demo target={target} modules=7",
        *(f"init {name} 1.0.0 ok" for name in DEMO_ORDER),
        *(f"start {name} 1.0.0 ok" for name in DEMO_ORDER),
        "ready modules=7 failed=0",
        "init counter 1.0.0 ok",
        "start counter 1.0.0 ok",
        "load counter 1.0.0 ok",
        "reload my-scheduler 1.0.0 -> 1.1.0 ok",
        "reload round-robin 1.0.0 -> priority 1.0.0 ok",
        "stop counter 1.0.0 ok",
        "unload counter 1.0.0 ok",
        "stop priority 1.0.0 ok",
        "stop my-scheduler 1.1.0 ok",
        *(f"stop {name} 1.0.0 ok" for name in stopping),
        "halt status=0",
    ]
    counts = [
        int(n)
        for n in re.findall(
            r'^-> ok "tasks: (\d+)(?:, slices: \d+)?"$', "\n".join(done.lines), re.M
        )
    ]
    # 200 ms with a tick every 10 ms; `send tick` adds one. A loaded machine may be late.
    assert len(counts) == 3 and counts[0] >= 5 and counts[1] > counts[0], done.story()
    # The replacement goes on from there.
    assert counts[2] >= counts[1], done.story()
    for index, name in enumerate(DEMO_ORDER):
        pattern = rf"^{index} {name} 1\.0\.0 Running [A-Z_|-]+$"
        assert re.search(pattern, "\n".join(done.lines), re.M), done.story()
    # All threads live through the change of schedulers, and have done something.
    found = [
        [int(n) for n in re.findall(r"(\d+) primes", line)]
        for line in done.lines
        if " primes up to " in line
    ]
    assert [len(each) for each in found] == [3, 3], done.story()
    assert all(0 < a <= b for a, b in zip(*found, strict=True)), done.story()
    threads = [line.split()[1] for line in done.lines if line.endswith(" workers")]
    assert threads == ["first", "second", "third"] * 2, done.story()
    switches = re.search(r"switches: (\d+), bad answers: 0", done.output)
    assert switches is not None and int(switches[1]) >= 1, done.story()


def test_host_profile(tmp_path: Path) -> None:
    done = boot("host.toml", tmp_path).expect(0)
    assert done.boot_lines()[0] == "boot profile=host target=host modules=6"


def test_minimal(tmp_path: Path) -> None:
    """It is as small as README.md says, and each link tells how small."""
    linked = build("minimal.toml", tmp_path)
    sizes = re.search(r"kernel\.elf: code (\d+), constants (\d+), ", linked.output)
    assert sizes is not None, linked.story()
    assert int(sizes[1]) + int(sizes[2]) < 36 * 1024, linked.story()
    done = execute([str(tmp_path / "run")], cwd=ROOT).expect(0)
    assert done.boot_lines()[-1] == "halt status=0"


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_full(tmp_path: Path, compiler: str) -> None:
    """Twice with one disk, which others can read and find nothing wrong with."""
    build("full.toml", tmp_path, "--cc", compiler, "--strict")
    for _ in range(2):
        done = execute([str(tmp_path / "run")], cwd=ROOT).expect(0)
        story = done.story()
        lines = done.boot_lines()
        assert lines[0].startswith("boot profile=full target=x86_64 modules="), story
        assert lines[-1] == "halt status=0", story
        errors = [line for line in done.lines if line.startswith("error: ")]
        assert len(errors) == 1 and "HX_ERR_DENIED" in errors[0], story
        assert any(line.endswith(" failed=0") for line in lines), story
        assert "15 hello.txt" in done.lines, story
        # The files of memory are those of the archive again, each time.
        motd = (FILES / "motd").read_text(encoding="utf-8")
        assert f"{len(motd)} motd" in done.lines and motd.strip() in done.lines, story
        assert done.lines.count("Helix was here, too.") == 1, story
        assert "Helix was here." in done.lines, story
        assert '-> ok "earth"' in done.lines and '-> ok "42"' in done.lines, story
        swap = "reload round-robin 1.0.0 -> priority 1.0.0 ok pause="
        assert any(line.startswith(swap) for line in lines), story
        disk = tmp_path / "disk.img"
        shown = execute(["mtype", "-i", str(disk), "::/hello.txt"], cwd=ROOT)
        assert shown.expect(0).output == "Helix was here."
        execute(["/usr/sbin/fsck.fat", "-n", str(disk)], cwd=ROOT).expect(0)


@pytest.mark.usefixtures("terminals")
def test_explore(tmp_path: Path) -> None:
    """What a person may type at the kernel of full.toml."""
    build("explore.toml", tmp_path)
    with Console(tmp_path / "run") as console:
        console.wait_for("Welcome to Helix.")
        console.wait_for("> ")
        console.type("mkdir /notes\rwrite /notes/one and two\rls /notes\r")
        console.wait_for("7 one")
        console.type("cat /notes/one\rrm /notes\rrm /notes/one\rrm /notes\rls\rmem\r")
        console.wait_for("and two")
        console.wait_for("error: HX_ERR_BUSY: ")
        console.wait_for("slab Running ")
        console.type("cat nothing\rls nobody:/\r")
        console.wait_for("error: HX_ERR_INVALID: ")
        console.wait_for("error: HX_ERR_NOT_FOUND: there is no filesystem 'nobody'")
        console.type("shutdown\r")
        console.wait_for("helix: halt status=0")
        assert console.end() == 0


@pytest.mark.usefixtures("terminals")
def test_what_the_readme_of_explore_says(tmp_path: Path) -> None:
    """Each of its commands does what stands beside it."""
    text = (FILES / "readme").read_text(encoding="utf-8")
    commands = re.findall(r"^  (\S.*?)(?:   .*)?$", text, re.MULTILINE)
    assert len(commands) > 20 and commands[-1] == "shutdown"
    failing = {
        "reload priority round_robin.hxm": "NOT_FOUND",
        "request memo drop planet": "DENIED",
        "stop slab": "BUSY",
    }
    build("explore.toml", tmp_path)
    with Console(tmp_path / "run") as console:
        console.wait_for("> cat ramfs:/motd")
        console.wait_for("\n> ")
        for command in commands:
            console.type(f"{command}\r")
            console.wait_for(command)
            end = "\n> " if command != "shutdown" else "halt status=0"
            answer = console.wait_for(end)
            wanted = failing.pop(command, None)
            if wanted is not None:
                assert f"error: HX_ERR_{wanted}: " in answer, answer
            else:
                assert "error: " not in answer, answer
        assert console.end() == 0
    assert not failing


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_run_time_shorter_than_a_tick(workspace: Workspace, target: str) -> None:
    boot_table = "[boot]\nrun_ms = 60\ntick_ms = 100000\n"
    workspace.write_profile([], target=target, more=boot_table)
    workspace.build_and_boot().expect(0)


@pytest.mark.usefixtures("terminals")
@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_interactive(tmp_path: Path, target: str) -> None:
    build("interactive.toml", tmp_path, "--target", target)
    with Console(tmp_path / "run") as console:
        console.wait_for("helix: ready modules=6 failed=0")
        console.wait_for("> ")
        console.type("lisx\x7ft\r")
        console.wait_for("1 console 1.0.0 Running DRIVER")
        console.type("garbage\x15request my-scheduler nothing\r")
        console.wait_for('-> error "Unknown request"')
        console.type("request nobody x\r")
        console.wait_for("error: HX_ERR_NOT_FOUND: ")
        # Pasted at once: each waits until the one before is done.
        console.type("stop round-robin\rlist\rstop console\rstart round-robin\rlist\r")
        console.wait_for("helix: stop round-robin 1.0.0 ok")
        console.wait_for("4 round-robin 1.0.0 Stopped ")
        console.wait_for("error: HX_ERR_BUSY: module 'console' is required by 'shell'")
        console.wait_for("helix: start round-robin 1.0.0 ok")
        console.wait_for("4 round-robin 1.0.0 Running ")
        console.type("shutdown" + " " * 300 + "\r")
        console.wait_for("The line was too long and is forgotten.")
        console.type("x" * 300 + "\x15shutdown\r")
        console.wait_for("helix: halt status=0")
        assert console.end() == 0


def test_end_of_a_pipe_ends_the_shell(tmp_path: Path) -> None:
    """Also behind a line without its end."""
    build("interactive.toml", tmp_path, "--target", "host")
    done = subprocess.run(
        [str(tmp_path / "run")],
        input=b"request my-scheduler nothing\nlist",
        capture_output=True,
        timeout=30,
    )
    output = done.stdout.decode()
    assert '-> error "Unknown request"' in output
    assert "1 console 1.0.0 Running DRIVER" in output
    assert done.returncode == 0 and output.endswith("helix: halt status=0\n"), output


NURSE = """// SPDX-License-Identifier: MIT
module nurse {
    info {
        version:      1.0.0;
        description:  "Starts the shell again whenever it is stopped";
    }
    state { struct hx_change change; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on tick {
            const struct hx_module *shell = hx_registry_get_by_name("shell");

            if (shell == NULL || hx_module_state_of(shell) != HX_STATE_STOPPED)
                return HX_EVENT_IGNORED;
            (void)hx_change_submit(self->context, &self->change, HX_CHANGE_START,
                                   "shell", NULL, NULL);
            return HX_EVENT_HANDLED;
        }
    }
}
"""


@pytest.mark.usefixtures("terminals")
def test_shell_that_was_stopped_by_itself_listens_again(workspace: Workspace) -> None:
    workspace.write("mods/nurse.mod", NURSE)
    workspace.write_profile(
        ["console", "shell", "nurse"], more="[boot]\ninteractive = true\n"
    )
    workspace.configure().expect(0)
    workspace.ninja().expect(0)
    with Console(workspace.build / "run") as console:
        console.wait_for("> ")
        for _ in range(2):
            console.type("stop shell\r")
            console.wait_for("helix: stop shell 1.0.0 ok")
            console.wait_for("helix: start shell 1.0.0 ok")
            console.wait_for("> ")
            console.type("list\r")
            console.wait_for("nurse 1.0.0 Running")
        console.type("shutdown\r")
        console.wait_for("helix: halt status=0")
        assert console.end() == 0


@pytest.mark.usefixtures("terminals")
@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_ctrl_d_ends_the_shell(tmp_path: Path, target: str) -> None:
    build("interactive.toml", tmp_path, "--target", target)
    with Console(tmp_path / "run") as console:
        console.wait_for("> ")
        console.type("\x04")
        console.wait_for("helix: halt status=0")
        assert console.end() == 0


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_allocator_and_queues(tmp_path: Path, target: str) -> None:
    """Each check module asks the provider from inside and answers good, or what is not."""
    profile = tmp_path / "check.toml"
    profile.write_text(
        '[profile]\nname = "check"\n[modules]\n'
        'static = ["allocator-check", "queue-check", "bump-allocator"]\n'
        "[boot]\ncommands = ["
        '"request allocator-check check", "request queue-check check"]\n'
    )
    words = ["--modules", str(ROOT / "tests/boot/specs"), "--target", target]
    command = [PYTHON, "configure.py", "--profile", str(profile), *words]
    folder = tmp_path / "build"
    execute([*command, "--build-dir", str(folder)], cwd=ROOT).expect(0)
    execute(["ninja", "-C", str(folder)], cwd=ROOT, limit_s=300).expect(0)
    done = execute([str(folder / "run")], cwd=ROOT).expect(0)
    assert done.lines.count('-> ok "good"') == 2, done.story()
