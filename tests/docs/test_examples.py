# SPDX-License-Identifier: MIT
"""The examples of the documents build, boot and say what the documents show.

A block with `file=NAME` is a file. All files of a document stand together: the specs
and sources in one folder, the profiles above it, as their readers would have them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen.diagnostics import render_all
from codegen.project import ROOT, load_project
from tests.docs.fences import Fence, read_document
from tests.workspace import Done, Workspace

# The profile of each document whose image holds all of its modules.
PROFILES = {
    "README.md": "hello.toml",
    "docs/language.md": "garden.toml",
    "docs/runtime.md": "visit.toml",
    "docs/tools.md": "modern.toml",
}
# What is not C, not a spec and not a profile is not built. For pieces of C there is
# test_pieces.py.
FOR_THE_READER = {"text", "console"}


@dataclass(frozen=True, kw_only=True)
class Document:
    name: str
    fences: tuple[Fence, ...]

    def shown(self) -> list[str]:
        """The text of the blocks that show what a terminal does."""
        return [f.text for f in self.fences if f.language in FOR_THE_READER]

    def write_to(self, workspace: Workspace) -> None:
        for fence in self.fences:
            if fence.file is not None:
                folder = "" if fence.language == "toml" else "mods/"
                workspace.write(folder + fence.file, fence.text)


def read(name: str) -> Document:
    return Document(name=name, fences=tuple(read_document(ROOT / name)))


def build(document: Document, profile: str, folder: Path, *words: str) -> Workspace:
    workspace = Workspace(folder=folder)
    document.write_to(workspace)
    workspace.configure("--profile", profile, *words).expect(0)
    workspace.ninja().expect(0)
    return workspace


def expect_shown(shown: str, done: Done) -> None:
    """Every line of a block that shows a terminal is printed, in this order."""
    rest = iter(done.lines)
    for line in shown.splitlines():
        if line and line != "..." and not line.startswith("$ "):
            # Takes lines out of `rest` up to this one.
            assert line in rest, f"'{line}' is not printed there:\n{done.story()}"


# All documents ------------------------------------------------------------------


@pytest.mark.parametrize("name", PROFILES)
def test_every_spec_and_profile_is_a_file(name: str) -> None:
    """A block that this test does not see would not be tested."""
    files = []
    for fence in read(name).fences:
        assert not fence.marks
        if fence.language in ("mod", "toml"):
            assert set(fence.options) == {"file"}, fence.text
        elif fence.language == "c":
            assert "file" in fence.options or "in" in fence.options, fence.text
        else:
            assert fence.language in FOR_THE_READER and not fence.options
        if fence.file is not None:
            files.append(fence.file)
    assert PROFILES[name] in files
    assert len(files) == len(set(files))


@pytest.mark.parametrize("name", PROFILES)
def test_examples_check(name: str, workspace: Workspace) -> None:
    """The specs hold no mistake and no reason for a warning, in any profile."""
    document = read(name)
    document.write_to(workspace)
    profiles = [fence.file for fence in document.fences if fence.language == "toml"]
    for profile in profiles:
        assert profile is not None
        project = load_project(
            folders=[ROOT / "modules_impl", workspace.folder / "mods"],
            profile=workspace.folder / profile,
            working_folder=workspace.folder,
        )
        assert render_all(project.diagnostics) == ""
        assert project.plan is not None
        if profile == PROFILES[name]:
            mods = workspace.folder / "mods"
            written = {
                module.name
                for module in project.model.modules
                if module.span.source.path.is_relative_to(mods)
            }
            assert written <= {planned.module.name for planned in project.plan.modules}


# Each document ------------------------------------------------------------------


def test_readme(tmp_path: Path) -> None:
    """The first example, built with the commands that README gives, and booted."""
    readme = read("README.md")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "./configure.py --profile hello.toml --modules mods\n" in re.sub(
        r" +#.*", "", text
    )
    workspace = build(readme, "hello.toml", tmp_path)
    done = workspace.boot().expect(0)
    assert "helix: boot profile=hello target=x86_64 modules=" in done.output
    assert "[info] hello for the 1. time" in done.lines, done.story()
    answer = done.lines[done.lines.index("> request hello count") + 1]
    assert re.fullmatch(r'-> ok "[0-9]+"', answer), done.story()
    assert done.boot_lines()[-1] == "halt status=0"


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Workspace]:
    document = read("docs/language.md")
    folder = tmp_path_factory.mktemp("language")
    return document, build(document, "garden.toml", folder)


def test_language(language: tuple[Document, Workspace]) -> None:
    done = language[1].boot().expect(0)
    assert "error: " not in done.output, done.story()
    answers = [line for line in done.lines if line.startswith("-> ")]
    commands = [line for line in done.lines if line.startswith("> request ")]
    assert len(answers) == len(commands) > 0
    assert '-> ok "good morning, shell!"' in answers
    assert any(" failed=0" in line for line in done.boot_lines())


def test_first_example_of_language(
    language: tuple[Document, Workspace], tmp_path: Path
) -> None:
    document, _ = language
    (shown,) = [text for text in document.shown() if text.startswith("$ ")]
    done = build(document, "hello.toml", tmp_path).boot().expect(0)
    expect_shown(shown, done)


def test_runtime(tmp_path: Path) -> None:
    document = read("docs/runtime.md")
    done = build(document, "visit.toml", tmp_path).boot().expect(0)
    shown = [t for t in document.shown() if t.startswith(("helix: boot", "> request"))]
    assert len(shown) == 2
    for text in shown:
        expect_shown(text, done)
    assert re.search(r'^-> ok "[0-9]+"$', done.output, re.MULTILINE), done.story()
    assert "nobody at home" not in done.output
