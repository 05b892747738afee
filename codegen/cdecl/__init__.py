# SPDX-License-Identifier: MIT
"""The C that stands in specs: types, constants, prototypes, read through pycparser.

The door is `codegen.cdecl.reader`; nothing else imports pycparser.
"""
