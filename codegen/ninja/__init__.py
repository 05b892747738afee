# SPDX-License-Identifier: MIT
"""The ninja graph, what it is made from, and the tools that it runs.

`graph` is the graph, `toolchain` knows compilers and ports, `hooks` checks objects before
the link and `verify` the image after it. `abi_note`, `sign` and `pack` make the files of
modules that are loaded at run time.
"""
