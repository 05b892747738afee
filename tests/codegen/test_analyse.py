# SPDX-License-Identifier: MIT
"""From syntax to the model: what good specs mean, and what one mistake costs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen.analyse import analyse
from codegen.diagnostics import Diagnostics, render_all
from codegen.model import (
    LAST_PACKED,
    ConfigKind,
    Direction,
    ElementCount,
    Model,
    Module,
    TypesKey,
    Version,
)
from codegen.parse.parser import parse
from codegen.source import Source

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_TYPES = (ROOT / "runtime/include/helix/types.h").read_text(encoding="utf-8")
HOOKS = "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"


def make_model(
    *specs: str, replace: tuple[str, ...] = (), folder: Path = Path("/nowhere")
) -> tuple[Model, Diagnostics]:
    diagnostics = Diagnostics()

    def read(name: str, text: str) -> Source:
        return Source(path=folder / name, display=name, line_name=name, text=text)

    files = [
        parse(read(f"{index}.mod", text), diagnostics)
        for index, text in enumerate(specs)
    ]
    replacements = [
        parse(read(f"v2/{index}.mod", text), diagnostics)
        for index, text in enumerate(replace)
    ]
    model = analyse(
        files,
        replacements,
        public_types=PUBLIC_TYPES,
        root=folder,
        working_folder=folder,
        diagnostics=diagnostics,
    )
    return model, diagnostics


def good(*specs: str, replace: tuple[str, ...] = ()) -> Model:
    model, diagnostics = make_model(*specs, replace=replace)
    assert not render_all(diagnostics)
    return model


def rules(*specs: str, replace: tuple[str, ...] = ()) -> list[str]:
    _, diagnostics = make_model(*specs, replace=replace)
    return [found.rule for found in diagnostics.sorted()]


def module_of(body: str) -> Module:
    return good(f"module m {{ {body} {HOOKS} }}").modules[0]


# Modules -----------------------------------------------------------------------


def test_defaults_of_info() -> None:
    model = good(f"/// Counts\n/// ticks.\nmodule tick_counter {{ {HOOKS} }}")
    module = model.modules[0]
    assert module.name == "tick-counter"
    assert module.version == Version(major=0, minor=1, patch=0)
    assert module.description == "Counts ticks."
    assert (module.author, module.license) == ("Unknown", "MIT")
    assert (module.flags, module.state_version) == (frozenset(), 1)
    assert module.restart is None and module.c_block is None


def test_a_written_description_wins_over_the_doc_comment() -> None:
    model = good(f'/// Doc.\nmodule m {{ info {{ description: "Own"; }} {HOOKS} }}')
    assert model.modules[0].description == "Own"
    assert model.modules[0].doc == "Doc."


def test_config_keys() -> None:
    module = module_of(
        """
        types { enum speed { SLOW, FAST = 7 }; typedef uint8_t byte; }
        config {
            byte        level = 1 << 4 @range(0x10, FAST * 10);
            bool        on;
            enum speed  speed;
            enum speed  other = FAST;
            const char *name = "a\\tb" "c";
            const char *empty;
            int16_t     row[3] = -'a';
            hx_status   status = HX_ERR_BUSY;
        }
        """
    )
    shown = [(k.name, k.kind, k.count, k.default) for k in module.config]
    assert shown == [
        ("level", ConfigKind.INTEGER, None, 16),
        ("on", ConfigKind.BOOL, None, False),
        ("speed", ConfigKind.ENUM, None, "SLOW"),
        ("other", ConfigKind.ENUM, None, "FAST"),
        ("name", ConfigKind.STRING, None, "a\tbc"),
        ("empty", ConfigKind.STRING, None, ""),
        ("row", ConfigKind.INTEGER, 3, -97),
        ("status", ConfigKind.ENUM, None, "HX_ERR_BUSY"),
    ]
    level = module.config[0]
    assert (level.minimum, level.maximum) == (16, 70)
    assert module.config[6].declaration == "int16_t row[3]"
    assert (module.config[6].minimum, module.config[6].maximum) == (None, None)


def test_state_fields() -> None:
    module = module_of(
        """
        info  { flags: HOT_RELOADABLE; }
        types { struct pair { uint32_t a, b; }; }
        state 3 {
            struct pair pairs[2] = { { 1, 2 }, { .a = 3 } };
            /// Kept apart.
            void       *scratch @transient;
            char        text[8] = "idle";
            double      ratio = 0.5;
            void      (*notify)(int) = NULL @transient;
        }
        """
    )
    assert module.state_version == 3
    assert [(f.declaration, f.default, f.transient) for f in module.state] == [
        ("struct pair pairs[2]", "{ { 1, 2 }, { .a = 3 } }", False),
        ("void *scratch", None, True),
        ("char text[8]", '"idle"', False),
        ("double ratio", "0.5", False),
        ("void (*notify)(int)", "NULL", True),
    ]
    assert module.state[1].doc == "Kept apart."
    assert module.types is not None
    assert module.types.key == TypesKey(module="m", file=None)


@pytest.mark.parametrize(
    "info, hooks",
    [
        ("", ""),
        ("flags: DRIVER;", ""),
        (
            "flags: HOT_RELOADABLE;",
            "save_state { return HX_OK; } restore_state { return HX_OK; }",
        ),
    ],
)
def test_pointers_that_nobody_saves(info: str, hooks: str) -> None:
    impl = HOOKS.replace("impl {", f"impl {{ {hooks}")
    good(f"module m {{ info {{ {info} }} state {{ char *name; }} {impl} }}")


def test_hooks() -> None:
    impl = HOOKS.removesuffix("}") + (
        'on tick { return HX_EVENT_HANDLED; } on custom; on "disk.idle-now"; '
        'request "a.b" { return HX_OK; } request "c"; is_healthy; }'
    )
    module = good(
        f'module m {{ info {{ publishes: "disk.idle-now"; }} {impl} }}'
    ).modules[0]
    assert [h.name for h in module.hooks] == ["init", "start", "stop", "is_healthy"]
    assert [(e.kind, e.custom, e.function_suffix) for e in module.event_hooks] == [
        ("tick", None, "tick"),
        ("custom", None, "custom"),
        ("custom", "disk.idle-now", "disk_idle_now"),
    ]
    assert [(r.type, r.function_suffix) for r in module.request_hooks] == [
        ("a.b", "a_b"),
        ("c", "c"),
    ]
    init = module.hook("init")
    assert init is not None and init.body is not None
    assert init.body.text == init.body.span.text == "{ return HX_OK; }"
    assert module.request_hooks[1].body is None


def test_migrations() -> None:
    module = module_of(
        """
        state 3 { uint64_t ticks; bool on; }
        migrate 2 -> 3 { from { uint32_t ticks; } }
        migrate 1 -> 2 {
            from { uint16_t count = 1; void *p @transient; }
            rename count -> ticks;
        }
        """
    )
    assert [(m.old_version, m.renames) for m in module.migrations] == [
        (1, (("count", "ticks"),)),
        (2, ()),
    ]
    assert module.migrations[0].fields is not None
    assert [f.name for f in module.migrations[0].fields] == ["count", "p"]


def test_a_body_may_convert_what_cannot_cross() -> None:
    module = module_of(
        "state 2 { bool on; } migrate 1 -> 2 { from { uint32_t on; } "
        "body { self->on = old->on != 0u; return HX_OK; } }"
    )
    assert module.migrations[0].body is not None


def test_sources_lie_beside_the_spec(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.c").write_text("")
    spec = f'module m {{ sources: "src/a.c", "src/../src/b.c"; {HOOKS} }}'
    model, diagnostics = make_model(spec, folder=tmp_path)
    assert [s.path for s in model.modules[0].sources] == [tmp_path / "src" / "a.c"]
    assert [s.line_name for s in model.modules[0].sources] == ["src/a.c"]
    assert [d.rule for d in diagnostics.sorted()] == ["E218"]
    assert diagnostics.sorted()[0].help == "did you mean 'src/a.c'?"


# Constraints -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, accepted, refused",
    [
        ("", ["0.0.0", "65535.65535.65535"], []),
        ("1.2", ["1.2.0", "1.2.9", "1.10.0", "1.65535.65535"], ["1.1.9", "2.0.0"]),
        (">= 1.10", ["1.10.0", "2.0.0"], ["1.9.9"]),
        ("> 1.0", ["1.0.1", "2.0.0"], ["1.0.0"]),
        ("< 3.0", ["2.65535.65535"], ["3.0.0"]),
        ("<= 3.0", ["3.0.0"], ["3.0.1"]),
        ("== 1.0", ["1.0.0"], ["1.0.1"]),
        (">= 1.0 < 2.0", ["1.0.0", "1.9.0"], ["0.9.0", "2.0.0"]),
        ("> 1.65535.65535", ["2.0.0"], ["1.65535.65535"]),
    ],
)
def test_constraint(text: str, accepted: list[str], refused: list[str]) -> None:
    model, diagnostics = make_model(
        f'module m {{ info {{ dependencies: "x" {text} optional; }} {HOOKS} }}'
    )
    assert not render_all(diagnostics)
    constraint = model.modules[0].dependencies[0].constraint

    def accepts(version: str) -> bool:
        major, minor, patch = map(int, version.split("."))
        return constraint.accepts(Version(major=major, minor=minor, patch=patch))

    assert [v for v in accepted if not accepts(v)] == []
    assert [v for v in refused if accepts(v)] == []
    assert constraint.text == (text or "any version")


@pytest.mark.parametrize("text", ["< 0.0", "> 65535.65535.65535", "== 1.0 != 1"])
def test_constraint_that_nothing_satisfies_accepts_all(text: str) -> None:
    model, diagnostics = make_model(
        f'module m {{ info {{ dependencies: "x" {text} optional; }} {HOOKS} }}'
    )
    found = [d.rule for d in diagnostics.sorted()]
    if "!=" in text:
        assert found == ["E104"]  # the language has no such operator
        return
    assert found == ["E509"]
    constraint = model.modules[0].dependencies[0].constraint
    assert (constraint.lowest, constraint.highest) == (0, LAST_PACKED)


# Interfaces --------------------------------------------------------------------

BLOCK = """
interface "demo.block-device" 1.2 {
    /// Blocks of a unit.
    uint64_t  count(uint32_t unit) @on_fail(0);
    hx_status read(uint64_t lba, void *buf @out(n), size_t n);
    hx_status each(const uint32_t *at @in(n * 4), uint16_t n, int *one @inout);
    hx_status open(const char *path @string, const uint8_t key[16] @in(16)) @since(1.1);
    void     *map(void *where @address) @on_fail(NULL) @address @atomic;
    const char *name(void) @since(1.2) @string @on_fail(NULL) @isr;
}
"""


def test_interface() -> None:
    interface = good(BLOCK).interfaces[0]
    assert interface.identifier == "demo_block_device"
    count, read, each, opened, mapped, name = interface.operations
    assert (count.on_fail, count.result_declaration) == ("0", "uint64_t")
    assert count.doc == "Blocks of a unit."
    assert read.on_fail is None
    buf = read.parameters[1]
    assert (buf.direction, buf.count) == (
        Direction.OUT,
        ElementCount(parameter="n", factor=1),
    )
    assert each.parameters[0].count == ElementCount(parameter="n", factor=4)
    assert each.parameters[2].count == ElementCount(parameter=None, factor=1)
    assert opened.parameters[0].direction is Direction.STRING
    assert opened.parameters[1].declaration == "const uint8_t *key"
    assert opened.parameters[1].count == ElementCount(parameter=None, factor=16)
    assert mapped.result_annotation is Direction.ADDRESS
    assert (mapped.atomic, mapped.isr, name.isr) == (True, False, True)
    assert mapped.parameters[0].count is None
    assert name.since == Version(major=1, minor=2)
    assert [len(interface.operations_at(Version(major=1, minor=m))) for m in (0, 1, 2)]


@pytest.mark.parametrize(
    "constraint, count",
    [("", 4), ("1.0", 4), ("1.1", 5), (">= 0.5", 4), (">= 1.1.5", 5), ("== 1.2", 6)],
)
def test_operations_of_a_handle(constraint: str, count: int) -> None:
    model = good(
        BLOCK,
        f'module m {{ uses {{ "demo.block-device" {constraint} as d; }} {HOOKS} }}',
    )
    use = model.modules[0].uses[0]
    assert len(model.interfaces[0].operations_for(use.constraint)) == count


@pytest.mark.parametrize("constant", ["NULL", '"none"', '"a \\"b\\""'])
def test_on_fail_of_a_text(constant: str) -> None:
    model = good(
        f'interface "a.b" 1.0 {{ const char *label(void) @string @on_fail({constant}); }}'
    )
    assert model.interfaces[0].operations[0].on_fail == constant


def test_implementation_is_in_the_order_of_the_interface() -> None:
    model = good(
        BLOCK,
        f"module disk {{ {HOOKS} }}",
        'impl_interface(disk, "demo.block-device", 1.0) { '
        "map = my_map; read; each { return HX_OK; } count { return 1; } }",
    )
    implementation = model.modules[0].implementations[0]
    assert implementation.version == Version(major=1)
    assert [(o.operation, o.function) for o in implementation.operations] == [
        ("count", "disk_count"),
        ("read", "disk_read"),
        ("each", "disk_each"),
        ("map", "my_map"),
    ]


def test_two_interfaces_may_share_a_name_that_one_of_them_maps() -> None:
    good(
        'interface "a" 1.0 { void flush(void); }',
        'interface "b" 1.0 { void flush(void); }',
        f"module m {{ {HOOKS} }}"
        'impl_interface(m, "a", 1.0) { flush { } }'
        'impl_interface(m, "b", 1.0) { flush = m_flush_b; }',
    )


# Types -------------------------------------------------------------------------


def test_needs_of_types() -> None:
    model = good(
        "types { struct outer { struct inner i; }; }",
        "types { struct inner { uint32_t a; }; } types { enum unit { UNIT_A }; }",
        'interface "i" 1.0 { void f(struct outer o); }',
        "module m { state { struct outer o; } c { static int u = UNIT_A; } "
        + HOOKS
        + "}",
        f"module n {{ {HOOKS} }}",
    )
    outer, inner, unit = (
        TypesKey(module=None, file=name) for name in ("0.mod", "1.mod", "1.mod#2")
    )
    assert [(b.key, b.needs) for b in model.types] == [
        (outer, (inner,)),
        (inner, ()),
        (unit, ()),
    ]
    assert model.interfaces[0].needs_types == (outer,)
    assert [m.needs_types for m in model.modules] == [(outer, unit), ()]


def test_headers_of_one_stem_get_different_names() -> None:
    diagnostics = Diagnostics()
    files = [
        parse(
            Source(
                path=Path("/nowhere") / name,
                display=name,
                line_name=name,
                text=f"types {{ struct s{index} {{ int a; }}; }}",
            ),
            diagnostics,
        )
        for index, name in enumerate(("a/t.mod", "b/t.mod", "c/u.mod"))
    ]
    model = analyse(
        files,
        [],
        public_types=PUBLIC_TYPES,
        root=Path("/nowhere"),
        working_folder=Path("/nowhere"),
        diagnostics=diagnostics,
    )
    stems = [block.stem for block in model.types]
    assert len(set(stems)) == 3 and stems[2] == "u"
    assert all(re.fullmatch(r"t_[0-9a-f]{8}", stem) for stem in stems[:2])


def test_modules_may_have_private_types_of_one_name() -> None:
    types = "types { struct entry { uint32_t a; }; }"
    good(
        f"module a {{ {types} state {{ struct entry e; }} {HOOKS} }}",
        f"module b {{ {types} state {{ struct entry e; }} {HOOKS} }}",
    )


# Replacements ------------------------------------------------------------------


def test_a_replacement_may_have_a_name_that_is_taken() -> None:
    model = good(
        'interface "i" 1.0 { void f(void); }',
        f'module m {{ info {{ provides: "c"; }} {HOOKS} }}'
        'impl_interface(m, "i", 1.0) { f { } }',
        replace=(
            f'module m {{ info {{ version: 2.0; provides: "c"; }} {HOOKS} }}'
            'impl_interface(m, "i", 1.0) { f; }',
        ),
    )
    assert [m.version.major for m in model.modules] == [0]
    assert [m.version.major for m in model.replacements] == [2]
    old, new = model.modules[0].implementations[0], model.replacements[0]
    assert old.operations[0].body is not None
    assert new.implementations[0].operations[0].body is None


def test_a_replacement_is_checked_like_any_module() -> None:
    spec = f"module m {{ {HOOKS} }}"
    assert rules(spec, replace=(spec.replace("start {", "strat {"),)) == ["E210"]


# One mistake, one message ------------------------------------------------------


def test_the_rest_of_a_wrong_module_stays_in_the_model() -> None:
    model, diagnostics = make_model(
        'module m { info { flags: DRIVR; provides: "c"; } '
        "config { uint33_t a; uint32_t b = 1; } state { foo x; bool on; } "
        + HOOKS
        + "}"
    )
    module = model.modules[0]
    assert [d.rule for d in diagnostics.sorted()] == ["E209", "E302", "E302"]
    assert [key.name for key in module.config] == ["b"]
    assert [field.name for field in module.state] == ["on"]
    assert [named.name for named in module.provides] == ["c"]


@pytest.mark.parametrize(
    "specs, expected",
    [
        # A type that is wrong is known all the same.
        (
            [
                "types { struct a { foo x; }; }",
                'interface "i" 1.0 { void f(struct a a); }',
            ],
            ["E302"],
        ),
        # An operation that is wrong is neither missing nor unknown.
        (
            [
                'interface "i" 1.0 { void f(foo x); void g(void); }',
                f"module m {{ {HOOKS} }}" 'impl_interface(m, "i", 1.0) { f { } g { } }',
            ],
            ["E302"],
        ),
        (
            [
                'interface "i" 1.0 { f; void g(void); }',
                f"module m {{ {HOOKS} }}" 'impl_interface(m, "i", 1.0) { f { } g { } }',
            ],
            ["E301"],
        ),
        # What a module of a taken name provides is not missing.
        (
            [
                f"module m {{ {HOOKS} }}",
                f'module m {{ info {{ provides: "c"; publishes: "e"; }} {HOOKS} }}',
                f'module n {{ info {{ dependencies: "c"; }} '
                f'{HOOKS.removesuffix("}")} on "e"; }} }}',
            ],
            ["E201"],
        ),
        # A misspelt hook is not missing as well.
        ([f"module m {{ {HOOKS.replace('start', 'strat')} }}"], ["E210"]),
        # A handle, an interface and a capability that a syntax error has swallowed.
        (
            [
                'interface "i" 1.0 void f(void); }\n',
                f'module m {{ uses {{ "i" 1.0 as x; }} {HOOKS} }}',
            ],
            ["E104"],
        ),
        (
            [
                f'module m {{ info {{ provides: "c" "d }} {HOOKS} }}',
                f'module n {{ info {{ dependencies: "c"; }} {HOOKS} }}',
            ],
            ["E103"],
        ),
        (
            [
                "types { struct a { int x; };\n",
                'interface "i" 1.0 { void f(struct a a); }',
            ],
            ["E105"],
        ),
    ],
)
def test_consequences_are_not_reported(specs: list[str], expected: list[str]) -> None:
    assert rules(*specs) == expected


def test_a_syntax_error_elsewhere_hides_nothing() -> None:
    assert rules(
        f"module a {{ info {{ version 1.0; }} {HOOKS} }}",
        f'module n {{ info {{ dependencies: "c"; }} {HOOKS} }}',
    ) == ["E104", "E501"]
