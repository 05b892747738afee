/* SPDX-License-Identifier: MIT */
/*
 * An image of 40 modules, each of which requires the one before and asks it in turn:
 * what grows with the length of a chain must not grow with the kernel's stack. All that
 * the generator writes as const is const here.
 */
#include "fake_hash.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/config.h>
#include <helix/event.h>
#include <helix/image.h>
#include <helix/main.h>
#include <helix/registry.h>
#include <helix/request.h>
#include <helix/status.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define FOR_TEN(what, tens)                                               \
    what(tens##0) what(tens##1) what(tens##2) what(tens##3) what(tens##4) \
        what(tens##5) what(tens##6) what(tens##7) what(tens##8) what(tens##9)
#define FOR_ALL(what) \
    FOR_TEN(what, 0) FOR_TEN(what, 1) FOR_TEN(what, 2) FOR_TEN(what, 3)
#define LENGTH 40

/* Number `number`, which is written with two digits; 08 is no octal number. */
#define NUMBER(number) (1##number - 100)

static bool fail_first;
static unsigned depth;
static unsigned deepest;

static const char *const names[LENGTH] = {
#define NAME(number) [NUMBER(number)] = "m" #number,
    FOR_ALL(NAME)};

static hx_status init(unsigned number)
{
    if (number == 0 && fail_first)
        return hx_fail(HX_ERR_INIT, "told to fail");
    return HX_OK;
}

static hx_status ask_previous(const struct hx_context *ctx, unsigned number,
                              const struct hx_request *request,
                              struct hx_response *response)
{
    hx_status status;

    depth++;
    if (depth > deepest)
        deepest = depth;
    status = number == 0
                 ? hx_respond_fmt(response, "bottom, asked by %s", request->source)
                 : hx_request_service(ctx, names[number - 1], request, response);
    depth--;
    return status;
}

static enum hx_event_response ignore(const struct hx_event *event)
{
    (void)event;
    return HX_EVENT_IGNORED;
}

static void reset(void)
{
}

static hx_status succeed(void)
{
    return HX_OK;
}

/* "m07" for 08, so that a dependency's name is a constant. */
#define BEFORE(number)                                  \
    static const char before_##number[] = {             \
        'm',                                            \
        (char)('0' + (NUMBER(number) + 99) % 100 / 10), \
        (char)('0' + (NUMBER(number) + 99) % 10),       \
        '\0',                                           \
    };

FOR_ALL(BEFORE)

#define MODULE(number)                                                              \
    extern const struct hx_module module_##number;                                  \
    static const struct hx_context context_##number = {.module = &module_##number}; \
    static hx_status init_##number(const struct hx_context *ctx)                    \
    {                                                                               \
        cr_assert_eq(ctx, &context_##number);                                       \
        return init(NUMBER(number));                                                \
    }                                                                               \
    static hx_status request_##number(const struct hx_request *request,             \
                                      struct hx_response *response)                 \
    {                                                                               \
        return ask_previous(&context_##number, NUMBER(number), request, response);  \
    }                                                                               \
    static const struct hx_module_ops ops_##number = {                              \
        .reset = reset,                                                             \
        .init = init_##number,                                                      \
        .start = succeed,                                                           \
        .stop = succeed,                                                            \
        .handle_event = ignore,                                                     \
        .handle_request = request_##number,                                         \
    };                                                                              \
    static struct hx_control control_##number;                                      \
    static const struct hx_dependency dependencies_##number[] = {                   \
        {.name = before_##number,                                                   \
         .lowest = HX_VERSION(1, 0, 0),                                             \
         .highest = HX_VERSION(1, 65535, 65535)},                                   \
    };                                                                              \
    static const struct hx_module_info info_##number = {                            \
        .name = "m" #number,                                                        \
        .version = HX_VERSION(1, NUMBER(number), 0),                                \
        .dependencies = dependencies_##number,                                      \
        .dependency_count = NUMBER(number) > 0 ? 1 : 0,                             \
    };                                                                              \
    const struct hx_module module_##number = {                                      \
        .magic = HX_DESCRIPTOR_MAGIC,                                               \
        .info = &info_##number,                                                     \
        .ops = &ops_##number,                                                       \
        .context = &context_##number,                                               \
        .control = &control_##number,                                               \
    };                                                                              \
    HX_SECTION_ENTRY(".helix.modules.000" #number ".m" #number)                     \
    static const struct hx_module *const entry_##number = &module_##number;

FOR_ALL(MODULE)

static struct fake_table name_table;
static struct fake_table empty_table;

const struct hx_image hx_image = {
    .profile = "chain",
    .module_count = LENGTH,
    .names = FAKE_HASH(name_table),
    .interface_names = FAKE_HASH(empty_table),
    .events = FAKE_HASH(empty_table),
    .tick_ms = 10,
};

const struct hx_operation *const hx_image_operations[] = {NULL};

static void fill_tables(void)
{
    struct hx_hash hash;

    fake_hash_build(&hash, &name_table, names, LENGTH);
    fake_hash_build(&hash, &empty_table, NULL, 0);
}

TestSuite(chain, .init = fill_tables);

static void boot(void)
{
    hx_boot_init();
    hx_boot_start();
}

Test(chain, comes_up_and_goes_down)
{
    const struct hx_module *running[LENGTH];

    cr_assert_eq(fake_machine_run(hx_main), 0);
    cr_assert_eq(fake_console_lines("helix: boot profile=chain target=fake modules=40"),
                 1);
    cr_assert_eq(fake_console_lines("helix: start m39 1.39.0 ok"), 1);
    cr_assert(strstr(fake_console(), "stop m39 1.39.0 ok\nhelix: stop m38 1.38.0 ok") !=
              NULL);
    cr_assert_eq(hx_registry_list_running(running, LENGTH), 0);
}

Test(chain, one_failure_at_the_bottom_skips_all)
{
    fail_first = true;
    cr_assert_eq(fake_machine_run(hx_main), 1);
    cr_assert_eq(
        fake_console_lines("helix: init m00 1.0.0 failed: HX_ERR_INIT: told to fail"),
        1);
    cr_assert_eq(fake_console_lines("helix: skip m01 1.1.0: needs m00"), 1);
    cr_assert_eq(fake_console_lines("helix: skip m39 1.39.0: needs m38"), 1);
    cr_assert_eq(fake_console_lines("helix: ready modules=40 failed=40"), 1);
}

static hx_status ask(const char *target, char *memory, size_t capacity)
{
    struct hx_response response = {
        .payload = {.data = memory, .capacity = capacity - 1},
    };
    hx_status status = hx_request_service(
        NULL, target, &(struct hx_request){.type = "down"}, &response);

    memory[response.payload.size] = '\0';
    return status;
}

Test(chain, requests_nest_to_their_limit_and_no_further)
{
    char expected[64];
    char memory[64];
    char target[8];

    boot();
    snprintf(target, sizeof(target), "m%02d", HX_REQUEST_DEPTH_MAX - 1);
    cr_assert_eq(ask(target, memory, sizeof(memory)), HX_OK);
    cr_assert_str_eq(memory, "bottom, asked by m01");
    cr_assert_eq(deepest, HX_REQUEST_DEPTH_MAX);

    snprintf(target, sizeof(target), "m%02d", HX_REQUEST_DEPTH_MAX);
    for (unsigned i = 0; i < 3; i++) {
        cr_assert_eq(ask(target, memory, sizeof(memory)), HX_ERR_NO_SPACE);
        snprintf(expected, sizeof(expected),
                 "request 'down' to 'm00': %d requests deep", HX_REQUEST_DEPTH_MAX);
        cr_assert_str_eq(hx_fail_detail(HX_ERR_NO_SPACE), expected);
    }
    cr_assert_eq(deepest, HX_REQUEST_DEPTH_MAX);
    cr_assert_eq(ask("m05", memory, sizeof(memory)), HX_OK, "the depth is given back");
}

Test(chain, an_image_without_events_interfaces_and_config)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};

    boot();
    event.custom.name = "unheard.of";
    cr_assert_eq(hx_event_publish(&event), HX_OK);
    cr_assert_eq(hx_event_names(NULL, 0), 0);
    cr_assert_null(hx_config(&context_07, "key"));
}
