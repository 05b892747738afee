# SPDX-License-Identifier: MIT
"""Modules that are built as files of their own: what they bring, need and are given."""

from __future__ import annotations

from pathlib import Path

from codegen.diagnostics import Diagnostics
from codegen.plan.image import make_plan
from codegen.plan.model import Binding, Plan
from codegen.profile.profile import parse_profile
from codegen.project import ROOT, Project, load_project
from codegen.source import Source

from .builders import good_plan, model, module, plan, said

HOOKS = "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"


def in_image(planned: Plan) -> dict[str, str]:
    return {each.module.name: each.reason for each in planned.modules}


def binding_of(planned: Plan, user: str) -> Binding:
    """The only handle of a module, of the image or of a file."""
    found = [p.bindings for p in planned.modules if p.module.name == user]
    found += [p.bindings for p in planned.loadables if p.stem == user]
    (bindings,) = found
    return bindings[0]


def load(folder: Path, profile: str, **specs: str) -> Project:
    """Specs by path, `__` for a slash."""
    for name, text in specs.items():
        path = folder / (name.replace("__", "/") + ".mod")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "profile.toml").write_text(profile, encoding="utf-8")
    return load_project(
        folders=[folder],
        profile=folder / "profile.toml",
        root=ROOT,
        working_folder=folder,
    )


def test_a_loadable_stays_outside_and_what_it_needs_comes_in() -> None:
    known = model(
        module("counter", dependencies=["clock", "trace optional"]),
        module("clock"),
        module("trace"),
        module("other"),
    )
    planned = good_plan(known, '[modules]\nloadable = ["counter"]\n')
    assert in_image(planned) == {"clock": "needed by 'counter', which is loadable"}
    assert planned.modules[0].wanted_by is None
    assert [p.stem for p in planned.loadables] == ["counter"]


def test_what_another_loadable_has_does_not_come_in() -> None:
    known = model(
        module(
            "user",
            dependencies=["ramdisk", "storage"],
            uses=["block 1.0 as disk"],
        ),
        module("ramdisk", provides=["storage"], implements=["block 1.0"]),
        module("floppy", provides=["storage"], implements=["block 1.0"]),
    )
    planned = good_plan(known, '[modules]\nloadable = ["user", "ramdisk"]\n')
    assert in_image(planned) == {}
    assert binding_of(planned, "user").provider is None
    assert binding_of(planned, "user").late


def test_the_needs_of_a_loadable_are_checked_as_those_of_static_modules_are() -> None:
    providers = [
        module("ramdisk", provides=["storage"], implements=["block 1.0"]),
        module("floppy", provides=["storage"], implements=["block 1.0"]),
    ]
    for user, mistake in (
        (
            module("user", dependencies=["storage"]),
            "E506 at 'dependencies storage': 'user' needs 'storage', and several "
            "modules provide it: 'floppy', 'ramdisk'",
        ),
        (
            module("user", uses=["block 1.0 as disk"]),
            "E506 at 'uses block 1.0 as disk': handle 'disk' of 'user': several "
            "modules implement 'block': 'floppy', 'ramdisk'",
        ),
        (
            module("user", uses=["block 1.1 as disk"]),
            "E508 at 'uses block 1.1 as disk': 'user' needs 'block' 1.1, and no "
            "implementation of it fits",
        ),
        (
            module("user", uses=["console 1.0 as out"]),
            "E505 at 'uses console 1.0 as out': 'user' needs 'console', and no "
            "module implements it",
        ),
    ):
        _, diagnostics = plan(
            model(user, *providers), '[modules]\nloadable = ["user"]\n'
        )
        assert said(diagnostics) == [mistake]


def test_every_handle_of_a_loadable_is_late() -> None:
    known = model(
        module("user", uses=["block 1.0 as disk"]),
        module("ramdisk", implements=["block 1.0"]),
        module("floppy", implements=["block 1.0"]),
    )
    text = '[modules]\nstatic = ["ramdisk"]\nloadable = ["user"]\n'
    binding = binding_of(good_plan(known, text), "user")
    assert (binding.late, binding.direct, binding.wanted) == (True, False, None)
    assert binding.provider is known.module("ramdisk")
    text = '[modules]\nloadable = ["user"]\n[bind.user]\ndisk = "floppy"\n'
    planned = good_plan(known, text)
    binding = binding_of(planned, "user")
    assert (binding.late, binding.wanted) == (True, "floppy")
    assert in_image(planned) == {
        "floppy": "implements 'block' for 'user', which is loadable"
    }


def test_optional_handles_that_nobody_serves_are_late_where_something_can_be_loaded() -> (
    None
):
    known = model(
        module("user", uses=["block 1.0 as disk optional"]),
        module("ramdisk", implements=["block 1.0"]),
        module("counter"),
    )
    for text, late in (
        ('static = ["user"]\n', False),
        ('static = ["user"]\nloadable = ["counter"]\n', True),
        ('static = ["user"]\nloadable = ["ramdisk"]\n', True),
        ('static = ["user", "ramdisk"]\nloadable = ["counter"]\n', False),
    ):
        planned = good_plan(known, "[modules]\n" + text)
        assert binding_of(planned, "user").late is late


def test_an_optional_handle_may_be_bound_to_a_loadable() -> None:
    known = model(
        module("user", uses=["block 1.0 as disk optional"]),
        module("ramdisk", implements=["block 1.0"]),
        module("floppy", implements=["block 1.0"]),
    )
    text = (
        '[modules]\nstatic = ["user", "floppy"]\nloadable = ["ramdisk"]\n'
        '[bind.user]\ndisk = "ramdisk"\n'
    )
    binding = binding_of(good_plan(known, text), "user")
    assert (binding.late, binding.wanted, binding.provider) == (True, "ramdisk", None)


def test_interfaces_of_loadables_are_in_the_image() -> None:
    known = model(
        module("user", uses=["block 1.0 as disk optional"]),
        module("ramdisk", implements=["store 1.0"]),
        interfaces=["other"],
    )
    planned = good_plan(known, '[modules]\nloadable = ["user", "ramdisk"]\n')
    found = [(p.interface.name, p.implementors) for p in planned.interfaces]
    assert found == [("block", ()), ("store", ())]


def test_the_interface_whose_primary_a_body_asks_for_is_in_the_image(
    tmp_path: Path,
) -> None:
    body = "init { (void)hx_primary_demo_disk(); return HX_OK; }"
    project = load(
        tmp_path,
        '[modules]\nloadable = ["user"]\n',
        user='interface "demo.disk" 1.0 {\n    hx_status flush(void);\n}\n'
        'interface "demo.tape" 1.0 {\n    hx_status wind(void);\n}\n'
        f"module user {{ {HOOKS.replace('init { return HX_OK; }', body)} }}\n",
    )
    assert project.plan is not None, said(project.diagnostics)
    assert [p.interface.name for p in project.plan.interfaces] == ["demo.disk"]


def test_config_reaches_a_module_and_its_replacement(tmp_path: Path) -> None:
    project = load(
        tmp_path,
        '[modules]\nstatic = ["sensor"]\nreplace = ["v2/sensor.mod"]\n'
        "[config.sensor]\nrate = 5\nburst = 7\n",
        sensor=f"module sensor {{ config {{ int32_t rate; }} {HOOKS} }}\n",
        v2__sensor="module sensor { config { int32_t rate; int32_t burst; "
        f"int32_t rest = 3; }} {HOOKS} }}\n",
    )
    assert project.plan is not None, said(project.diagnostics)
    (old,) = project.plan.modules
    (new,) = project.plan.loadables
    assert {v.key.name: v.elements for v in old.config} == {"rate": (5,)}
    assert {v.key.name: v.elements for v in new.config} == {
        "rate": (5,),
        "burst": (7,),
        "rest": (3,),
    }
    assert new.file.replacement and new.file.name == "sensor.hxm"


def test_a_replacement_may_have_a_new_name_and_needs_of_its_own(
    tmp_path: Path,
) -> None:
    project = load(
        tmp_path,
        '[modules]\nstatic = ["sensor"]\nreplace = ["v2/probe.mod"]\n'
        '[config.probe]\nrate = 5\n[bind.probe]\nout = "screen"\n',
        specs='interface "demo.out" 1.0 {\n    hx_status put(void);\n}\n'
        f"module sensor {{ {HOOKS} }}\n"
        f"module screen {{ {HOOKS} }}\n"
        'impl_interface(screen, "demo.out", 1.0) { put { return HX_OK; } }\n',
        v2__probe='module probe { uses { "demo.out" 1.0 as out; } '
        f"config {{ int32_t rate; }} {HOOKS} }}\n",
    )
    planned = project.plan
    assert planned is not None and not project.diagnostics.sorted()
    assert in_image(planned) == {
        "screen": "implements 'demo.out' for 'probe', which is a replacement",
        "sensor": "named by the profile",
    }
    assert binding_of(planned, "probe").wanted == "screen"


def test_a_mistake_in_a_replacement_is_reported_once(tmp_path: Path) -> None:
    project = load(
        tmp_path,
        '[modules]\nreplace = ["v2/sensor.mod"]\n',
        v2__sensor="module {\n",
    )
    assert [d.rule for d in project.diagnostics.sorted()] == ["E104"]


def test_two_files_of_one_name_do_not_hide_each_other() -> None:
    text = '[modules]\nloadable = ["a"]\nreplace = ["v2/a.mod"]\n'
    source = Source(
        path=Path("/nowhere/p.toml"), display="p.toml", line_name="p.toml", text=text
    )
    diagnostics = Diagnostics()
    parsed = parse_profile(source, target=None, diagnostics=diagnostics)
    assert parsed is not None
    planned = make_plan(model(module("a")), parsed, diagnostics)
    assert [d.rule for d in diagnostics.sorted()] == ["E609", "E610"]
    assert planned is not None and [p.stem for p in planned.loadables] == ["a"]
