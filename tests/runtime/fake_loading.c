/* SPDX-License-Identifier: MIT */
#include "fake_loading.h"

#include <helix/compiler.h>

#include <stdlib.h>
#include <string.h>

static const struct hx_interface disk = {
    .name = "test.disk",
    .version = HX_VERSION(1, 2, 0),
};

static const struct hx_operation_abi disk_operations[] = {
    {"count", "count() -> u32 @on_fail(0) @atomic", 0x11, 0},
    {"read", "read(u32 unit, u64 lba, out void buf[len], u64 len) -> status", 0x12, 0},
    {"stat",
     "stat(u32 unit, out struct {u64 size, enum {SLOW = 0, FAST = 1} kind, struct {u8 "
     "low, u8 high} limits} info) -> status",
     0x13, 1},
    {"trim", "trim(in u64 blocks[count * 2], u8 count) -> status", 0x14, 2},
};

static const struct hx_interface_abi disk_abi = {
    .interface = &disk,
    .operations = disk_operations,
    .operation_count = HX_COUNT_OF(disk_operations),
};

static const struct hx_interface clock = {
    .name = "test.clock",
    .version = HX_VERSION(2, 0, 0),
};

static const struct hx_operation_abi clock_operations[] = {
    {"now", "now() -> u64 @on_fail(0)", 0x21, 0},
};

static const struct hx_interface_abi clock_abi = {
    .interface = &clock,
    .operations = clock_operations,
    .operation_count = HX_COUNT_OF(clock_operations),
};

static const struct hx_interface_abi *const interfaces[] = {&clock_abi, &disk_abi};

static const struct hx_export exports[] = {
    {"hx_fail", 1, 0x31, "hx_fail(status status, *const char format, ...) -> status"},
    {"hx_timer", 1, 0x32, "hx_timer(*fn(*void, u32) -> void fire) -> *void"},
    {"hxg_interface_test_clock", 1, 0, NULL},
    {"memset", 1, 0x33, "memset(*void target, i32 byte, u64 size) -> *void"},
};

static const struct hx_type_abi types[] = {
    {"hx_bytes", "struct {*const void data, u64 size}", 0x41},
    {"hx_kind", "enum {HX_A = 0, HX_B = 1}", 0x42},
    {"hx_module", "struct {u32 magic, union {u8 a, u16 b}, bool:1 up}", 0x43},
};

const struct hx_loading fake_loading = {
    .exports = exports,
    .types = types,
    .export_count = HX_COUNT_OF(exports),
    .type_count = HX_COUNT_OF(types),
    .runtime_hash = 0x51,
    .interface_count = HX_COUNT_OF(interfaces),
    .interfaces = interfaces,
};

#define HASH(number) "00000000000000" number " "

const char *const fake_abi_lines[] = {
    "hxm 1",
    "target x86_64",
    "abi 1.0",
    "module counter 1.0.0",
    "interface test.disk 1.1.0",
    "operation count 1.0 " HASH("11") "count() -> u32 @on_fail(0) @atomic",
    "operation read 1.0 " HASH(
        "12") "read(u32 unit, u64 lba, out void buf[len], u64 len) -> status",
    "operation stat 1.1 " HASH(
        "13") "stat(u32 unit, out struct {u64 size, enum {SLOW = 0, FAST = 1} kind, "
              "struct {u8 low, u8 high} limits} info) -> status",
    "interface test.clock 2.0.0",
    "operation now 2.0 " HASH("21") "now() -> u64 @on_fail(0)",
    "function hx_fail " HASH(
        "31") "hx_fail(status status, *const char format, ...) -> status",
    "function hx_timer " HASH("32") "hx_timer(*fn(*void, u32) -> void fire) -> *void",
    "function memset " HASH("33") "memset(*void target, i32 byte, u64 size) -> *void",
    "type hx_bytes " HASH("41") "struct {*const void data, u64 size}",
    "type hx_kind " HASH("42") "enum {HX_A = 0, HX_B = 1}",
    "type hx_module " HASH("43") "struct {u32 magic, union {u8 a, u16 b}, bool:1 up}",
    NULL,
};

char *fake_abi_text(const char *line, const char *with)
{
    char text[4096];
    size_t size = 0;
    bool found = line == NULL;
    char *copy;

    for (const char *const *each = fake_abi_lines; *each != NULL; each++) {
        if (line != NULL && strncmp(*each, line, strlen(line)) == 0) {
            found = true;
            memcpy(text + size, with, strlen(with));
            size += strlen(with);
        } else {
            memcpy(text + size, *each, strlen(*each));
            size += strlen(*each);
            text[size++] = '\n';
        }
    }
    copy = malloc(size + 1);
    if (!found || copy == NULL)
        abort();
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}
