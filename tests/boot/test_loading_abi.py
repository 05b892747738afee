# SPDX-License-Identifier: MIT
"""Modules that were built in another tree than the kernel that loads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.boot.test_loading_bad import boot_with, build, pack
from tests.boot.transcript import QUIET, Transcript, read_transcript
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]

OLD = """
interface "t.disk" 1.0 {
    uint32_t size(uint32_t unit) @on_fail(0);
    hx_status read(uint32_t unit, uint64_t lba, void *buf @out(len), size_t len);
}
"""
# Operations have come in front of, between and behind the old ones; the order of the
# others is another, and so are names of parameters.
NEW = """
interface "t.disk" 1.2 {
    hx_status flush(uint32_t unit) @since(1.1);
    hx_status read(uint32_t which, uint64_t block, void *to @out(n), size_t n);
    uint64_t bytes(uint32_t unit) @on_fail(5) @since(1.2);
    uint32_t size(uint32_t which) @on_fail(0);
    void zap(void) @since(1.2);
}
"""
MODULES = """
module disk {{ impl {{ QUIET }} }}
impl_interface(disk, "t.disk", {version}) {{
    size {{ return unit + 40; }}
    read {{ memset(buf, (int)(unit + lba), len); return HX_OK; }}
    {more}
}}
module served {{ impl {{ QUIET }} }}
impl_interface(served, "t.disk", 1.0) {{
    size {{ return unit + 60; }}
    read {{ (void)lba; memset(buf, (int)unit, len); return HX_OK; }}
}}
module user {{ uses {{ "t.disk" 1.0 as disk; }} impl {{ QUIET
    request "use" {{
        uint8_t bytes[3] = {{0, 0, 0}};
        hx_status status = user_disk_read(self, 3, 4, bytes, sizeof bytes);

        return hx_respond_fmt(response, "%u %d %u", (unsigned)user_disk_size(self, 2),
                              (int)status, (unsigned)bytes[2]);
    }} }} }}
module asker {{ uses {{ "t.disk" 1.0 as disk optional; }} impl {{ QUIET
    request "ask" {{
        struct t_disk primary = hx_primary_t_disk();

        return hx_respond_fmt(response, "%u {late}", (unsigned)asker_disk_size(self, 1){late_value});
    }} }} }}
"""


def write(workspace: Workspace, interface: str, *, new: bool) -> None:
    more = late = late_value = ""
    modules = MODULES
    if new:
        more = "flush { (void)unit; return HX_OK; } bytes { return unit; } zap { }"
        late = "%llu %d"
        late_value = ", (unsigned long long)t_disk_bytes(primary, 1), (int)t_disk_flush(primary, 1)"
        modules = modules.replace("size {{ return unit", "size {{ return which")
        modules = modules.replace(
            "memset(buf, (int)(unit + lba), len)", "memset(to, (int)(which + block), n)"
        ).replace(
            "(void)lba; memset(buf, (int)unit, len)",
            "(void)block; memset(to, (int)which, n)",
        )
    else:
        late_value = ""
        modules = modules.replace(
            "struct t_disk primary = hx_primary_t_disk();", "(void)0;"
        )
    text = modules.format(
        version="1.2" if new else "1.0", more=more, late=late, late_value=late_value
    )
    workspace.write("mods/disk.mod", interface + text.replace("QUIET", QUIET))


def other_tree(tmp_path: Path, target: str, interface: str) -> dict[str, bytes]:
    """The files of `user` and `served`, built where the interface is this one."""
    workspace = Workspace(folder=tmp_path)
    write(workspace, interface, new=False)
    build(workspace, ["disk"], ["list"], target=target, loadable=("user", "served"))
    modules = workspace.build / "modules"
    return {name: (modules / name).read_bytes() for name in ("user.hxm", "served.hxm")}


def load_there(
    workspace: Workspace,
    target: str,
    files: dict[str, bytes],
    static: list[str],
    commands: list[str],
) -> Transcript:
    write(workspace, NEW, new=True)
    build(workspace, static, commands, target=target, loadable=("user", "served"))
    archive = pack(workspace, files)
    return read_transcript(boot_with(workspace, archive, target).expect(0))


@pytest.mark.parametrize("target", TARGETS)
def test_one_for_an_older_minor_version_is_loaded(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, target: str
) -> None:
    files = other_tree(tmp_path_factory.mktemp("old"), target, OLD)
    seen = load_there(
        workspace,
        target,
        files,
        ["disk"],
        ["load user.hxm", "request user use"],
    )
    assert seen.reply("request user use") == '-> ok "42 0 7"'


@pytest.mark.parametrize("target", TARGETS)
def test_what_it_does_not_have_is_not_supported(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, target: str
) -> None:
    files = other_tree(tmp_path_factory.mktemp("old"), target, OLD)
    seen = load_there(
        workspace,
        target,
        files,
        ["asker"],
        ["load served.hxm", "request asker ask"],
    )
    # HX_ERR_UNSUPPORTED, and the operation's @on_fail.
    assert seen.reply("request asker ask") == '-> ok "61 5 -25"'


@pytest.mark.parametrize("target", TARGETS)
def test_one_for_another_operation_is_refused(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, target: str
) -> None:
    changed = OLD.replace("uint64_t lba", "uint32_t lba")
    files = other_tree(tmp_path_factory.mktemp("changed"), target, changed)
    seen = load_there(
        workspace,
        target,
        files,
        ["disk"],
        ["load user.hxm", "load served.hxm", "list"],
    )
    for name in ("user", "served"):
        assert seen.reply(f"load {name}.hxm") == (
            "error: HX_ERR_ABI: t.disk.read: argument 2 'block' is u64 here, "
            "u32 in the module"
        )
    assert not any(line.endswith(".hxm") for line in seen.answer("list"))


def test_one_for_another_target_is_refused(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = other_tree(tmp_path_factory.mktemp("other"), "x86_64", OLD)
    seen = load_there(workspace, "host", files, ["disk"], ["load user.hxm", "list"])
    reply = seen.reply("load user.hxm")
    assert reply.startswith("error: HX_ERR_ABI: ")
    assert "x86_64" in reply and "host" in reply
