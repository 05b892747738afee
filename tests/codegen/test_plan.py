# SPDX-License-Identifier: MIT
"""The plan of an image as a whole, and its lists of events."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from codegen.diagnostics import Diagnostics
from codegen.model import Model
from codegen.plan.hash import find_in_hash
from codegen.plan.image import make_plan
from codegen.plan.model import Plan, Subscriber
from codegen.profile.profile import parse_profile
from codegen.source import Source

from .builders import (
    good_plan,
    image_of,
    model,
    module,
    plan,
    profile,
    rules,
    said,
)

KNOWN = model(module("m"), module("a.b"), module("a"))

# Events ----------------------------------------------------------------------------


def listeners(subscribers: tuple[Subscriber, ...]) -> list[str]:
    return [f"{s.module.name}:{s.function_suffix}" for s in subscribers]


def test_who_gets_which_event() -> None:
    known = model(
        module("all", hooks=["init", "start", "stop", "handle_event"]),
        module("both", on=["custom", '"disk.idle"'], dependencies=["last"]),
        module("custom", on=["custom", "tick"]),
        module("deaf"),
        module("last", on=['"disk.idle"', '"disk.busy"', "shutdown"]),
        module("outside", on=["tick", '"other"']),
    )
    static = image_of("all", "both", "custom", "deaf", "last")
    planned = good_plan(known, static)
    tick, shutdown, memory, hotplug, custom = map(listeners, planned.events)
    assert tick == ["all:None", "custom:tick"]
    assert shutdown == ["all:None", "last:shutdown"]
    assert memory == hotplug == ["all:None"]
    assert custom == ["all:None", "custom:custom", "both:custom"]
    assert {e.name: listeners(e.subscribers) for e in planned.custom_events} == {
        "disk.busy": ["all:None", "custom:custom", "last:disk_busy", "both:custom"],
        "disk.idle": ["all:None", "custom:custom", "last:disk_idle", "both:disk_idle"],
    }
    for position, event in enumerate(planned.custom_events):
        assert find_in_hash(planned.event_hash, event.name) == position
    assert find_in_hash(planned.event_hash, "other") is None


# The plan as a whole ---------------------------------------------------------------


def test_ids_keys_and_names() -> None:
    known = model(
        module("b", dependencies=["clock"], provides=["log", "a.cap"]),
        module("pit", provides=["clock"], implements=["block 1.0"]),
        module("zero", provides=["clock"]),
    )
    planned = good_plan(known, image_of("b", "pit", "zero"))
    assert [(m.ident, m.depth, m.key) for m in planned.modules] == [
        (0, 0, "00000.pit"),
        (1, 0, "00000.zero"),
        (2, 1, "00001.b"),
    ]
    assert planned.target == "x86_64" and planned.profile.name == "profile"
    assert [(c.name, [p.name for p in c.providers]) for c in planned.capabilities] == [
        ("a.cap", ["b"]),
        ("clock", ["pit", "zero"]),
        ("log", ["b"]),
    ]
    names = ["pit", "zero", "b", "a.cap", "clock", "log"]
    assert [find_in_hash(planned.name_hash, name) for name in names] == list(range(6))
    assert find_in_hash(planned.name_hash, "block") is None
    assert find_in_hash(planned.interface_hash, "block") == 0


def test_an_empty_image() -> None:
    planned = good_plan(model(), "")
    assert planned.modules == () and planned.interfaces == ()
    assert find_in_hash(planned.name_hash, "a") is None
    assert planned.events == ((), (), (), (), ())


def test_experimental_and_deprecated_modules_are_warned_of() -> None:
    known = model(
        module("a", flags="EXPERIMENTAL", dependencies=["b"]),
        module("b", flags="DEPRECATED EXPERIMENTAL"),
        module("c", flags="DEPRECATED"),
    )
    planned, diagnostics = plan(known, image_of("a"))
    assert planned is not None
    assert said(diagnostics) == [
        "W103 at 'module b': module 'b' is EXPERIMENTAL, and in the image: needed by "
        "'a'",
        "W104 at 'module b': module 'b' is DEPRECATED, and in the image: needed by 'a'",
        "W103 at '\"a\"': module 'a' is EXPERIMENTAL, and in the image: named by the "
        "profile",
    ]


UNBUILT = [
    (
        '[profile]\ntarget = "riscv64"\n',
        "E608 at '\"riscv64\"': target riscv64 is not built for yet",
    ),
    ("[boot]\ncpus = 2\n", "E608 at 'cpus': more than one CPU is not built for yet"),
    (
        '[modules]\nloadable = ["user"]\n',
        "E608 at '\"user\"': module 'user' is USERSPACE, which is not built for yet",
    ),
    (
        '[modules]\nstatic = ["user"]\n',
        "E608 at '\"user\"': module 'user' is USERSPACE, which is not built for yet",
    ),
    (
        '[modules]\nstatic = ["friend"]\n',
        "E608 at 'module user': module 'user' is USERSPACE, which is not built for yet",
    ),
]


@pytest.mark.parametrize("text, message", UNBUILT)
def test_what_is_not_built_yet_is_refused(text: str, message: str) -> None:
    known = model(
        module("a"),
        module("user", flags="USERSPACE"),
        module("friend", dependencies=["user"]),
    )
    _, diagnostics = plan(known, text)
    assert said(diagnostics) == [message]


def test_a_mistake_in_the_lists_is_reported_once() -> None:
    known = model(module("a", dependencies=["b"]), module("b"))
    for text, rule in (
        ('[modules]\nloadable = ["x"]\n', "E604"),
        ('[modules]\nloadable = ["a", "a"]\n', "E610"),
        ('[modules]\nreplace = ["x.mod"]\n', "E609"),
        ('[modules]\nstatic = ["a"]\nloadable = ["b"]\n', "E507"),
    ):
        _, diagnostics = plan(known, text)
        assert rules(diagnostics) == [rule]


def test_a_target_that_the_command_line_names_is_refused_too() -> None:
    for target, count in (("aarch64", 1), ("host", 0), ("x86_64", 0)):
        diagnostics = Diagnostics()
        make_plan(model(), profile("", target=target), diagnostics)
        assert rules(diagnostics) == ["E608"] * count


def test_files_beside_the_profile(tmp_path: Path) -> None:
    (tmp_path / "v2").mkdir()
    (tmp_path / "v2" / "a.mod").touch()
    # The key of the examples in RFC 8032.
    (tmp_path / "own.pem").write_text(
        "-----BEGIN PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n",
        encoding="utf-8",
    )
    text = (
        '[modules]\nloadable = ["a"]\n'
        'replace = ["v2/a.mod", "v3/b.mod"]\n[security]\nkey = "{}.pem"\n'
    )
    found = []
    for key in ("own", "other"):
        source = Source(
            path=tmp_path / "p.toml",
            display="p.toml",
            line_name="p.toml",
            text=text.format(key),
        )
        diagnostics = Diagnostics()
        parsed = parse_profile(source, target=None, diagnostics=diagnostics)
        assert parsed is not None
        make_plan(model(module("a")), parsed, diagnostics)
        found.append(said(diagnostics))
    expected = [
        "E610 at '\"v2/a.mod\"': two entries of the profile are built as 'a.hxm'",
        "E611 at '\"v2/a.mod\"': 'v2/a.mod' declares no module, and a replacement is one",
        "E609 at '\"v3/b.mod\"': no file 'v3/b.mod' beside the profile",
    ]
    assert found[0] == expected
    assert found[1] == [*expected, "E609 at 'key': no key file 'other.pem'"]


def test_the_mistakes_of_all_parts_are_shown_at_once() -> None:
    known = model(
        module("a", dependencies=["x"], provides=["y"], uses=["block as disk"]),
        module("b", dependencies=["y"], provides=["x"], flags="DEPRECATED"),
        interfaces=["block"],
    )
    text = (
        image_of("a", "c") + "[config.a]\nk = 1\n[bind.a]\nh = 'b'\n[boot]\ncpus = 9\n"
    )
    planned, diagnostics = plan(known, text)
    assert planned is None
    assert rules(diagnostics) == [
        "E504",
        "E505",
        "W104",
        "E604",
        "E605",
        "E607",
        "E608",
    ]


def test_a_plan_does_not_depend_on_the_order_of_the_profile() -> None:
    names = ["m", "a", "a.b"]
    plans: list[Plan] = []
    for order in (names, names[::-1]):
        plans.append(good_plan(KNOWN, image_of(*order)))
    assert plans[0].modules == plans[1].modules
    assert plans[0].name_hash == plans[1].name_hash


def big_model(count: int) -> Model:
    generator = random.Random(3)
    return model(
        *(
            module(
                f"m{n}",
                dependencies=[
                    *(f"m{generator.randrange(n)}" for _ in range(3 if n else 0)),
                    f"cap{n // 10}" if n % 10 else f"cap{n // 20}x optional",
                ],
                provides=[f"cap{n // 10}"] if n % 10 == 0 else [],
                uses=["block 1.0 as disk"] if n % 2 else [],
                implements=["block 1.0"] if n == 0 else [],
            )
            for n in range(count)
        )
    )


def test_a_big_image_is_planned_in_linear_time() -> None:
    count = 10_000
    known = big_model(count)
    wanted = profile(image_of(*(m.name for m in known.modules)))
    diagnostics = Diagnostics()
    start = time.process_time()
    planned = make_plan(known, wanted, diagnostics)
    spent = time.process_time() - start
    assert planned is not None and not diagnostics.sorted()
    assert len(planned.modules) == count
    assert spent < 8, f"{spent:.1f} s"


def test_an_interface_with_thousands_of_implementors_stays_linear() -> None:
    count = 4000
    known = model(
        *(
            module(f"m{n}", implements=["block 1.0"], uses=["block as below"])
            for n in range(count)
        )
    )
    text = image_of("m0") + "".join(
        f'[bind.m{n}]\nbelow = "m{(n + 1) % count}"\n' for n in range(count - 1)
    )
    start = time.process_time()
    planned, diagnostics = plan(known, text)
    assert time.process_time() - start < 8
    assert planned is None and rules(diagnostics) == ["E506"]
