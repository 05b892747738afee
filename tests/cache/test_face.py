# SPDX-License-Identifier: MIT
"""Nothing but a spec's own files is made of what is not in its face.

All that knows the whole kernel is run on modules in which everything else has been
replaced by something that must not be looked at, and has to come to the same result.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from codegen.analyse.names import report_collisions
from codegen.analyse.rules import check_rules
from codegen.analyse.types import read_global_types
from codegen.cache.collect import collect_specs
from codegen.cache.face import UNSEEN, face_of_module
from codegen.diagnostics import Diagnostics
from codegen.model import Model, Module
from codegen.ninja import graph
from codegen.ninja.objects import Folders
from codegen.ninja.toolchain import read_port
from codegen.parse.discover import find_specs
from codegen.plan.image import make_plan
from codegen.plan.model import Plan
from codegen.profile.profile import Profile
from codegen.project import PUBLIC_TYPES, ROOT, load_project, read_specs
from codegen.render.outputs import generate_image
from codegen.render.parts import list_parts
from codegen.render.renderer import Renderer
from tests.bench.workload import write_workload


class Unseen:
    """Whoever looks at it has looked at something that is in no face."""

    def _refuse(self, *_: object) -> NoReturn:
        raise AssertionError("this is in no face")

    __getattr__ = __iter__ = __len__ = __bool__ = __str__ = __repr__ = _refuse
    __eq__ = __hash__ = __format__ = __contains__ = __getitem__ = _refuse  # type: ignore


UNSEEN_VALUE: Any = Unseen()


def hide(part: Any) -> Any:
    """A hook or an operation with nothing but a body's presence."""
    body = UNSEEN_VALUE if part.body is not None else None
    return replace(part, body=body, doc=UNSEEN_VALUE)


def hide_all(module: Module) -> Module:
    unseen: dict[str, Any] = dict.fromkeys(UNSEEN, UNSEEN_VALUE)
    # The plan fills it with values, for the module's own files.
    unseen["config"] = ()
    types = module.types
    if types is not None:
        types = replace(types, text=UNSEEN_VALUE, doc=UNSEEN_VALUE)
    return replace(
        module,
        types=types,
        hooks=tuple(map(hide, module.hooks)),
        event_hooks=tuple(map(hide, module.event_hooks)),
        request_hooks=tuple(map(hide, module.request_hooks)),
        implementations=tuple(
            replace(served, operations=tuple(map(hide, served.operations)))
            for served in module.implementations
        ),
        **unseen,
    )


def hidden(model: Model, plan: Plan) -> Model:
    """The model without what is in no face, but for the specs that have none."""
    paths = [str(module.spec.path) for module in model.modules]
    kept = collect_specs(model, plan, Diagnostics(), paths).open
    modules = [
        hide_all(module) if str(module.spec.path) in kept else module
        for module in model.modules
    ]
    assert any(new is not old for new, old in zip(modules, model.modules, strict=True))
    return replace(model, modules=tuple(modules))


def whole_kernel(model: Model, profile: Profile, folder: Path) -> tuple[object, ...]:
    """All that is made of all modules together."""
    found = Diagnostics()
    check_rules(model, (), found)
    plan = make_plan(model, profile, found)
    assert plan is not None
    outputs = [*generate_image(plan, model, Renderer(), (), key=None)]
    port = read_port(ROOT, plan.target, "gcc")
    assert port is not None
    folders = Folders(root=ROOT, build=folder, own_modules=ROOT / "modules_impl")
    image = graph.collect_image(plan, model, port, folders, folder="", strict=False)
    return outputs, image, len(list_parts(plan, model)), len(found.sorted())


@pytest.mark.parametrize("profile", ["demo", "explore", "network", "workload"])
def test_the_rest_is_not_looked_at(tmp_path: Path, profile: str) -> None:
    folders = [ROOT / "modules_impl"]
    path = ROOT / "boot" / "profiles" / f"{profile}.toml"
    if profile == "workload":
        write_workload(tmp_path, 30)
        folders.append(tmp_path / "mods")
        path = tmp_path / "workload.toml"
    elif not path.is_file():
        pytest.skip(f"there is no profile {profile}")
    project = load_project(folders=folders, profile=path, working_folder=tmp_path)
    assert project.plan is not None and project.profile is not None
    model = hidden(project.model, project.plan)
    assert whole_kernel(model, project.profile, tmp_path) == whole_kernel(
        project.model, project.profile, tmp_path
    )
    found = Diagnostics()
    specs = find_specs(folders, ()).specs
    files = read_specs(specs, folders, tmp_path, found)
    public = (ROOT / PUBLIC_TYPES).read_text(encoding="utf-8")
    report_collisions(model, read_global_types(files, public, found), found)
    assert found.error_count == 0


def test_every_part_of_a_module_is_in_its_face_or_unseen() -> None:
    """Whoever adds one to Module decides which."""
    project = load_project(
        folders=[ROOT / "modules_impl"], profile=None, working_folder=ROOT
    )
    seen = {
        *("identifier", "name", "version", "flags", "dependencies", "provides"),
        *("orderings", "publishes", "uses", "sources", "types", "hooks"),
        *("event_hooks", "request_hooks", "restart", "implementations"),
        "needs_types",
    }
    places = {"spec", "span"}
    module = project.model.modules[0]
    assert {*vars(module)} == seen | places | {*UNSEEN}
    assert len(face_of_module(module)) == len(seen)
