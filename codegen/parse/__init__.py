# SPDX-License-Identifier: MIT
"""From text to syntax trees: finds specs, reads them token by token, recovers from mistakes.

The door is `codegen.parse.parser.parse`.
"""
