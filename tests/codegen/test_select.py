# SPDX-License-Identifier: MIT
"""Which modules are in an image, and what is said when that cannot be decided."""

from __future__ import annotations

import itertools

import pytest

from codegen.diagnostics import Diagnostics
from codegen.model import Model
from codegen.plan.hidden import find_hidden
from codegen.plan.names import check_names
from codegen.plan.select import Selection, select_modules

from .builders import image_of, model, module, plan, profile, rules, said


def select(known: Model, text: str) -> tuple[Selection, Diagnostics]:
    diagnostics = Diagnostics()
    wanted = profile(text)
    hidden = find_hidden(diagnostics)
    names = check_names(known, wanted, hidden, diagnostics)
    selection = select_modules(known, wanted, names, hidden, diagnostics)
    return selection, diagnostics


def selected(known: Model, text: str) -> dict[str, str]:
    """The names of a selection without a mistake, each with its reason."""
    selection, diagnostics = select(known, text)
    assert not diagnostics.sorted(), said(diagnostics)
    assert selection.complete
    assert [m.name for m in selection.modules] == sorted(selection.reasons)
    return selection.reasons


def mistakes(known: Model, text: str) -> list[str]:
    selection, diagnostics = select(known, text)
    assert not selection.complete
    return said(diagnostics)


# What comes in ---------------------------------------------------------------------


def test_required_dependencies_come_along_and_optional_ones_do_not() -> None:
    known = model(
        module("a", dependencies=["b", "d optional"]),
        module("b", dependencies=["c"]),
        module("c"),
        module("d"),
        module("e"),
    )
    assert selected(known, image_of("a")) == {
        "a": "named by the profile",
        "b": "needed by 'a'",
        "c": "needed by 'b'",
    }


def test_the_reason_names_the_first_by_name_and_the_profile_before_all() -> None:
    known = model(
        module("z", dependencies=["base"]),
        module("y", dependencies=["base", "z"]),
        module("base"),
    )
    assert selected(known, image_of("z", "y"))["base"] == "needed by 'y'"
    assert selected(known, image_of("base", "y"))["base"] == "named by the profile"
    assert selected(known, image_of("z", "y"))["z"] == "named by the profile"


def test_the_only_provider_of_a_capability_comes_along() -> None:
    known = model(
        module("a", dependencies=["clock"]),
        module("pit", provides=["clock"], dependencies=["ports"]),
        module("ports"),
    )
    assert selected(known, image_of("a")) == {
        "a": "named by the profile",
        "pit": "provides 'clock', needed by 'a'",
        "ports": "needed by 'pit'",
    }


def test_a_provider_in_the_image_is_enough_among_several() -> None:
    known = model(
        module("a", dependencies=["clock"]),
        module("pit", provides=["clock"]),
        module("tsc", provides=["clock"]),
    )
    assert set(selected(known, image_of("a", "tsc"))) == {"a", "tsc"}


def test_a_provider_that_something_else_pulls_in_counts() -> None:
    # `a` alone could not decide; `z`, looked at later, brings one of the two.
    known = model(
        module("a", dependencies=["clock"]),
        module("z", dependencies=["tsc"]),
        module("pit", provides=["clock"]),
        module("tsc", provides=["clock"]),
    )
    for names in (("a", "z"), ("z", "a")):
        assert set(selected(known, image_of(*names))) == {"a", "z", "tsc"}


def test_only_a_provider_whose_version_fits_comes_along() -> None:
    known = model(
        module("a", dependencies=["clock >= 2.0"]),
        module("old", at="1.0", provides=["clock"]),
        module("new", at="2.1", provides=["clock"]),
    )
    assert set(selected(known, image_of("a"))) == {"a", "new"}
    assert set(selected(known, image_of("a", "old"))) == {"a", "new", "old"}


def test_the_only_implementor_that_fits_comes_along() -> None:
    known = model(
        module("fs", uses=["block 1.1 as disk"]),
        module("old", implements=["block 1.0"]),
        module("new", implements=["block 1.2"]),
    )
    selection, diagnostics = select(known, image_of("fs"))
    assert not diagnostics.sorted()
    assert selection.reasons["new"] == "implements 'block' for 'fs'"
    served = selection.handles["fs", "disk"]
    assert served.provider is not None and served.provider.name == "new"


def test_an_optional_handle_pulls_nothing_in() -> None:
    known = model(
        module("fs", uses=["block as disk optional"]),
        module("ram", implements=["block 1.0"]),
    )
    selection, diagnostics = select(known, image_of("fs"))
    assert not diagnostics.sorted() and list(selection.reasons) == ["fs"]
    assert selection.handles["fs", "disk"].provider is None
    selection, _ = select(known, image_of("fs", "ram"))
    provider = selection.handles["fs", "disk"].provider
    assert provider is not None and provider.name == "ram"


def test_a_handle_never_binds_to_its_own_module() -> None:
    known = model(
        module("cache", uses=["block as below"], implements=["block 1.0"]),
        module("ram", implements=["block 1.0"]),
    )
    selection, diagnostics = select(known, image_of("cache"))
    assert not diagnostics.sorted()
    provider = selection.handles["cache", "below"].provider
    assert provider is not None and provider.name == "ram"
    alone = model(module("cache", uses=["block as below"], implements=["block 1.0"]))
    assert mistakes(alone, image_of("cache")) == [
        "E505 at 'uses block as below': 'cache' needs 'block', and no other module "
        "implements it"
    ]


STACK = model(
    module("fs", uses=["block as disk"]),
    module("log", uses=["block as disk"]),
    module("ram", implements=["block 1.0"]),
    module("ssd", implements=["block 1.0"]),
)


def test_bind_then_interfaces_then_the_only_one_in_the_image() -> None:
    def providers(text: str) -> dict[str, str]:
        selection, diagnostics = select(STACK, image_of("fs", "log") + text)
        assert not diagnostics.sorted(), said(diagnostics)
        return {
            user: served.provider.name + ": " + served.choice.value
            for (user, _), served in selection.handles.items()
            if served.provider is not None
        }

    only = "the only one in the image"
    static = '[bind.fs]\ndisk = "ram"\n'
    assert providers(static + "[interfaces]\nblock = 'ssd'\n") == {
        "fs": "ram: [bind] names it",
        "log": "ssd: [interfaces] names it",
    }
    assert providers("[interfaces]\nblock = 'ssd'\n") == {
        "fs": "ssd: [interfaces] names it",
        "log": "ssd: [interfaces] names it",
    }
    # What [bind] brings in for one handle is then the only one for the other.
    assert providers(static) == {
        "fs": "ram: [bind] names it",
        "log": f"ram: {only}",
    }


def test_a_primary_that_does_not_fit_a_handle_is_passed_over() -> None:
    known = model(
        module("fs", uses=["block 1.1 as disk"]),
        module("ram", implements=["block 1.0"]),
        module("ssd", implements=["block 1.1"]),
    )
    text = image_of("fs", "ram") + "[interfaces]\nblock = 'ram'\n"
    selection, diagnostics = select(known, text)
    assert not diagnostics.sorted()
    provider = selection.handles["fs", "disk"].provider
    assert provider is not None and provider.name == "ssd"


@pytest.mark.parametrize(
    "text, reason",
    [
        ('[boot]\ncommands = ["list"]\n', "runs the profile's boot commands"),
        ("[boot]\ninteractive = true\n", "serves the interactive console"),
    ],
)
def test_commands_and_interactive_pull_in_the_shell(text: str, reason: str) -> None:
    known = model(module("shell", dependencies=["console"]), module("console"))
    assert selected(known, text) == {
        "shell": reason,
        "console": "needed by 'shell'",
    }
    assert selected(known, "[boot]\ncommands = []\ninteractive = false\n") == {}
    assert selected(known, image_of("shell") + text)["shell"] == "named by the profile"


def test_commands_without_a_shell() -> None:
    selection, diagnostics = select(model(), '[boot]\ncommands = ["list"]\n')
    assert said(diagnostics) == [
        "E604 at 'commands': 'commands' needs a module named 'shell', and there is none"
    ]


def test_the_result_does_not_depend_on_the_order_of_anything() -> None:
    modules = [
        module("a", dependencies=["clock", "b"]),
        module("b", uses=["block as disk"]),
        module("c", dependencies=["pit"]),
        module("pit", provides=["clock"]),
        module("tsc", provides=["clock"]),
        module("ram", implements=["block 1.0"], dependencies=["a optional"]),
    ]
    seen = []
    for order in itertools.permutations(("a", "b", "c")):
        selection, diagnostics = select(model(*reversed(modules)), image_of(*order))
        assert not diagnostics.sorted()
        assert [m.name for m in selection.modules] == ["a", "b", "c", "pit", "ram"]
        seen.append((selection.reasons, selection.handles))
    assert all(each == seen[0] for each in seen)


# Mistakes --------------------------------------------------------------------------


def test_unknown_and_repeated_names() -> None:
    known = model(module("round-robin"), module("my-scheduler"), module("cpu.sched"))
    text = (
        '[modules]\nstatic = ["round-robbin", "my_scheduler", "round-robin",\n'
        '"round-robin"]\nloadable = ["round-robin", "x"]\n[config.cpu.sched]\n'
        "[bind.y]\n"
    )
    selection, diagnostics = select(known, text)
    found = [(d.rule, d.span.text, d.help) for d in diagnostics.sorted()]
    assert found[:2] == [
        ("E604", '"round-robbin"', "did you mean 'round-robin'?"),
        ("E604", '"my_scheduler"', "profiles use a module's name: 'my-scheduler'"),
    ]
    assert [(rule, text) for rule, text, _ in found[2:]] == [
        ("E610", '"round-robin"'),
        ("E610", '"round-robin"'),
        ("E604", '"x"'),
        ("E604", "cpu"),
        ("E604", "y"),
    ]
    assert found[5][2] == "a name with dots stands in quotes"
    assert list(selection.reasons) == ["round-robin"]


def test_a_misspelt_name_is_not_followed_by_complaints_about_what_it_left_open() -> (
    None
):
    known = model(
        module("fs", uses=["block as disk"], dependencies=["clock"]),
        module("ram", implements=["block 1.0"], provides=["clock"]),
        module("ssd", implements=["block 1.0"], provides=["clock"]),
    )
    # With `ram` the needs of `fs` are met, and what is said of `ram` is in place.
    for more in ("", "[bind.ram]\n", "[interfaces]\nblock = 'ram'\n"):
        planned, diagnostics = plan(known, image_of("fs", "rma") + more)
        assert planned is None
        assert said(diagnostics) == ["E604 at '\"rma\"': no module is named 'rma'"]


def test_several_providers() -> None:
    known = model(
        module("a", dependencies=["clock"]),
        module("pit", provides=["clock"]),
        module("tsc", provides=["clock"]),
        module("old", provides=["clock"]),
    )
    selection, diagnostics = select(known, image_of("a"))
    (found,) = diagnostics.sorted()
    assert said(diagnostics) == [
        "E506 at 'dependencies clock': 'a' needs 'clock', and several modules provide "
        "it: 'old', 'pit', 'tsc'"
    ]
    assert [note.span and note.span.text for note in found.notes] == [
        "provides clock"
    ] * 3
    assert not selection.complete


def test_several_implementors_and_the_line_that_chooses() -> None:
    expected = "implement 'block': 'ram', 'ssd'"
    for text, where in (
        (image_of("fs"), "several modules"),
        (image_of("fs", "ram", "ssd"), "several modules in the image"),
    ):
        selection, diagnostics = select(STACK, text)
        (found,) = diagnostics.sorted()
        assert found.message == f"handle 'disk' of 'fs': {where} {expected}"
        assert found.rule == "E506" and found.span.text == "uses block as disk"
        assert found.help == 'choose one in the profile: [bind.fs] disk = "ram"'
    dotted = model(
        module("f.s", uses=["block as disk optional"]),
        module("ram", implements=["block 1.0"]),
        module("ssd", implements=["block 1.0"]),
    )
    _, diagnostics = select(dotted, image_of("f.s", "ram", "ssd"))
    (found,) = diagnostics.sorted()
    assert found.help == 'choose one in the profile: [bind."f.s"] disk = "ram"'


def test_nobody_provides_or_implements() -> None:
    known = model(
        module("fs", uses=["block as disk"]),
        interfaces=["block"],
    )
    assert mistakes(known, image_of("fs")) == [
        "E505 at 'uses block as disk': 'fs' needs 'block', and no module implements it",
    ]


def test_versions_that_do_not_fit() -> None:
    known = model(
        module("a", dependencies=["b >= 2.0 optional", "clock >= 2.0 optional"]),
        module("b", at="1.9"),
        module("c", dependencies=["clock >= 2.0"]),
        module("fs", uses=["block 1.1 as disk"]),
        module("log", uses=["block 1.1 as disk optional"]),
        module("pit", at="1.0", provides=["clock"]),
        module("ram", implements=["block 1.0"]),
    )
    assert mistakes(known, image_of("a", "b", "c", "fs", "log", "pit", "ram")) == [
        "E502 at 'dependencies b >= 2.0 optional': 'a' takes 'b' >= 2.0 where it "
        "is present, and 'b' is 1.9.0",
        "E502 at 'dependencies clock >= 2.0 optional': 'a' takes 'clock' >= 2.0 "
        "where it is present, and no provider of it fits",
        "E502 at 'dependencies clock >= 2.0': 'c' needs 'clock' >= 2.0, and no provider "
        "of it fits",
        "E508 at 'uses block 1.1 as disk': 'fs' needs 'block' 1.1, and no "
        "implementation of it fits",
        "E508 at 'uses block 1.1 as disk optional': 'log' needs 'block' 1.1, and no "
        "implementation of it fits",
    ]
    # Absent, they do not matter.
    assert set(selected(known, image_of("a", "log"))) == {"a", "log"}


def test_what_analysis_has_reported_is_not_reported_again() -> None:
    known = model(
        module("a", dependencies=["nobody-knows", "b >= 2.0"]),
        module("b", at="1.0"),
        module("c", dependencies=["clock"], provides=["clock"]),
        module("d", dependencies=["b > 2.0 < 1.0 optional"]),
        module("e", uses=["block > 2.0 < 1.0 as disk"]),
        module("ram", implements=["block 1.0"]),
    )
    for name in "acde":
        assert mistakes(known, image_of(name, "b")) == []


def test_a_static_module_needs_a_loadable_one() -> None:
    known = model(
        module("a", dependencies=["b", "clock", "c optional"]),
        module("b"),
        module("c"),
        module("fs", uses=["block as disk"]),
        module("pit", provides=["clock"]),
        module("ram", implements=["block 1.0"]),
    )
    text = (
        '[modules]\nstatic = ["a", "fs"]\nloadable = ["b", "c", "pit", "ram"]\n'
        '[bind.fs]\ndisk = "ram"\n'
    )
    expected = [
        "E507 at 'dependencies b': static module 'a' needs 'b', which is loadable",
        "E507 at 'dependencies clock': static module 'a' needs 'pit', which is loadable",
        "E507 at 'uses block as disk': static module 'fs' needs 'ram', which is "
        "loadable",
    ]
    assert mistakes(known, text) == expected
    assert mistakes(known, text.partition("[bind")[0]) == expected


def test_a_loadable_shell_cannot_run_the_boot_commands() -> None:
    text = '[modules]\nloadable = ["shell"]\n[boot]\ncommands = ["list"]\n'
    _, diagnostics = select(model(module("shell")), text)
    assert rules(diagnostics) == ["E507"]
