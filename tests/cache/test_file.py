# SPDX-License-Identifier: MIT
"""A cache that cannot be used is as good as none, whatever is in its place."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.cache.file import load
from codegen.cache.stamps import digest
from tests.cache.kernel import CACHE, Kernel, files_by_number, make_kernel, written


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    made = make_kernel(tmp_path, 40)
    made.configure().expect(0)
    assert load(made.build) is not None
    return made


def check_usable_again(kernel: Kernel, outputs: dict[str, bytes]) -> None:
    """What was damaged is noticed, and the next run has a good one."""
    done = kernel.configure().expect(0)
    assert kernel.outputs() == outputs, done.story()
    assert load(kernel.build) is not None
    before = files_by_number(kernel)
    kernel.edit(33, "start { return HX_OK; }", "start { return HX_ERR_BUSY; }")
    kernel.configure().expect(0)
    assert len(written(kernel, before)) == 1


@pytest.mark.parametrize("part", [0.0, 0.001, 0.1, 0.5, 0.9, 0.9999])
def test_cut_off(kernel: Kernel, part: float) -> None:
    path = kernel.build / CACHE
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    assert load(kernel.build) is None
    check_usable_again(kernel, kernel.outputs())


def test_every_byte_counts(kernel: Kernel) -> None:
    path = kernel.build / CACHE
    data = path.read_bytes()
    for place in range(0, len(data), 397):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert load(kernel.build) is None, place
    check_usable_again(kernel, kernel.outputs())


def forge(path: Path, change: Callable[[list[object]], None]) -> None:
    """Change the JSON, with a digest that fits."""
    magic, _, *lines = path.read_bytes().rstrip(b"\n").split(b"\n")
    parts = [json.loads(line) for line in lines]
    change(parts)
    text = b"\n".join(json.dumps(part).encode() for part in parts) + b"\n"
    path.write_bytes(magic + b"\n" + digest(text).encode() + b"\n" + text)


def set_part(number: int, key: str, value: object) -> Callable[[list[object]], None]:
    def change(parts: list[object]) -> None:
        part = parts[number]
        assert isinstance(part, dict) and key in part
        part[key] = value

    return change


FACTS: dict[str, Callable[[list[object]], None]] = {
    "list": lambda parts: parts.__setitem__(0, []),
    "number": lambda parts: parts.__setitem__(0, 7),
    "nothing": lambda parts: parts.__setitem__(0, {}),
    "files are a list": set_part(0, "files", ["a"]),
    "stamp is a number": set_part(0, "files", {"a": 1}),
    "stamp of an output is short": set_part(0, "outputs", {"a": [1, 2]}),
    "stamp of an output is text": set_part(0, "outputs", {"a": [1, 2, "3"]}),
    "outputs are none": set_part(0, "outputs", None),
    "identity is a list": set_part(0, "identity", []),
    "present is a text": set_part(0, "present", "abc"),
    "said is a number": set_part(0, "diagnostics", 3),
    "said moves the cursor": set_part(0, "summary", "\x1b[2J"),
}


@pytest.mark.parametrize("change", FACTS.values(), ids=FACTS)
def test_forged_facts(kernel: Kernel, change: Callable[[list[object]], None]) -> None:
    forge(kernel.build / CACHE, change)
    assert load(kernel.build) is None
    check_usable_again(kernel, kernel.outputs())


SPECS: dict[str, Callable[[list[object]], None]] = {
    "list": lambda parts: parts.__setitem__(1, []),
    "open is a number": set_part(1, "open", 3),
    "too few paths": set_part(1, "paths", ["a"]),
    "paths are numbers": set_part(1, "paths", [1, 2]),
    "types out of range": set_part(1, "types", [10**9]),
    "closed is a text": set_part(1, "closed", "abc"),
}


@pytest.mark.parametrize("change", SPECS.values(), ids=SPECS)
def test_forged_specs(kernel: Kernel, change: Callable[[list[object]], None]) -> None:
    """They are read when a spec has changed."""
    forge(kernel.build / CACHE, change)
    cache = load(kernel.build)
    assert cache is not None and cache.specs() is None
    kernel.edit(33, "start { return HX_OK; }", "start { return HX_ERR_BUSY; }")
    kernel.configure().expect(0)
    found = kernel.outputs()
    kernel.forget()
    kernel.configure().expect(0)
    assert found == kernel.outputs()


@pytest.mark.parametrize("value", [None, {}, [1], ["a", 1, [0], 3], "x" * 4])
def test_forged_spec(kernel: Kernel, value: object) -> None:
    def change(parts: list[object]) -> None:
        part = parts[1]
        assert isinstance(part, dict)
        part["open"] = [value for _ in part["open"]]

    forge(kernel.build / CACHE, change)
    cache = load(kernel.build)
    assert cache is not None and cache.specs() is None


def test_another_provider_is_none(kernel: Kernel) -> None:
    """A binding that names what is not there is not followed."""

    def change(parts: list[object]) -> None:
        part = parts[1]
        assert isinstance(part, dict)
        for spec in part["open"]:
            for module in spec[1]:
                for binding in module[2] or ():
                    binding[1] = "nobody"

    outputs = kernel.outputs()
    forge(kernel.build / CACHE, change)
    kernel.edit(33, "start { return HX_OK; }", "start { return HX_ERR_BUSY; }")
    kernel.configure().expect(0)
    kernel.edit(33, "start { return HX_ERR_BUSY; }", "start { return HX_OK; }")
    kernel.configure().expect(0)
    assert kernel.outputs() == outputs


class _Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch trapped",)


def test_nothing_in_it_is_run(kernel: Kernel) -> None:
    outputs = kernel.outputs()
    (kernel.build / CACHE).write_bytes(pickle.dumps(_Trap()))
    check_usable_again(kernel, outputs)
    assert not (kernel.folder / "trapped").exists()


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nothing", "unreadable"])
def test_something_else_in_its_place(kernel: Kernel, kind: str) -> None:
    outputs = kernel.outputs()
    path = kernel.build / CACHE
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "unreadable":
        path.write_bytes(b"\xff\xfe\x00")
    else:
        path.symlink_to("nowhere")
    done = kernel.configure().expect(0)
    assert kernel.outputs() == outputs, done.story()
    if kind == "folder":
        assert path.is_dir()
    else:
        assert load(kernel.build) is not None


def test_an_input_that_changes_meanwhile_is_not_kept(kernel: Kernel) -> None:
    """What was read and what is stamped could be two versions."""
    later = os.stat(kernel.path(33)).st_mtime_ns + 3600 * 10**9
    kernel.edit(33, "start { return HX_OK; }", "start { return HX_ERR_BUSY; }")
    os.utime(kernel.path(33), ns=(later, later))
    kernel.configure().expect(0)
    before = files_by_number(kernel)
    kernel.edit(33, "start { return HX_ERR_BUSY; }", "start { return HX_OK; }")
    kernel.configure().expect(0)
    assert len(written(kernel, before)) == 1
