# SPDX-License-Identifier: MIT
"""Fixtures for the tests that compare the runtime's C with a second implementation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .ed25519_program import Answers, build

SANITIZERS = ("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


@pytest.fixture(scope="session", params=["gcc", "clang"])
def answers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Answers]:
    folder = tmp_path_factory.mktemp(request.param)
    answers = Answers(build(folder, request.param, *SANITIZERS))
    yield answers
    answers.close()
