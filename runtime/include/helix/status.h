/* SPDX-License-Identifier: MIT */
/*
 * Statuses as text, and the detail that goes with a failure.
 *
 * A failing function says in one line what went wrong and returns the status:
 *
 *     if (unit >= self->unit_count)
 *         return hx_fail(HX_ERR_NOT_FOUND, "unit %u of %u", unit, self->unit_count);
 *
 * Whoever reports the failure asks hx_fail_detail(status) for that line. There is one
 * detail per thread and per CPU (and one more for its interrupt context), so it is
 * worth reading until the next hx_fail() there and no longer; a detail recorded with
 * another status is never shown. When a hook fails without hx_fail(), the runtime
 * records the status's own text, so a detail left over from an earlier failure is never
 * taken for this one.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

/* Bytes of a detail, with its NUL; what is longer is cut. */
#define HX_FAIL_DETAIL_SIZE 160

/* Returns "HX_OK", "HX_ERR_NOT_FOUND", ...; "HX_ERR_UNKNOWN" for any other number. */
const char *hx_status_name(hx_status status);

/* Returns what the status means, in words: "not found". Never NULL nor empty. */
const char *hx_status_text(hx_status status);

/*
 * Records why something failed and returns `status`, for `return hx_fail(...)`. The
 * detail is one line: control characters become spaces. HX_OK records nothing. `format`
 * as in helix/fmt.h. Any context.
 */
hx_status hx_fail(hx_status status, const char *format, ...) HX_PRINTF(2, 3);

/*
 * Returns the detail that this CPU or thread recorded last, if that was with `status`,
 * else hx_status_text(status). Never NULL nor empty. The text belongs to the runtime
 * and changes with the caller's next hx_fail().
 */
const char *hx_fail_detail(hx_status status);
