/* SPDX-License-Identifier: MIT */
/*
 * Says how two signatures or definitions with different hashes differ: `here` is the
 * kernel's, `there` the module's, of the line that `reader` is at. Their form is that
 * of codegen/plan/abi.py.
 *
 * All return HX_ERR_ABI with the first thing that differs, or HX_ERR_LOAD if `there` is
 * not of that form, or tells of no difference.
 */
#pragma once

#include "abi_text.h"

/* `owner` is the interface of an operation, NULL for a function of the runtime. */
HX_MUST_CHECK hx_status abi_explain_signature(const struct abi_reader *reader,
                                              const char *owner, const char *name,
                                              const char *here, struct abi_span there);

HX_MUST_CHECK hx_status abi_explain_type(const struct abi_reader *reader,
                                         const char *name, const char *here,
                                         struct abi_span there);
