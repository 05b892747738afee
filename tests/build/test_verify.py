# SPDX-License-Identifier: MIT
"""The verifier refuses an image whose module section is not as planned."""

from __future__ import annotations

import json
import re
import shutil
import struct
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from codegen.ninja.verify import verify_image
from tests.build.specs import CONSUMER, PROVIDER
from tests.workspace import Workspace


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace(folder=tmp_path_factory.mktemp("linked"))
    workspace.write("mods/adder.mod", PROVIDER)
    workspace.write("mods/consumer.mod", CONSUMER)
    workspace.write_profile(["consumer"], target="x86_64")
    workspace.configure().expect(0)
    workspace.ninja().expect(0)
    return workspace.build


@pytest.fixture
def image(linked: Path, tmp_path: Path) -> Path:
    shutil.copy(linked / "kernel.elf", tmp_path)
    shutil.copy(linked / "gen/section.json", tmp_path)
    return tmp_path / "kernel.elf"


def section_range(image: Path) -> tuple[int, int]:
    with image.open("rb") as file:
        section = ELFFile(file).get_section_by_name(".helix.modules")
        return section["sh_offset"], section["sh_size"]


def problems(image: Path) -> str:
    return "\n".join(verify_image(image, image.parent / "section.json"))


def test_good_image(image: Path) -> None:
    assert problems(image) == ""


def test_swapped_entries(image: Path) -> None:
    offset, size = section_range(image)
    assert size == 16
    data = bytearray(image.read_bytes())
    first, second = data[offset : offset + 8], data[offset + 8 : offset + 16]
    data[offset : offset + 16] = second + first
    image.write_bytes(data)
    assert problems(image) == (
        "entry 0: planned 'adder', linked 'consumer'\n"
        "entry 1: planned 'consumer', linked 'adder'"
    )


def test_null_entry(image: Path) -> None:
    offset, _ = section_range(image)
    data = bytearray(image.read_bytes())
    data[offset : offset + 8] = bytes(8)
    image.write_bytes(data)
    assert problems(image) == "entry 0: 0x0 is no module descriptor"


def test_dropped_entry(image: Path) -> None:
    planned = json.loads((image.parent / "section.json").read_text())
    lost = {"symbol": "hxg_module_lost", "name": "lost", "section": "x"}
    (image.parent / "section.json").write_text(json.dumps([*planned, lost]))
    assert problems(image).splitlines() == [
        "planned 3 entries of 8 bytes, linked 16 bytes",
        "'lost' is missing",
    ]


def test_writable_code(image: Path) -> None:
    data = bytearray(image.read_bytes())
    with image.open("rb") as file:
        elf = ELFFile(file)
        size = elf["e_phentsize"]
        for index, segment in enumerate(elf.iter_segments()):
            if segment["p_type"] == "PT_LOAD" and segment["p_flags"] & 1:
                at = elf["e_phoff"] + index * size + 4
                struct.pack_into("<I", data, at, segment["p_flags"] | 2)
    image.write_bytes(data)
    assert "is writable and executable" in problems(image)


def test_not_an_elf_file(image: Path) -> None:
    image.write_text("no image at all")
    assert problems(image).startswith("cannot be read as ELF: ")


def test_truncated_at_many_lengths(image: Path) -> None:
    whole = image.read_bytes()
    for size in range(0, len(whole), len(whole) // 40):
        image.write_bytes(whole[:size])
        assert problems(image) != ""


def test_build_fails_and_removes_the_image(linked: Path) -> None:
    """A linker script that drops the section's entries must not go through."""
    from tests.workspace import PYTHON, ROOT, execute

    elf = linked / "copy.elf"
    shutil.copy(linked / "kernel.elf", elf)
    planned = json.loads((linked / "gen/section.json").read_text())
    wrong = linked / "wrong.json"
    wrong.write_text(json.dumps(planned[::-1]))
    words = [PYTHON, "-m", "codegen.ninja.verify", str(elf), str(wrong)]
    done = execute(words, cwd=ROOT).expect(1)
    assert "copy.elf: error[E703]: entry 0: planned 'consumer'" in done.output
    assert not elf.exists()


def test_a_good_image_is_measured(linked: Path) -> None:
    """What is printed behind the link is what GNU's readelf says of the segments."""
    from tests.workspace import PYTHON, ROOT, execute

    elf = linked / "kernel.elf"
    words = [PYTHON, "-m", "codegen.ninja.verify", str(elf)]
    done = execute([*words, str(linked / "gen/section.json")], cwd=ROOT).expect(0)
    shown = re.fullmatch(
        r"kernel\.elf: code (\d+), constants (\d+), data (\d+), zeroed (\d+) bytes\n",
        done.output,
    )
    assert shown is not None, done.story()
    sizes = {"code": 0, "constants": 0, "data": 0, "zeroed": 0}
    for line in execute(["readelf", "-lW", str(elf)], cwd=ROOT).lines:
        words = line.split()
        if words[:1] != ["LOAD"]:
            continue
        file_size, size = (int(word, 16) for word in words[4:6])
        flags = "".join(words[6:-1])
        if "E" in flags:
            sizes["code"] += size
        elif "W" in flags:
            sizes["data"] += file_size
            sizes["zeroed"] += size - file_size
        else:
            sizes["constants"] += size
    assert [int(size) for size in shown.groups()] == list(sizes.values()), done.story()
    assert sizes["code"] > 0 and sizes["zeroed"] > 0
