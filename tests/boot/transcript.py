# SPDX-License-Identifier: MIT
"""A boot with commands, and what the console showed for each of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.workspace import Done, Workspace

QUIET = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"


@dataclass(frozen=True, kw_only=True)
class Transcript:
    done: Done
    # Each command in order, with the lines that follow it up to the next one.
    answers: tuple[tuple[str, tuple[str, ...]], ...]

    def answer(self, command: str) -> list[str]:
        """What the only run of a command printed."""
        [lines] = [lines for asked, lines in self.answers if asked == command]
        return list(lines)

    def reply(self, command: str) -> str:
        """The one line that a command printed."""
        lines = self.answer(command)
        assert len(lines) == 1, f"{command}: {lines}\n{self.done.story()}"
        return lines[0]

    @property
    def commands(self) -> list[str]:
        return [command for command, _ in self.answers]

    @property
    def log(self) -> list[str]:
        return self.done.boot_lines()


def read_transcript(done: Done) -> Transcript:
    answers: list[tuple[str, tuple[str, ...]]] = []
    lines: list[str] = []
    command: str | None = None
    after_ready = False
    for line in done.lines:
        if line.startswith("helix: "):
            after_ready = after_ready or line.startswith("helix: ready ")
            if command is not None:
                answers.append((command, tuple(lines)))
                command = None
        elif after_ready and line.startswith("> "):
            if command is not None:
                answers.append((command, tuple(lines)))
            command, lines = line[2:], []
        elif command is not None:
            lines.append(line)
    return Transcript(done=done, answers=tuple(answers))


def boot(
    workspace: Workspace,
    spec: str,
    static: list[str],
    commands: list[str],
    *,
    target: str = "host",
    more: str = "",
    boot_keys: str = "",
    status: int = 0,
) -> Transcript:
    """Build the modules of one spec, boot them, and run commands in the shell."""
    workspace.write("mods/spec.mod", spec)
    listed = ", ".join(json.dumps(command) for command in commands)
    workspace.write_profile(
        static,
        target=target,
        more=f"{more}\n[boot]\ncommands = [{listed}]\n{boot_keys}\n",
    )
    return read_transcript(workspace.build_and_boot().expect(status))


def ask(module: str, *types: str) -> list[str]:
    """The commands that send requests of these types to a module."""
    return [f"request {module} {kind}" for kind in types]
