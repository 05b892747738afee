#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Reads the specs and a profile; writes generated C and build.ninja. See --help."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from codegen.tools.configure import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
