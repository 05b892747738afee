# SPDX-License-Identifier: MIT
"""Every public function stands in an example of docs/runtime.md that is compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.project import ROOT
from tests.docs.fences import read_document

HEADERS = ROOT / "runtime/include/helix"
# What ports implement, what helix-execution is for the runtime, what the C standard
# describes, and macros.
NO_CALLS = {
    "port.h",
    "port_context.h",
    "port_disk.h",
    "port_virtio.h",
    "thread_engine.h",
    "string.h",
    "compiler.h",
}

# Why a function has no example.
NOT_FOR_READERS = {
    "hx_event_dispatch_pending": "a part of hx_loop_step()",
    "hx_hash_find": "for the tables of the generator",
    "hx_interface_close": "the life cycle calls it",
    "hx_interface_open": "the life cycle calls it",
    "hx_interface_primary_slot": "in generated headers, as hx_primary_<interface>()",
    "hx_interrupt_count": "for what waits for any interrupt, in hx_wait()",
    "hx_interrupt_preempt": "for ports that take threads from the CPU",
    "hx_interrupt_set_preempt": "a part of hx_thread_set_engine()",
    "hx_lifecycle_transition": "moves a module without its hook: for its tests",
    "hx_security_begin": "in the generated image, around what it asks a policy",
    "hx_security_end": "in the generated image, around what it asks a policy",
    "hx_size_overflows": "in generated calls",
    "hx_slot_enter": "in generated calls",
    "hx_slot_leave": "in generated calls",
    "hx_slot_wait": "a part of hx_slot_enter()",
    "hx_state_restore": "in generated hooks",
    "hx_state_save": "in generated hooks",
}


def declared() -> Iterator[str]:
    for path in sorted(HEADERS.glob("*.h")):
        if path.name not in NO_CALLS:
            text = path.read_text(encoding="utf-8")
            code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
            # Definitions and declarations begin a line; bodies are indented.
            yield from re.findall(
                r"^(?:\w[^\n(=#]*[ *])?(hx_\w+)\(", code, re.MULTILINE
            )


def shown() -> set[str]:
    examples = "\n".join(
        fence.text
        for fence in read_document(ROOT / "docs/runtime.md")
        if fence.language in ("c", "mod")
    )
    return set(re.findall(r"\b(hx_\w+)\(", examples))


def test_every_function_is_shown() -> None:
    calls = set(declared())
    assert {"hx_fail", "hx_graph_topological_sort", "hx_value_from_bytes"} <= calls
    assert calls - shown() == set(NOT_FOR_READERS)


def test_there_is_no_reason_for_what_does_not_exist() -> None:
    assert set(NOT_FOR_READERS) <= set(declared())
