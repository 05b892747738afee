# SPDX-License-Identifier: MIT
"""`codegen explain ID`: the entry of docs/errors.md for one diagnostic."""

from __future__ import annotations

import argparse
import re
import sys

from codegen.tools.arguments import GOOD, UsageError
from codegen.tools.json_text import print_json
from codegen.catalogue import RULES
from codegen.diagnostics import did_you_mean
from codegen.project import ROOT

MANUAL = ROOT / "docs" / "errors.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", help="as printed, E504; none: list all")
    parser.add_argument("--json", action="store_true", help="print JSON")


def read_entries(text: str) -> dict[str, str]:
    """Split the manual at its `### ID: title` headings."""
    parts = re.split(r"^### ([EW]\d{3}): ", text, flags=re.MULTILINE)
    return {
        rule: body.split("\n## ")[0].rstrip() + "\n"
        for rule, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def run(options: argparse.Namespace) -> int:
    if options.id is None:
        if options.json:
            print_json(RULES)
        else:
            for rule, title in RULES.items():
                print(f"{rule}  {title}")
        return GOOD
    rule = options.id.upper()
    if rule not in RULES:
        near = did_you_mean(rule, RULES)
        raise UsageError(
            f"there is no diagnostic '{rule}'" + (f"; {near}" if near else "")
        )
    entry = read_entries(MANUAL.read_text(encoding="utf-8"))[rule]
    if options.json:
        print_json({"id": rule, "title": RULES[rule], "text": entry})
    else:
        sys.stdout.write(f"{rule}: {entry}")
    return GOOD
