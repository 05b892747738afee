# SPDX-License-Identifier: MIT
"""What `configure.py --embed` writes: a folder of sources for somebody else's kernel."""
