# SPDX-License-Identifier: MIT
"""What stands behind each handle, and which choices a profile may make."""

from __future__ import annotations

import pytest

from codegen.plan.model import Binding, Plan

from .builders import good_plan, image_of, model, module, plan, said


def binding(planned: Plan, user: str) -> Binding:
    (found,) = next(m for m in planned.modules if m.module.name == user).bindings
    return found


def serve(user: str, flags: str = "") -> Binding:
    known = model(
        module("fs", uses=[user]),
        module("ram", implements=["block 1.0"], flags=flags),
    )
    return binding(good_plan(known, image_of("fs", "ram")), "fs")


def test_a_required_handle_of_a_module_that_stays_is_a_direct_call() -> None:
    found = serve("block 1.0 as disk", "DRIVER ESSENTIAL")
    assert found.direct
    assert found.provider is not None and found.provider.name == "ram"
    assert found.interface.name == "block" and found.use.handle == "disk"
    assert found.reason == (
        "direct: required, and 'ram' is static and stays (the only one in the image)"
    )


def test_a_replaceable_provider_is_called_through_its_slot() -> None:
    found = serve("block as disk", "HOT_RELOADABLE")
    assert not found.direct
    assert found.reason.startswith("slot: 'ram' is HOT_RELOADABLE (")


def test_an_optional_handle_goes_through_a_slot() -> None:
    found = serve("block as disk optional")
    assert not found.direct and found.provider is not None
    assert found.reason.startswith("slot: the handle is optional (")


def test_a_provider_in_user_space_is_called_through_its_slot() -> None:
    known = model(
        module("fs", uses=["block as disk"]),
        module("ram", implements=["block 1.0"], flags="USERSPACE"),
    )
    planned, diagnostics = plan(known, image_of("fs", "ram"))
    assert [d.rule for d in diagnostics.sorted()] == ["E608"]
    assert planned is not None
    found = binding(planned, "fs")
    assert not found.direct and found.reason.startswith("slot: 'ram' is USERSPACE (")


def test_an_optional_handle_that_nothing_serves() -> None:
    known = model(module("fs", uses=["block as disk optional"]), interfaces=["block"])
    planned = good_plan(known, image_of("fs"))
    found = binding(planned, "fs")
    assert found.provider is None and not found.direct
    assert found.reason == "unbound: nothing in the image implements it"
    (interface,) = planned.interfaces
    assert interface.interface.name == "block" and interface.implementors == ()


def test_interfaces_list_their_implementors_in_start_order() -> None:
    known = model(
        module("a", implements=["block 1.0"], dependencies=["z"]),
        module("m", implements=["block 1.1", "clock 1.0"]),
        module("outside", implements=["block 1.0", "other 1.0"]),
        module("z", implements=["block 1.0"]),
        interfaces=["unused"],
    )
    planned = good_plan(known, image_of("a", "m") + "[interfaces]\nblock = 'm'\n")
    found = {
        each.interface.name: (
            [m.name for m in each.implementors],
            each.primary and each.primary.name,
        )
        for each in planned.interfaces
    }
    assert found == {"block": (["m", "z", "a"], "m"), "clock": (["m"], None)}
    assert list(found) == ["block", "clock"]


KNOWN = model(
    module("fs", uses=["block 1.1 as disk", "clock as time optional"]),
    module("old", implements=["block 1.0"]),
    module("ram", implements=["block 1.1"]),
    module("ssd", implements=["block 1.2"]),
    module("tick", implements=["clock 1.0"]),
    module("loop", uses=["block as below"], implements=["block 1.5"]),
)

MISFITS = [
    (
        "[bind.fs]\ndsk = 'ram'\n",
        "E607 at 'dsk': module 'fs' has no handle 'dsk'",
        "did you mean 'disk'?",
    ),
    (
        "[bind.fs]\nx = 'ram'\n",
        "E607 at 'x': module 'fs' has no handle 'x'",
        "its handles are disk, time",
    ),
    (
        "[bind.fs]\ndisk = 'rim'\n",
        "E604 at \"'rim'\": no module is named 'rim'",
        "did you mean 'ram'?",
    ),
    (
        "[bind.fs]\ndisk = 'tick'\n",
        "E607 at \"'tick'\": module 'tick' does not implement 'block', the interface "
        "of handle 'disk'",
        "it is implemented by 'loop', 'old', 'ram', 'ssd'",
    ),
    (
        "[bind.fs]\ndisk = 'old'\n",
        "E607 at \"'old'\": module 'old' implements 'block' 1.0.0, and handle 'disk' "
        "needs 1.1",
        None,
    ),
    (
        "[bind.fs]\ndisk = 'fs'\n",
        "E607 at \"'fs'\": handle 'disk' of 'fs' cannot be bound to the module itself",
        None,
    ),
    (
        "[bind.f]\ndisk = 'ram'\n",
        "E604 at 'f': no module is named 'f'",
        "did you mean 'fs'?",
    ),
    (
        "[interfaces]\nblok = 'ram'\n",
        "E607 at 'blok': no interface is named 'blok'",
        "did you mean 'block'?",
    ),
    (
        "[interfaces]\nblock = 'rom'\n",
        "E604 at \"'rom'\": no module is named 'rom'",
        "did you mean 'ram'?",
    ),
    (
        "[interfaces]\nblock = 'tick'\n",
        "E607 at \"'tick'\": module 'tick' does not implement 'block'",
        "it is implemented by 'loop', 'old', 'ram', 'ssd'",
    ),
    (
        "[interfaces]\nblock = 'ram'\nclock = 'tick'\n",
        "W105 at \"'tick'\": this choice for 'clock' has no effect: module 'tick' is "
        "not in the image",
        'add "tick" to static in [modules], or remove this',
    ),
    (
        "[bind.fs]\ndisk = 'ram'\ntime = 'tick'\n",
        "E607 at \"'tick'\": handle 'time' of 'fs' is bound to 'tick', which is not in "
        "the image",
        'add "tick" to static in [modules]',
    ),
]


@pytest.mark.parametrize("text, message, help", MISFITS)
def test_a_choice_that_does_not_fit_is_the_only_thing_said(
    text: str, message: str, help: str | None
) -> None:
    # There are several to choose from without it, and that is not said on top.
    _, diagnostics = plan(KNOWN, image_of("fs") + text)
    assert said(diagnostics) == [message]
    assert diagnostics.sorted()[0].help == help


def test_a_handle_may_be_bound_to_a_module_that_only_the_profile_names() -> None:
    planned = good_plan(
        KNOWN,
        image_of("fs") + "[bind.fs]\ndisk = 'loop'\n" "[bind.loop]\nbelow = 'old'\n",
    )
    assert [m.module.name for m in planned.modules] == ["old", "loop", "fs"]
    assert [m.reason for m in planned.modules] == [
        "implements 'block' for 'loop'",
        "implements 'block' for 'fs'",
        "named by the profile",
    ]
    (disk, time) = planned.modules[2].bindings
    assert disk.reason.endswith("([bind] names it)") and time.provider is None


def test_bind_and_config_of_modules_outside_the_image_are_warned_of() -> None:
    text = image_of("tick") + "[bind.fs]\ndisk = 'ram'\n[config.old]\n"
    planned, diagnostics = plan(KNOWN, text)
    assert planned is not None
    assert said(diagnostics) == [
        "W105 at 'fs': [bind.fs] has no effect: module 'fs' is not in the image",
        "W105 at 'old': [config.old] has no effect: module 'old' is not in the image",
    ]


def test_what_a_mistake_keeps_out_of_the_image_is_not_warned_of() -> None:
    planned, diagnostics = plan(KNOWN, image_of("fs") + "[config.ram]\n")
    assert planned is None
    assert [d.rule for d in diagnostics.sorted()] == ["E506"]
