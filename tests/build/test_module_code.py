# SPDX-License-Identifier: MIT
"""The code of each module stands together in the image, between its two symbols."""

from __future__ import annotations

import pytest

from tests.build.specs import BYSTANDER, BYSTANDER_C, CONSUMER, PROVIDER
from tests.workspace import Workspace, execute


@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_code_of_each_module(workspace: Workspace, compiler: str, target: str) -> None:
    workspace.write("mods/adder.mod", PROVIDER)
    workspace.write("mods/consumer.mod", CONSUMER)
    workspace.write("mods/bystander.mod", BYSTANDER)
    workspace.write("mods/bystander.c", BYSTANDER_C)
    workspace.write_profile(["consumer", "bystander"], target=target)
    workspace.configure("--cc", compiler).expect(0)
    workspace.ninja("kernel.elf").expect(0)
    symbols = {}
    for line in execute(["nm", "kernel.elf"], cwd=workspace.build).expect(0).lines:
        address, _, name = line.rpartition(" ")
        if address[17:18] in ("t", "T"):
            symbols[name] = int(address[:16], 16)
    modules = ("adder", "bystander", "consumer")
    ranges = {
        module: (
            symbols[f"__helix_text_{module}_start"],
            symbols[f"__helix_text_{module}_end"],
        )
        for module in modules
    }
    hooks = ("init", "start", "stop")
    wanted = {f"hxg_{module}_{hook}": module for module in modules for hook in hooks}
    wanted |= {name: "" for name in ("hx_main", "hx_registry_get", "hx_port_halt")}
    # What is defined in a file of sources.
    wanted |= {name: "bystander" for name in symbols if name.startswith("bystander_")}
    assert "bystander_init" in symbols
    found = [name for name in wanted if name in symbols]
    assert len(found) > 2 * len(modules)
    for name in found:
        inside = [m for m, (a, b) in ranges.items() if a <= symbols[name] < b]
        assert inside == [wanted[name]] * bool(wanted[name]), name
