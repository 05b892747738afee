# SPDX-License-Identifier: MIT
"""Views to text: templates, line breaks, and files written only when they changed.

The door is `codegen.render.outputs.generate`.
"""
