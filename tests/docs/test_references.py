# SPDX-License-Identifier: MIT
"""What the documents point to exists: files, headings, functions and ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from codegen.catalogue import RULES
from codegen.project import ROOT

DOCUMENTS = ["README.md", *(f"docs/{p.name}" for p in sorted(ROOT.glob("docs/*.md")))]
HEADERS = ROOT / "runtime/include/helix"
# Named after the interfaces of an image, and in the headers generated for it.
GENERATED = re.compile(r"hx_primary_\w+")


def read_prose(name: str) -> str:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors_of(name: str) -> Iterator[str]:
    """The anchors of a document's headings, as forges make them."""
    for heading in re.findall(r"^#+ (.*)$", read_prose(name), flags=re.MULTILINE):
        yield re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", read_prose(name)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (ROOT / name).parent / path if path else ROOT / name
        assert linked.exists(), target
        if anchor:
            assert anchor in set(anchors_of(str(linked.relative_to(ROOT)))), target


def test_map_of_the_tree() -> None:
    """README's table of folders, each with the file to start reading at."""
    rows = re.findall(r"^\| `(.*?/)` \|.*\| (.*) \|$", read_prose("README.md"), re.M)
    assert len(rows) >= 5
    for folder, starts in rows:
        assert (ROOT / folder).is_dir(), folder
        for start in re.findall(r"`(.*?)`", starts):
            assert (ROOT / start).exists() or (ROOT / folder / start).exists(), start


@pytest.mark.parametrize("name", DOCUMENTS)
def test_functions_and_types(name: str) -> None:
    """Every `hx_` and `HX_` name is in a public header."""
    headers = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(HEADERS.glob("*.h"))
    )
    known = set(re.findall(r"\b(?:hx|HX)_\w+\b", headers))
    named = set(re.findall(r"\b(?:hx|HX)_\w*[A-Za-z0-9]\b", read_prose(name)))
    assert {word for word in named - known if not GENERATED.fullmatch(word)} == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_ids(name: str) -> None:
    assert set(re.findall(r"\b[EW]\d{3}\b", read_prose(name))) <= set(RULES)


@pytest.mark.parametrize(
    ("enum", "column"),
    [
        ("hx_status", r"`(HX_\w+)`"),
        ("hx_event_kind", r"`(HX_\w+)`"),
        ("hx_module_state", r"^\| (\w+) \|"),
    ],
)
def test_tables_of_runtime_are_complete(enum: str, column: str) -> None:
    """One table names each enumerator."""
    types = (HEADERS / "types.h").read_text(encoding="utf-8")
    found = re.search(rf"^enum {enum} \{{\n(.*?)^\}};", types, re.MULTILINE | re.DOTALL)
    assert found is not None
    names = re.findall(r"^    (HX_\w+)", found[1], re.MULTILINE)
    if enum == "hx_module_state":
        names = [name.removeprefix("HX_STATE_").capitalize() for name in names]
    tables = re.findall(r"(?:^\|.*\n)+", read_prose("docs/runtime.md"), re.MULTILINE)
    listed = [re.findall(column, table, re.MULTILINE) for table in tables]
    assert any(set(names) <= set(rows) for rows in listed), names
