# SPDX-License-Identifier: MIT
"""What people ask about an image, answered from its plan.

One file a question, each with one door that takes plan objects and gives a frozen
answer. The fields of an answer are the keys of its JSON, described in docs/tools.md;
what it says in words is the tools' matter.
"""
