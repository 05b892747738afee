# SPDX-License-Identifier: MIT
"""How a spec may be written: bodies, strings, comments, line ends, spread files."""

from __future__ import annotations

import pytest

from tests.boot.transcript import ask, boot, read_transcript
from tests.workspace import Workspace

BODIES = r"""
/* A comment with "quotes" and } braces { before everything. */
module/**/odd// }
{
    info { name: "odd"  "-" // joined
                 "one"; description: "a /* no comment */ // nor this" " }"; version: 1.2.3; provides: "x.y", "z"; }
    state { uint32_t n = 0; }
    c {
        #include <stdint.h>
        #include <helix/log.h>
        /* } in a comment */
        #define OPEN {
        #define CLOSE }
        #define TEXT "} \" {"
        #if 0
        { } it's not C at all {
        }
        #endif
        static const char brace = '}';
        static const char quote = '"';
        static uint32_t with_macros(uint32_t n) OPEN return n + 1u; CLOSE
        #define MANY(a, \
                     b) ((a) + \
                         (b)) /* } */
    }
    impl {
        init {
            const char *s = "} } } {"; /* } */ // }
            char c = '}'; char d = '{'; char q = '\''; char b = '\\';
            if (s[0] != '}' || c != '}' || d != '{' || q != 39 || b != 92) { return HX_ERR_INIT; }
            self->n = MANY(1u,
                           2u);
            return HX_OK;
        }
        start {
#if 0
            { " }
            don't stop here
#elif defined(NOT_DEFINED)
            this is not C either
#else
            self->n += with_macros(4);
#endif
            return HX_OK;
        }
        stop { return HX_OK; }
        request "n" { return hx_respond_fmt(response, "%u %c %c " TEXT, (unsigned)self->n, brace, quote); }
        request "line" { return hx_respond_fmt(response, "%d %s", __LINE__, __FILE__); }
        request "nested" { uint32_t total = 0; for (uint32_t i = 0; i < 3; i++) { if (i == 1) { continue; } else { total += i; } } do { total++; } while (0); return hx_respond_fmt(response, "%u", (unsigned)total); }
        request "one-line" { return hx_respond_fmt(response, "%s", "a" "b" /* } */ "c"); }
        request "trigraph" { return hx_respond_fmt(response, "%s", "what??"); }
        request "string" { return hx_respond_fmt(response, "%s", "line\
 goes on }"); }
        request "stringy" { return hx_respond(response, "/*", 2); }
        request "empty" { (void)"//"; { } { { } } return hx_respond(response, "", 0); }
    }
}
"""

SPOTS = {
    "n": '-> ok "8 } \\x22 } \\x22 {"',
    "nested": '-> ok "3"',
    "one-line": '-> ok "abc"',
    "trigraph": '-> ok "what??"',
    "string": '-> ok "line goes on }"',
    "stringy": '-> ok "/*"',
    "empty": '-> ok ""',
}


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_bodies(workspace: Workspace, ends: str, compiler: str) -> None:
    commands = ask("odd-one", *SPOTS, "line")
    path = workspace.write("mods/spec.mod", "")
    path.write_bytes(BODIES.replace("\n", ends).encode())
    listed = ", ".join(f'"{command}"' for command in commands)
    workspace.write_profile(["odd-one"], more=f"[boot]\ncommands = [{listed}]\n")
    workspace.configure("--cc", compiler).expect(0)
    built = workspace.ninja().expect(0)
    warnings = [line for line in built.lines if "warning:" in line]
    # What stands alone in a region that is left out: the compiler may say so.
    assert not [line for line in warnings if "missing terminating" not in line]
    seen = read_transcript(workspace.boot().expect(0))
    for kind, reply in SPOTS.items():
        assert seen.reply(f"request odd-one {kind}") == reply
    lines = BODIES.split("\n")
    [number] = [i for i, line in enumerate(lines, 1) if "__LINE__" in line]
    line, file = seen.reply("request odd-one line")[7:-1].split(" ")
    assert int(line) == number and file.endswith("mods/spec.mod")
    assert "init odd-one 1.2.3 ok" in seen.log


def test_declarations_in_any_order_and_file(workspace: Workspace) -> None:
    """impl_interface before its module and interface; types and users apart."""
    workspace.write("mods/empty.mod", "")
    workspace.write("mods/only_comment.mod", "// nothing\n/// doc of nothing\n")
    workspace.write("mods/readme.txt", "module broken {")
    workspace.write(
        "mods/a/impl.mod",
        'impl_interface(worker, "far.away", 1.0) { go { return value + self->extra; } }\n',
    )
    workspace.write("mods/z/deep/er/types.mod", "types { typedef uint32_t amount; }\n")
    workspace.write(
        "mods/b.mod",
        'interface "far.away" 1.0 { amount go(amount value) @on_fail(0); }\n',
    )
    workspace.write(
        "mods/c d/worker.mod",
        'module worker { sources: "sub/more.c", "extra.c"; state { amount extra = 5; } impl { init; start; stop; } }\n',
    )
    workspace.write(
        "mods/c d/sub/more.c",
        "hx_status worker_init(struct worker *self, const struct hx_context *ctx) { (void)ctx; self->extra++; return HX_OK; }\n",
    )
    workspace.write(
        "mods/c d/extra.c",
        "hx_status worker_start(struct worker *self) { (void)self; return HX_OK; }\nhx_status worker_stop(struct worker *self) { (void)self; return HX_OK; }\n",
    )
    user = """module user { uses { "far.away" 1.0 as far; } impl {
        init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }
        request "go" { return hx_respond_fmt(response, "%u", (unsigned)user_far_go(self, 4)); } } }
    """
    # The provider is pulled in: it is the only one.
    seen = boot(workspace, user, ["user"], ask("user", "go"))
    assert seen.reply("request user go") == '-> ok "10"'
    assert "init worker 0.1.0 ok" in seen.log


def test_specs_that_never_run_are_checked_all_the_same(workspace: Workspace) -> None:
    workspace.write(
        "mods/other.mod",
        "module other { impl { init { return HX_OK; } start { return HX_OK; } } }\n",
    )
    workspace.write_profile([])
    done = workspace.configure().expect(1)
    assert "mods/other.mod:1:" in done.output and "stop" in done.output


def test_warnings_and_strict(workspace: Workspace) -> None:
    workspace.write(
        "mods/a.mod",
        "module a { info { flags: EXPERIMENTAL; } impl { init { return HX_OK; }"
        " start { return HX_OK; } stop { return HX_OK; }"
        ' on "never.sent" { return HX_EVENT_IGNORED; } } }\n',
    )
    workspace.write_profile(["a"])
    done = workspace.configure().expect(0)
    assert done.output.count("warning[") == 2, done.story()
    assert "never.sent" in done.output and "EXPERIMENTAL" in done.output
    strict = workspace.configure("--strict").expect(1)
    assert "never.sent" in strict.output and "EXPERIMENTAL" in strict.output


def test_wrong_usage_is_2_and_wrong_specs_are_1(workspace: Workspace) -> None:
    workspace.write_profile([])
    workspace.configure("--nonsense").expect(2)
    workspace.configure("--modules", "not-there").expect(2)
    workspace.configure("--profile", "not-there.toml").expect(2)
    workspace.configure("--target", "vax").expect(2)
    workspace.configure("--cc", "tcc").expect(2)
    workspace.write_profile(["ghost"])
    done = workspace.configure().expect(1)
    assert "profile.toml:5:" in done.output and "ghost" in done.output
    for text in (
        "[profile\n",
        "[profile]\nname = 5\n",
        "[profil]\n",
        '[modules]\nstatic = "a"\n',
    ):
        workspace.write("profile.toml", text)
        done = workspace.configure().expect(1)
        assert "profile.toml:" in done.output and "Traceback" not in done.output
