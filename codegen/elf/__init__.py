# SPDX-License-Identifier: MIT
"""What is in a built file: a kernel image, or a module that can be loaded.

`memory` is the bytes by address, `layout` the structs of the runtime in them, and
`module` and `image` what these say, as frozen answers. `abi_text` reads the text that a
module carries. A file may be anything: what does not fit ends in an ObjectError.
"""
