# SPDX-License-Identifier: MIT
"""What the language allows, as tables: each entry is read without a diagnostic, and
all of it together is an image that compiles and boots.

The tables follow the sections of docs/language.md. An entry stands here because it
is easy to refuse by mistake: a limit that is just met, a form that only C people use,
a word of the language where a name is expected.
"""

from __future__ import annotations

HOOKS = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"

INTEGERS = (
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short int",
    "int",
    "unsigned",
    "long int",
    "long unsigned int",
    "long long",
    "unsigned long long int",
    "int8_t",
    "int16_t",
    "int32_t",
    "int64_t",
    "uint8_t",
    "uint16_t",
    "uint32_t",
    "uint64_t",
    "size_t",
    "ptrdiff_t",
    "intptr_t",
    "uintptr_t",
    "int_least8_t",
    "uint_fast16_t",
    "intmax_t",
    "uintmax_t",
)

INFO = (
    "",
    "version: 0.0.0;",
    "version: 65535.65535.65535;",
    "version: 1;",
    "version: 1.10;",
    'name: "a-b_c.d-9";',
    f'name: "{"n" * 255}";',
    'description: "one " "two"\n    "three";',
    r'description: "quote \" slash \\ line \n\r tab \t byte \x7f";',
    'description: ""; author: ""; license: "";',
    'description: "naïve – 中文 😀"; author: "Жанна";',
    "flags: ESSENTIAL | HOT_RELOADABLE | DRIVER | FILESYSTEM | SCHEDULER | ALLOCATOR;",
    "flags: SECURITY;",
    'provides: "scheduler", "cpu.scheduling", "x-1_2";',
    'publishes: "sched.idle", "b";',
    "/// A comment of its own.\nversion /* here */ : // and here\n1.0;",
)

# Behind `dependencies: "other"`, where other has version 1.10.2.
CONSTRAINTS = (
    "",
    "1",
    "1.9",
    "1.10.2",
    "> 1.9",
    ">= 1.10",
    "== 1.10.2",
    "< 1.11",
    "<= 1.10.2",
    ">= 1.0 < 2",
    ">=1.0 <2.0 <=1.99 >1",
    "optional",
    "1.0 optional",
    ">= 1.0 < 2 optional",
)

CONFIG_KEYS = (
    "uint32_t key = 10 @range(1, 1000);",
    "int key = -5 @range(-10, 10);",
    "int key @range(-1, 1);",
    "int key = 0 @range(0, 0);",
    "uint8_t key = 255;",
    "int8_t key = -128;",
    "uint64_t key = 18446744073709551615;",
    "uint64_t key = 0xFFFFFFFFFFFFFFFF;",
    "uint64_t key = 18446744073709551615u @range(1, 18446744073709551615);",
    "int64_t key = -9223372036854775808;",
    "int64_t key = -9223372036854775808 @range(-9223372036854775808, 0);",
    "int64_t key = (-9223372036854775807 - 1);",
    "uint32_t key = 1u << 31;",
    "uint32_t key = (1 + 2) * 3;",
    "uint32_t key[8] = 7 @range(1, 9);",
    "char key = 'a';",
    "bool key = true;",
    "bool key[2] = true;",
    'const char *key = "text" " and text";',
    'char const *key = "";',
    "const char *key;",
    'const char *key[4] = "each";',
    "enum hx_memory_pressure key = HX_MEMORY_LOW;",
    "enum hx_memory_pressure key[2];",
    "hx_status key = HX_ERR_BUSY;",
)

FIELDS = (
    "bool field = false;",
    "uint64_t field = 0;",
    "uint64_t field = 18446744073709551615u;",
    "int field = sizeof(uint64_t) * 2;",
    "int field = 'a' == 97 ? 1 : 0;",
    "uint32_t field[4] = { 1, 2, 3, 4 };",
    "uint32_t field[4] = { 1, 2 };",
    "uint32_t field[2] = { [1] = 5 };",
    "int field[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };",
    "uint8_t field[4 * sizeof(uint64_t)];",
    'char field[4] = "abc";',
    'char field[32] = "";',
    "const uint32_t field = 4;",
    "const uint32_t field;",
    "const uint32_t field[2] = { 1, 2 };",
    "volatile uint32_t field = 1;",
    "_Atomic uint32_t field;",
    "_Atomic(uint32_t) field;",
    "float field = 1.5f;",
    "double field = -0.25;",
    "long double field;",
    "void *field = NULL;",
    "void *field @transient;",
    "int *field = 0;",
    'const char *field = "text";',
    "void (*field)(int value);",
    "int (*field[2])(void);",
    "int (*field)[3];",
    "hx_status field = HX_ERR_BUSY;",
    "enum hx_memory_pressure field = HX_MEMORY_CRITICAL;",
    "struct hx_event field;",
    "struct hx_bytes field = { NULL, 0 };",
    "struct hx_bytes field = { .size = 0 };",
    "struct hx_request *field;",
    # Reserved only where the language expects them.
    "int module; int interface; int impl; int info; int state; int init; int on;",
    "int request; int uses; int as; int optional; int version; int from; int body;",
)

# A types block, and state that uses it.
TYPES = (
    ("struct node { struct node *next; int v; };", "struct node n; struct node *p;"),
    ("typedef struct { int x; } point;", "point p;"),
    ("typedef int count, *count_pointer;", "count n; count_pointer p;"),
    ("typedef int (*callback)(void *, int);", "callback table[4];"),
    ("enum mode { SLOW, FAST = 5, };", "enum mode m = FAST;"),
    ("enum { ROOM = 4 * 2 }; struct row { uint8_t b[ROOM]; };", "struct row r[ROOM];"),
    ("union word { uint32_t all; uint8_t bytes[4]; };", "union word w;"),
    (
        "struct bits { unsigned a : 3, b : 5; unsigned : 0; bool c : 1; };",
        "struct bits b;",
    ),
    (
        "struct outer { union { int i; float f; }; struct { int q; } in; };",
        "struct outer o;",
    ),
    ("struct b; struct a { struct b *b; }; struct b { struct a a; };", "struct b x;"),
    ("struct tail { int n; uint8_t data[]; };", "struct tail *t;"),
    ("struct opaque;", "struct opaque *p;"),
    ("/* one */ struct c { int x; /// doc\n }; // two", "struct c c;"),
)

# A prototype of an operation `f`, and what its body returns.
OPERATIONS = (
    ("void f(void)", ""),
    ("hx_status f(void)", "HX_OK"),
    ("enum hx_status f(void)", "HX_OK"),
    ("uint64_t f(uint32_t unit) @on_fail(0)", "1"),
    ("uint64_t f(void) @on_fail(18446744073709551615)", "1"),
    ("int64_t f(void) @on_fail(-9223372036854775808)", "1"),
    ("int f(void) @on_fail(-1)", "1"),
    ("int f(void) @on_fail(1 + 2)", "1"),
    ("char f(void) @on_fail('x')", "'y'"),
    ("bool f(void) @on_fail(false)", "true"),
    ("float f(float x) @on_fail(1.5f)", "x"),
    ("double f(double x) @on_fail(0.0)", "x"),
    ("enum hx_memory_pressure f(void) @on_fail(HX_MEMORY_LOW)", "HX_MEMORY_LOW"),
    ('const char *f(void) @string @on_fail("")', '"x"'),
    ("const char *f(void) @on_fail(NULL) @string", '"x"'),
    ("void *f(size_t n) @address @on_fail(NULL)", "NULL"),
    ("uint32_t *f(void) @on_fail(0) @address", "NULL"),
    ("hx_status f(void *data @out(n), size_t n)", "HX_OK"),
    ("hx_status f(const void *data @in(n), size_t n)", "HX_OK"),
    ("hx_status f(size_t n, void *data @inout( n ))", "HX_OK"),
    ("hx_status f(uint32_t n, uint32_t *a @out(n * 4))", "HX_OK"),
    ("hx_status f(uint32_t *a @out(8), uint8_t *b @in(2))", "HX_OK"),
    ("hx_status f(const uint32_t *a @in, uint32_t *b @out, bool *c @inout)", "HX_OK"),
    ("hx_status f(uint16_t a[4] @in(4), const uint8_t key[] @in(16))", "HX_OK"),
    ("hx_status f(const char *a @string, const char *b @string)", "HX_OK"),
    ("hx_status f(void *a @address, const void *b @address)", "HX_OK"),
    ("hx_status f(enum hx_memory_pressure level)", "HX_OK"),
    (
        "hx_status f(uint32_t from, uint32_t module, uint32_t request, bool event)",
        "HX_OK",
    ),
    ("void f(void) @atomic", ""),
    ("void f(void) @isr @atomic", ""),
    ("void f(void) @since(1.1)", ""),
    ("int f(void) @atomic @since(1.2) @on_fail(1) @isr", "2"),
)

# Text in front of `return HX_OK;` in the body of init.
BODIES = (
    'const char *s = "}"; (void)s;',
    r'const char *s = "\"}"; (void)s;',
    "char c = '}'; (void)c;",
    r"char c = '\''; (void)c;",
    "/* } */",
    "// }\n",
    "/* it's */ // don't\n",
    "{ { } }",
    "int a[] = { '{', '}' }; (void)a;",
    "\n#if 1\n    int x = 0;\n    (void)x;\n#else\n    int y = 0;\n#endif\n",
    "\n#ifdef NOT_DEFINED\n#elif defined NOR_THIS\n#endif\n",
    "\n  #  ifndef NOT_DEFINED\n  #  endif\n",
    "int module = 1, interface = 2; (void)module; (void)interface;",
    "\nint\nmodule_count = 1;\n(void)module_count;",
)

# What stands in impl { } beside init, start and stop.
OPTIONAL_HOOKS = (
    "handle_event { return HX_EVENT_IGNORED; } handle_request { return HX_OK; }",
    "is_healthy { return true; } save_state { return HX_OK; }"
    " restore_state { return HX_OK; }",
    "on tick { return HX_EVENT_HANDLED; } on shutdown { return HX_EVENT_IGNORED; }",
    "on memory_pressure { return HX_EVENT_HANDLED; }"
    " on cpu_hotplug { return HX_EVENT_ERROR; }",
    "on custom { return HX_EVENT_HANDLED; } handle_request { return HX_OK; }",
    'request "a" { return HX_OK; } request "b-c.d" { return HX_OK; }'
    " handle_event { return HX_EVENT_IGNORED; }",
)

# Further parts of a module.
PARTS = (
    "info { } config { } state { } uses { } c { } types { }",
    "config { int same; } state { int same; }",
    "state 4294967295 { int x; }",
    "restart { max: 1; window_ms: 1; backoff_ms: 1; }",
    "restart { backoff_ms: 10; max: 4294967295; window_ms: 4294967295; }",
    "info { flags: HOT_RELOADABLE; }"
    " state { int x; char n[8]; void *p @transient; struct hx_bytes b @transient; }",
    "state 2 { uint64_t new; }"
    " migrate 1 -> 2 { from { uint32_t old_one; } rename old_one -> new; }",
    "info { flags: HOT_RELOADABLE; } state 3 { uint64_t count; uint8_t added = 4; }"
    " migrate 2 -> 3 { from { uint32_t n; int8_t dropped; } rename n -> count;"
    " body { self->count += old->n; return HX_OK; } }"
    " migrate 1 -> 2 { from { } }",
    "c {\n#include <helix/log.h>\n#define BRACE(x) \\\n    { x\n#define UNBRACE }\n"
    "HX_UNUSED static int f(void) { return 1; }\n}",
    "types { enum speed { SLOW, FAST }; typedef enum { A, B } letter; }"
    " config { enum speed s = FAST; letter l = B; enum speed first; }",
    "types { typedef uint32_t milliseconds; }"
    " config { milliseconds m = 5 @range(1, 9); }",
)

# Whole files.
FILES = (
    "",
    "\n\r\n\t \r",
    "// a comment and no line end",
    "/* a */ /// doc\n",
    f"module m {{ impl {{ {HOOKS} }} }}",
    f"module m {{\r\n    impl {{ {HOOKS} }}\r\n}}\r\n",
    f"module info {{ impl {{ {HOOKS} }} }} module module {{ impl {{ {HOOKS} }} }}",
    f"/// Doc é.\n/// Two.\nmodule m {{ impl {{ {HOOKS} }} }}",
    f"module/**/m{{impl{{{HOOKS}}}info{{version:1.0;}}}}",
    'interface "test.none" 1.0 { }',
    'interface "test.major" 2 { /** x */ void f(void); }',
    'interface "test.zero" 0.1 { void f(void) @since(0.1); }',
    "types { struct first { struct second s; }; }"
    " types { struct second { int x; }; }",
    # A part of what an interface has, and names that are words elsewhere.
    'impl_interface(m, "test.i", 1.1) { a { } b = m_b; c; }'
    f' module m {{ sources: "case.c"; impl {{ {HOOKS} }} }}'
    ' interface "test.i" 1.2'
    " { void a(void); void b(void); void c(void) @since(1.1); void d(void) @since(1.2); }",
    'interface "test.i" 1.0 { void init(void); void on(void); }'
    f' module m {{ sources: "case.c"; impl {{ {HOOKS} }} }}'
    ' impl_interface(m, "test.i", 1) { init = m_set_up; on = m_switch_on; }',
    'interface "test.a" 1.0 { void go(void); } interface "test.b" 1.0 { void go(void); }'
    f' module m {{ sources: "case.c"; impl {{ {HOOKS} }} }}'
    ' impl_interface(m, "test.a", 1.0) { go = m_a_go; }'
    ' impl_interface(m, "test.b", 1.0) { go = m_b_go; }',
    'interface "test.i" 1.3 { void f(void); }'
    ' module m { uses { "test.i" 1.2 as as; "test.i" >= 1.0 < 2 as uses optional;'
    ' "test.i" as optional optional; "test.i" == 1.3 as exact; }'
    f" impl {{ {HOOKS} }} }}",
    'module m { sources: "case.c"; impl { init; start; stop; on tick; on "e.x";'
    ' request "a-b"; is_healthy; save_state; restore_state; }'
    ' info { publishes: "e.x"; } }',
)

PROFILES = (
    "",
    "# only é",
    "modules.static = ['m']\nprofile.name = 'x'",
    'profile = { name = "x", target = "host" }\nmodules = { static = [ "m", ] }',
    '[boot]\r\nrun_ms = 0x10\r\ntick_ms = 1_000\r\n[modules]\r\nstatic = ["m"]\r\n',
    "[modules]\nstatic = [\n    # why\n    'm',\n]\nloadable = []\nreplace = []\n",
    "[boot]\ncommands = []\ninteractive = false\nrun_ms = 0\ntick_ms = 1\n"
    "health_ms = 1\nmemory_mb = 128\ncpus = 1\n"
    "[machine]\ndisk_mb = 0\nnetwork = false\n"
    "[reload]\ndeadline_ms = 1\nprobation_ms = 0\n"
    '[security]\nsignatures = "off"\nkey = ""\n',
    '[modules]\nstatic = ["m"]\n[config.m]\n"n" = 9\ns = \'a "b"\'\na = [1,\n2,\n]\n'
    "b = true\nbig = -9223372036854775808\nmost = 18446744073709551615\n",
    '[modules]\nstatic = ["m"]\n[config]\nm.n = 1\nm.a = []\n',
    '[modules]\nstatic = ["m"]\n[config]\nm = { n = 1, e = "FAST" }\n',
    '[modules]\nstatic = ["m", "m2"]\n[interfaces]\n"test.i" = "m"\n[bind.m]\nh = "m2"\n',
)
