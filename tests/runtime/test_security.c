/* SPDX-License-Identifier: MIT */
/* What the runtime asks a policy, and what it makes of the answers. */
#include "fake_image.h"

#include <helix/request.h>
#include <helix/security.h>

#include <criterion/criterion.h>
#include <string.h>

static hx_status answer;
static const char *detail;
static int asked_count;
static char asked[64];

static hx_status check_request(const char *source, const char *target, const char *type)
{
    hx_status status = hx_security_begin();

    if (status != HX_OK)
        return status;
    asked_count++;
    strcpy(asked, source);
    strcat(strcat(asked, " "), target);
    strcat(strcat(asked, " "), type);
    status = detail != NULL ? hx_fail(answer, "%s", detail) : answer;
    return hx_security_end(status);
}

static const struct hx_security policy = {.check_request = check_request};

static void set_up(void)
{
    fake_image_init();
    fake_image.security = &policy;
    answer = HX_OK;
    detail = NULL;
    asked_count = 0;
    asked[0] = '\0';
}

TestSuite(security, .init = set_up);

static hx_status say_yes(const struct hx_request *request, struct hx_response *response)
{
    (void)request;
    return hx_respond(response, NULL, 0);
}

static hx_status ask_as(const struct hx_context *ctx, const char *target)
{
    const struct hx_request request = {.source = "a lie", .type = "get"};
    struct hx_response response = {.success = false};

    return hx_request_service(ctx, target, &request, &response);
}

Test(security, the_policy_is_told_who_asks_whom)
{
    fake_scripts[BETA].request = say_yes;
    fake_boot();
    cr_assert_eq(ask_as(NULL, "beta"), HX_OK);
    cr_assert_str_eq(asked, "kernel beta get");
    cr_assert_eq(ask_as(&fake_contexts[ALPHA], "beta"), HX_OK);
    cr_assert_str_eq(asked, "alpha beta get");
    cr_assert_str_eq(fake_journal(), "request beta, request beta");
}

Test(security, a_capability_is_told_as_the_module_behind_it)
{
    fake_scripts[GAMMA].request = say_yes;
    fake_provide(GAMMA, STORAGE);
    fake_boot();
    cr_assert_eq(ask_as(NULL, fake_image.capabilities[STORAGE].name), HX_OK);
    cr_assert_str_eq(asked, "kernel gamma get");
}

Test(security, who_is_not_there_is_not_asked_about)
{
    fake_boot();
    cr_assert_eq(ask_as(NULL, "nobody"), HX_ERR_NOT_FOUND);
    cr_assert_eq(asked_count, 0);
}

Test(security, a_no_is_not_delivered)
{
    fake_scripts[BETA].request = say_yes;
    fake_boot();
    answer = HX_ERR_DENIED;
    detail = "rule 7";
    cr_assert_eq(ask_as(NULL, "beta"), HX_ERR_DENIED);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_DENIED), "rule 7");
    cr_assert_str_eq(fake_journal(), "");
}

Test(security, a_no_without_a_reason_has_no_older_one)
{
    fake_boot();
    (void)hx_fail(HX_ERR_DENIED, "of yesterday");
    answer = HX_ERR_DENIED;
    cr_assert_eq(ask_as(NULL, "beta"), HX_ERR_DENIED);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_DENIED), hx_status_text(HX_ERR_DENIED));
}

Test(security, who_cannot_answer_allows_nothing)
{
    fake_scripts[BETA].request = say_yes;
    fake_boot();
    answer = HX_ERR_NOT_FOUND;
    detail = "nobody is up";
    cr_assert_eq(ask_as(NULL, "beta"), HX_ERR_DENIED);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_DENIED),
                     "the policy does not answer: HX_ERR_NOT_FOUND: nobody is up");
    cr_assert_str_eq(fake_journal(), "");
}

Test(security, one_that_is_being_asked_is_not_asked_again)
{
    cr_assert_eq(hx_security_begin(), HX_OK);
    cr_assert_eq(hx_security_begin(), HX_ERR_DENIED);
    cr_assert_eq(hx_security_end(HX_OK), HX_OK);
    cr_assert_eq(hx_security_begin(), HX_OK);
    cr_assert_eq(hx_security_end(HX_OK), HX_OK);
}
