# SPDX-License-Identifier: MIT
"""What the runtime offers to modules that are built apart, read from its headers."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from codegen.cdecl.header import read_headers
from codegen.plan.runtime_abi import (
    HEADERS,
    RuntimeAbi,
    load_runtime_abi,
    reached_types,
    read_runtime_abi,
    runtime_inputs,
)

LOADING = "#define HX_ABI_MAJOR 3\n#define HX_ABI_MINOR 7\n"
STATUS = "enum hx_status { HX_OK };\ntypedef enum hx_status hx_status;\n"


def read(text: str, *defined: str, **others: str) -> RuntimeAbi:
    """`others` are headers that `text` may include, by their names without .h."""
    files = {f"helix/{name}.h": body for name, body in others.items()}
    files |= {"helix/module.h": STATUS + text, "helix/loading.h": LOADING}
    return read_runtime_abi(files.__getitem__, frozenset(defined))


def test_every_function_that_the_compiler_sees(tmp_path: Path) -> None:
    """gcc lists all that is declared; those of other folders are not ours."""
    listing = tmp_path / "declared"
    source = tmp_path / "all.c"
    source.write_text("#include <helix/module.h>\n", encoding="utf-8")
    command = ["gcc", "-std=c11", "-ffreestanding", f"-I{HEADERS}", "-fsyntax-only"]
    subprocess.run([*command, "-aux-info", str(listing), str(source)], check=True)
    declared = re.findall(
        rf"^/\* {HEADERS}/helix/.*? \*/ extern .*?(\w+) \(",
        listing.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    found = [function.name for function in load_runtime_abi("x86_64").functions]
    assert found == sorted(set(declared))
    assert {"hx_fail", "hx_log_info", "memcpy", "strncmp"} <= set(found)


@pytest.mark.parametrize("target", ["x86_64", "host"])
def test_every_type_that_is_named_is_told(target: str) -> None:
    runtime = load_runtime_abi(target)
    told = {each.name for each in runtime.types}
    named = {tag for each in runtime.types for tag in each.types}
    named |= {tag for function in runtime.functions for tag in function.types}
    # A module has only pointers to these.
    assert named - told == {"hx_resource_kind", "va_list"}
    assert {"hx_module", "hx_slot", "hx_binding"} <= {
        each.name for each in reached_types(runtime.types, [])
    }


def test_inputs_are_there() -> None:
    for target in ("x86_64", "host"):
        assert all(path.is_file() for path in runtime_inputs(target))


def test_version_is_that_of_the_header() -> None:
    assert read("struct hx_module { int a; };").version == "3.7"


def test_functions() -> None:
    runtime = read(
        """
        #pragma once
        #include <stddef.h>
        #include <helix/other.h>
        #define HX_MUST_CHECK __attribute__((warn_unused_result))
        #define HX_PRINTF(a, b) __attribute__((__format__(__printf__, a, b)))
        #define HX_SIZE 16
        typedef void (*hx_fn)(void *arg, hx_status status);
        struct hx_box { char text[HX_SIZE + 1]; struct hx_far *far; };
        extern const struct hx_box hx_all[];
        /* int hidden(void); */
        HX_MUST_CHECK hx_status hx_b(struct hx_box *restrict to,
                                     const struct hx_box all[], size_t n); // int x(void);
        void hx_c(const char *format, ...) HX_PRINTF(1, 2);
        hx_fn hx_a(hx_fn fn);
        static inline int hx_inline(int a) { if (a) { return 1; } return 0; }
        """,
        other="#define HX_NORETURN _Noreturn\nHX_NORETURN void hx_d(void);",
    )
    assert [function.signature for function in runtime.functions] == [
        "hx_a(*fn(*void, status) -> void fn) -> *fn(*void, status) -> void",
        "hx_b(*struct hx_box to, *const struct hx_box all, u64 n) -> status",
        "hx_c(*const char format, ...) -> void",
        "hx_d() -> void",
    ]
    (box,) = runtime.types
    assert box.definition == "struct {[17]char text, *struct hx_far far}"
    assert runtime.functions[1].types == ("hx_box",)


def test_conditions() -> None:
    text = """
        struct hx_module { const void *ops;
        #ifdef HX_THREADS
            unsigned callers;
        #else
            bool one;
        #ifndef HX_ODD
            bool two;
        #endif
        #endif
        };
    """
    definitions = {
        defined: read(text, *defined).types[0].definition
        for defined in ((), ("HX_THREADS",), ("HX_ODD",))
    }
    assert definitions == {
        (): "struct {*const void ops, bool one, bool two}",
        ("HX_THREADS",): "struct {*const void ops, u32 callers}",
        ("HX_ODD",): "struct {*const void ops, bool one}",
    }


def test_what_changes_the_hash_of_a_function() -> None:
    hashes = {
        read(f"{text} struct hx_module {{ int a; }};").functions[0].hash
        for text in (
            "void hx_f(int a);",
            "void hx_f(unsigned a);",
            "void hx_f(const int *a);",
            "void hx_f(int *a);",
            "void hx_f(int a, ...);",
            "int hx_f(int a);",
            "void hx_g(int a);",
        )
    }
    assert len(hashes) == 7


def test_what_does_not() -> None:
    hashes = {
        read(f"{text} struct hx_module {{ int a; }};").functions[0].hash
        for text in (
            "typedef int hx_int; void hx_f(hx_int value);",
            "void hx_f(int a);",
            "void hx_f(const int a);",
            "void hx_f(signed /* a */ b);",
        )
    }
    assert len(hashes) == 1


def test_only_types_that_are_led_to() -> None:
    runtime = read(
        """
        struct hx_module { struct hx_a *a; };
        struct hx_a { union { struct hx_b b[2]; hx_status (*f)(enum hx_c c); }; };
        """.replace(
            "struct hx_module",
            "enum hx_c { X }; struct hx_b { int b; }; struct hx_module",
        )
        + "struct hx_unused { int a; }; struct hx_d { int d; }; void hx_f(struct hx_d *d);"
    )
    names = ["hx_a", "hx_b", "hx_c", "hx_d", "hx_module"]
    assert [each.name for each in runtime.types] == names
    without = reached_types(runtime.types, [])
    assert [each.name for each in without] == ["hx_a", "hx_b", "hx_c", "hx_module"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#if X\n#endif", "cannot read '#if'"),
        ("int x;", "is no prototype"),
        ("void hx_f(hx_unknown a);", "unknown type 'hx_unknown'"),
        ("struct hx_a { hx_unknown a; };", "unknown type 'hx_unknown'"),
        ("void hx_f(void)", "ends in 'void"),
    ],
)
def test_a_header_of_another_form_is_our_mistake(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        read_headers("helix/module.h", lambda name: text, frozenset())
