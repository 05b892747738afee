# SPDX-License-Identifier: MIT
"""The probe in all its builds; each is built once, when a test first wants it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.boot.port.probe import Build, Probe, build_probe

BuildProbe = Callable[[Build], Probe]


@pytest.fixture(scope="session")
def probe_of(tmp_path_factory: pytest.TempPathFactory) -> BuildProbe:
    built: dict[Build, Probe] = {}

    def get(build: Build) -> Probe:
        if build not in built:
            built[build] = build_probe(tmp_path_factory.mktemp(str(build)), build)
        return built[build]

    return get


PLAIN_BUILDS = [
    Build(port=port, toolchain=toolchain)
    for port in ("x86_64", "host")
    for toolchain in ("gcc", "clang")
]


@pytest.fixture(params=PLAIN_BUILDS, ids=str)
def probe(request: pytest.FixtureRequest, probe_of: BuildProbe) -> Probe:
    return probe_of(request.param)


@pytest.fixture(params=PLAIN_BUILDS[:2], ids=str)
def machine(request: pytest.FixtureRequest, probe_of: BuildProbe) -> Probe:
    """The probe in QEMU."""
    return probe_of(request.param)


@pytest.fixture(params=PLAIN_BUILDS[2:], ids=str)
def process(request: pytest.FixtureRequest, probe_of: BuildProbe) -> Probe:
    """The probe as a Linux process."""
    return probe_of(request.param)
