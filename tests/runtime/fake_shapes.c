/* SPDX-License-Identifier: MIT */
#include "fake_shapes.h"
#include "fake_hash.h"

#include <helix/interface.h>
#include <helix/operation.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shapes_ops {
    hx_status (*narrow)(int8_t a, uint16_t b, int64_t c, uint64_t d);
    bool (*flip)(bool value);
    enum fake_shade (*darker)(enum fake_shade shade);
    const char *(*greet)(const char *name);
    uint32_t (*sum)(const uint32_t *items, uint64_t count);
    hx_status (*fill)(uint16_t *out, int32_t n, uint8_t with);
    void (*swap)(struct fake_pair *pair);
    double (*scale)(struct fake_pair pair, double by);
    void *(*shift)(void *at, size_t by);
    hx_status (*copy)(const void *from, void *to, size_t size);
    void (*nothing)(void);
};

static char called[256];
static char called_read[256];

const char *fake_shapes_called(void)
{
    memcpy(called_read, called, sizeof(called));
    called[0] = '\0';
    return called_read;
}

#define NOTE(...) snprintf(called, sizeof(called), __VA_ARGS__)

static void require_aligned(const void *place, size_t alignment)
{
    if ((uintptr_t)place % alignment != 0)
        abort();
}

static hx_status narrow(int8_t a, uint16_t b, int64_t c, uint64_t d)
{
    NOTE("narrow(%d, %u, %lld, %llu)", a, b, (long long)c, (unsigned long long)d);
    return a < 0 ? hx_fail(HX_ERR_BUSY, "a is %d", a) : HX_OK;
}

static bool flip(bool value)
{
    NOTE("flip(%d)", value);
    return !value;
}

static enum fake_shade darker(enum fake_shade shade)
{
    NOTE("darker(%d)", shade);
    return shade == FAKE_DARK ? FAKE_PALE : FAKE_DARK;
}

static const char *greet(const char *name)
{
    static char text[64];

    NOTE("greet(%s)", name);
    snprintf(text, sizeof(text), "hello, %s", name);
    return name[0] != '\0' ? text : NULL;
}

static uint32_t sum(const uint32_t *items, uint64_t count)
{
    uint32_t total = 0;

    require_aligned(items, _Alignof(uint32_t));
    for (uint64_t i = 0; i < count; i++)
        total += items[i];
    NOTE("sum(%llu)", (unsigned long long)count);
    return total;
}

/* With 0 it writes nothing. */
static hx_status fill(uint16_t *out, int32_t n, uint8_t with)
{
    require_aligned(out, _Alignof(uint16_t));
    for (int32_t i = 0; i < n * 3 && with != 0; i++)
        out[i] = with;
    NOTE("fill(%d, %u)", n, with);
    return HX_OK;
}

static void swap(struct fake_pair *pair)
{
    const struct fake_pair old = *pair;

    require_aligned(pair, _Alignof(struct fake_pair));
    pair->left = (uint32_t)old.right;
    pair->right = old.left;
    NOTE("swap(%u, %llu)", old.left, (unsigned long long)old.right);
}

static double scale(struct fake_pair pair, double by)
{
    NOTE("scale(%u, %llu, %g)", pair.left, (unsigned long long)pair.right, by);
    return by * (double)pair.right;
}

static void *shift(void *at, size_t by)
{
    NOTE("shift(%p, %zu)", at, by);
    return (char *)at + by;
}

static hx_status copy(const void *from, void *to, size_t size)
{
    require_aligned(from, _Alignof(max_align_t));
    require_aligned(to, _Alignof(max_align_t));
    memcpy(to, from, size);
    NOTE("copy(%zu)", size);
    return HX_OK;
}

static void nothing(void)
{
    NOTE("nothing()");
}

static const struct shapes_ops ops = {
    .narrow = narrow,
    .flip = flip,
    .darker = darker,
    .greet = greet,
    .sum = sum,
    .fill = fill,
    .swap = swap,
    .scale = scale,
    .shift = shift,
    .copy = copy,
    .nothing = nothing,
};

static const struct shapes_ops absent_ops = {.narrow = NULL};
static struct hx_slot absent = {.ops = &absent_ops};

static const char *const names[] = {
    "narrow", "flip",  "darker", "greet", "sum",     "fill",
    "swap",   "scale", "shift",  "copy",  "nothing",
};

const struct hx_interface fake_shapes = {
    .name = "test.shapes",
    .version = HX_VERSION(1, 2, 0),
    .operations = names,
    .operation_count = HX_COUNT_OF(names),
    .absent_ops = &absent_ops,
    .absent = &absent,
};

/* As generated code has them. */

static const struct shapes_ops *ops_of(struct hx_slot *slot)
{
    return __atomic_load_n(&slot->ops, __ATOMIC_ACQUIRE);
}

static void call_narrow(struct hx_slot *slot, union hx_argument *arguments)
{
    arguments[0].integer = (uint64_t)ops_of(slot)->narrow(
        (int8_t)arguments[1].integer, (uint16_t)arguments[2].integer,
        (int64_t)arguments[3].integer, (uint64_t)arguments[4].integer);
}

static void call_flip(struct hx_slot *slot, union hx_argument *arguments)
{
    arguments[0].integer = ops_of(slot)->flip(arguments[1].integer != 0);
}

static void call_darker(struct hx_slot *slot, union hx_argument *arguments)
{
    arguments[0].integer =
        (uint64_t)ops_of(slot)->darker((enum fake_shade)arguments[1].integer);
}

static void call_greet(struct hx_slot *slot, union hx_argument *arguments)
{
    arguments[0].text = ops_of(slot)->greet(arguments[1].text);
}

static void call_sum(struct hx_slot *slot, union hx_argument *arguments)
{
    arguments[0].integer =
        ops_of(slot)->sum(arguments[1].pointer, (uint64_t)arguments[2].integer);
}

static void call_fill(struct hx_slot *slot, union hx_argument *arguments)
{
    arguments[0].integer = (uint64_t)ops_of(slot)->fill(arguments[1].pointer,
                                                        (int32_t)arguments[2].integer,
                                                        (uint8_t)arguments[3].integer);
}

static void call_swap(struct hx_slot *slot, union hx_argument *arguments)
{
    ops_of(slot)->swap(arguments[1].pointer);
}

static void call_scale(struct hx_slot *slot, union hx_argument *arguments)
{
    *(double *)arguments[0].pointer =
        ops_of(slot)->scale(*(const struct fake_pair *)arguments[1].pointer,
                            *(const double *)arguments[2].pointer);
}

static void call_shift(struct hx_slot *slot, union hx_argument *arguments)
{
    arguments[0].integer = (uintptr_t)ops_of(slot)->shift(
        (void *)(uintptr_t)arguments[1].integer, (size_t)arguments[2].integer);
}

static void call_copy(struct hx_slot *slot, union hx_argument *arguments)
{
    arguments[0].integer = (uint64_t)ops_of(slot)->copy(
        arguments[1].pointer, arguments[2].pointer, (size_t)arguments[3].integer);
}

static void call_nothing(struct hx_slot *slot, union hx_argument *arguments)
{
    (void)arguments;
    ops_of(slot)->nothing();
}

static const int32_t shades[] = {FAKE_PALE, FAKE_GREY, FAKE_DARK};

/* clang-format off */
static const struct hx_parameter narrow_parameters[] = {
    HX_AS_INTEGER(hx_status), HX_AS_INTEGER(int8_t), HX_AS_INTEGER(uint16_t),
    HX_AS_INTEGER(int64_t), HX_AS_INTEGER(uint64_t),
};
static const struct hx_parameter flip_parameters[] = {HX_AS_BOOLEAN, HX_AS_BOOLEAN};
static const struct hx_parameter darker_parameters[] = {
    HX_AS_INTEGER(enum fake_shade), HX_AS_ENUM(enum fake_shade, shades),
};
static const struct hx_parameter greet_parameters[] = {HX_AS_TEXT, HX_AS_TEXT};
static const struct hx_parameter sum_parameters[] = {
    HX_AS_INTEGER(uint32_t), HX_AS_ELEMENTS(HX_PASS_IN, uint32_t, 1u, 2),
    HX_AS_INTEGER(uint64_t),
};
static const struct hx_parameter fill_parameters[] = {
    HX_AS_INTEGER(hx_status), HX_AS_ELEMENTS(HX_PASS_OUT, uint16_t, 3u, 2),
    HX_AS_INTEGER(int32_t), HX_AS_INTEGER(uint8_t),
};
static const struct hx_parameter swap_parameters[] = {
    HX_AS_NOTHING, HX_AS_ELEMENTS(HX_PASS_INOUT, struct fake_pair, 1u, 0),
};
static const struct hx_parameter scale_parameters[] = {
    HX_AS_VALUE(double), HX_AS_VALUE(struct fake_pair), HX_AS_VALUE(double),
};
static const struct hx_parameter shift_parameters[] = {
    HX_AS_INTEGER(uintptr_t), HX_AS_INTEGER(uintptr_t), HX_AS_INTEGER(size_t),
};
static const struct hx_parameter copy_parameters[] = {
    HX_AS_INTEGER(hx_status), HX_AS_BYTES(HX_PASS_IN, 1u, 3),
    HX_AS_BYTES(HX_PASS_OUT, 1u, 3), HX_AS_INTEGER(size_t),
};
static const struct hx_parameter nothing_parameters[] = {HX_AS_NOTHING};
/* clang-format on */

#define OPERATION(id, since_, names_)                                       \
    {                                                                       \
        .call = call_##id, .parameters = id##_parameters,                   \
        .parameter_count = HX_COUNT_OF(id##_parameters), .since = (since_), \
        .names = (names_),                                                  \
    }

static const struct hx_operation operations[] = {
    OPERATION(narrow, 0, "a, b, c, d"), OPERATION(flip, 0, "value"),
    OPERATION(darker, 0, "shade"),      OPERATION(greet, 0, "name"),
    OPERATION(sum, 0, "items, count"),  OPERATION(fill, 0, "out, n, with"),
    OPERATION(swap, 0, "pair"),         OPERATION(scale, 0, "pair, by"),
    OPERATION(shift, 0, "at, by"),      OPERATION(copy, 1, "from, to, size"),
    OPERATION(nothing, 2, NULL),
};

/* Another one stands in front of it, as the image's would. */
static const struct hx_operation *image_operations[] = {NULL, operations};

extern const struct hx_operation *const hx_image_operations[2]
    __attribute__((alias("image_operations")));

static struct hx_slot slots[] = {{.ops = &absent_ops}, {.ops = &absent_ops}};

static const struct hx_implementation implementations[] = {
    {&fake_shapes, HX_VERSION(1, 2, 0), &ops, &slots[0]},
    {&fake_shapes, HX_VERSION(1, 0, 0), &ops, &slots[1]},
};

static const struct hx_module *const modules[] = {
    &fake_modules[ALPHA],
    &fake_modules[DELTA],
};

static const struct hx_image_interface interfaces[] = {
    {.interface = &fake_audio},
    {.interface = &fake_shapes, .implementors = modules, .implementor_count = 2},
};

void fake_shapes_init(void)
{
    static const char *const interface_names[] = {"helix.audio", "test.shapes"};
    static struct fake_table table;

    fake_image_init();
    fake_image.interfaces = interfaces;
    fake_image.interface_count = HX_COUNT_OF(interfaces);
    fake_hash_build(&fake_image.interface_names, &table, interface_names,
                    HX_COUNT_OF(interface_names));
    fake_modules[ALPHA].implementations = &implementations[0];
    fake_modules[DELTA].implementations = &implementations[1];
    fake_modules[ALPHA].implementation_count = 1;
    fake_modules[DELTA].implementation_count = 1;
    fake_shapes_open(true);
}

void fake_shapes_open(bool open)
{
    for (size_t i = 0; i < HX_COUNT_OF(slots); i++)
        slots[i].ops = open ? &ops : &absent_ops;
}
