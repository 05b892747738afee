# SPDX-License-Identifier: MIT
"""What a boot did and how long it took: from the memory of a kernel to a story of it.

`facts` is what of the plan matters, `kernel` runs the image and brings its trace
home, `ring` reads it, `boot` says what of it was the boot and which chain of modules
decided how long that took, `chrome` tells all of it to trace viewers. The C side is
runtime/trace.c.
"""
