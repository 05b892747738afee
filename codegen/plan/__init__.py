# SPDX-License-Identifier: MIT
"""The plan of one kernel image: the model, seen through a profile.

`select` decides which modules are in, `order` in which order they start, `bind`
which provider each handle gets, `hash` the look-up tables; `make_plan` in
`codegen.plan.image` puts them together. Rendering reads only what stands here.
"""
