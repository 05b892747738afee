# SPDX-License-Identifier: MIT
"""Which kernel to build: the TOML profile, with the place of each value.

The door is `codegen.profile.profile.parse_profile`.
"""
