# SPDX-License-Identifier: MIT
"""Entry of `python3 -m codegen`."""

import sys

from codegen.cli import main

sys.exit(main(sys.argv[1:]))
