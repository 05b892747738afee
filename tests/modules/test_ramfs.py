# SPDX-License-Identifier: MIT
"""The module ramfs: the files of the initrd, and what becomes of them and of memory.

The image of the kernel is built once for each size of blocks, for the host; each test
boots it with an archive of its own, on an allocator that counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.archives import END, FOLDER, LINK, entry
from tests.boot.transcript import read_transcript
from tests.modules.filesystems import (
    SOURCES,
    Model,
    Scripted,
    build_checked,
    noise,
)
from tests.workspace import Done, Workspace, execute

SPECS = Path(__file__).resolve().parent / "specs_ramfs"
BLOCKS = (64, 1000, 1024)


@dataclass(frozen=True, kw_only=True)
class Metered:
    """What the allocator says when it stops."""

    calls: int
    failed: int
    blocks: int
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Ram(Scripted):
    """A folder with an archive."""

    def pack(self, *entries: bytes) -> None:
        (self.folder / "initrd").write_bytes(b"".join(entries) + END)

    def start(self, lines: list[str] | None = None) -> Done:
        """Boot with a script, whatever comes of it."""
        text = "".join(f"{line}\n" for line in lines or [])
        (self.folder / "script").write_text(text)
        for name in ("answers", "metered"):
            (self.folder / name).unlink(missing_ok=True)
        return execute([str(self.run)], cwd=self.folder, limit_s=60)

    @property
    def metered(self) -> Metered:
        words = (self.folder / "metered").read_text().split()
        calls, failed, blocks, size = map(int, words)
        return Metered(calls=calls, failed=failed, blocks=blocks, bytes=size)

    def expect_all_given_back(self) -> None:
        assert (self.metered.blocks, self.metered.bytes) == (0, 0), self.metered

    def fail_at(self, number: int | None) -> None:
        path = self.folder / "fail"
        if number is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(str(number))

    def expect_tree(self, wanted: dict[str, bytes | None], lines: list[str]) -> None:
        """Carry out the script; then the files are as wanted."""
        look = list_tree(wanted)
        answers = self.good([*lines, *look])[len(lines) :]
        check_tree(self.folder, wanted, look, answers)


def list_tree(wanted: dict[str, bytes | None]) -> list[str]:
    """The script that looks at all of it."""
    folders = ["/", *(path for path, data in wanted.items() if data is None)]
    files = [path for path, data in wanted.items() if data is not None]
    return [
        *(f"list\t{path}" for path in folders),
        *(f"get\t{path}\tout{i}\t{1 + i * 211}" for i, path in enumerate(files)),
    ]


def check_tree(
    folder: Path,
    wanted: dict[str, bytes | None],
    look: list[str],
    answers: list[list[str]],
) -> None:
    for line, answer in zip(look, answers):
        assert answer[-1] == "HX_OK", (line, answer)
        kind, path, *rest = line.split("\t")
        if kind == "get":
            assert (folder / rest[0]).read_bytes() == wanted[path], path
            continue
        inside = path.rstrip("/") + "/"
        entries = {
            f"{'d' if data is None else 'f'} {len(data or b'')} {name[len(inside):]}"
            for name, data in wanted.items()
            if name.startswith(inside) and "/" not in name[len(inside) :]
        }
        assert len(answer) - 1 == len(entries) and set(answer[:-1]) == entries, path


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The process for each size of blocks, under the sanitizers."""
    found = {}
    for block in BLOCKS:
        workspace = Workspace(folder=tmp_path_factory.mktemp(f"ramfs{block}"))
        workspace.write_profile(
            ["fsdriver", "ramfs", "meter", "shell"],
            more=f"[config.ramfs]\nblock_size = {block}\nlimit_kib = 8192\n"
            '[bind.ramfs]\nmemory = "meter"\n'
            '[boot]\ncommands = ["request ramfs stats", "stop fsdriver", '
            '"stop ramfs", "ls ramfs:/", "request ramfs stats"]\n',
        )
        found[block] = build_checked(workspace, "ramfs", SPECS)
    return found


@pytest.fixture
def ram(
    tmp_path: Path, kernels: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> Ram:
    monkeypatch.setenv("HELIX_INITRD", str(tmp_path / "initrd"))
    made = Ram(folder=tmp_path, run=kernels[1024])
    made.pack()
    return made


ARCHIVE: dict[str, bytes | None] = {
    "/motd": b"Welcome.\n",
    "/empty": b"",
    "/docs": None,
    "/docs/large": noise(1, 9999),
    "/docs/even": noise(2, 4096),
    "/docs/deeper": None,
    "/docs/deeper/small": b"x",
}


def entries_of(files: dict[str, bytes | None]) -> Iterator[bytes]:
    for path, data in files.items():
        name = path[1:].encode()
        yield entry(name, mode=FOLDER) if data is None else entry(name, data)


def test_the_initrd_is_there_and_takes_no_memory_for_its_bytes(ram: Ram) -> None:
    large = {"/large": noise(8, 1 << 20)}
    ram.pack(*entries_of({**ARCHIVE, **large}))
    ram.expect_tree({**ARCHIVE, **large}, [])
    ram.expect_all_given_back()
    ram.fail_at(None)
    # Nine nodes, their names and a table of openings.
    assert ram.metered.calls == 2 * 8 + 1


def test_a_write_takes_memory_for_what_it_writes(ram: Ram) -> None:
    data = noise(8, 1 << 20)
    ram.pack(entry(b"large", data))
    ram.host_file("in", b"in the middle")
    wanted = data[:500_000] + b"in the middle" + data[500_013:]
    ram.expect_tree({"/large": wanted}, ["write\t/large\t500000\tin"])
    # A block, and the table up to it.
    done = ram.start(["write\t/large\t500000\tin"]).expect(0)
    seen = read_transcript(done).answers[0][1]
    [used] = [int(line.split("bytes: ")[1].split()[0]) for line in seen]
    assert 1024 + 8 * 489 < used < 1024 + 8 * 489 + 1024, done.story()
    ram.expect_all_given_back()
    # And the archive is as it was.
    ram.expect_tree({"/large": data}, [])


def test_after_stop_there_are_no_files(ram: Ram) -> None:
    ram.pack(*entries_of(ARCHIVE))
    said = read_transcript(ram.start(["create\t/f", "mkdir\t/d", "open\t/f"]).expect(0))
    answers = dict(said.answers)
    assert answers["ls ramfs:/"][0].startswith("error: HX_ERR_NOT_FOUND"), answers
    stats = [printed[-1] for command, printed in said.answers if "stats" in command]
    assert stats[0].startswith('-> ok "files: 6, folders: 3, bytes: '), stats
    assert stats[1].startswith("error: HX_ERR_NOT_RUNNING"), stats
    ram.expect_all_given_back()


def test_the_last_of_a_name_counts_and_folders_need_no_entry(ram: Ram) -> None:
    ram.pack(
        entry(b"a", b"first"),
        entry(b"link", b"a", mode=LINK),
        entry(b"deep/er/file", b"text"),
        entry(b"./a", b"second"),
        entry(b"one", links=2),
        entry(b"two", b"linked", links=2),
        entry(b".", mode=FOLDER),
        entry(b"deep", mode=FOLDER),
        entry(b"gone", b"text"),
        entry(b"gone", b"a", mode=LINK),
    )
    wanted: dict[str, bytes | None] = {
        "/a": b"second",
        "/deep": None,
        "/deep/er": None,
        "/deep/er/file": b"text",
        "/one": b"linked",
        "/two": b"linked",
    }
    ram.expect_tree(wanted, [])
    # Each name of a file that had two is a file of its own.
    ram.host_file("in", b"L")
    wanted["/one"] = b"Linked"
    ram.expect_tree(wanted, ["write\t/one\t0\tin"])


def test_names_are_compared_byte_by_byte(ram: Ram) -> None:
    ram.pack(entry(b"a", b"small"), entry(b"A", b"large"))
    ram.expect_tree({"/a": b"small", "/A": b"large", "/a:*?.": b""}, ["create\t/a:*?."])


DAMAGED = {
    "a name that leads out": (
        [entry(b"../etc/passwd", b"x")],
        "initrd, file '../etc/passwd': a name is not '.' or '..'",
    ),
    "a name that is the folder": (
        [entry(b"a/./b", b"x")],
        "initrd, file 'a/./b': a name is not '.' or '..'",
    ),
    "a part that is empty": (
        [entry(b"a//b", b"x")],
        "initrd, file 'a//b': a name has 1 to 255 bytes",
    ),
    "a slash behind it": (
        [entry(b"a/", mode=FOLDER)],
        "initrd, file 'a/': a name has 1 to 255 bytes",
    ),
    "a part that is too long": (
        [entry(b"a" * 256, b"x")],
        None,
    ),
    "a control character": (
        [entry(b"be\x07ll", b"x")],
        "initrd, file 'be ll': a name has the character U+0007",
    ),
    "no UTF-8": ([entry(b"\xe9t\xe9", b"x")], None),
    "a file that is a folder": (
        [entry(b"a", b"x"), entry(b"a/b", b"x")],
        "initrd, file 'a/b': 'a' is a file and a folder",
    ),
    "a folder that is a file": (
        [entry(b"a/b/c", b"x"), entry(b"a/b", b"x")],
        "initrd, file 'a/b': 'b' is a file and a folder",
    ),
    "a sum that is wrong": (
        [entry(b"a", b"x", magic=b"070702", check=7)],
        "initrd, offset 0: c_check is 00000007, the sum of 'a' is 00000078",
    ),
    "another format": ([b"!<arch>\n" * 20], "initrd, offset 0: c_magic is not 070701"),
}


@pytest.mark.parametrize("name", list(DAMAGED))
def test_a_damaged_archive_keeps_it_from_starting(ram: Ram, name: str) -> None:
    entries, detail = DAMAGED[name]
    # Behind what is good, so that there is something to give back.
    for before in (list(entries_of(ARCHIVE)), []):
        if name == "another format" or "offset" in (detail or ""):
            before = []
        ram.pack(*before, *entries)
        done = ram.start().expect(1)
        found = [line for line in done.lines if "start ramfs 1.0.0 failed: " in line]
        assert len(found) == 1 and "HX_ERR_CORRUPT: initrd, " in found[0], done.story()
        assert detail is None or detail in found[0], done.story()
        assert "skip fsdriver" in done.output, done.story()
        ram.expect_all_given_back()


@pytest.mark.parametrize("cut", [1, 30, 113, 130, 400])
def test_an_archive_that_is_cut(ram: Ram, cut: int) -> None:
    whole = b"".join(entries_of({"/a": b"text", "/b": b"more text"})) + END
    (ram.folder / "initrd").write_bytes(whole[:-cut] if cut < len(whole) else b"0")
    done = ram.start().expect(1)
    assert "start ramfs 1.0.0 failed: HX_ERR_CORRUPT: initrd, offset " in done.output
    ram.expect_all_given_back()


def test_there_may_be_no_archive(ram: Ram, monkeypatch: pytest.MonkeyPatch) -> None:
    (ram.folder / "initrd").write_bytes(b"")
    ram.expect_tree({"/f": b""}, ["create\t/f"])
    ram.expect_all_given_back()


def test_folders_as_deep_as_an_archive_says(ram: Ram) -> None:
    """There is a way down to each, and back, without a stack that grows with it."""
    depth = 40_000
    ram.pack(entry(b"/".join([b"d"] * depth), b"bottom"))
    [answer] = ram.good(["list\t/" + "/".join(["d"] * 500)])
    assert answer == ["d 0 d", "HX_OK"]
    ram.expect_all_given_back()
    assert ram.metered.calls == 2 * depth + 1


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_operations(
    ram: Ram, kernels: dict[int, Path], block: int, seed: int
) -> None:
    """From the files of the archive on."""
    ram.pack(*entries_of(ARCHIVE))
    ram.write_sources()
    model = Model(block * 10 + seed, ARCHIVE)
    for _ in range(600):
        model.step()
    checked = Ram(folder=ram.folder, run=kernels[block])
    checked.expect_tree(model.files, model.lines)
    checked.expect_all_given_back()


# Each kind of operation, with each kind of memory that it takes.
FAILING = [
    "create\t/made",
    "mkdir\t/folder",
    "write\t/motd\t4\ts1",
    "write\t/made\t70\ts1",
    "write\t/docs/large\t1000\ts4",
    "write\t/made\t0\ts4",
    "rename\t/docs\t/folder/with a longer name",
    "rename\t/made\t/m",
    "write\t/folder/with a longer name/large\t20000\ts5",
    "resize\t/folder/with a longer name/large\t300",
    "remove\t/motd",
    "create\t/motd",
    "write\t/motd\t0\ts1",
]


def apply(files: dict[str, bytes | None], line: str) -> bool:
    """What a good operation does; False where it can only be refused: what it is for has
    not been made."""
    kind, path, *rest = line.split("\t")
    parent = path.rpartition("/")[0]
    if kind in ("create", "mkdir"):
        if path in files or (parent and files.get(parent, b"") is not None):
            return False
        files[path] = b"" if kind == "create" else None
        return True
    if path not in files:
        return False
    old = files[path] or b""
    if kind == "write":
        at, source = int(rest[0]), SOURCES[int(rest[1][1:])]
        files[path] = old[:at].ljust(at, b"\0") + source + old[at + len(source) :]
    elif kind == "resize":
        files[path] = old[: int(rest[0])].ljust(int(rest[0]), b"\0")
    elif kind == "remove":
        del files[path]
    else:
        to = rest[0]
        parent = to.rpartition("/")[0]
        if to in files or (parent and files.get(parent, b"") is not None):
            return False
        for name in [n for n in files if n == path or n.startswith(path + "/")]:
            files[to + name[len(path) :]] = files.pop(name)
    return True


@pytest.mark.parametrize("block, step", [(64, 7), (1000, 1)])
def test_each_allocation_fails_once(
    ram: Ram, kernels: dict[int, Path], block: int, step: int
) -> None:
    """The operation is refused and has changed nothing, and nothing is lost. Where there
    are many small blocks, not each of them is tried."""
    checked = Ram(folder=ram.folder, run=kernels[block])
    checked.pack(*entries_of(ARCHIVE))
    checked.write_sources()
    starting = 2 * len(ARCHIVE) + 1
    refusals = set()
    for number in range(1, 100_000):
        checked.fail_at(number)
        if number <= starting:
            done = checked.start(FAILING).expect(1)
            assert "start ramfs 1.0.0 failed: HX_ERR_NO_SPACE: " in done.output
            checked.expect_all_given_back()
            continue
        if number % step:
            continue
        files = dict(ARCHIVE)
        answers = [answer[-1] for answer in checked.boot(FAILING)]
        for line, status in zip(FAILING, answers):
            if status == "HX_ERR_NO_SPACE":
                refusals.add(line)
            elif status == "HX_OK":
                assert apply(files, line), line
            else:
                assert not apply(dict(files), line), (line, status)
        checked.expect_all_given_back()
        failed = checked.metered.failed
        assert answers.count("HX_ERR_NO_SPACE") <= failed
        look = list_tree(files)
        seen = checked.boot([*FAILING, *look])[len(FAILING) :]
        check_tree(checked.folder, files, look, seen)
        if failed == 0:
            break
    # Without a smaller table, or one that is larger than need be, nothing is refused.
    refused = {line.split("\t")[0] for line in refusals}
    assert "write" in refused and refused <= {"create", "mkdir", "write", "rename"}
    assert step > 1 or len(refused) == 4, refused


MEMORY = (
    '[interfaces]\n"helix.allocator" = "slab"\n[bind.slab]\npages = "buddy"\n'
    '[bind.ramfs]\nmemory = "slab"\n[config.buddy]\narena_kib = 1024\n'
    '[initrd]\nfolder = "files"\n'
)


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_it_is_loaded_and_unloaded(workspace: Workspace, target: str) -> None:
    """From the archive that it then serves."""
    commands = ["load ramfs.hxm", "ls ramfs:/", "cat ramfs:/docs/motd"]
    commands += ["write ramfs:/docs/motd changed", "cat ramfs:/docs/motd"]
    commands += ["unload ramfs", "request slab stats"]
    quoted = ", ".join(f'"{command}"' for command in commands)
    workspace.write("files/docs/motd", "Welcome.\n")
    workspace.write(
        "profile.toml",
        f'[profile]\ntarget = "{target}"\n[modules]\nstatic = ["slab", "buddy"]\n'
        f'loadable = ["ramfs"]\n{MEMORY}[boot]\ncommands = [{quoted}]\n',
    )
    seen = read_transcript(workspace.build_and_boot("--strict").expect(0))
    listed = seen.answer("ls ramfs:/")
    assert listed[0] == "- docs/" and listed[1].endswith(" ramfs.hxm"), listed
    assert [
        printed[0] for command, printed in seen.answers if command.startswith("cat")
    ] == ["Welcome.", "changed"]
    assert "objects: 0," in seen.reply("request slab stats"), seen.done.story()


def test_each_of_its_callbacks_fails_once(workspace: Workspace) -> None:
    workspace.write("files/motd", "Welcome.\n")
    workspace.write_profile(["ramfs", "slab", "buddy"], more=MEMORY)
    workspace.configure("--strict").expect(0)
    done = workspace.ninja("faults").expect(0)
    assert "DIFFERS" not in done.output, done.story()
