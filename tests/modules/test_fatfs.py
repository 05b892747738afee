# SPDX-License-Identifier: MIT
"""The module fatfs, judged by mtools and fsck.fat, which nobody here wrote.

The image of the kernel is built once, for the host; each test runs it on a disk of its
own, with a script of operations.
"""

from __future__ import annotations

import random
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.modules.filesystems import DRIVER, Model, Scripted, build_checked, noise
from tests.workspace import Workspace, execute

SPECS = Path(__file__).resolve().parent / "specs_fatfs"
SECTOR = 512
# FAT bits, sectors of a cluster, KiB of the disk.
KINDS = [(12, 1, 1024), (12, 4, 4096), (16, 1, 8192), (16, 4, 32768), (32, 1, 36864)]
# What a cut may leave; see the module's README.
HARMLESS = (
    "fsck.fat 4",
    "Dirty bit is set.",
    " Automatically removing dirty bit.",
    "There are differences between boot sector and its backup.",
    "This is mostly harmless. Differences: (offset:original/backup)",
    "  65:01/00",
    "  Not automatically fixing this.",
    "FATs differ but appear to be intact.",
    "  Using first FAT.",
    "  Automatically fixing by using first FAT.",
    "Reclaimed ",
    "Reclaiming unconnected clusters.",
    "Free cluster summary uninitialized",
    "  Auto-setting.",
    "Leaving filesystem unchanged.",
)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The process, with the module's own code under the sanitizers."""
    workspace = Workspace(folder=tmp_path_factory.mktemp("fatfs"))
    workspace.write_profile(
        ["fsdriver", "fatfs", "testdisk"],
        more='[config.testdisk]\njournal = "journal"\n',
    )
    return build_checked(workspace, "fatfs", SPECS)


@dataclass(frozen=True, kw_only=True)
class Disk(Scripted):
    """An image, the scripts that run on it, and the judges' view of it."""

    @property
    def image(self) -> Path:
        return self.folder / "disk.img"

    def make(self, bits: int, cluster: int, kib: int) -> None:
        self.image.unlink(missing_ok=True)
        words = ["mkfs.fat", "-C", "-F", str(bits), "-s", str(cluster)]
        self.tool(*words, "disk.img", str(kib))

    def tool(self, *words: str) -> str:
        return execute(list(words), cwd=self.folder).expect(0).output

    def check(self) -> None:
        """The image is without fault."""
        output = self.tool("fsck.fat", "-n", "disk.img")
        assert len(output.splitlines()) == 2, output

    def tree(self) -> dict[str, bytes | None]:
        """All that mtools finds: content by path, None for a folder."""
        out = self.folder / "tree"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        if self.tool("mdir", "-b", "-i", "disk.img", "::/").strip():
            self.tool("mcopy", "-s", "-n", "-Q", "-i", "disk.img", "::/*", "tree/")
        return {
            "/"
            + str(path.relative_to(out)): (None if path.is_dir() else path.read_bytes())
            for path in out.rglob("*")
        }


@pytest.fixture
def disk(tmp_path: Path, kernel: Path) -> Disk:
    return Disk(folder=tmp_path, run=kernel)


@pytest.mark.parametrize(("bits", "cluster", "kib"), KINDS)
def test_files_cross_both_ways(disk: Disk, bits: int, cluster: int, kib: int) -> None:
    disk.make(bits, cluster, kib)
    theirs = {size: noise(size, size) for size in (0, 1, 511, 512, 513, 300_001)}
    disk.tool("mmd", "-i", "disk.img", "::/Their long folder")
    lines = ["mkdir\t/Our folder.d", "mkdir\t/Our folder.d/été жz"]
    for size, data in theirs.items():
        disk.host_file(f"in{size}", data)
        at = f"/Their long folder/A file of {size} bytes.txt"
        disk.tool("mcopy", "-i", "disk.img", f"in{size}", f"::{at}")
        lines.append(f"get\t{at.upper()}\tout{size}\t{size // 3 + 1}")
        lines.append(f"create\t/Our folder.d/été жz/x{size}")
        lines.append(f"write\t/Our folder.d/été жz/x{size}\t0\tin{size}")
    lines.append("create\t/PLAIN.TXT")
    disk.good(lines)
    disk.check()
    tree = disk.tree()
    for size, data in theirs.items():
        assert (disk.folder / f"out{size}").read_bytes() == data
        assert tree[f"/Our folder.d/été жz/x{size}"] == data
    assert tree["/PLAIN.TXT"] == b""


@pytest.mark.parametrize(("bits", "cluster", "kib"), KINDS)
def test_folders_grow_and_shrink(disk: Disk, bits: int, cluster: int, kib: int) -> None:
    disk.make(bits, cluster, kib)
    names = [f"A name that begins like {i} others.text" for i in range(150)]
    lines = ["mkdir\t/d", *(f"create\t/d/{name}" for name in names), "list\t/d"]
    answer = disk.good(lines)[-1]
    assert sorted(answer[:-1]) == sorted(f"f 0 {name}" for name in names)
    disk.check()
    assert {p for p in disk.tree() if p != "/d"} == {f"/d/{name}" for name in names}
    assert disk.boot(["remove\t/d"]) == [["HX_ERR_BUSY"]]
    disk.good([f"remove\t/d/{name}" for name in names] + ["remove\t/d"])
    disk.check()
    assert disk.tree() == {}


@pytest.mark.parametrize(("bits", "cluster", "kib"), KINDS)
def test_gaps_sizes_and_a_full_disk(
    disk: Disk, bits: int, cluster: int, kib: int
) -> None:
    disk.make(bits, cluster, kib)
    data = noise(1, 5000)
    disk.host_file("in", data)
    disk.host_file("big", noise(2, 600_000))
    lines = ["create\t/f", "write\t/f\t0\tin", "resize\t/f\t100", "resize\t/f\t3000"]
    lines += ["write\t/f\t7000\tin", "create\t/big"]
    disk.good(lines)
    disk.check()
    wanted = data[:100] + bytes(6900) + data
    assert disk.tree() == {"/f": wanted, "/big": b""}
    fill = [
        f"write\t/big\t{i * 600_000}\tbig" for i in range(kib * 1024 // 600_000 + 1)
    ]
    answers = [answer[-1] for answer in disk.boot(fill)]
    assert answers[-1] == "HX_ERR_NO_SPACE" and answers[0] == "HX_OK"
    disk.check()
    tree = disk.tree()
    assert tree["/f"] == wanted
    assert tree["/big"] == noise(2, 600_000) * answers.count("HX_OK")
    disk.good(["resize\t/big\t0", "write\t/big\t0\tbig"])
    disk.check()


def test_what_is_refused(disk: Disk) -> None:
    disk.make(16, 2, 16384)
    disk.good(["create\t/f", "mkdir\t/d", "mkdir\t/d/e"])
    number = disk.boot(["open\t/f", "remove\t/f", "rename\t/f\t/g", "remove\t/g"])
    assert [a[-1] for a in number] == ["HX_OK", "HX_ERR_BUSY", "HX_OK", "HX_ERR_BUSY"]
    wanted = {
        "create\t/G": "HX_ERR_ALREADY_EXISTS",
        "create\tg": "HX_ERR_INVALID",
        "create\t/a//b": "HX_ERR_INVALID",
        "create\t/d/..": "HX_ERR_INVALID",
        "create\t/a:b": "HX_ERR_INVALID",
        "create\t/" + "x" * 256: "HX_ERR_INVALID",
        "create\t/no/x": "HX_ERR_NOT_FOUND",
        "create\t/g/x": "HX_ERR_NOT_FOUND",
        "mkdir\t/": "HX_ERR_ALREADY_EXISTS",
        "remove\t/": "HX_ERR_BUSY",
        "rename\t/d\t/d/e/f": "HX_ERR_INVALID",
        "rename\t/g\t/d": "HX_ERR_ALREADY_EXISTS",
        "resize\t/g\t4294967296": "HX_ERR_NO_SPACE",
        "close\t5": "HX_ERR_INVALID",
        "list\t/g": "HX_ERR_INVALID",
        "stat\t/none": "HX_ERR_NOT_FOUND",
    }
    answers = disk.boot(list(wanted))
    assert [answer[-1] for answer in answers] == list(wanted.values())
    disk.check()


def test_a_partition(tmp_path: Path, disk: Disk) -> None:
    disk.make(16, 1, 8192)
    volume = disk.image.read_bytes()
    entry = struct.pack("<BxxxBxxxII", 0x80, 6, 64, len(volume) // SECTOR)
    mbr = bytes(446) + bytes(16) + entry + bytes(32) + b"\x55\xaa"
    disk.image.write_bytes(mbr + bytes(63 * SECTOR) + volume)
    workspace = Workspace(folder=tmp_path / "kernel")
    for spec in (*DRIVER.glob("*.*"), *SPECS.glob("*.*")):
        workspace.write(f"mods/{spec.name}", spec.read_text())
    names = ["fsdriver", "fatfs", "testdisk"]
    workspace.write_profile(names, more="[config.fatfs]\npartition = 2\n")
    workspace.configure("--strict", "--cc", "clang").expect(0)
    workspace.ninja().expect(0)
    other = Disk(folder=disk.folder, run=workspace.build / "run")
    other.good(["create\t/in the second partition"])
    raw = disk.image.read_bytes()
    assert raw[:SECTOR] == mbr
    disk.image.write_bytes(raw[64 * SECTOR :])
    disk.check()
    assert disk.tree() == {"/in the second partition": b""}


@pytest.mark.parametrize(("bits", "cluster", "kib"), KINDS)
def test_random_operations(disk: Disk, bits: int, cluster: int, kib: int) -> None:
    disk.make(bits, cluster, kib)
    disk.write_sources()
    model = Model(bits * 100 + cluster)
    for _ in range(500):
        model.step()
    disk.good(model.lines)
    disk.check()
    assert disk.tree() == model.files
    lines = [f"get\t{p}\tout\t1000" for p, d in model.files.items() if d is not None]
    disk.good(lines[-1:])


def read_journal(folder: Path) -> list[tuple[int, bytes]]:
    raw = (folder / "journal").read_bytes()
    writes = []
    at = 0
    while at < len(raw):
        (number,) = struct.unpack_from("<Q", raw, at)
        at += 8
        if number != 2**64 - 1:
            writes.append((number, raw[at : at + SECTOR]))
            at += SECTOR
    return writes


@pytest.mark.parametrize(("bits", "cluster", "kib"), [KINDS[0], KINDS[2], KINDS[4]])
def test_power_cuts(disk: Disk, bits: int, cluster: int, kib: int) -> None:
    disk.make(bits, cluster, kib)
    old = noise(4, 4000)
    disk.host_file("old", old)
    disk.host_file("new", noise(5, 3000))
    disk.good(["create\t/kept", "write\t/kept\t0\told"])
    before = disk.image.read_bytes()
    lines = ["mkdir\t/A folder with a name", "create\t/A folder with a name/x y z"]
    lines += ["write\t/A folder with a name/x y z\t2000\tnew"]
    lines += [f"create\t/A folder with a name/Some long name, {i}" for i in range(20)]
    lines += ["write\t/A folder with a name/x y z\t4900\tnew"]
    lines += ["resize\t/A folder with a name/x y z\t600"]
    lines += ["rename\t/kept\t/still here"]
    lines += [f"remove\t/A folder with a name/Some long name, {i}" for i in range(20)]
    lines += ["remove\t/A folder with a name/x y z", "remove\t/A folder with a name"]
    disk.good(lines)
    image = bytearray(before)
    writes = read_journal(disk.folder)
    assert len(writes) > 60
    for count, (number, data) in enumerate(writes, 1):
        image[number * SECTOR : (number + 1) * SECTOR] = data
        disk.image.write_bytes(image)
        done = execute(["fsck.fat", "-n", "disk.img"], cwd=disk.folder)
        expect_harmless(done.output, f"after write {count}, to sector {number}")
        name = (
            "kept"
            if b"KEPT" in disk.tool("mdir", "-i", "disk.img", "::").encode()
            else "still here"
        )
        execute(
            ["mcopy", "-n", "-i", "disk.img", f"::/{name}", "out"], cwd=disk.folder
        ).expect(0)
        assert (disk.folder / "out").read_bytes() == old
    disk.check()


def test_a_cut_move_is_at_one_path_or_both(disk: Disk) -> None:
    disk.make(16, 2, 16384)
    data = noise(7, 3000)
    disk.host_file("in", data)
    lines = ["mkdir\t/old", "mkdir\t/new", "mkdir\t/old/f", "create\t/old/f/in"]
    disk.good([*lines, "write\t/old/f/in\t0\tin", "sync\t"])
    image = bytearray(disk.image.read_bytes())
    disk.good(["rename\t/old/f\t/new/Now with another name"])
    seen = set()
    for number, sector in read_journal(disk.folder):
        image[number * SECTOR : (number + 1) * SECTOR] = sector
        disk.image.write_bytes(image)
        tree = disk.tree()
        paths = {"/old/f/in", "/new/Now with another name/in"} & set(tree)
        assert all(tree[path] == data for path in paths)
        seen.add(len(paths))
    assert paths == {"/new/Now with another name/in"}
    assert seen == {1, 2}
    disk.check()


def expect_harmless(output: str, when: str) -> None:
    lines = output.splitlines()
    for i, line in enumerate(lines):
        if line.startswith(HARMLESS) or line.startswith("disk.img:") or not line:
            continue
        # A chain that is longer than its file, with the file's name before it.
        rest = "\n".join(lines[i : i + 3])
        if "cluster chain length is >" in line or "Truncating file to" in line:
            continue
        if line.startswith("/") and "cluster chain length is >" in rest:
            continue
        raise AssertionError(f"{when}: {line!r} in\n{output}")


def refuse_or_work(disk: Disk, lines: list[str]) -> str:
    """Any answer will do, but no crash, no hang; the boot log is returned."""
    (disk.folder / "script").write_text("".join(f"{line}\n" for line in lines))
    done = execute([str(disk.run)], cwd=disk.folder, limit_s=20)
    assert done.status in (0, 1) and "helix: halt" in done.output, done.story()
    return done.output


BOOT_FIELDS = {
    "bytes of a sector": (11, b"\x00\x04", "HX_ERR_UNSUPPORTED"),
    "no sectors of a cluster": (13, b"\x00", "HX_ERR_CORRUPT"),
    "odd sectors of a cluster": (13, b"\x03", "HX_ERR_CORRUPT"),
    "no reserved sectors": (14, b"\x00\x00", "HX_ERR_CORRUPT"),
    "no FATs": (16, b"\x00", "HX_ERR_CORRUPT"),
    "many FATs": (16, b"\xff", "HX_ERR_CORRUPT"),
    "no root": (17, b"\x00\x00", "HX_ERR_CORRUPT"),
    "large root": (17, b"\xff\xff", "HX_ERR_CORRUPT"),
    "too many sectors": (19, b"\xff\xff", "HX_ERR_CORRUPT"),
    "no sectors": (19, b"\x00\x00", "HX_ERR_CORRUPT"),
    "small FAT": (22, b"\x01\x00", "HX_ERR_CORRUPT"),
    "large FAT": (22, b"\xff\xff", "HX_ERR_CORRUPT"),
    "no signature": (510, b"\x00", "HX_ERR_CORRUPT"),
}


@pytest.mark.parametrize("name", BOOT_FIELDS)
def test_damaged_boot_sectors(disk: Disk, name: str) -> None:
    offset, value, status = BOOT_FIELDS[name]
    disk.make(12, 1, 1024)
    raw = bytearray(disk.image.read_bytes())
    raw[offset : offset + len(value)] = value
    disk.image.write_bytes(raw)
    output = refuse_or_work(disk, ["list\t/"])
    assert f"start fatfs 1.0.0 failed: {status}: " in output, output


def test_chains_in_a_circle(disk: Disk) -> None:
    disk.make(16, 1, 8192)
    disk.host_file("in", noise(6, 3000))
    disk.tool("mmd", "-i", "disk.img", "::/d")
    disk.tool("mcopy", "-i", "disk.img", "in", "::/f")
    raw = bytearray(disk.image.read_bytes())
    (reserved,) = struct.unpack_from("<H", raw, 14)
    # The folder has cluster 2, the file 3 to 8.
    struct.pack_into("<H", raw, reserved * SECTOR + 4, 3)
    struct.pack_into("<H", raw, reserved * SECTOR + 10, 3)
    disk.image.write_bytes(raw)
    lines = ["list\t/d", "get\t/f\tout\t512", "write\t/f\t100000\tin", "remove\t/f"]
    answers = [answer[-1] for answer in disk.boot(lines)]
    assert answers[2] == "HX_ERR_CORRUPT" or answers[3] == "HX_ERR_CORRUPT", answers


def full_folder(sectors: int) -> bytes:
    """As many entries as a folder may have: `.`, `..` and empty files."""
    date = b"\x21\0"
    ends = date + bytes(4) + date
    entries = []
    for name, cluster in (
        (b".          ", 2),
        (b"..         ", 0),
        *((b"%08d   " % i, 0) for i in range(sectors * 16 - 2)),
    ):
        attr = b"\x10" if name.startswith(b".") else b"\x20"
        body = name + attr + bytes(4) + ends[:4] + bytes(4)
        entries.append(body + date + struct.pack("<HI", cluster, 0))
    return b"".join(entries)


@pytest.mark.parametrize("more", [0, 1])
def test_a_folder_that_is_full_has_an_end(disk: Disk, more: int) -> None:
    """65536 entries, and not a cluster more."""
    disk.make(16, 4, 32768)
    disk.tool("mmd", "-i", "disk.img", "::/d")
    raw = bytearray(disk.image.read_bytes())
    reserved, fat_size = struct.unpack_from("<H", raw, 14)[0], 0
    (fat_size,) = struct.unpack_from("<H", raw, 22)
    (root_entries,) = struct.unpack_from("<H", raw, 17)
    data = (reserved + 2 * fat_size) * SECTOR + root_entries * 32
    clusters = 4096 // 4
    # The folder has cluster 2 and those behind it.
    chain = [*range(3, 2 + clusters + more), 0xFFFF]
    for copy in range(2):
        at = (reserved + copy * fat_size) * SECTOR + 2 * 2
        struct.pack_into(f"<{len(chain)}H", raw, at, *chain)
    folder = full_folder(4096 + 4 * more)
    raw[data : data + len(folder)] = folder
    disk.image.write_bytes(raw)
    [answer] = disk.boot(["list\t/d"])
    wanted = "HX_ERR_CORRUPT" if more else "HX_OK"
    assert (len(answer) - 1, answer[-1]) == (65534, wanted)
    if not more:
        [answer] = disk.boot(["create\t/d/one more"])
        assert answer == ["HX_ERR_NO_SPACE"]


@pytest.mark.parametrize("seed", range(20))
def test_damage_anywhere(disk: Disk, seed: int) -> None:
    disk.make(12 if seed % 2 else 16, 1, 1024 if seed % 2 else 8192)
    disk.host_file("in", noise(6, 3000))
    names = [f"/folder {i}" for i in range(3)]
    lines = [f"mkdir\t{name}" for name in names]
    lines += [f"create\t{name}/A file" for name in names]
    lines += [f"write\t{name}/A file\t0\tin" for name in names]
    disk.good(lines)
    raw = bytearray(disk.image.read_bytes())
    chance = random.Random(seed)
    used = [i for i, byte in enumerate(raw) if byte != 0 and i >= SECTOR]
    for _ in range(40):
        raw[chance.choice(used)] = chance.randrange(256)
    disk.image.write_bytes(raw)
    lines = [f"get\t{name}/A file\tout\t700" for name in names]
    lines += [f"list\t{name}" for name in ["/", *names]]
    lines += [f"write\t{name}/A file\t2000\tin" for name in names]
    lines += [f"create\t{name}/Another file" for name in names]
    lines += [f"remove\t{name}/A file" for name in names]
    refuse_or_work(disk, lines)


def test_in_the_kernel(tmp_path: Path, disk: Disk) -> None:
    """The same module on bare metal, on a disk that is a part of the image."""
    disk.make(12, 1, 64)
    disk.host_file("in", b"from mtools")
    disk.tool("mcopy", "-i", "disk.img", "in", "::/A long name.txt")
    workspace = Workspace(folder=tmp_path / "kernel")
    text = (SPECS / "kernel" / "image_disk.mod").read_text()
    workspace.write("mods/image_disk.mod", text)
    numbers = ",".join(str(byte) for byte in disk.image.read_bytes())
    workspace.write("mods/image.c", f"uint8_t image_disk[65536] = {{{numbers}}};\n")
    commands = ["request reader read", "request reader change", "request fatfs volume"]
    quoted = ", ".join(f'"{command}"' for command in commands)
    workspace.write_profile(
        ["reader", "fatfs", "image-disk"],
        target="x86_64",
        more=f"[boot]\ncommands = [{quoted}]\n",
    )
    done = workspace.build_and_boot("--strict").expect(0)
    answers = [line for line in done.lines if line.startswith("-> ")]
    assert answers[0] == '-> ok "from mtools"', done.story()
    assert answers[1] == '-> ok "from the kernel"', done.story()
    assert answers[2].startswith('-> ok "FAT12, '), done.story()
