/* SPDX-License-Identifier: MIT */
/*
 * What the runtime asks before it delivers a request, and before code of a loaded file
 * runs: whoever is the primary provider of helix.security.
 *
 * An image has one of these if a module of it implements helix.security, whether that
 * module came up or not; `hx_image.security` is NULL in all others, and everything is
 * allowed there. The generator writes the two functions; each asks between
 * hx_security_begin() and hx_security_end(). No is the answer of a policy that
 *
 *   - says no, or fails in any other way;
 *   - is not up: before its start is over, after its stop, in Error;
 *   - is asked by what it does itself while it is being asked.
 *
 * On the main loop only.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

struct hx_security {
    /*
     * May `source`, a module's name or "kernel", send a request of this type to the
     * module `target`? Returns HX_OK, or HX_ERR_DENIED with the policy's reason as the
     * detail.
     */
    hx_status (*check_request)(const char *source, const char *target,
                               const char *type);
    /*
     * The same of a file that is to be loaded as the module `name`, in its own right or
     * in the place of another. `is_signed`: its signature was checked, and is good.
     */
    hx_status (*check_load)(const char *file, const char *name, bool is_signed);
};

/*
 * For the generated functions: the policy is about to be asked. Returns HX_OK, or
 * HX_ERR_DENIED if it is being asked already; hx_security_end() is not to be called
 * then.
 */
HX_MUST_CHECK hx_status hx_security_begin(void);

/*
 * For the generated functions: the policy has answered `status`. Returns HX_OK for
 * HX_OK, and HX_ERR_DENIED with a detail for everything else.
 */
HX_MUST_CHECK hx_status hx_security_end(hx_status status);
