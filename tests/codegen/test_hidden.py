# SPDX-License-Identifier: MIT
"""A mistake in a spec is reported once, and not again as what it seems to lack.

These run all stages: what is left out of the model is the earlier stages' choice.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.project import load_project

from .builders import image_of, rules

HOOKS = "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }"
BLOCK = 'interface "demo.block" 1.0 { hx_status flush(uint32_t unit); }\n'
RAMDISK = f"module ramdisk {{ {HOOKS} }}\n"
SERVE = 'impl_interface(ramdisk, "demo.block", 1.0) { flush { return HX_OK; } }\n'
FILES = f'module files {{ uses {{ "demo.block" 1.0 as disk; }} {HOOKS} }}\n'


def mistakes(folder: Path, profile: str, **specs: str) -> list[str]:
    for name, text in specs.items():
        (folder / f"{name}.mod").write_text(text, encoding="utf-8")
    (folder / "profile.toml").write_text(profile, encoding="utf-8")
    found = load_project(
        folders=[folder], profile=folder / "profile.toml", working_folder=folder
    )
    return rules(found.diagnostics)


def test_these_specs_are_good(tmp_path: Path) -> None:
    assert not mistakes(
        tmp_path, image_of("files"), block=BLOCK, disk=RAMDISK + SERVE, files=FILES
    )


DECLARATIONS = [
    RAMDISK.replace("module", "modul"),
    RAMDISK.replace("module ramdisk", "module (ramdisk)"),
]


@pytest.mark.parametrize("text", DECLARATIONS)
def test_a_module_whose_declaration_is_broken(tmp_path: Path, text: str) -> None:
    text = "\n" + text
    assert mistakes(tmp_path, image_of("ramdisk"), disk=text) == ["E104"]


def test_a_shell_whose_declaration_is_broken(tmp_path: Path) -> None:
    profile = '[boot]\ncommands = ["list"]\n'
    assert mistakes(tmp_path, profile, shell=f"modul shell {{ {HOOKS} }}") == ["E104"]


def test_a_broken_spec_that_does_not_speak_of_the_module(tmp_path: Path) -> None:
    # The broken one is files.mod, and nothing in it can be the missing module.
    broken = "modul" + FILES.removeprefix("module")
    found = mistakes(
        tmp_path, image_of("ramdsk"), files=broken, disk=RAMDISK, block=BLOCK
    )
    assert found == ["E104", "E604"]


IMPLEMENTATIONS = [
    ("E403", SERVE.replace("demo.block", "demo.blok")),
    ("E412", SERVE.replace("(ramdisk", "(ram_disk")),
    ("E406", SERVE.replace("1.0", "2.0")),
    ("E104", SERVE.replace('"demo.block"', "demo_block")),
]


@pytest.mark.parametrize(
    "rule, text", IMPLEMENTATIONS, ids=[i[0] for i in IMPLEMENTATIONS]
)
@pytest.mark.parametrize(
    "choice",
    [
        "",
        "[bind.files]\ndisk = 'ramdisk'\n",
        "[interfaces]\n'demo.block' = 'ramdisk'\n",
    ],
)
def test_an_implementation_that_is_broken(
    tmp_path: Path, rule: str, text: str, choice: str
) -> None:
    profile = image_of("files", "ramdisk") + choice
    specs = {"block": BLOCK, "disk": RAMDISK + text, "files": FILES}
    assert mistakes(tmp_path, profile, **specs) == [rule]


USES = [
    ("E406", '"demo.block" 1.7 as disk;'),
    ("E403", '"demo.blok" 1.0 as disk;'),
    ("E104", '"demo.block" 1.0 disk;'),
    ("E509", '"demo.block" > 2.0 < 1.0 as disk;'),
    ("E104", '"demo.block" 1.0 as disk optional optional;'),
]


@pytest.mark.parametrize("rule, text", USES, ids=[u[1] for u in USES])
@pytest.mark.parametrize("choice", ["", "[bind.files]\ndisk = 'ramdisk'\n"])
def test_a_handle_that_is_broken(
    tmp_path: Path, rule: str, text: str, choice: str
) -> None:
    files = FILES.replace('"demo.block" 1.0 as disk;', text)
    assert files != FILES
    profile = image_of("files", "ramdisk") + choice
    specs = {"block": BLOCK, "disk": RAMDISK + SERVE, "files": files}
    assert mistakes(tmp_path, profile, **specs) == [rule]


CONFIGS = [
    ("E302", "uint33_t speed = 5;"),
    ("E303", "float speed;"),
    ("E305", "uint8_t speed = 256;"),
    ("E104", "uint8_t speed = 5"),
    ("E306", "uint8_t speed @range(1, 300);"),
]


@pytest.mark.parametrize("rule, text", CONFIGS, ids=[c[1] for c in CONFIGS])
def test_a_config_key_that_is_broken(tmp_path: Path, rule: str, text: str) -> None:
    spec = f"module sensor {{\n config {{\n {text}\n }}\n {HOOKS}\n}}\n"
    profile = image_of("sensor") + "[config.sensor]\nspeed = 5\n"
    assert mistakes(tmp_path, profile, sensor=spec) == [rule]


def test_a_mistake_in_another_spec_hides_no_config_key(tmp_path: Path) -> None:
    specs = {
        "bus": f"module bus {{ config {{ uint33_t speed; }} {HOOKS} }}\n",
        "sensor": f"module sensor {{ config {{ uint8_t rate; }} {HOOKS} }}\n",
    }
    profile = image_of("sensor") + "[config.sensor]\nspeed = 5\n"
    assert mistakes(tmp_path, profile, **specs) == ["E302", "E605"]


DEPENDENCIES = [
    ("E501", '"clok"', 'provides: "clock";'),
    ("E502", '"bus" >= 2.0', ""),
    ("E503", '"sensor"', ""),
    ("E503", '"own"', 'provides: "own";'),
    ("E509", '"bus" > 2.0 < 1.0', ""),
    ("E509", '"bus" > 2.0 < 1.0 optional', ""),
    ("E106", '"bus" >= 1.x', ""),
]


@pytest.mark.parametrize(
    "rule, text, more", DEPENDENCIES, ids=[d[1] for d in DEPENDENCIES]
)
def test_a_dependency_that_is_broken(
    tmp_path: Path, rule: str, text: str, more: str
) -> None:
    spec = f"module sensor {{\n info {{ dependencies: {text}; {more} }}\n {HOOKS}\n}}\n"
    bus = f"module bus {{ {HOOKS} }}\n"
    assert mistakes(tmp_path, image_of("sensor", "bus"), sensor=spec, bus=bus) == [rule]


def test_a_cycle_by_name_is_reported_once(tmp_path: Path) -> None:
    specs = {
        a: f'module {a} {{ info {{ dependencies: "{b}"; }} {HOOKS} }}\n'
        for a, b in (("a", "b"), ("b", "c"), ("c", "a"))
    }
    assert mistakes(tmp_path, image_of("a"), **specs) == ["E504"]


def test_a_capability_named_like_a_module(tmp_path: Path) -> None:
    specs = {
        "a": f'module a {{ info {{ provides: "b"; }} {HOOKS} }}\n',
        "b": f"module b {{ {HOOKS} }}\n",
    }
    assert mistakes(tmp_path, image_of("a", "b"), **specs) == ["E215"]


def test_two_modules_of_one_name(tmp_path: Path) -> None:
    specs = {"a": f"module a {{ {HOOKS} }}\n", "b": f"module a {{ {HOOKS} }}\n"}
    assert mistakes(tmp_path, image_of("a"), **specs) == ["E201"]


def test_a_dependency_that_only_a_replacement_declares(tmp_path: Path) -> None:
    (tmp_path / "v2").mkdir()
    (tmp_path / "v2" / "ramdisk.mod").write_text(RAMDISK, encoding="utf-8")
    user = f'module user {{ info {{ dependencies: "ramdisk"; }} {HOOKS} }}\n'
    profile = image_of("user") + 'replace = ["v2/ramdisk.mod"]\n'
    assert mistakes(tmp_path, profile, user=user) == ["E507"]
