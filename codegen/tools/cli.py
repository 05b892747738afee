# SPDX-License-Identifier: MIT
"""`python3 -m codegen TOOL`: one sub-command a tool, each in its own file."""

from __future__ import annotations

import argparse
import sys
from typing import Protocol

from codegen.tools import (
    abi,
    arguments,
    check,
    explain,
    graph,
    inspect,
    new,
    who,
    why,
)


class Tool(Protocol):
    """What each tool's file offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        ...

    def run(self, options: argparse.Namespace) -> int:
        ...


TOOLS: dict[str, tuple[Tool, str]] = {
    "abi": (abi, "list or compare what loadable modules are held against"),
    "check": (check, "print all diagnostics"),
    "explain": (explain, "explain a diagnostic by its id"),
    "graph": (graph, "draw modules, interfaces and their order"),
    "inspect": (inspect, "show what is in a built module or image"),
    "new": (new, "make a folder with a module that builds, boots and has a test"),
    "why": (why, "why a module is in the image or not, or starts before another"),
    "who": (who, "who provides and who needs a capability or an interface"),
}


def main(words: list[str]) -> int:
    parser = arguments.Parser(
        prog="codegen", description="Asks and checks the specs of a kernel."
    )
    commands = parser.add_subparsers(dest="tool", metavar="TOOL", required=True)
    for name, (tool, summary) in TOOLS.items():
        tool.add_arguments(commands.add_parser(name, help=summary, description=summary))
    options = parser.parse_args(words)
    tool, _ = TOOLS[options.tool]
    return arguments.run(f"codegen {options.tool}", lambda: tool.run(options))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
