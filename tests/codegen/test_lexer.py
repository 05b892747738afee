# SPDX-License-Identifier: MIT
"""Tokens, and the values that they stand for."""

from __future__ import annotations

import pytest

from codegen.parse.lexer import (
    Kind,
    find_declaration,
    find_name_fault,
    read_integer,
    read_token,
    read_version,
    resolve_escapes,
    shorten,
)


def read_all(text: str) -> list[tuple[Kind, str]]:
    found = []
    offset = 0
    while True:
        token, _ = read_token(text, offset)
        if token.kind is Kind.END:
            return found
        found.append((token.kind, token.text))
        offset = token.end


def test_tokens() -> None:
    assert read_all('a1 _b 1.0.0 "x\\"y" >= -> == = { | // c\n /* { */ @ ;') == [
        (Kind.WORD, "a1"),
        (Kind.WORD, "_b"),
        (Kind.NUMBER, "1.0.0"),
        (Kind.STRING, '"x\\"y"'),
        (Kind.PUNCTUATION, ">="),
        (Kind.PUNCTUATION, "->"),
        (Kind.PUNCTUATION, "=="),
        (Kind.PUNCTUATION, "="),
        (Kind.PUNCTUATION, "{"),
        (Kind.PUNCTUATION, "|"),
        (Kind.PUNCTUATION, "@"),
        (Kind.PUNCTUATION, ";"),
    ]


def test_letters_outside_ascii_are_no_words() -> None:
    assert read_all("äö a٣") == [
        (Kind.UNKNOWN, "äö"),
        (Kind.WORD, "a"),
        (Kind.UNKNOWN, "٣"),
    ]


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ('"abc', '"abc'),
        ('"abc\nd"', '"abc'),
        ('"abc  \n', '"abc'),
        ('"abc;\n"', '"abc'),
        ('"abc {\n', '"abc '),
        ('"', '"'),
        ('"a\\"', '"a\\"'),
        ('"a\\', '"a\\'),
    ],
)
def test_open_string(text: str, literal: str) -> None:
    token, _ = read_token(text, 0)
    assert (token.kind, token.text) == (Kind.OPEN_STRING, literal)


def test_open_comment_reaches_to_the_next_declaration() -> None:
    text = "a /* b\n module c {\nmodule d {"
    token, _ = read_token(text, 1)
    assert (token.kind, token.text) == (Kind.OPEN_COMMENT, "/*")
    assert text[token.end :] == "module d {"
    token, _ = read_token("a /* b\nmodules\n", 1)
    assert token.end == 15


def test_token_at_the_end() -> None:
    assert read_token("a  \n", 1)[0] == (Kind.END, "", 4, 4)
    assert read_token("", 0)[0] == (Kind.END, "", 0, 0)


@pytest.mark.parametrize(
    ("text", "doc"),
    [
        ("/// one\nx", "one"),
        ("/// one\n///   two\n///\n///three\nx", "one\n  two\n\nthree"),
        ("/// one\n\n/// two\nx", "two"),
        ("/// one\n\nx", "one"),
        ("/// one\n// not part of it\nx", "one"),
        ("/// one\n// between\n/// two\nx", "two"),
        ("/// one  \t\nx", "one"),
        ("//// a ruler\nx", ""),
        ("/** one */ x", ""),
        ("// one\nx", ""),
    ],
)
def test_doc_comment(text: str, doc: str) -> None:
    token, found = read_token(text, 0)
    assert token.text == "x"
    assert found == doc


def test_doc_comment_behind_something_documents_nothing() -> None:
    text = "a; /// about a\nb"
    assert read_token(text, 2) == ((Kind.WORD, "b", 15, 16), "")


def test_declaration_at_column_1() -> None:
    assert find_declaration("x module\n module\nmodules\nmodule a", 0) == 25
    assert find_declaration("interface", 0) == 0
    assert find_declaration("impl_interface(", 0) == 0
    assert find_declaration("impl", 0) == 4


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ('""', ""),
        ('"a"', "a"),
        (r'"\\ \" \' \n \t \r"', "\\ \" ' \n \t \r"),
        (r'"\x41\x7f"', "A\x7f"),
        (r'"\\n"', "\\n"),
    ],
)
def test_escapes(literal: str, text: str) -> None:
    assert resolve_escapes(literal) == (text, [])


@pytest.mark.parametrize("escape", [r"\0", r"\x00", r"\x80", r"\x4", r"\q", r"\u00e9"])
def test_bad_escapes(escape: str) -> None:
    text, bad = resolve_escapes(f'"ab{escape} "')
    assert [(fault.start, fault.text) for fault in bad] == [(3, escape[:2])] or (
        bad[0].text == escape
    )
    assert text.startswith("ab")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", (1, 0, 0)),
        ("1.10", (1, 10, 0)),
        ("0.0.0", (0, 0, 0)),
        ("65535.65535.65535", (65535, 65535, 65535)),
    ],
)
def test_version(text: str, numbers: tuple[int, int, int]) -> None:
    assert read_version(text) == numbers


def test_versions_compare_as_numbers() -> None:
    newer, older = read_version("1.10"), read_version("1.9")
    assert isinstance(newer, tuple) and isinstance(older, tuple)
    assert newer > older


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must be"),
        ("1.", "must be"),
        (".1", "must be"),
        ("1..2", "must be"),
        ("1.x", "must be"),
        ("v1", "must be"),
        ("1.0-rc1", "must be"),
        ("+1", "must be"),
        ("١", "must be"),
        ("1.0.0.0", "more than three"),
        ("65536", "greater than 65535"),
        ("1.99999999", "greater than 65535"),
        ("9" * 100_000, "greater than 65535"),
        ("1.01", "leading zero"),
        ("00", "leading zero"),
    ],
)
def test_malformed_version(text: str, reason: str) -> None:
    found = read_version(text)
    assert isinstance(found, str) and reason in found


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("10", 10), ("4294967295", 4294967295)]
)
def test_integer(text: str, value: int) -> None:
    assert read_integer(text) == value


@pytest.mark.parametrize(
    "text", ["", "01", "0x10", "10ms", "1.0", "1u", "4294967296", "9" * 100_000, "٣"]
)
def test_malformed_integer(text: str) -> None:
    assert isinstance(read_integer(text), str)


@pytest.mark.parametrize("name", ["a", "a-b_c.d9", "helix.block_device", "a" * 255])
def test_name(name: str) -> None:
    assert find_name_fault(name) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "empty"),
        ("A", "begin"),
        ("1a", "begin"),
        (".a", "begin"),
        ("é", "begin"),
        ("aB", "'B'"),
        ("a b", "' '"),
        ("a\n", "'\\x0a'"),
        ("aé", "'é'"),
        ("a" * 256, "256 characters"),
    ],
)
def test_malformed_name(name: str, reason: str) -> None:
    assert reason in (find_name_fault(name) or "")


def test_shorten() -> None:
    assert shorten("abc\ndef") == "abc"
    assert shorten("a" * 41) == "a" * 37 + "..."
    assert shorten("a" * 40) == "a" * 40
