/* SPDX-License-Identifier: MIT */
#include "fake_image.h"

#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/request.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(request, .init = fake_image_init);

static char memory[64];
static struct hx_response response;

static hx_status ask_as(const struct hx_context *ctx, const char *target,
                        const char *type)
{
    struct hx_request request = {.source = "a lie", .type = type};

    memset(memory, '#', sizeof(memory));
    response = (struct hx_response){
        .success = true,
        .payload = {.data = memory, .capacity = sizeof(memory), .size = 5},
        .error = "old",
    };
    return hx_request_service(ctx, target, &request, &response);
}

static hx_status ask(const char *target, const char *type)
{
    return ask_as(NULL, target, type);
}

static void expect_no(const char *text)
{
    cr_assert_not(response.success);
    cr_assert_eq(response.payload.size, 0);
    cr_assert_str_eq(response.error, text);
}

static void expect_yes(const char *text)
{
    cr_assert(response.success);
    cr_assert_str_eq(response.error, "");
    cr_assert_eq(response.payload.size, strlen(text));
    cr_assert_arr_eq(memory, text, strlen(text));
}

/* Answers with what it was told. */
static hx_status echo(const struct hx_request *request, struct hx_response *answer)
{
    return hx_respond_fmt(answer, "%s:%s:%zu", request->source, request->type,
                          request->payload.size);
}

Test(request, reaches_the_module_and_brings_the_answer)
{
    fake_scripts[BETA].request = echo;
    fake_boot();
    cr_assert_eq(ask("beta", "get_stats"), HX_OK);
    expect_yes("kernel:get_stats:0");
    cr_assert_str_eq(fake_journal(), "request beta");
}

Test(request, the_source_is_the_true_name)
{
    fake_scripts[BETA].request = echo;
    fake_boot();
    cr_assert_eq(ask_as(&fake_contexts[DELTA], "beta", "x"), HX_OK);
    expect_yes("delta:x:0");
}

static const struct hx_request *seen;

static hx_status keep(const struct hx_request *request, struct hx_response *answer)
{
    seen = request;
    return hx_respond(answer, request->payload.data, request->payload.size);
}

Test(request, the_payload_is_the_callers_and_the_request_a_copy)
{
    struct hx_request request = {.type = "t", .payload = {"abc", 3}};

    fake_scripts[BETA].request = keep;
    fake_boot();
    response = (struct hx_response){.payload = {.data = memory, .capacity = 3}};
    cr_assert_eq(hx_request_service(NULL, "beta", &request, &response), HX_OK);
    expect_yes("abc");
    cr_assert_neq(seen, &request);
    cr_assert_null(request.source, "the caller's own is left alone");
}

Test(request, a_capability_reaches_its_first_running_provider)
{
    fake_provide(ALPHA, STORAGE);
    fake_provide(GAMMA, STORAGE);
    fake_provide(DELTA, STORAGE);
    fake_scripts[ALPHA].start = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(ask("storage", "x"), HX_OK);
    cr_assert_str_eq(fake_journal(), "request gamma");
}

Test(request, ok_without_a_response_is_a_no_without_a_text)
{
    fake_boot();
    cr_assert_eq(ask("beta", "x"), HX_OK);
    expect_no("");
}

Test(request, without_a_handler_the_answer_is_no)
{
    fake_ops[BETA].handle_request = NULL;
    fake_boot();
    cr_assert_eq(ask("beta", "x"), HX_OK);
    expect_no("Not implemented");
}

Test(request, unknown_target)
{
    fake_boot();
    cr_assert_eq(ask("betta", "get"), HX_ERR_NOT_FOUND);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_FOUND),
                     "request 'get': no module or capability 'betta'");
    expect_no("");
    cr_assert_eq(ask("clock", "get"), HX_ERR_NOT_FOUND, "nobody provides it");
}

Test(request, only_running_modules_answer)
{
    cr_assert_eq(ask("beta", "get"), HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_RUNNING),
                     "request 'get' to 'beta': 'beta' is Registered");
    cr_assert_eq(hx_lifecycle_init(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(ask("beta", "get"), HX_ERR_NOT_RUNNING);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(ask("beta", "get"), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(ask("beta", "get"), HX_ERR_NOT_RUNNING);
    fake_provide(BETA, STORAGE);
    cr_assert_eq(ask("storage", "get"), HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_RUNNING),
                     "request 'get' to 'storage': 'beta' is Stopped");
}

static hx_status inner_status;

static hx_status forward(const struct hx_request *request, struct hx_response *answer)
{
    struct hx_response inner = {.success = false};

    (void)request;
    inner_status = hx_request_service(&fake_contexts[BETA], "gamma",
                                      &(struct hx_request){.type = "inner"}, &inner);
    return hx_respond_fmt(answer, "%s", hx_fail_detail(inner_status));
}

static hx_status back(const struct hx_request *request, struct hx_response *answer)
{
    (void)answer;
    return hx_request_service(&fake_contexts[GAMMA], "beta", request, answer);
}

Test(request, that_comes_back_is_a_cycle)
{
    fake_scripts[BETA].request = forward;
    fake_scripts[GAMMA].request = back;
    fake_boot();
    cr_assert_eq(ask("beta", "outer"), HX_OK);
    cr_assert_eq(inner_status, HX_ERR_CYCLE);
    expect_yes("request 'inner' to 'beta': 'beta' is in a hook already");
    cr_assert_eq(ask("gamma", "again"), HX_OK, "and nothing stays locked");
}

static void ask_itself(void)
{
    inner_status = ask("beta", "x");
}

Test(request, a_module_in_its_own_hook_is_not_there)
{
    fake_scripts[BETA].in_start = ask_itself;
    fake_boot();
    cr_assert_eq(inner_status, HX_ERR_NOT_RUNNING);
}

/* A chain through all modules ends; the depth is given back. */
static hx_status go_down(const struct hx_request *request, struct hx_response *answer)
{
    static const char *const next[FAKE_MODULE_COUNT] = {"beta",    "gamma", "delta",
                                                        "epsilon", "shell", "alpha"};
    uint32_t id = 0;

    while (strcmp(request->source, id > 0 ? fake_infos[id - 1].name : "kernel") != 0)
        id++;
    return hx_request_service(&fake_contexts[id], next[id], request, answer);
}

Test(request, a_status_of_a_handler_reaches_the_caller_unchanged)
{
    for (size_t id = 0; id < FAKE_MODULE_COUNT; id++)
        fake_scripts[id].request = go_down;
    fake_boot();
    cr_assert_eq(ask("alpha", "x"), HX_ERR_CYCLE);
    cr_assert_str_eq(fake_journal(), "request alpha, request beta, request gamma, "
                                     "request delta, request epsilon, request shell");
    cr_assert_eq(ask("alpha", "x"), HX_ERR_CYCLE);
    expect_no("");
}

static hx_status refuse(const struct hx_request *request, struct hx_response *answer)
{
    (void)request;
    (void)hx_respond(answer, "half an answer", 14);
    return HX_ERR_DENIED;
}

Test(request, a_failed_handler_leaves_no_answer_and_no_old_detail)
{
    fake_scripts[BETA].request = refuse;
    fake_boot();
    (void)hx_fail(HX_ERR_DENIED, "somebody else's");
    cr_assert_eq(ask("beta", "x"), HX_ERR_DENIED);
    expect_no("");
    cr_assert_str_eq(hx_fail_detail(HX_ERR_DENIED), hx_status_text(HX_ERR_DENIED));
}

static hx_status unknown(const struct hx_request *request, struct hx_response *answer)
{
    (void)answer;
    return hx_fail(HX_ERR_UNKNOWN_REQUEST, "no '%s' here", request->type);
}

Test(request, a_handlers_detail_reaches_the_caller)
{
    fake_scripts[BETA].request = unknown;
    fake_boot();
    cr_assert_eq(ask("beta", "x"), HX_ERR_UNKNOWN_REQUEST);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_UNKNOWN_REQUEST), "no 'x' here");
}

Test(request, from_an_interrupt)
{
    fake_boot();
    hx_interrupt_enter();
    cr_assert_eq(ask("beta", "x"), HX_ERR_WRONG_CONTEXT);
    hx_interrupt_exit();
    cr_assert_str_eq(fake_journal(), "");
}

Test(request, without_what_a_request_needs)
{
    struct hx_request request = {.type = "x"};

    fake_boot();
    cr_assert_eq(ask(NULL, "x"), HX_ERR_INVALID);
    cr_assert_eq(ask("beta", NULL), HX_ERR_INVALID);
    cr_assert_eq(hx_request_service(NULL, "beta", NULL, &response), HX_ERR_INVALID);
    cr_assert_eq(hx_request_service(NULL, "beta", &request, NULL), HX_ERR_INVALID);
    request.payload.size = 1;
    cr_assert_eq(hx_request_service(NULL, "beta", &request, &response), HX_ERR_INVALID);
    request.payload.size = 0;
    response = (struct hx_response){.payload = {.capacity = 1}};
    cr_assert_eq(hx_request_service(NULL, "beta", &request, &response), HX_ERR_INVALID);
    response = (struct hx_response){.payload = {.capacity = 0}};
    cr_assert_eq(hx_request_service(NULL, "beta", &request, &response), HX_OK);
    cr_assert_str_eq(fake_journal(), "request beta");
}

Test(request, is_compares_the_type)
{
    struct hx_request request = {.type = "get_stats"};

    cr_assert(hx_request_is(&request, "get_stats"));
    cr_assert_not(hx_request_is(&request, "get_stat"));
    cr_assert_not(hx_request_is(&request, "get_stats2"));
}

static struct hx_response make_response(size_t capacity)
{
    memset(memory, '#', sizeof(memory));
    return (struct hx_response){
        .payload = {.data = memory, .capacity = capacity},
        .error = "",
    };
}

Test(request, respond_fills_the_buffer_to_the_last_byte)
{
    response = make_response(4);
    cr_assert_eq(hx_respond(&response, "abcd", 4), HX_OK);
    expect_yes("abcd");
    cr_assert_eq(memory[4], '#');
    cr_assert_eq(hx_respond(&response, NULL, 0), HX_OK);
    expect_yes("");
}

Test(request, respond_too_much_changes_nothing)
{
    response = make_response(4);
    cr_assert_eq(hx_respond(&response, "ab", 2), HX_OK);
    cr_assert_eq(hx_respond(&response, "vwxyz", 5), HX_ERR_NO_SPACE);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NO_SPACE),
                     "an answer of 5 bytes, room for 4");
    expect_yes("ab");
    cr_assert_eq(hx_respond_fmt(&response, "%s", "vwxyz"), HX_ERR_NO_SPACE);
    expect_yes("ab");
    cr_assert_eq(hx_respond(&response, memory, SIZE_MAX), HX_ERR_NO_SPACE);
}

Test(request, respond_fmt_needs_no_room_for_a_nul)
{
    response = make_response(9);
    cr_assert_eq(hx_respond_fmt(&response, "tasks: %llu", 42ull), HX_OK);
    expect_yes("tasks: 42");
    cr_assert_eq(memory[9], '#');
}

Test(request, respond_with_what_is_in_the_buffer_already)
{
    response = make_response(8);
    memcpy(memory, "xabcd", 5);
    cr_assert_eq(hx_respond(&response, memory + 1, 4), HX_OK);
    expect_yes("abcd");
}

Test(request, respond_error_copies_its_text)
{
    char text[] = "bad unit";

    response = make_response(16);
    cr_assert_eq(hx_respond(&response, "x", 1), HX_OK);
    cr_assert_eq(hx_respond_error(&response, text), HX_OK);
    memset(text, 'z', sizeof(text) - 1);
    expect_no("bad unit");
    cr_assert_eq((const void *)response.error, (const void *)memory);
    cr_assert_eq(hx_respond(&response, "y", 1), HX_OK);
    expect_yes("y");
}

Test(request, respond_error_is_cut_where_the_buffer_ends)
{
    response = make_response(4);
    cr_assert_eq(hx_respond_error(&response, "bad unit"), HX_OK);
    expect_no("bad");
    cr_assert_eq(memory[4], '#');
    response = make_response(8);
    cr_assert_eq(hx_respond_error(&response, "bad unit"), HX_OK);
    expect_no("bad uni");
    cr_assert_eq(memory[8], '#');
    response = make_response(1);
    cr_assert_eq(hx_respond_error(&response, "bad unit"), HX_OK);
    expect_no("");
    response = make_response(0);
    response.payload.data = NULL;
    cr_assert_eq(hx_respond_error(&response, "bad unit"), HX_OK);
    expect_no("");
}
