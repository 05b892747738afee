/* SPDX-License-Identifier: MIT */
/* What the refusal of a signature with another hash says. */
#include "expect.h"
#include "fake_loading.h"

#include "../../runtime/loader/abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct difference {
    const char *begins; /* the line of the text, up to its hash */
    const char *there;
    const char *detail;
};

static void check_differences(const struct difference *differences, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char with[512];
        char *text;

        snprintf(with, sizeof(with), "%s 0000000000000099 %s\n", differences[i].begins,
                 differences[i].there);
        text = fake_abi_text(differences[i].begins, with);
        EXPECT_FAIL(hx_abi_check(text, &fake_loading, FAKE_TARGET), HX_ERR_ABI,
                    differences[i].detail);
        free(text);
    }
}

#define CHECK_DIFFERENCES(differences) \
    check_differences(differences, HX_COUNT_OF(differences))

Test(abi_explain, arguments)
{
    static const struct difference differences[] = {
        {"operation read 1.0",
         "read(u32 unit, u32 lba, out void buf[len], u64 len) -> status",
         "test.disk.read: argument 2 'lba' is u64 here, u32 in the module"},
        {"operation read 1.0",
         "read(u32 unit, i64 at, out void buf[len], u64 len) -> status",
         "test.disk.read: argument 2 'lba' is u64 here, i64 in the module"},
        {"operation read 1.0",
         "read(u32 unit, u64 lba, inout void buf[len], u64 len) -> status",
         "test.disk.read: argument 3 'buf' is out void here, inout void in the module"},
        {"operation read 1.0",
         "read(u32 unit, u64 lba, out void buf[512], u64 len) -> status",
         "test.disk.read: argument 3 'buf' has len elements here, 512 in the module"},
        {"operation read 1.0",
         "read(u32 unit, u64 lba, out void buf, u64 len) -> status",
         "test.disk.read: argument 3 'buf' has len elements here, 1 in the module"},
        {"operation read 1.0",
         "read(u32 unit, u64 len, out void buf[len], u64 size) -> status",
         "test.disk.read: argument 3 'buf' has len elements here, len in the module"},
        {"operation read 1.0",
         "read(u32 unit, u64 lba, out void buf[len * 2], u64 len) -> status",
         "test.disk.read: argument 3 'buf' has len elements here, len * 2 in the "
         "module"},
        {"operation read 1.0", "read(u32 unit, u64 lba) -> status",
         "test.disk.read has 4 arguments here, 2 in the module"},
        {"operation count 1.0", "count(u32 unit) -> u32 @on_fail(0) @atomic",
         "test.disk.count has 0 arguments here, 1 in the module"},
        {"function hx_fail", "hx_fail(status status, *const char format) -> status",
         "hx_fail has 3 arguments here, 2 in the module"},
        {"function hx_fail", "hx_fail(status status, *char format, ...) -> status",
         "hx_fail: argument 2 'format' is *const char here, *char in the module"},
        {"function hx_fail",
         "hx_fail(status status, *const char format, u32 n) -> status",
         "hx_fail: argument 3 is ... here, u32 in the module"},
        {"function hx_timer", "hx_timer(*fn(*void) -> void fire) -> *void",
         "hx_timer: argument 1 'fire' is *fn(*void, u32) -> void here, *fn(*void) -> "
         "void in the module"},
    };

    CHECK_DIFFERENCES(differences);
}

Test(abi_explain, renamed_counts_are_the_same)
{
    /* Nothing differs, so the hash must be of another text. */
    char *text = fake_abi_text("operation read",
                               "operation read 1.0 0000000000000099 "
                               "read(u32 u, u64 l, out void b[n], u64 n) -> status\n");

    EXPECT_FAIL(hx_abi_check(text, &fake_loading, FAKE_TARGET), HX_ERR_LOAD,
                "hxm_abi, line 7: the hash of test.disk.read is not of its text");
    free(text);
}

Test(abi_explain, results_and_marks)
{
    static const struct difference differences[] = {
        {"operation count 1.0", "count() -> u64 @on_fail(0) @atomic",
         "test.disk.count: the result is u32 here, u64 in the module"},
        {"operation count 1.0", "count() -> u32 @on_fail(1) @atomic",
         "test.disk.count is marked @on_fail(0) @atomic here, @on_fail(1) @atomic in "
         "the module"},
        {"operation count 1.0", "count() -> u32",
         "test.disk.count is marked @on_fail(0) @atomic here, not in the module"},
        {"operation read 1.0",
         "read(u32 unit, u64 lba, out void buf[len], u64 len) -> status @isr",
         "test.disk.read is marked not here, @isr in the module"},
        {"function memset", "memset(*void target, i32 byte, u64 size) -> void",
         "memset: the result is *void here, void in the module"},
    };

    CHECK_DIFFERENCES(differences);
}

#define STAT "operation stat 1.1"
#define STAT_OF(type) "stat(u32 unit, out " type " info) -> status"
#define MEMBERS "u64 size, enum {SLOW = 0, FAST = 1} kind, "

Test(abi_explain, members_and_values)
{
    static const struct difference differences[] = {
        {STAT, STAT_OF("struct {u32 size, u8 rest}"),
         "test.disk.stat: argument 2 'info', member 1 'size' is u64 here, u32 in the "
         "module"},
        {STAT, STAT_OF("struct {" MEMBERS "struct {u8 low, i8 high} limits}"),
         "test.disk.stat: argument 2 'info', member 3 'limits', member 2 'high' is u8 "
         "here, i8 in the module"},
        {STAT, STAT_OF("struct {" MEMBERS "struct {u8 high, u8 low} limits}"),
         "test.disk.stat: argument 2 'info', member 3 'limits', member 1 is u8 low "
         "here, u8 high in the module"},
        {STAT, STAT_OF("struct {" MEMBERS "struct {u8 low} limits}"),
         "test.disk.stat: argument 2 'info', member 3 'limits' has 2 members here, 1 "
         "in the module"},
        {STAT, STAT_OF("struct {u64 size, enum {SLOW = 0, OTHER = 1} kind, u8 x}"),
         "test.disk.stat: argument 2 'info', member 2 'kind', value 2 is FAST = 1 here, "
         "OTHER = 1 in the module"},
        {STAT, STAT_OF("struct {u64 size, enum {SLOW = 0} kind, u8 x}"),
         "test.disk.stat: argument 2 'info', member 2 'kind' has 2 values here, 1 in "
         "the module"},
        {STAT, STAT_OF("union {" MEMBERS "struct {u8 low, u8 high} limits}"),
         "test.disk.stat: argument 2 'info' is out struct {u64 size, enum {SLOW = 0, "
         "FA... here, out union {u64 size, enum {SLOW = 0, FAS... in the module"},
        {"type hx_bytes", "struct {*void data, u64 size}",
         "hx_bytes: member 1 'data' is *const void here, *void in the module"},
        {"type hx_bytes", "struct {*const void data}",
         "hx_bytes has 2 members here, 1 in the module"},
        {"type hx_bytes", "nonsense",
         "hx_bytes is struct {*const void data, u64 size} here, nonsense in the "
         "module"},
        {"type hx_kind", "enum {HX_A = 0, HX_B = 2}",
         "hx_kind: value 2 is HX_B = 1 here, HX_B = 2 in the module"},
        {"type hx_module", "struct {u32 magic, union {u8 a, u32 b}, bool:1 up}",
         "hx_module: member 2, member 2 'b' is u16 here, u32 in the module"},
        {"type hx_module", "struct {u32 magic, union {u8 a, u16 b}, bool:2 up}",
         "hx_module: member 3 'up' is bool:1 here, bool:2 in the module"},
    };

    CHECK_DIFFERENCES(differences);
}

/* Whatever brackets a hostile signature has, it is no more than another text. */
Test(abi_explain, odd_brackets)
{
    static const struct difference differences[] = {
        {"operation read 1.0", "read(u32 unit, [[[, {, ]]], }) -> status",
         "test.disk.read has 4 arguments here, 2 in the module"},
        {"operation read 1.0", "read(, u64 lba, , ) -> status",
         "test.disk.read has 4 arguments here, 3 in the module"},
        {"operation read 1.0", "read(u32 unit,  , u8, u64 n) -> status",
         "test.disk.read: argument 2 'lba' is u64 here,  in the module"},
        {"operation read 1.0", "read(u32 unit, u64 lba, [out buf], u64 n) -> status",
         "test.disk.read: argument 3 'buf' is out void here,  in the module"},
        {STAT, STAT_OF("struct {}"),
         "test.disk.stat: argument 2 'info' has 3 members here, 0 in the module"},
        {"type hx_bytes", "struct {*const void data, u64 size}}",
         "hx_bytes is struct {*const void data, u64 size} here, struct {*const void "
         "data, u64 size}} in the module"},
        {"type hx_bytes", "{{{{",
         "hx_bytes is struct {*const void data, u64 size} here, "
         "{{{{ in the module"},
    };

    CHECK_DIFFERENCES(differences);
}

Test(abi_explain, unbalanced_brackets_are_no_signature)
{
    char *text = fake_abi_text("operation read", "operation read 1.0 0000000000000099 "
                                                 "read(}u32 unit], [{[) -> status\n");

    EXPECT_FAIL(
        hx_abi_check(text, &fake_loading, FAKE_TARGET), HX_ERR_LOAD,
        "hxm_abi, line 7: expected a signature, found 'read(}u32 unit], [{[) -> "
        "status'");
    free(text);
}
