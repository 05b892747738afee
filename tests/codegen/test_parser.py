# SPDX-License-Identifier: MIT
"""From text to tree: what is read, and how reading goes on after a mistake."""

from __future__ import annotations

import dataclasses
import time
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.diagnostics import Diagnostics, render_all
from codegen.parser import parse
from codegen.source import Span
from codegen.syntax import (
    CBlock,
    ConfigBlock,
    DependencyText,
    File,
    ImplBlock,
    ImplementationDeclaration,
    InfoBlock,
    InterfaceDeclaration,
    MigrateBlock,
    ModuleDeclaration,
    RestartBlock,
    SourcesEntry,
    StateBlock,
    String,
    TypesBlock,
    UsesBlock,
    VersionText,
    Word,
)
from tests.codegen.conftest import ParseText, make_source

# The example of the language's description.
EXAMPLE = """\
/// Round-robin scheduling by time slice.
module my_scheduler {
    info {
        name:         "my-scheduler";        // default: the identifier with _ as -
        version:      1.0.0;                 // default 0.1.0
        description:  "Custom round-robin scheduler";   // default: the doc comment
        author:       "Developer";           // default "Unknown"
        license:      "MIT";                 // default "MIT"
        flags:        SCHEDULER | HOT_RELOADABLE;
        dependencies: "helix-execution" >= 1.0, "trace" optional;
        provides:     "scheduler", "cpu.scheduling";
        after:        "console";             // order only (also before:)
        publishes:    "sched.idle";          // Custom events that it sends
    }
    config {
        uint32_t time_slice_ms = 10 @range(1, 1000);
    }
    state {
        bool     initialized = false;
        uint64_t task_count  = 0;
        void    *scratch @transient;         // not part of saved state
    }
    uses {
        "helix.block_device" 1.0 as disk;
        "helix.security" 1.0 as guard optional;
    }
    sources: "my_scheduler.c";               // further C files beside the spec
    c {
        #include <helix/log.h>
        static uint32_t clamp(uint32_t n) { return n > 64u ? 64u : n; }
    }
    impl {
        init       { self->initialized = clamp(self->config->time_slice_ms) > 0u; }
        start      { return HX_OK; }
        stop       { return HX_OK; }
        on tick    { self->task_count++; return HX_EVENT_HANDLED; }
        on "disk.idle";                      // my_scheduler_on_disk_idle in sources
        request "get_stats" {
            return hx_respond_fmt(response, "tasks: %llu", self->task_count);
        }
        is_healthy { return self->initialized; }
    }
    restart { max: 3; window_ms: 10000; backoff_ms: 10; }
}

interface "helix.block_device" 1.1 {
    /// Number of 512-byte blocks of a unit.
    uint64_t  block_count(uint32_t unit) @on_fail(0);
    hx_status read (uint32_t unit, uint64_t lba, void *buf @out(len), size_t len);
    hx_status write(uint32_t unit, uint64_t lba, const void *buf @in(len), size_t len);
    hx_status flush(uint32_t unit) @since(1.1);
}

impl_interface(my_disk, "helix.block_device", 1.1) {
    block_count { return unit == 0 ? self->blocks : 0; }
    read; write;                             // my_disk_read, my_disk_write in sources
    flush = my_disk_sync;
}
"""

REST = """\
types { struct a { int b; }; }

/// Moves
/// the head.
module head_mover {
    /// What a head is.
    types { enum head { LEFT, RIGHT }; }
    state 2 {
        /// Where it is.
        uint32_t position[4] = {1, 2};
    }
    migrate 1 -> 2 {
        from { uint16_t at; }
        rename at -> position;
        body { return HX_OK; }
    }
    migrate 2 -> 3 { }
    impl {
        /// Begins.
        init(ctx);
        start { } stop { }
    }
}
"""

_Part = TypeVar("_Part")


def parse_good(text: str) -> File:
    diagnostics = Diagnostics()
    file = parse(make_source(text), diagnostics)
    assert render_all(diagnostics) == ""
    return file


def module_of(file: File) -> ModuleDeclaration:
    found = [d for d in file.declarations if isinstance(d, ModuleDeclaration)]
    return found[-1]


def part_of(module: ModuleDeclaration, kind: type[_Part], index: int = 0) -> _Part:
    return [part for part in module.parts if isinstance(part, kind)][index]


def text_of(value: object) -> Any:
    """A value of the tree without its places."""
    if isinstance(value, (String, Word)):
        return value.text
    if isinstance(value, VersionText):
        return value.numbers
    if isinstance(value, DependencyText):
        comparisons = tuple(
            (c.operator, c.version.numbers) for c in value.constraint.comparisons
        )
        return value.name.text, comparisons, value.optional
    if isinstance(value, tuple):
        return tuple(text_of(item) for item in value)
    return value


# What is read --------------------------------------------------------------------


def test_example_module() -> None:
    file = parse_good(EXAMPLE)
    assert [type(d) for d in file.declarations] == [
        ModuleDeclaration,
        InterfaceDeclaration,
        ImplementationDeclaration,
    ]
    module = module_of(file)
    assert module.identifier.text == "my_scheduler"
    assert module.doc == "Round-robin scheduling by time slice."
    assert module.complete
    assert [type(part) for part in module.parts] == [
        InfoBlock,
        ConfigBlock,
        StateBlock,
        UsesBlock,
        SourcesEntry,
        CBlock,
        ImplBlock,
        RestartBlock,
    ]
    info = part_of(module, InfoBlock)
    assert info.complete
    assert {entry.key.text: text_of(entry.value) for entry in info.entries} == {
        "name": "my-scheduler",
        "version": (1, 0, 0),
        "description": "Custom round-robin scheduler",
        "author": "Developer",
        "license": "MIT",
        "flags": ("SCHEDULER", "HOT_RELOADABLE"),
        "dependencies": (
            ("helix-execution", ((">=", (1, 0, 0)),), False),
            ("trace", (), True),
        ),
        "provides": ("scheduler", "cpu.scheduling"),
        "after": ("console",),
        "publishes": ("sched.idle",),
    }
    assert [(e.key.text, e.value) for e in part_of(module, RestartBlock).entries] == [
        ("max", 3),
        ("window_ms", 10000),
        ("backoff_ms", 10),
    ]


def test_example_fields_uses_and_hooks() -> None:
    module = module_of(parse_good(EXAMPLE))
    (config,) = part_of(module, ConfigBlock).declarations
    assert config.declarator.text == "uint32_t time_slice_ms"
    assert config.default is not None and config.default.text == "10"
    assert [a.text for a in config.annotations[0].arguments] == ["1", "1000"]
    state = part_of(module, StateBlock)
    assert state.version is None and state.version_span is None
    assert [d.declarator.text for d in state.declarations] == [
        "bool     initialized",
        "uint64_t task_count",
        "void    *scratch",
    ]
    assert [a.name for a in state.declarations[2].annotations] == ["transient"]
    uses = part_of(module, UsesBlock).entries
    assert [(u.interface.text, u.handle.text, u.optional) for u in uses] == [
        ("helix.block_device", "disk", False),
        ("helix.security", "guard", True),
    ]
    c = part_of(module, CBlock).body
    assert c.text.startswith("{\n        #include <helix/log.h>")
    assert c.text == c.span.text
    impl = part_of(module, ImplBlock)
    assert impl.complete
    assert [(h.kind, h.name.text, h.body is None) for h in impl.hooks] == [
        ("hook", "init", False),
        ("hook", "start", False),
        ("hook", "stop", False),
        ("on", "tick", False),
        ("on", "disk.idle", True),
        ("request", "get_stats", False),
        ("hook", "is_healthy", False),
    ]
    assert isinstance(impl.hooks[3].name, Word)
    assert isinstance(impl.hooks[4].name, String)
    assert impl.hooks[1].body is not None
    assert impl.hooks[1].body.text == "{ return HX_OK; }"


def test_example_interface() -> None:
    interface = parse_good(EXAMPLE).declarations[1]
    assert isinstance(interface, InterfaceDeclaration)
    assert interface.name.text == "helix.block_device"
    assert interface.version.numbers == (1, 1, 0)
    assert [o.doc for o in interface.operations] == [
        "Number of 512-byte blocks of a unit.",
        "",
        "",
        "",
    ]
    count, read, _, flush = interface.operations
    assert count.prototype.text == "uint64_t  block_count(uint32_t unit)"
    assert [(a.name, a.arguments[0].text) for a in count.annotations] == [
        ("on_fail", "0")
    ]
    assert read.annotations == ()
    assert [(a.name, a.arguments[0].text) for a in read.parameter_annotations] == [
        ("out", "len")
    ]
    assert "void *buf          , size_t len)" in read.prototype.text
    assert flush.annotations[0].span.text == "@since(1.1)"


def test_example_implementation() -> None:
    implementation = parse_good(EXAMPLE).declarations[2]
    assert isinstance(implementation, ImplementationDeclaration)
    assert implementation.module.text == "my_disk"
    assert implementation.interface.text == "helix.block_device"
    assert implementation.version.numbers == (1, 1, 0)
    assert [
        (o.operation.text, o.body is not None, o.function and o.function.text)
        for o in implementation.operations
    ] == [
        ("block_count", True, None),
        ("read", False, None),
        ("write", False, None),
        ("flush", False, "my_disk_sync"),
    ]


def test_rest_of_the_language() -> None:
    file = parse_good(REST)
    assert isinstance(file.declarations[0], TypesBlock)
    assert file.declarations[0].body.text == "{ struct a { int b; }; }"
    module = module_of(file)
    assert module.doc == "Moves\nthe head."
    assert part_of(module, TypesBlock).doc == "What a head is."
    state = part_of(module, StateBlock)
    assert state.version == 2
    assert state.version_span is not None and state.version_span.text == "2"
    assert state.declarations[0].doc == "Where it is."
    assert state.declarations[0].default is not None
    assert state.declarations[0].default.text == "{1, 2}"
    migrate = part_of(module, MigrateBlock)
    assert (migrate.old_version, migrate.new_version) == (1, 2)
    assert migrate.versions_span.text == "1 -> 2"
    assert migrate.fields is not None
    assert [f.declarator.text for f in migrate.fields] == ["uint16_t at"]
    assert [(r.old.text, r.new.text) for r in migrate.renames] == [("at", "position")]
    assert migrate.body is not None and migrate.body.text == "{ return HX_OK; }"
    empty = part_of(module, MigrateBlock, 1)
    assert (empty.fields, empty.renames, empty.body) == (None, (), None)
    init = part_of(module, ImplBlock).hooks[0]
    assert init.doc == "Begins."
    assert init.parameters is not None and init.parameters.text == "(ctx)"
    assert init.span.text == "init(ctx);"


@pytest.mark.parametrize("text", ["", "\n", "// nothing\n", "/* nothing */"])
def test_empty_file(text: str) -> None:
    assert parse_good(text).declarations == ()


def test_keywords_are_reserved_only_where_they_are_expected() -> None:
    module = module_of(
        parse_good(
            "module module {\n"
            " config { int info; int config; }\n"
            " state { int start; int module; int state; }\n"
            ' uses { "a" as module; "b" as uses; "c" as optional optional; }\n'
            " impl { on on { } on request { } module { } state; types; }\n"
            "}\n"
            'impl_interface(module, "a", 1) { module; on; config { } impl = init; }\n'
        )
    )
    assert module.identifier.text == "module"
    assert len(part_of(module, StateBlock).declarations) == 3
    assert [u.handle.text for u in part_of(module, UsesBlock).entries] == [
        "module",
        "uses",
        "optional",
    ]


def test_adjacent_strings_join() -> None:
    module = module_of(
        parse_good('module a { info { author: "b" /* c */ "\\x41"\n "d"; } }')
    )
    value = part_of(module, InfoBlock).entries[0].value
    assert isinstance(value, String)
    assert value.text == "bAd"
    assert value.span.text == '"b" /* c */ "\\x41"\n "d"'


@pytest.mark.parametrize(
    ("text", "comparisons"),
    [
        ("", ()),
        ("1.2", (("", (1, 2, 0)),)),
        (">= 1 < 3.0", ((">=", (1, 0, 0)), ("<", (3, 0, 0)))),
        (">1<=2==1.5", ((">", (1, 0, 0)), ("<=", (2, 0, 0)), ("==", (1, 5, 0)))),
    ],
)
def test_constraints(
    text: str, comparisons: tuple[tuple[str, tuple[int, int, int]], ...]
) -> None:
    for optional in (False, True):
        tail = " optional" if optional else ""
        module = module_of(
            parse_good(f'module a {{ info {{ dependencies: "b" {text}{tail}; }} }}')
        )
        value = part_of(module, InfoBlock).entries[0].value
        assert text_of(value) == (("b", comparisons, optional),)
        assert isinstance(value, tuple) and isinstance(value[0], DependencyText)
        assert value[0].constraint.span.text == text


def test_duplicates_and_unknown_keys_are_left_to_analysis() -> None:
    module = module_of(
        parse_good(
            'module a { info { foo: 1 2, "b"; foo: x; author: "b"; author: "c"; }'
            " info { } impl { } impl { bar; bar { } } restart { foo: 1; } }"
        )
    )
    info = part_of(module, InfoBlock)
    assert [(e.key.text, text_of(e.value)) for e in info.entries] == [
        ("foo", None),
        ("foo", None),
        ("author", "b"),
        ("author", "c"),
    ]
    assert len(module.parts) == 5
    assert part_of(module, RestartBlock).entries[0].value is None


# How reading goes on ---------------------------------------------------------------


def rules(diagnostics: Diagnostics) -> list[str]:
    return [d.rule for d in diagnostics.sorted()]


def test_independent_mistakes_are_all_reported(parse_text: ParseText) -> None:
    file, diagnostics = parse_text(
        "module a {\n"
        "    info {\n"
        "        version: 1.x;\n"
        '        name: "Bad";\n'
        "        author:;\n"
        "        license: MIT;\n"
        '        provides: "x",;\n'
        '        description: "ok";\n'
        "    }\n"
        "    config { uint32_t b[; uint32_t c; }\n"
        "    imfo { }\n"
        '    uses { "d" 1.0 disk; "e" as f; }\n'
        "    restart { max: 1h; window_ms: 5; }\n"
        "    impl {\n"
        "        init {\n"
        "#define A\n"
        "        }\n"
        "        start\n"
        "        stop { }\n"
        "    }\n"
        "}\n"
        "modul b { }\n"
    )
    assert rules(diagnostics) == [
        "E106",
        "E107",
        "E104",
        "E221",
        "E104",
        "E104",
        "E208",
        "E104",
        "E109",
        "E108",
        "E104",
        "E104",
    ]
    assert [
        d.identifier.text for d in file.declarations if isinstance(d, ModuleDeclaration)
    ] == ["a", "b"]
    module = file.declarations[0]
    assert isinstance(module, ModuleDeclaration)
    assert not module.complete
    info = part_of(module, InfoBlock)
    assert not info.complete
    assert [entry.key.text for entry in info.entries] == [
        "version",
        "provides",
        "description",
    ]
    assert [u.handle.text for u in part_of(module, UsesBlock).entries] == ["f"]
    assert [(e.key.text, e.value) for e in part_of(module, RestartBlock).entries] == [
        ("max", None),
        ("window_ms", 5),
    ]
    hooks = part_of(module, ImplBlock).hooks
    assert [hook.name.text for hook in hooks] == ["init", "start", "stop"]


def drop(text: str, piece: str, count: int) -> str:
    at = -1
    for _ in range(count):
        at = text.index(piece, at + 1)
    return text[:at] + text[at + 1 :]


SPEC = """\
module first {
    info {
        version: 1.0.0;
        provides: "a", "b";
        dependencies: "c" >= 1.0;
    }
    config {
        uint32_t one = 1 @range(1, 2);
        uint32_t two = 2;
    }
    state {
        uint32_t three;
        void *four @transient;
    }
    uses {
        "e" 1.0 as five;
        "f" as six;
    }
    sources: "a.c";
    restart {
        max: 1;
        window_ms: 2;
    }
    impl {
        init;
        on tick;
        start;
        stop;
    }
}

interface "g" 1.0 {
    void one(int a);
    int two(void) @on_fail(1);
}

impl_interface(first, "g", 1.0) {
    one;
    two = three;
}
"""


@pytest.mark.parametrize("count", range(1, SPEC.count(";") + 1))
def test_a_missing_semicolon_costs_one_error(count: int) -> None:
    text = drop(SPEC, ";", count)
    diagnostics = Diagnostics()
    file = parse(make_source(text), diagnostics)
    assert rules(diagnostics) == ["E104"], render_all(diagnostics)
    assert "';'" in diagnostics.sorted()[0].message
    line = drop(SPEC, ";", count)[: diagnostics.sorted()[0].span.start].count("\n")
    semicolons = SPEC.split("\n")[line].count(";")
    assert semicolons == 1, "the place is the line where the ';' lacks"
    assert count_leaves(file) == count_leaves(parse_good(SPEC))


def count_leaves(file: File) -> int:
    """How many statements a tree has: nothing may be lost for a missing ';'."""
    total = 0
    for declaration in file.declarations:
        if isinstance(declaration, ModuleDeclaration):
            for part in declaration.parts:
                total += 1
                for name in ("entries", "declarations", "hooks", "files"):
                    total += len(getattr(part, name, ()))
        elif not isinstance(declaration, TypesBlock):
            total += len(declaration.operations)
    return total


@pytest.mark.parametrize("brace", "{}")
@pytest.mark.parametrize("count", range(1, EXAMPLE.count("{") + 1))
def test_a_missing_brace_costs_one_error(brace: str, count: int) -> None:
    text = drop(EXAMPLE, brace, count)
    diagnostics = Diagnostics()
    file = parse(make_source(text), diagnostics)
    assert len(diagnostics.sorted()) == 1, render_all(diagnostics)
    # Where the file goes on is never in doubt.
    assert len(file.declarations) == 3
    if brace == "{":
        return
    incomplete = [d for d in file.declarations if not getattr(d, "complete")]
    parts = [
        part for part in module_of(file).parts if not getattr(part, "complete", True)
    ]
    assert len(incomplete) == 1 or parts


@pytest.mark.parametrize("brace", "{}")
@pytest.mark.parametrize("count", range(1, EXAMPLE.count("{") + 1))
def test_a_brace_too_many_costs_few_errors(brace: str, count: int) -> None:
    at = -1
    for _ in range(count):
        at = EXAMPLE.index(brace, at + 1)
    text = EXAMPLE[:at] + brace + EXAMPLE[at:]
    diagnostics = Diagnostics()
    parse(make_source(text), diagnostics)
    assert 1 <= len(diagnostics.sorted()) <= 2, render_all(diagnostics)


def test_unclosed_body_names_the_brace_indented_less() -> None:
    diagnostics = Diagnostics()
    file = parse(
        make_source(
            "module a {\n"
            "    impl {\n"
            "        init {\n"
            "            if (x) {\n"
            "                y();\n"
            "        }\n"
            "        start { }\n"
            "        stop { }\n"
            "    }\n"
            "}\n"
            "\n"
            "module b {\n"
            "    impl { init; start; stop; }\n"
            "}\n"
        ),
        diagnostics,
    )
    (found,) = diagnostics.sorted()
    assert found.rule == "E105"
    (note,) = found.notes
    assert note.span is not None and note.span.line == 6
    assert "'{' in line 4" in note.message
    first, second = file.declarations
    assert isinstance(first, ModuleDeclaration) and not first.complete
    assert not part_of(first, ImplBlock).complete
    assert isinstance(second, ModuleDeclaration) and second.complete
    assert len(part_of(second, ImplBlock).hooks) == 3


def test_too_many_mistakes_end_the_file(parse_text: ParseText) -> None:
    _, diagnostics = parse_text("module a { impl {\n" + "? ;\n" * 5000 + "} }")
    assert diagnostics.error_count == 100
    assert "too many mistakes" in render_all(diagnostics)


def test_an_open_comment_hides_no_declaration(parse_text: ParseText) -> None:
    file, diagnostics = parse_text(
        "module a {\n  /* here\n  impl { init; }\n}\nmodule b { }\n"
    )
    assert rules(diagnostics) == ["E103"]
    assert len(file.declarations) == 2
    assert not module_of(file).parts and module_of(file).complete


# Anything at all ---------------------------------------------------------------


def check_tree(file: File, diagnostics: Diagnostics) -> None:
    """Every span lies inside of the file, and every message can be printed."""
    size = len(file.source.text)

    def check(node: object) -> None:
        if isinstance(node, Span):
            assert 0 <= node.start <= node.end <= size
        elif isinstance(node, tuple):
            for item in node:
                check(item)
        elif dataclasses.is_dataclass(node) and node is not file.source:
            for field in dataclasses.fields(node):
                check(getattr(node, field.name))
            text, span = getattr(node, "text", None), getattr(node, "span", None)
            if type(node).__name__ in ("CText", "Body"):
                assert len(text) == span.end - span.start
            if type(node).__name__ == "Body":
                assert text == span.text

    check(file.declarations)
    for diagnostic in diagnostics.sorted():
        check(diagnostic.span)
        for note in diagnostic.notes:
            check(note.span)
    render_all(diagnostics)


def parse_anything(text: str) -> None:
    diagnostics = Diagnostics()
    start = time.process_time()
    check_tree(parse(make_source(text), diagnostics), diagnostics)
    assert time.process_time() - start < 1


BASE = EXAMPLE + REST
PIECES = [
    *"{}()[];:,|@=<>\"'/\\#*\n \té",
    "/*",
    "//",
    "*/",
    "\nmodule ",
    "\ninterface ",
    "\n#if\n",
    "\n#else\n",
    "@range(",
    "optional",
    "1.0",
    "99999999",
]
QUICK = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

EDITS = st.lists(
    st.tuples(
        st.integers(0, len(BASE)),
        st.integers(0, 12),
        st.sampled_from(PIECES) | st.just("") | st.text(max_size=3),
    ),
    min_size=1,
    max_size=6,
)


@QUICK
@given(EDITS)
def test_mutations_never_raise(edits: list[tuple[int, int, str]]) -> None:
    text = BASE
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
    parse_anything(text)


@QUICK
@given(st.lists(st.sampled_from(BASE.split() + PIECES), max_size=60))
def test_shuffled_words_never_raise(words: list[str]) -> None:
    parse_anything(" ".join(words))
    parse_anything("module a {\n impl {\n" + "\n".join(words))


@QUICK
@given(st.text(max_size=200))
def test_any_text_never_raises(text: str) -> None:
    parse_anything(text)
    parse_anything("module a { state { " + text)


def test_every_truncation_is_survived_and_told() -> None:
    whole = parse_good(BASE)
    for end in range(0, len(BASE), 3):
        diagnostics = Diagnostics()
        file = parse(make_source(BASE[:end]), diagnostics)
        check_tree(file, diagnostics)
        if not diagnostics.sorted():
            assert len(file.declarations) <= len(whole.declarations)
            assert file.declarations == tuple(
                declaration
                for declaration in whole.declarations[: len(file.declarations)]
            )


# Round trip ----------------------------------------------------------------------

NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,8}", fullmatch=True)
WORDS = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
VERSIONS = st.tuples(*[st.integers(0, 65535)] * 3)
TEXTS = st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=12)


@QUICK
@given(
    WORDS,
    NAMES,
    VERSIONS,
    TEXTS,
    st.lists(WORDS, min_size=1),
    st.lists(NAMES, min_size=1),
)
def test_what_is_written_is_what_is_read(
    identifier: str,
    name: str,
    version: tuple[int, int, int],
    text: str,
    flags: list[str],
    provides: list[str],
) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    shown = ".".join(map(str, version))
    listed = ", ".join(f'"{name}"' for name in provides)
    module = module_of(
        parse_good(
            f'module {identifier} {{ info {{ name: "{name}"; version: {shown};'
            f' description: "{quoted}"; flags: {" | ".join(flags)};'
            f" provides: {listed}; }} }}"
        )
    )
    assert module.identifier.text == identifier
    values = [text_of(entry.value) for entry in part_of(module, InfoBlock).entries]
    assert values == [name, version, text, tuple(flags), tuple(provides)]


# Speed -----------------------------------------------------------------------------


def test_a_thousand_small_specs_take_little_time() -> None:
    small = SPEC.split("\ninterface")[0]
    start = time.process_time()
    for number in range(1000):
        parse_good(small.replace("first", f"module_{number}"))
    assert time.process_time() - start < 4


@pytest.mark.parametrize(
    "unit",
    ["module a { }\n", "module a {\n", "; ", "a ", "a\n", "} ", "é ", '"a" ', "/// a\n"]
    + ['interface "a" 1.0 { void b(void); }\n', "impl_interface(\n", '"', "types { }"],
)
@pytest.mark.parametrize(
    "before", ["", "module b { ", "module b { info { ", "module b { impl { init "]
)
def test_a_long_file_takes_linear_time(before: str, unit: str) -> None:
    def measure(size: int) -> float:
        diagnostics = Diagnostics()
        source = make_source(before + unit * (size // len(unit)))
        start = time.process_time()
        parse(source, diagnostics)
        render_all(diagnostics)
        return time.process_time() - start

    short = measure(25_000)
    long = measure(100_000)
    assert long < 10 * short + 0.2
