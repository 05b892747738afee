# SPDX-License-Identifier: MIT
"""Builds the probe, a minimal image without generator, and runs one of its checks.

What a port needs is read from its port.toml, so these tests say whether that is
complete. The run script is rendered from the real template.
"""

from __future__ import annotations

import shlex
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.workspace import ROOT, Done

HERE = Path(__file__).resolve().parent
TIME_LIMIT_S = 40

STYLE_FLAGS = """
    -std=c11 -ffreestanding -Wall -Wextra -Werror -Wmissing-prototypes
    -Wstrict-prototypes -Wshadow -Wundef -Wwrite-strings -Wcast-qual -Wpointer-arith
    -Wvla -Wconversion -Wimplicit-fallthrough -Wformat=2
""".split()

RUNTIME_SOURCES = (
    "runtime/fmt.c",
    "runtime/interrupt.c",
    "runtime/log.c",
    "runtime/memory.c",
    "runtime/preempt.c",
    "runtime/status.c",
    "runtime/trace.c",
)
PROBE_SOURCES = (
    "module_alpha.c",
    "module_broken.c",
    "probe.c",
    "probe_behaviour.c",
    "probe_fault.c",
    "probe_protect.c",
    "registers.S",
)
PORT_SOURCES = {
    "x86_64": ("probe_device.c", "probe_virtio.c"),
    "host": ("probe_crew.c", "probe_line.c", "probe_thread.c", "probe_wake.c"),
}
PORT_LINK = {"x86_64": (), "host": ("-Wl,--wrap=sigsuspend",)}


@dataclass(frozen=True, kw_only=True)
class Build:
    """One way to build the probe."""

    port: str
    toolchain: str
    flags: tuple[str, ...] = ()
    ballast: bool = False

    def __str__(self) -> str:
        words = [self.port, self.toolchain, *self.flags]
        return "-".join(words + ["ballast"] * self.ballast)


@dataclass(frozen=True, kw_only=True)
class Probe:
    build: Build
    image: Path
    run_script: Path

    def check(
        self,
        name: str,
        *arguments: str,
        more_input: bytes = b"",
        limit_s: int = TIME_LIMIT_S,
        initrd: Path | None = None,
    ) -> Done:
        """Run one check; what is printed on failure repeats it alone."""
        text = name.encode() + b"\n" + more_input
        words = [str(self.run_script), *arguments]
        settings = {"HELIX_TIME_LIMIT": str(limit_s)}
        if initrd is not None and self.build.port == "host":
            settings["HELIX_INITRD"] = str(initrd)
        elif initrd is not None:
            words += ["-initrd", str(initrd)]
        shown = [f"{name}={shlex.quote(value)}" for name, value in settings.items()]
        command = f"printf '{_octal(text)}' | {' '.join(shown)} {shlex.join(words)}"
        done = subprocess.run(
            words,
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", **settings},
            timeout=limit_s + 30,
        )
        return Done(
            command=command,
            status=done.returncode,
            output=done.stdout.decode("latin-1"),
        )


def _octal(text: bytes) -> str:
    return "".join(
        chr(byte) if chr(byte).isalnum() or byte in b"-_" else f"\\{byte:03o}"
        for byte in text
    )


def _execute(words: list[str]) -> None:
    done = subprocess.run(
        words,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"$ {shlex.join(words)}\n{done.stdout}"


def render_run_script(
    path: Path,
    *,
    template: str,
    kernel: str,
    memory_mb: int,
    interactive: bool,
    initrd: str = "",
) -> Path:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template(template).render(
        kernel=kernel,
        initrd=initrd,
        memory_mb=memory_mb,
        disk_mb=0,
        network=False,
        interactive=interactive,
        limit_s=60,
    )
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def build_probe(folder: Path, build: Build) -> Probe:
    port = tomllib.loads((ROOT / "boot" / build.port / "port.toml").read_text())
    toolchain = port[build.toolchain]
    compile_words = [toolchain["compiler"], *STYLE_FLAGS, "-O2", "-g"]
    compile_words += [*port["cflags"], *toolchain["cflags"], "-I", "runtime/include"]
    compile_words += build.flags

    sources = [*port["sources"], *RUNTIME_SOURCES]
    if port["freestanding"]:
        sources.append("runtime/string.c")
        compile_words.append("-DPROBE_IS_MACHINE")
    here = HERE.relative_to(ROOT)
    names = [*PROBE_SOURCES, *PORT_SOURCES[build.port]]
    sources += [str(here / name) for name in names]
    if build.ballast:
        sources.append(str(here / "ballast.S"))
        compile_words.append("-DPROBE_HAS_BALLAST")

    objects = []
    for source in sources:
        output = (folder / "obj" / source).with_suffix(".o")
        output.parent.mkdir(parents=True, exist_ok=True)
        more = port["port_cflags"] if source in port["sources"] else []
        _execute([*compile_words, *more, "-c", source, "-o", str(output)])
        objects.append(str(output))

    image = folder / "kernel.elf"
    sanitize = [flag for flag in build.flags if flag.startswith("-fsanitize")]
    _execute(
        [*toolchain["link"], *PORT_LINK[build.port], *sanitize]
        + ["-L", str(HERE), "-T", port["link_script"], *objects, "-o", str(image)]
    )
    run_script = render_run_script(
        folder / "run",
        template=port["run_template"],
        kernel=image.name,
        memory_mb=128,
        interactive=True,
    )
    return Probe(build=build, image=image, run_script=run_script)
