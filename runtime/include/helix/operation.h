/* SPDX-License-Identifier: MIT */
/*
 * What the generator says of an interface's operations, for those who call them without
 * having known them when they were compiled: messages (helix/message.h).
 *
 * Operation number i of an interface is called `operations[i]` in its struct
 * hx_interface and described by number i of its array of struct hx_operation. These
 * arrays stand apart from the interfaces, and nothing but messages leads to them: an
 * image in which nobody sends messages is linked without them.
 *
 * All of it is const and lives as long as the image. Sizes, alignments and signs are
 * the compiler's own.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* How a parameter, or the result, crosses between a message and a call. */
enum hx_passing {
    HX_PASS_NOTHING, /* the result of a void operation */
    HX_PASS_INTEGER, /* an integer, an enum, or an @address */
    HX_PASS_BOOLEAN,
    HX_PASS_TEXT,  /* @string */
    HX_PASS_VALUE, /* a struct, a union or a floating number, as its bytes */
    HX_PASS_IN,    /* what is behind a pointer: to the operation, */
    HX_PASS_OUT,   /* from it, */
    HX_PASS_INOUT, /* or both ways */
};

/*
 * VALUE and what follows it are memory: `count` elements of `size` bytes each; where
 * `counter` is not 0, as many times that as the parameter of this number says.
 */
struct hx_parameter {
    uint8_t passing; /* enum hx_passing */
    bool is_signed;  /* INTEGER */
    uint8_t alignment;
    uint16_t counter;
    size_t size;                /* of the integer, or of one element */
    size_t count;               /* at least 1, as is size, where they mean something */
    const int32_t *enumerators; /* what the integer may be; NULL: whatever fits */
    size_t enumerator_count;
};

/*
 * What a call is made with, and what it leaves: number 0 is the result, the others are
 * the parameters. Integers are extended to 64 bits, by their sign where they have one.
 * All memory is there before the call, also for a result that is a VALUE.
 */
union hx_argument {
    uint64_t integer; /* INTEGER, BOOLEAN */
    void *pointer;    /* VALUE, IN, OUT, INOUT */
    const char *text; /* TEXT */
};

struct hx_operation {
    /* Calls it as the typed function of the interface's header does. */
    void (*call)(struct hx_slot *slot, union hx_argument *arguments);
    const struct hx_parameter *parameters; /* number 0 is the result */
    uint16_t parameter_count;              /* with the result: at least 1 */
    uint16_t since;                        /* the minor version that it came with */
    const char *names;                     /* of the parameters: "unit, lba, buf" */
};

/* Values of struct hx_parameter. */
#define HX_AS_NOTHING              \
    {                              \
        .passing = HX_PASS_NOTHING \
    }
#define HX_AS_BOOLEAN              \
    {                              \
        .passing = HX_PASS_BOOLEAN \
    }
#define HX_AS_TEXT              \
    {                           \
        .passing = HX_PASS_TEXT \
    }
#define HX_AS_INTEGER(type)                                          \
    {                                                                \
        .passing = HX_PASS_INTEGER, .is_signed = (type)-1 < (type)1, \
        .size = sizeof(type)                                         \
    }
#define HX_AS_ENUM(type, values)                                     \
    {                                                                \
        .passing = HX_PASS_INTEGER, .is_signed = (type)-1 < (type)1, \
        .size = sizeof(type), .enumerators = (values),               \
        .enumerator_count = HX_COUNT_OF(values)                      \
    }
#define HX_AS_VALUE(type) HX_AS_ELEMENTS(HX_PASS_VALUE, type, 1, 0)
#define HX_AS_ELEMENTS(how, type, times, of)                            \
    {                                                                   \
        .passing = (how), .alignment = _Alignof(type), .counter = (of), \
        .size = sizeof(type), .count = (times)                          \
    }
/* Behind a pointer to void: aligned for whatever it is taken for. */
#define HX_AS_BYTES(how, times, of)                                            \
    {                                                                          \
        .passing = (how), .alignment = _Alignof(max_align_t), .counter = (of), \
        .size = 1, .count = (times)                                            \
    }
