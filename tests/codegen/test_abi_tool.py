# SPDX-License-Identifier: MIT
"""`codegen abi`: baselines, and which changes break what was built against one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from codegen.answer.abi_changes import AbiChange, compare_records
from codegen.model import Version
from codegen.plan.abi_record import AbiRecord, make_record, read_record, write_record
from codegen.plan.runtime_abi import FunctionAbi, load_runtime_abi
from tests.codegen.abi_specs import read_model
from tests.codegen.asking import Asking, Said

BASE = """\
interface "test.disk" 1.1 {
    hx_status read(uint32_t unit, uint64_t lba, void *buf @out(len), size_t len);
    uint32_t units(void) @on_fail(0);
    hx_status flush(void) @since(1.1);
}
"""


def write(ask: Asking, text: str = BASE) -> None:
    (ask.folder / "specs" / "disk.mod").write_text(text)


def compare(ask: Asking, *words: str) -> Said:
    return ask("abi", "--baseline", "base.json", *words)


@pytest.fixture
def based(ask: Asking) -> Asking:
    """A folder with a baseline of BASE."""
    write(ask)
    said = ask("abi", "--baseline", "base.json", "--write")
    assert (said.status, said.out, said.err) == (0, "", "")
    return ask


def test_nothing_changed(based: Asking) -> None:
    said = compare(based)
    assert (said.status, said.err) == (0, "")
    assert said.out == "good: modules built against base.json fit\n"


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        (
            "uint64_t lba",
            "uint32_t block",
            "breaks: test.disk.read: argument 2 'block' was u64, is u32",
        ),
        (
            "@out(len), size_t len",
            "@out(16)",
            "breaks: test.disk.read had 4 arguments, has 3",
        ),
        (
            "@out(len)",
            "@out(16)",
            "breaks: test.disk.read: argument 3 'buf' had len elements, has 16",
        ),
        (
            "uint32_t units",
            "uint8_t units",
            "breaks: test.disk.units: the result was u32, is u8",
        ),
        (
            "@on_fail(0)",
            "@on_fail(0) @atomic",
            "breaks: test.disk.units was marked @on_fail(0), is @on_fail(0) @atomic",
        ),
        (
            "hx_status flush(void) @since(1.1)",
            "hx_status flush(void) @isr @since(1.1)",
            "breaks: test.disk.flush was marked not, is @isr",
        ),
        (
            "    uint32_t units(void) @on_fail(0);\n",
            "",
            "breaks: test.disk.units is gone; it was units() -> u32 @on_fail(0)",
        ),
        (
            " @since(1.1)",
            "",
            "breaks: test.disk.flush: was there since 1.1, is since 1.0",
        ),
        (
            "1.1 {",
            "1.1 { void trim(void);",
            "breaks: test.disk.trim is new, since 1.0, which was 1.1 without it: it "
            "needs a younger @since",
        ),
        (
            'disk" 1.1 {',
            'tape" 1.1 {',
            "breaks: test.disk is gone",
        ),
    ],
)
def test_what_breaks(based: Asking, was: str, now: str, line: str) -> None:
    text = BASE.replace(was, now)
    assert text != BASE
    write(based, text)
    said = compare(based)
    assert said.status == 1
    assert line in said.lines
    assert "1 change breaks modules built against base.json" in said.lines[-1]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            BASE.replace("1.1 {", "1.2 { void trim(void) @since(1.2);"),
            [
                "fine: test.disk was 1.1.0, is 1.2.0",
                "fine: test.disk.trim is new, since 1.2",
            ],
        ),
        (
            BASE.replace("1.1 {", "2.0 {")
            .replace("uint64_t lba", "uint32_t lba")
            .replace(" @since(1.1)", ""),
            ["fine: test.disk is 2.0 now: modules built for 1.1 are refused"],
        ),
        (
            BASE + 'interface "test.new" 1.0 { void f(void); }',
            ["fine: test.new is new"],
        ),
        (BASE.replace("lba", "block").replace("len", "size"), []),
    ],
)
def test_what_is_fine(based: Asking, text: str, lines: list[str]) -> None:
    write(based, text)
    said = compare(based)
    assert said.lines == [*lines, "good: modules built against base.json fit"]
    assert said.status == 0


def test_an_older_version_breaks(based: Asking) -> None:
    text = BASE.replace("1.1 {", "1.0 {").replace(" @since(1.1)", "")
    write(based, text)
    said = compare(based)
    assert "breaks: test.disk was 1.1.0, is 1.0.0" in said.lines
    assert "2 changes break modules" in said.lines[-1]


def test_json(based: Asking) -> None:
    write(based, BASE.replace("uint64_t lba", "uint32_t lba"))
    said = compare(based, "--json")
    assert said.status == 1
    assert said.data == [
        {
            "subject": "test.disk.read",
            "change": "changed",
            "place": ["argument 2 'lba'"],
            "old": "u64",
            "new": "u32",
            "breaks": True,
            "text": "argument 2 'lba' was u64, is u32",
        }
    ]


def test_list(based: Asking) -> None:
    said = based("abi")
    assert said.status == 0
    assert said.lines[0] == "abi 1.0 of host"
    at = said.lines.index("interface test.disk 1.1")
    assert said.lines[at + 2] == "    1.0 units() -> u32 @on_fail(0)"
    assert "    hx_shutdown() -> void" in said.lines
    assert "    hx_bytes: struct {*const void data, u64 size}" in said.lines


def test_list_as_json_is_a_baseline(based: Asking) -> None:
    written = json.loads((based.folder / "base.json").read_text())
    assert based("abi", "--json").data == written


# Mistakes of usage ------------------------------------------------------------------


def refusal(ask: Callable[..., Said], *words: str) -> str:
    """cli.main() returns the status of what it has caught."""
    said = ask("abi", *words)
    assert said.status == 2 and said.out == ""
    return said.err.removeprefix("codegen abi: ").rstrip("\n")


def test_write_needs_a_name(ask: Asking) -> None:
    wanted = "--write writes a baseline: name it with --baseline FILE"
    assert refusal(ask, "--write") == wanted


def test_no_baseline(ask: Asking) -> None:
    wanted = "there is no baseline 'base.json'; --write makes one"
    assert refusal(ask, "--baseline", "base.json") == wanted


def test_target_of_the_baseline(based: Asking) -> None:
    assert refusal(based, "--baseline", "base.json", "--target", "x86_64") == (
        "'base.json' is of target host, this is x86_64; add --target host"
    )


def test_wrong_specs_have_no_signatures(based: Asking) -> None:
    write(based, BASE.replace("uint64_t", "uint46_t"))
    before = (based.folder / "base.json").read_bytes()
    said = compare(based, "--write")
    assert said.status == 1 and "error[E302]" in said.err
    assert (based.folder / "base.json").read_bytes() == before


def damaged(change: Callable[[Any], object]) -> object:
    model = read_model(BASE)
    value: Any = write_record(
        make_record(model.interfaces, load_runtime_abi("host"), "host")
    )
    found = change(value)
    return value if found is None else found


def set_to(*path: str | int, value: object) -> Callable[[Any], None]:
    def change(top: Any) -> None:
        for key in path[:-1]:
            top = top[key]
        top[path[-1]] = value

    return change


HASH_FORM = "[0-9a-f]{16}"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: [], "the file is not an object of JSON"),
        (set_to("abi", value=1), r"'abi' of the file is not of the form \d{1,5}"),
        (set_to("interfaces", value={}), "'interfaces' of the file is not a list"),
        (set_to("interfaces", 0, value=1), "interfaces[0] is not an object of JSON"),
        (
            set_to("interfaces", 0, "version", value="1.1"),
            "'version' of interfaces[0] is not of the form",
        ),
        (
            set_to("interfaces", 0, "operations", 1, "hash", value="1"),
            f"'hash' of operations[1] is not of the form {HASH_FORM}",
        ),
        (
            set_to("interfaces", 0, "operations", 1, "signature", value="f(( -> void"),
            "'signature' of operations[1] is not of the form",
        ),
        (
            set_to("interfaces", 0, "operations", 1, "signature", value="f(() -> void"),
            "'signature' of operations[1] has brackets that do not match",
        ),
        (
            set_to("functions", 3, "signature", value="f)(() -> void"),
            "'signature' of functions[3] is not of the form",
        ),
        (
            set_to("functions", 3, "types", value=[1]),
            "'types' of functions[3] is not a list of names",
        ),
        (
            set_to("types", 2, "definition", value="struct {u8 a}}"),
            "'definition' of types[2] has brackets that do not match",
        ),
    ],
)
def test_a_file_that_is_no_baseline(
    ask: Asking, change: Callable[[Any], object], words: str
) -> None:
    (ask.folder / "base.json").write_text(json.dumps(damaged(change)))
    said = refusal(ask, "--baseline", "base.json")
    assert said.startswith(f"'base.json' is no baseline: {words}")


@pytest.mark.parametrize("data", [b"{", b"\xff", b""])
def test_a_file_that_is_no_json(ask: Asking, data: bytes) -> None:
    (ask.folder / "base.json").write_bytes(data)
    assert "is no baseline: " in refusal(ask, "--baseline", "base.json")


# The runtime ------------------------------------------------------------------------


def record() -> AbiRecord:
    return make_record((), load_runtime_abi("host"), "host")


def changed_function(old: AbiRecord, name: str, signature: str) -> AbiRecord:
    functions = tuple(
        replace(f, signature=signature, hash="0" * 16) if f.name == name else f
        for f in old.functions
    )
    return replace(old, functions=functions)


def test_a_record_survives_its_file() -> None:
    model = read_model(BASE)
    whole = make_record(model.interfaces, load_runtime_abi("host"), "host")
    assert read_record(json.loads(json.dumps(write_record(whole)))) == whole


def only(changes: tuple[AbiChange, ...]) -> AbiChange:
    (change,) = changes
    return change


def test_a_function_that_changed() -> None:
    old = changed_function(record(), "hx_shutdown", "hx_shutdown(i32 code) -> void")
    change = only(compare_records(old, record()))
    assert change.breaks and change.subject == "hx_shutdown"
    assert change.text == "had 1 argument, has 0"


def test_a_function_that_is_gone_or_new() -> None:
    new = FunctionAbi(name="hx_x", signature="hx_x() -> void", hash="0" * 16, types=())
    more = replace(record(), functions=(*record().functions, new))
    assert only(compare_records(more, record())).breaks
    assert not only(compare_records(record(), more)).breaks


def test_a_type_that_changed() -> None:
    types = tuple(
        replace(t, definition="struct {*void data, u64 size}", hash="0" * 16)
        if t.name == "hx_bytes"
        else t
        for t in record().types
    )
    change = only(compare_records(replace(record(), types=types), record()))
    assert change.breaks
    assert change.text == "member 1 'data' was *void, is *const void"


def test_a_hash_that_was_changed_by_hand() -> None:
    signature = next(f.signature for f in record().functions if f.name == "hx_fail")
    old = changed_function(record(), "hx_fail", signature)
    assert "has another hash" in only(compare_records(old, record())).text


def test_a_new_major_version_of_the_abi_says_it_all() -> None:
    old = changed_function(record(), "hx_shutdown", "hx_shutdown(i32 code) -> void")
    change = only(compare_records(old, replace(record(), abi="2.0")))
    assert (change.subject, change.breaks) == ("abi", False)
    back = only(compare_records(replace(record(), abi="2.0"), record()))
    assert back.breaks


def test_versions_compare_as_numbers() -> None:
    text = BASE.replace("1.1 {", "1.10 {")
    (old,) = make_record(
        read_model(text).interfaces, load_runtime_abi("host"), ""
    ).interfaces
    newer = replace(old, version=Version(major=1, minor=9))
    first = replace(record(), interfaces=(newer,))
    assert not only(compare_records(first, replace(record(), interfaces=(old,)))).breaks
