# SPDX-License-Identifier: MIT
"""What of a plan the policy for failures depends on, and how runs are compared."""

from __future__ import annotations

from codegen.faults.collect import collect_facts, fault_plan
from codegen.faults.compare import Run, find_differences
from codegen.faults.expect import Expectation
from codegen.faults.facts import UNLISTED, Facts

from .builders import good_plan, image_of, model, module

HOOKS = ["init", "start", "stop"]


def collect(*names: str) -> Facts:
    known = model(
        module("clock-a", at="1.0", provides=["clock"]),
        module("clock-b", at="2.0", provides=["clock"]),
        module("disk", flags="ESSENTIAL", implements=["x.block 1.0"]),
        module(
            "user",
            dependencies=["clock", "clock >= 2.0", "clock-a", "disk optional"],
            uses=["x.block 1.0 as block", "x.block 1.0 as spare optional"],
            on=["tick", "custom", '"disk.idle"'],
        ),
        module(
            "all",
            hooks=[*HOOKS, "handle_event", "handle_request", "is_healthy"],
            uses=["x.block 1.0 as block optional"],
        ),
    )
    return collect_facts(good_plan(known, image_of(*names)))


def test_needs_are_what_is_required_in_the_order_of_the_spec() -> None:
    facts = collect("clock-a", "clock-b", "disk", "user", "all")
    names = [module.name for module in facts.modules]
    user = facts.modules[names.index("user")]
    assert [
        (need.name, [names[provider] for provider in need.providers])
        for need in user.needs
    ] == [
        ("clock", ["clock-a", "clock-b"]),
        ("clock", ["clock-b"]),
        ("clock-a", ["clock-a"]),
        ("disk", ["disk"]),
    ]
    assert [module.name for module in facts.modules if module.needs] == ["user"]
    assert [module.name for module in facts.modules if module.essential] == ["disk"]


def test_callbacks() -> None:
    facts = collect("clock-a", "clock-b", "disk", "user", "all")
    of = {module.name: module for module in facts.modules}
    assert [(event.part, event.title) for event in of["user"].events] == [
        (0, "tick"),
        (4, UNLISTED),
        (5, "disk.idle"),
    ]
    assert [(event.part, event.title) for event in of["all"].events] == [
        (0, "tick"),
        (1, "shutdown"),
        (2, "memory_pressure"),
        (3, "cpu_hotplug"),
        (4, UNLISTED),
        (5, "disk.idle"),
    ]
    assert of["all"].requests == (UNLISTED,) and of["user"].requests == ()
    assert of["all"].has_health and not of["user"].has_health
    assert of["disk"].events == () and of["disk"].restart is None
    assert of["disk"].title == "disk 0.1.0"


def test_a_run_has_a_boot_of_its_own() -> None:
    known = model(module("m"), module("shell"))
    text = image_of("m") + (
        '[boot]\ncommands = ["list"]\ntick_ms = 1000\nhealth_ms = 60000\nmemory_mb = 64\n'
    )
    plan = good_plan(known, text)
    boot = fault_plan(plan).profile.boot
    assert boot.commands == () and not boot.interactive
    assert (boot.tick_ms, boot.health_ms, boot.memory_mb) == (10, 20, 64)
    # The image is the same, with the shell that the commands have pulled in.
    assert [m.name for m in collect_facts(plan).modules] == ["m", "shell"]
    assert fault_plan(plan).modules == plan.modules


EXPECTED = Expectation(lines=("helix: a", "helix: b", "faults: c"), status=1)


def compare(output: str, status: int = 1) -> list[str]:
    return find_differences(EXPECTED, Run(output=output, status=status))


def test_only_pinned_lines_are_compared() -> None:
    output = (
        "noise\r\nhelix: a\r\n[error] own trouble\nhelix: b\n helix: x\nfaults: c\n"
    )
    assert compare(output) == []
    error = "[error] m: event tick: fault injection\n"
    assert compare(error + output) == [
        "+ [error] m: event tick: fault injection",
        "  helix: a",
        "  helix: b",
    ]


def test_differences_are_shown_with_what_stands_around_them() -> None:
    assert compare("helix: a\nhelix: c\nfaults: c\n", 3) == [
        "  helix: a",
        "- helix: b",
        "+ helix: c",
        "  faults: c",
        "- exit status 1",
        "+ exit status 3",
    ]
    assert compare("helix: b\nhelix: a\nfaults: c\n") != []
    assert compare("", 2)[-2:] == ["- exit status 1", "+ exit status 2"]
