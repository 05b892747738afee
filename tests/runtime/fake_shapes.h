/* SPDX-License-Identifier: MIT */
/*
 * An interface with a parameter of every kind, written as the generator would write
 * it, and two modules that serve it.
 *
 *     interface "test.shapes" 1.2 {
 *         hx_status narrow(int8_t a, uint16_t b, int64_t c, uint64_t d);
 *         bool      flip(bool value) @on_fail(false);
 *         enum fake_shade darker(enum fake_shade shade) @on_fail(FAKE_PALE);
 *         const char *greet(const char *name @string) @string @on_fail(NULL);
 *         uint32_t  sum(const uint32_t *items @in(count), uint64_t count) @on_fail(0);
 *         hx_status fill(uint16_t *out @out(n * 3), int32_t n, uint8_t with);
 *         void      swap(struct fake_pair *pair @inout);
 *         double    scale(struct fake_pair pair, double by) @on_fail(0.0);
 *         void     *shift(void *at @address, size_t by) @on_fail(NULL) @address;
 *         hx_status copy(const void *from @in(size), void *to @out(size),
 *                        size_t size) @since(1.1);
 *         void      nothing(void) @since(1.2);
 *     }
 */
#pragma once

#include "fake_image.h"

enum fake_shade { FAKE_PALE = -1, FAKE_GREY = 3, FAKE_DARK = 9 };

struct fake_pair {
    uint32_t left;
    uint64_t right;
};

extern const struct hx_interface fake_shapes;

/* Takes the place of the image's interfaces: ALPHA serves 1.2 and DELTA 1.0 of it. */
void fake_shapes_init(void);

/* Their slots, of modules that are up. */
void fake_shapes_open(bool open);

/* The last call, as "narrow(-1, 2, 3, 4)"; "" if there was none since. */
const char *fake_shapes_called(void);
