/* SPDX-License-Identifier: MIT */
/* The rules of a module's text, each broken once, and what the refusal says. */
#include "expect.h"
#include "fake_loading.h"

#include "../../runtime/loader/abi.h"

#include <stdlib.h>
#include <string.h>

struct rule {
    const char *line; /* the one that is replaced, */
    const char *with; /* by this */
    hx_status status;
    const char *detail;
};

static void check_rules(const struct rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *text = fake_abi_text(rules[i].line, rules[i].with);

        EXPECT_FAIL(hx_abi_check(text, &fake_loading, FAKE_TARGET), rules[i].status,
                    rules[i].detail);
        free(text);
    }
}

#define CHECK_RULES(rules) check_rules(rules, HX_COUNT_OF(rules))

static void check_good(const char *line, const char *with)
{
    char *text = fake_abi_text(line, with);
    hx_status status = hx_abi_check(text, &fake_loading, FAKE_TARGET);

    cr_assert_eq(status, HX_OK, "%s", hx_fail_detail(status));
    free(text);
}

Test(abi, fits)
{
    check_good(NULL, NULL);
}

Test(abi, nothing_but_a_head_fits)
{
    static const char text[] = "hxm 1\ntarget x86_64\nabi 1.0\nmodule m 0.0.0\n";

    cr_assert_eq(hx_abi_check(text, &fake_loading, FAKE_TARGET), HX_OK);
}

Test(abi, a_younger_minor_version_fits)
{
    check_good("abi", "abi 1.7\n");
    check_good("interface test.disk", "interface test.disk 1.1.9\n");
}

Test(abi, the_name_of_a_parameter_does_not_matter)
{
    check_good("function memset", "function memset 0000000000000033 "
                                  "memset(*void to, i32 value, u64 n) -> *void\n");
}

Test(abi, of_the_same_runtime_nothing_is_compared)
{
    check_good("function hx_fail",
               "runtime 0000000000000051\nfunction hx_none 0000000000000001 no text\n");
}

Test(abi, of_another_runtime_everything_is_compared)
{
    static const struct rule rules[] = {
        {"function hx_fail",
         "runtime 0000000000000052\nfunction hx_none 0000000000000001 no text\n",
         HX_ERR_ABI, "the runtime has no function 'hx_none' here"},
        {"function hx_fail", "runtime 0000000000000052\ninterface test.clock 2.0.0\n",
         HX_ERR_LOAD,
         "hxm_abi, line 12: expected interfaces in front of the runtime, found "
         "'test.clock'"},
        {"function hx_fail", "runtime 51\n", HX_ERR_LOAD,
         "hxm_abi, line 11: expected a hash of 16 hexadecimal digits, found '51'"},
        {"function hx_fail", "runtime 0000000000000051 \n", HX_ERR_LOAD,
         "hxm_abi, line 11: expected the end of the line, found nothing"},
    };

    check_good("function hx_fail",
               "runtime 0000000000000052\nfunction hx_fail 0000000000000031 text\n");
    CHECK_RULES(rules);
}

/* All of them have to be there all the same. */
Test(abi, the_same_runtime_does_not_excuse_an_interface)
{
    static const struct rule rules[] = {
        {"operation now", "runtime 0000000000000051\n", HX_ERR_ABI,
         "test.clock.now is there since 2.0 here, not at all in the module, built for "
         "2.0"},
    };

    CHECK_RULES(rules);
}

Test(abi, what_does_not_parse)
{
    static const struct rule rules[] = {
        {"hxm", "", HX_ERR_LOAD, "hxm_abi, line 1: expected 'hxm', found 'target'"},
        {"hxm", "hxm 2\n", HX_ERR_LOAD,
         "hxm_abi, line 1: expected 1, the form of this text, found '2'"},
        {"hxm", "hxm\n", HX_ERR_LOAD,
         "hxm_abi, line 1: expected 1, the form of this text, found nothing"},
        {"hxm", "hxm 1 \n", HX_ERR_LOAD,
         "hxm_abi, line 1: expected the end of the line, found nothing"},
        {"hxm", "hxm 1\n\n", HX_ERR_LOAD,
         "hxm_abi, line 2: expected 'target', found nothing"},
        {"target", "target\n", HX_ERR_LOAD,
         "hxm_abi, line 2: expected a target, found nothing"},
        {"target", "target  x86_64\n", HX_ERR_LOAD,
         "hxm_abi, line 2: expected a target, found ' x86_64'"},
        {"abi", "ABI 1.0\n", HX_ERR_LOAD,
         "hxm_abi, line 3: expected 'abi', found 'ABI'"},
        {"abi", "abi 1\n", HX_ERR_LOAD,
         "hxm_abi, line 3: expected a version MAJOR.MINOR, found '1'"},
        {"abi", "abi 1.0.0\n", HX_ERR_LOAD,
         "hxm_abi, line 3: expected a version MAJOR.MINOR, found '1.0.0'"},
        {"module", "module counter\n", HX_ERR_LOAD,
         "hxm_abi, line 4: expected a version MAJOR.MINOR.PATCH, found nothing"},
        {"module", "module counter 1.0.65536\n", HX_ERR_LOAD,
         "hxm_abi, line 4: expected a version MAJOR.MINOR.PATCH, found '1.0.65536'"},
        {"module", "module counter 1.0.0 beta\n", HX_ERR_LOAD,
         "hxm_abi, line 4: expected the end of the line, found 'beta'"},
        {"interface test.disk", "interfaces test.disk 1.1.0\n", HX_ERR_LOAD,
         "hxm_abi, line 5: expected 'interface', 'operation', 'runtime', 'function' or "
         "'type', found 'interfaces'"},
        {"interface test.disk", "interface  1.1.0\n", HX_ERR_LOAD,
         "hxm_abi, line 5: expected an interface's name, found ' 1.1.0'"},
        {"interface test.disk", "interface test.disk 1..0\n", HX_ERR_LOAD,
         "hxm_abi, line 5: expected a version MAJOR.MINOR.PATCH, found '1..0'"},
        {"interface test.disk", "interface test.disk 1.1.0 x\n", HX_ERR_LOAD,
         "hxm_abi, line 5: expected the end of the line, found 'x'"},
        {"interface test.disk", "", HX_ERR_LOAD,
         "hxm_abi, line 5: expected an interface in front of its operations, found "
         "'count'"},
        {"operation count", "operation count 1.0 11 count() -> u32\n", HX_ERR_LOAD,
         "hxm_abi, line 6: expected a hash of 16 hexadecimal digits, found '11'"},
        {"operation count", "operation count 1.0 000000000000001G x\n", HX_ERR_LOAD,
         "hxm_abi, line 6: expected a hash of 16 hexadecimal digits, found "
         "'000000000000001G'"},
        {"operation count", "operation count 1.0 0000000000000011\n", HX_ERR_LOAD,
         "hxm_abi, line 6: expected a signature, found nothing"},
        {"operation count", "operation count 1.0 0000000000000000 count\n", HX_ERR_LOAD,
         "hxm_abi, line 6: expected a signature, found 'count'"},
        {"operation count", "operation count 1.0 0000000000000000 count( -> u32\n",
         HX_ERR_LOAD, "hxm_abi, line 6: expected a signature, found 'count( -> u32'"},
        {"operation count", "operation count 1.0 0000000000000000 count() => u32\n",
         HX_ERR_LOAD, "hxm_abi, line 6: expected a signature, found 'count() => u32'"},
        {"operation count", "operation count 1.0 0000000000000000 count() -> \n",
         HX_ERR_LOAD, "hxm_abi, line 6: expected a signature, found 'count() -> '"},
        {"operation count",
         "operation count 1.0 0000000000000000 count() -> u32 @on_fail(0) @atomic\n",
         HX_ERR_LOAD,
         "hxm_abi, line 6: the hash of test.disk.count is not of its text"},
        {"operation count",
         "operation count 1.0 0000000000000011 x\noperation count 1.0 0000000000000011 "
         "x\n",
         HX_ERR_LOAD,
         "hxm_abi, line 7: expected an operation that was not yet told, found 'count'"},
        {"function memset", "function memset\n", HX_ERR_LOAD,
         "hxm_abi, line 13: expected a hash of 16 hexadecimal digits, found nothing"},
        {"function memset", "function memset 0000000000000000 x\n", HX_ERR_LOAD,
         "hxm_abi, line 13: expected a signature, found 'x'"},
        {"type hx_kind", "type hx_kind 0000000000000042 \n", HX_ERR_LOAD,
         "hxm_abi, line 15: expected a definition, found nothing"},
        {"type hx_kind", "type hx_kind 0000000000000000 enum {HX_A = 0, HX_B = 1}\n",
         HX_ERR_LOAD, "hxm_abi, line 15: the hash of hx_kind is not of its text"},
        {"type hx_module", "type hx_module 0000000000000043 struct {u8 x}", HX_ERR_LOAD,
         "hxm_abi, line 16: expected a line with its end, found 'type hx_module "
         "0000000000000043 struct {'"},
        {"type hx_module", "\n", HX_ERR_LOAD,
         "hxm_abi, line 16: expected 'interface', 'operation', 'runtime', 'function' or 'type', "
         "found nothing"},
    };

    CHECK_RULES(rules);
    EXPECT_FAIL(hx_abi_check("", &fake_loading, FAKE_TARGET), HX_ERR_LOAD,
                "hxm_abi, line 1: expected a line with its end, found nothing");
}

Test(abi, what_does_not_fit)
{
    static const struct rule rules[] = {
        {"target", "target host\n", HX_ERR_ABI,
         "the target is x86_64 here, host in the module"},
        {"target", "target x86\n", HX_ERR_ABI,
         "the target is x86_64 here, x86 in the module"},
        {"abi", "abi 2.0\n", HX_ERR_ABI, "the ABI is 1.0 here, 2.0 in the module"},
        {"abi", "abi 0.9\n", HX_ERR_ABI, "the ABI is 1.0 here, 0.9 in the module"},
        {"interface test.clock", "interface test.clocks 2.0.0\n", HX_ERR_ABI,
         "the image has no interface 'test.clocks'"},
        {"interface test.clock", "interface test.cloc 2.0.0\n", HX_ERR_ABI,
         "the image has no interface 'test.cloc'"},
        {"interface test.clock", "interface test.clock 1.9.0\n", HX_ERR_ABI,
         "test.clock is 2.0 here, 1.9 in the module"},
        {"interface test.disk", "interface test.disk 1.2.0\n", HX_ERR_ABI,
         "test.disk.trim is there since 1.2 here, not at all in the module, built for "
         "1.2"},
        {"operation now", "", HX_ERR_ABI,
         "test.clock.now is there since 2.0 here, not at all in the module, built for "
         "2.0"},
        {"operation count", "", HX_ERR_ABI,
         "test.disk.count is there here, and not in the module in front of 'read'"},
        {"operation stat", "operation sync 1.1 0000000000000012 sync() -> status\n",
         HX_ERR_ABI,
         "test.disk.sync is missing here, where 1.2 is; the module was built for 1.1"},
        {"operation now",
         "operation now 2.0 0000000000000021 x\noperation set 2.1 0000000000000022 x\n",
         HX_ERR_ABI,
         "test.clock.set is missing here, where 2.0 is; the module was built for 2.0"},
        {"operation stat", "operation stat 1.0 0000000000000013 x\n", HX_ERR_ABI,
         "test.disk.stat is there since 1.1 here, 1.0 in the module"},
        {"function hx_timer", "function hx_timers 0000000000000032 x\n", HX_ERR_ABI,
         "the runtime has no function 'hx_timers' here"},
        {"function hx_timer", "function a 0000000000000032 x\n", HX_ERR_ABI,
         "the runtime has no function 'a' here"},
        {"function hx_timer", "function hxg_interface_test_clock 0000000000000000 x\n",
         HX_ERR_ABI, "the runtime has no function 'hxg_interface_test_clock' here"},
        {"type hx_kind", "type hx_kinds 0000000000000042 x\n", HX_ERR_ABI,
         "the runtime has no type 'hx_kinds' here"},
    };

    CHECK_RULES(rules);
}

Test(abi, every_prefix_is_refused_or_whole_lines)
{
    char *text = fake_abi_text(NULL, NULL);
    const size_t size = strlen(text);

    for (size_t end = 0; end < size; end++) {
        char *prefix = strndup(text, end);
        hx_status status = hx_abi_check(prefix, &fake_loading, FAKE_TARGET);

        cr_assert(status == HX_ERR_LOAD || end > 0);
        cr_assert(status == HX_ERR_LOAD || prefix[end - 1] == '\n', "%zu", end);
        free(prefix);
    }
    free(text);
}

Test(abi, interfaces_of_a_text)
{
    char *text = fake_abi_text("type hx_bytes", "");
    struct hx_abi_interface interface = {0};

    cr_assert(hx_abi_next_interface(text, &interface));
    cr_assert_eq(interface.name_size, strlen("test.disk"));
    cr_assert_eq(memcmp(interface.name, "test.disk", interface.name_size), 0);
    cr_assert_eq(interface.version, HX_VERSION(1, 1, 0));
    cr_assert(hx_abi_next_interface(text, &interface));
    cr_assert_eq(memcmp(interface.name, "test.clock 2.0.0\n", 17), 0);
    cr_assert_eq(interface.name_size, strlen("test.clock"));
    cr_assert_eq(interface.version, HX_VERSION(2, 0, 0));
    cr_assert_not(hx_abi_next_interface(text, &interface));
    free(text);
}

Test(abi, behind_the_runtime_is_no_interface)
{
    char *text =
        fake_abi_text("interface test.clock",
                      "runtime 0000000000000051\ninterface test.clock 2.0.0\n");
    struct hx_abi_interface interface = {0};

    cr_assert(hx_abi_next_interface(text, &interface));
    cr_assert_eq(memcmp(interface.name, "test.disk 1.1.0\n", 16), 0);
    cr_assert_not(hx_abi_next_interface(text, &interface));
    free(text);
}

Test(abi, an_interface_may_be_called_as_a_line_begins)
{
    static const char text[] = "hxm 1\ninterface runtime 1.0.0\n"
                               "interface interface 2.0.0\n";
    struct hx_abi_interface interface = {0};

    cr_assert(hx_abi_next_interface(text, &interface));
    cr_assert_eq(interface.version, HX_VERSION(1, 0, 0));
    cr_assert(hx_abi_next_interface(text, &interface));
    cr_assert_eq(interface.version, HX_VERSION(2, 0, 0));
    cr_assert_not(hx_abi_next_interface(text, &interface));
}

Test(abi, no_interface_in_a_text)
{
    struct hx_abi_interface interface = {0};

    cr_assert_not(hx_abi_next_interface("hxm 1\nmodule interface 1.0.0\n", &interface));
    cr_assert_null(interface.name);
}
