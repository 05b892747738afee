# SPDX-License-Identifier: MIT
"""Files that are no modules, or not any more: each is refused with a reason, nothing of
it runs, and the kernel goes on."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest

from tests.boot.test_loading import GUEST, SELDOM, SPECS
from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import ROOT, Done, Workspace, execute

TARGETS = ["host", "x86_64"]

LOADER = ROOT / "runtime" / "loader"


def build(
    workspace: Workspace,
    static: list[str],
    commands: list[str],
    *,
    target: str,
    loadable: tuple[str, ...] = ("guest",),
    tables: str = "",
    words: tuple[str, ...] = (),
    sanitized: bool = False,
) -> None:
    workspace.write_profile(
        static,
        target=target,
        more=f"loadable = {json.dumps(loadable)}\n{tables}\n"
        f"[boot]\ncommands = {json.dumps(commands)}\n{SELDOM}\ntick_ms = 1000000\n",
    )
    workspace.configure(*words).expect(0)
    if sanitized:
        sanitize(workspace)
    workspace.ninja().expect(0)


def sanitize(workspace: Workspace) -> None:
    """Build the host's image, but not the modules that it loads, with sanitizers."""
    ninja = workspace.build / "build.ninja"
    words = "-fsanitize=address,undefined -fno-sanitize-recover=undefined"
    lines = [
        f"{line} {words}"
        if line.startswith(("compile_host = ", "link_host = "))
        else line
        for line in ninja.read_text(encoding="utf-8").split("\n")
    ]
    ninja.write_text("\n".join(lines), encoding="utf-8")


def pack(workspace: Workspace, files: dict[str, bytes]) -> Path:
    """Another archive, made by the tool that makes the real one."""
    folder = workspace.folder / "other"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    archive = workspace.folder / "other.cpio"
    with archive.open("wb") as out:
        subprocess.run(
            ["cpio", "--quiet", "-o", "-H", "newc"],
            input="\n".join(files).encode(),
            cwd=folder,
            stdout=out,
            check=True,
        )
    return archive


def boot_with(workspace: Workspace, archive: Path, target: str) -> Done:
    """Run the image with another archive than its own."""
    run = workspace.build / "run"
    if target == "host":
        words = ["env", f"HELIX_INITRD={archive}", str(run)]
        return execute(words, cwd=workspace.folder)
    return execute([str(run), "-initrd", str(archive)], cwd=workspace.folder)


def mutate(target: str, workspace: Workspace, *, sanitized: bool) -> Transcript:
    spec = (SPECS / "mutator.mod").read_text(encoding="utf-8")
    turning = (SPECS / "turning.mod").read_text(encoding="utf-8")
    parts = [
        turning[turning.index(start) :].split("\n}\n")[0] + "\n}\n"
        for start in (
            'interface "test.plan"',
            "module planner",
            "impl_interface(planner",
            "module guest",
        )
    ]
    workspace.write("mods/mutator.mod", spec.replace("LOADER", str(LOADER)))
    workspace.write("mods/guest.mod", "\n".join(parts))
    asked = ["whole", "truncated", "headers", "anywhere", "random"]
    build(
        workspace,
        ["mutator", "planner"],
        [f"request mutator {what}" for what in asked],
        target=target,
        sanitized=sanitized,
    )
    return read_transcript(workspace.boot().expect(0))


@pytest.mark.parametrize("target", TARGETS)
def test_no_damaged_file_does_harm(workspace: Workspace, target: str) -> None:
    booted = mutate(target, workspace, sanitized=target == "host")
    reply = booted.reply("request mutator whole")
    assert reply == '-> ok "opened 1, refused 0, silent 0, leaks 0"'
    # Without any of its trailer it is a module that is not signed.
    size = (workspace.build / "modules" / "guest.hxm").stat().st_size
    reply = booted.reply("request mutator truncated")
    assert reply == f'-> ok "opened 1, refused {size - 1}, silent 0, leaks 0"'
    for what in ("headers", "anywhere", "random"):
        reply = booted.reply(f"request mutator {what}")
        assert reply.endswith('silent 0, leaks 0"'), reply
    assert booted.reply("request mutator random").startswith('-> ok "opened 0, ')


def damaged(good: bytes) -> dict[str, tuple[bytes, str, str]]:
    """By name: the file, the status, and a word of the reason."""

    def patch(offset: int, data: bytes) -> bytes:
        return good[:offset] + data + good[offset + len(data) :]

    noise = random.Random(4).randbytes(5000)
    return {
        "empty.hxm": (b"", "LOAD", "empty"),
        "text.hxm": (b"Dear loader,\nthis is a letter.\n" * 9, "LOAD", "ELF"),
        "noise.hxm": (noise, "LOAD", "ELF"),
        "half.hxm": (good[: len(good) // 2], "LOAD", ""),
        "class.hxm": (patch(4, b"\1"), "ABI", "EI_CLASS"),
        "endian.hxm": (patch(5, b"\2"), "ABI", "EI_DATA"),
        "arm.hxm": (patch(18, b"\xb7\0"), "ABI", "machine"),
        "exec.hxm": (patch(16, b"\2\0"), "LOAD", "e_type"),
        "length.hxm": (patch(len(good) - 16, b"\1"), "CORRUPT", "trailer"),
    }


@pytest.mark.parametrize("target", TARGETS)
def test_files_that_are_no_modules(workspace: Workspace, target: str) -> None:
    workspace.write("mods/guest.mod", GUEST)
    names = list(damaged(b"\0" * 300))
    build(
        workspace,
        ["host-side", "keeper"],
        [
            *(f"load {name}" for name in names),
            "load good.hxm",
            "request guest ask",
            "request keeper account",
        ],
        target=target,
    )
    good = (workspace.build / "modules" / "guest.hxm").read_bytes()
    files = damaged(good)
    archive = pack(
        workspace, {"good.hxm": good} | {name: files[name][0] for name in names}
    )
    booted = read_transcript(boot_with(workspace, archive, target).expect(0))
    for name, (_, status, word) in files.items():
        reply = booted.reply(f"load {name}")
        assert reply.startswith(f"error: HX_ERR_{status}: "), f"{name}: {reply}"
        assert word in reply, f"{name}: {reply}"
    assert booted.reply("request guest ask") == '-> ok "3 none 0"'


@pytest.mark.parametrize("target", TARGETS)
def test_signatures_are_required(workspace: Workspace, target: str) -> None:
    workspace.write("mods/guest.mod", GUEST)
    names = ["none", "changed", "foreign", "mended", "guest"]
    build(
        workspace,
        ["host-side", "keeper"],
        [*(f"load {name}.hxm" for name in names), "request guest ask"],
        target=target,
        tables='[security]\nsignatures = "required"\n',
    )
    good = (workspace.build / "modules" / "guest.hxm").read_bytes()
    elf = good[:-112]
    key = workspace.folder / "foreign.pem"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key)], check=True
    )
    public = subprocess.run(
        ["openssl", "pkey", "-in", str(key), "-pubout", "-outform", "DER"],
        check=True,
        stdout=subprocess.PIPE,
    ).stdout[-32:]
    part = workspace.write("part", "")
    part.write_bytes(elf)
    signature = subprocess.run(
        ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", str(key), "-in", str(part)],
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    # A file that is no ELF either: the signature is looked at first.
    changed = b"\x7fELX" + good[4:]
    foreign = elf + signature + public + good[-16:]
    # The foreign signature under our own key.
    mended = elf + signature + good[-48:]
    archive = pack(
        workspace,
        {
            "none.hxm": elf,
            "changed.hxm": changed,
            "foreign.hxm": foreign,
            "mended.hxm": mended,
            "guest.hxm": good,
        },
    )
    booted = read_transcript(boot_with(workspace, archive, target).expect(0))
    for name, word in (
        ("none", "not signed"),
        ("changed", "the signature is wrong"),
        ("foreign", "another key"),
        ("mended", "the signature is wrong"),
    ):
        reply = booted.reply(f"load {name}.hxm")
        assert reply.startswith("error: HX_ERR_SIGNATURE: ") and word in reply, reply
    assert booted.reply("request guest ask") == '-> ok "3 none 0"'


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("what", ["write", "execute"])
def test_pages_have_their_rights(workspace: Workspace, target: str, what: str) -> None:
    """Code is not written, data is not executed, and the report names the module."""
    workspace.write(
        "mods/rights.mod",
        """
module offender { state { uint8_t data[16]; } c {
    /* Else the compiler takes what is written to for no function. */
    __attribute__((used, noinline)) static void target(void) { hx_log_info("here"); }
    } impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }
    request "write" { *(volatile uint8_t *)(uintptr_t)target = 0xc3; return hx_respond_fmt(response, "written"); }
    request "execute" { self->data[0] = 0xc3; ((void (*)(void))(uintptr_t)self->data)(); return hx_respond_fmt(response, "executed"); } } }
module bystander { impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } } }
""",
    )
    build(
        workspace,
        ["bystander"],
        ["load offender.hxm", f"request offender {what}"],
        target=target,
        loadable=("offender",),
    )
    done = workspace.boot().expect(2)
    reason = "read-only" if what == "write" else "not executable"
    assert reason in done.output, done.story()
    if what == "write":
        assert "module: offender" in done.lines, done.story()
