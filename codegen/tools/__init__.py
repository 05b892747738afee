# SPDX-License-Identifier: MIT
"""What a user calls: configure.py and `python3 -m codegen`, one file a tool."""
