# SPDX-License-Identifier: MIT
"""The script that boots an image: exit statuses, the time limit, the console."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import termios
import time
from pathlib import Path

import pytest

from tests.boot.port.probe import Probe, render_run_script
from tests.workspace import ROOT, execute


def test_time_limit(probe: Probe) -> None:
    done = probe.check("hang", limit_s=2).expect(3)
    assert "run: the image was still running after 2 s" in done.lines, done.story()


def test_triple_fault(machine: Probe) -> None:
    done = machine.check("triple-fault").expect(2)
    assert "run: the machine reset itself" in done.output, done.story()


def test_emulator_that_fails(machine: Probe) -> None:
    done = machine.check("cpu", "-no-such-option").expect(2)
    assert "run: QEMU failed with status 1" in done.lines, done.story()


@pytest.mark.parametrize("port", ["x86_64", "host"])
@pytest.mark.parametrize("interactive", [True, False])
def test_image_that_is_missing(tmp_path: Path, port: str, interactive: bool) -> None:
    script = render_run_script(
        tmp_path / "run",
        template=f"run_{port}.sh.j2",
        kernel="kernel.elf",
        memory_mb=128,
        interactive=interactive,
    )
    done = execute([str(script)], cwd=tmp_path).expect(2)
    assert "run: " in done.output, done.story()


@pytest.mark.parametrize("port", ["x86_64", "host"])
@pytest.mark.parametrize("interactive", [True, False])
def test_script_is_plain_shell(tmp_path: Path, port: str, interactive: bool) -> None:
    """No template syntax is left, and dash, the strictest shell, can read it."""
    script = render_run_script(
        tmp_path / "run",
        template=f"run_{port}.sh.j2",
        kernel="kernel.elf",
        memory_mb=128,
        interactive=interactive,
    )
    assert "{" + "%" not in script.read_text()
    execute(["dash", "-n", str(script)], cwd=ROOT).expect(0)


def test_input_is_ignored_unless_interactive(probe: Probe, tmp_path: Path) -> None:
    """Else an image would eat the input of the build that runs it."""
    folder = probe.image.parent
    script = render_run_script(
        folder / "run-alone",
        template=f"run_{probe.build.port}.sh.j2",
        kernel=probe.image.name,
        memory_mb=64,
        interactive=False,
    )
    done = subprocess.run(
        [script],
        input=b"halt-0\n",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": "/usr/bin:/bin", "HELIX_TIME_LIMIT": "2"},
        timeout=30,
    )
    assert done.returncode == 3, done.stdout.decode("latin-1")


def test_script_works_from_any_folder(probe: Probe, tmp_path: Path) -> None:
    done = subprocess.run(
        [probe.run_script],
        cwd=tmp_path,
        input=b"halt-1\n",
        stdout=subprocess.PIPE,
        timeout=60,
    )
    assert done.returncode == 1


@pytest.mark.parametrize("redirection", ["</dev/null", "<&-"])
def test_process_without_input(process: Probe, redirection: str) -> None:
    """Its end is typed as ctrl-d, once; so no check has a name to run, for ever."""
    done = execute(
        ["sh", "-c", f"HELIX_TIME_LIMIT=2 {process.run_script} {redirection}"],
        cwd=ROOT,
    ).expect(3)
    assert "probe: ready on host" in done.lines, done.story()


def test_end_of_input_is_passed_on(process: Probe) -> None:
    process.check("console-end").expect(0)


def test_process_without_output(process: Probe) -> None:
    done = execute(
        ["sh", "-c", f"echo halt-1 | {process.run_script} >&-"], cwd=ROOT
    ).expect(1)
    assert done.output == "", done.story()


class Terminal:
    """The run script on a terminal of its own."""

    def __init__(self, probe: Probe) -> None:
        self.output = b""
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [probe.run_script],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
        )

    def read_until(self, text: bytes, limit_s: float = 20) -> None:
        end = time.monotonic() + limit_s
        while text not in self.output:
            left = end - time.monotonic()
            assert left > 0, f"no {text!r} in {self.output!r}"
            if select.select([self.master], [], [], left)[0]:
                self.output += os.read(self.master, 4096)

    def write(self, text: bytes) -> None:
        os.write(self.master, text)

    def wait(self) -> int:
        return self.process.wait(timeout=20)

    def settings(self) -> list[object]:
        return list(termios.tcgetattr(self.slave))

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.mark.usefixtures("terminals")
def test_terminal_is_given_back(probe: Probe) -> None:
    terminal = Terminal(probe)
    try:
        terminal.read_until(b"probe: ready")
        terminal.write(b"console-prompt\n")
        terminal.read_until(b"?")
        # One key, without Enter, is enough, and the terminal does not show it.
        terminal.write(b"x")
        assert terminal.wait() == 0, terminal.output
        terminal.read_until(b"passed")
        assert b"?x" not in terminal.output
        assert terminal.settings() == terminal.before
    finally:
        terminal.close()


@pytest.mark.usefixtures("terminals")
def test_terminal_is_given_back_on_ctrl_c(probe: Probe) -> None:
    terminal = Terminal(probe)
    try:
        terminal.read_until(b"probe: ready")
        terminal.write(b"console-prompt\n")
        terminal.read_until(b"?")
        terminal.write(b"\x03")
        assert terminal.wait() == 130, terminal.output
        assert terminal.settings() == terminal.before
    finally:
        terminal.close()
