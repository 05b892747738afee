# SPDX-License-Identifier: MIT
"""Every callback of an image fails once, and what comes of it is compared with the policy.

`collect` takes from the plan the facts that matter, `cases` lists what can fail, `expect`
says what the log and the exit status are then, and `run` boots the image once for each
case. The C side is runtime/faults/.
"""
