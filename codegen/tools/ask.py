# SPDX-License-Identifier: MIT
"""What the tools that ask about an image share: the image, in spite of mistakes."""

from __future__ import annotations

import argparse
import sys

from codegen.diagnostics import render_all
from codegen.project import Project
from codegen.tools.arguments import GOOD, WRONG_INPUT, read_selection


def load_image(options: argparse.Namespace) -> Project:
    """Read specs and profile, and show their errors.

    An image with errors cannot be built, but it can be looked at, and that may be the
    way to the mistake. The project has no plan where not even that is possible.
    """
    project = read_selection(options).load()
    if project.plan is None or project.diagnostics.error_count > 0:
        sys.stderr.write(render_all(project.diagnostics))
    return project


def exit_status(project: Project) -> int:
    """That of an answer: 1 beside errors, so that no script takes it for the truth."""
    return WRONG_INPUT if project.diagnostics.error_count > 0 else GOOD
