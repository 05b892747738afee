# SPDX-License-Identifier: MIT
"""Entry of `python3 -m codegen`."""

import sys

from codegen.tools.cli import main

sys.exit(main(sys.argv[1:]))
