# SPDX-License-Identifier: MIT
"""The ninja graph, what it is made from, and the two checks that it runs.

`graph` is the graph, `toolchain` knows compilers and ports, `hooks` checks objects before
the link and `verify` the image after it.
"""
