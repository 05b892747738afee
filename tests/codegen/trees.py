# SPDX-License-Identifier: MIT
"""Specs to parse, and ways into their trees."""

from __future__ import annotations

from typing import Any, TypeVar

from codegen.diagnostics import Diagnostics, render_all
from codegen.parse.parser import parse
from codegen.parse.syntax import (
    DependencyText,
    File,
    ModuleDeclaration,
    String,
    VersionText,
    Word,
)
from tests.codegen.conftest import make_source


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

# One statement a line.
STATEMENTS = """\
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
