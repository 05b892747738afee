# SPDX-License-Identifier: MIT
"""A person at the console: the image runs on a pseudo-terminal and keys are typed."""

from __future__ import annotations

import os
import pty
import select
import time
from pathlib import Path
from types import TracebackType

LIMIT_S = 30.0


class Console:
    """Use as a context; `output` is all that was shown so far, without CRs."""

    def __init__(self, run: Path) -> None:
        self._run = run
        self._shown = bytearray()
        self._process = -1
        self._terminal = -1

    def __enter__(self) -> Console:
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.execv(self._run, [str(self._run)])
        return self

    @property
    def output(self) -> str:
        return self._shown.decode("utf-8", "replace").replace("\r", "")

    def _read(self, wait_s: float) -> bool:
        """Take what is there; False at the end of the image."""
        ready, _, _ = select.select([self._terminal], [], [], wait_s)
        if not ready:
            return True
        try:
            data = os.read(self._terminal, 4096)
        except OSError:
            return False
        self._shown += data
        return bool(data)

    def wait_for(self, text: str) -> str:
        """Read until `text` is shown behind what earlier waits have found; return what
        stands between."""
        end = time.monotonic() + LIMIT_S
        while text not in self.output:
            alive = self._read(0.1)
            assert (
                alive or text in self.output
            ), f"ended without {text!r}: {self.output}"
            assert time.monotonic() < end, f"{text!r} never came:\n{self.output}"
        before, _, behind = self._shown.replace(b"\r", b"").partition(text.encode())
        self._shown = bytearray(behind)
        return before.decode("utf-8", "replace")

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def end(self) -> int:
        """Read to the end; return the exit status."""
        deadline = time.monotonic() + LIMIT_S
        while self._read(0.1):
            assert time.monotonic() < deadline, f"it does not end:\n{self.output}"
        _, status = os.waitpid(self._process, 0)
        self._process = -1
        return os.waitstatus_to_exitcode(status)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process > 0:
            os.kill(self._process, 9)
            os.waitpid(self._process, 0)
        os.close(self._terminal)
