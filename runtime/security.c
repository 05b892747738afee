/* SPDX-License-Identifier: MIT */
/* Linked only into an image with a policy: its generated functions lead here. */
#include "internal.h"

#include <helix/fmt.h>
#include <helix/security.h>
#include <helix/status.h>

/* Only the main loop asks. */
static bool asking;
static uint32_t asked_at;

hx_status hx_security_begin(void)
{
    if (asking)
        return hx_fail(HX_ERR_DENIED, "the policy asks for what it would have to allow "
                                      "itself, while it is being asked");
    asking = true;
    asked_at = hx_fail_mark();
    return HX_OK;
}

hx_status hx_security_end(hx_status status)
{
    char detail[HX_FAIL_DETAIL_SIZE];

    asking = false;
    status = hx_fail_settle(asked_at, status);
    if (status == HX_OK || status == HX_ERR_DENIED)
        return status;
    hx_format(detail, sizeof(detail), "%s", hx_fail_detail(status));
    return hx_fail(HX_ERR_DENIED, "the policy does not answer: %s: %s",
                   hx_status_name(status), detail);
}
