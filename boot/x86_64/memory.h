/* SPDX-License-Identifier: MIT */
#pragma once

struct pvh_start_info;

/* Finds the free RAM. `info` is not needed afterwards. */
void x86_memory_start(const struct pvh_start_info *info);
