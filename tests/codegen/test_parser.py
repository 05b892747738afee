# SPDX-License-Identifier: MIT
"""From text to tree: what is read."""

from __future__ import annotations

import pytest

from codegen.parse.syntax import (
    CBlock,
    ConfigBlock,
    DependencyText,
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
    Word,
)
from tests.codegen.trees import EXAMPLE, REST, module_of, parse_good, part_of, text_of


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
