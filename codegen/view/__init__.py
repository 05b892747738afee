# SPDX-License-Identifier: MIT
"""The plan as templates want it: finished strings and lists, nothing to decide.

One file per kind of output, each with one door that takes plan objects and gives a
frozen view. C text is made in `codegen.view.ctext` only, and that of graphviz in
`codegen.view.dottext`.
"""
