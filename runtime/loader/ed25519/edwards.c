/* SPDX-License-Identifier: MIT */
/*
 * Addition and doubling are those of RFC 8032, section 5.1.4, under its names A to H:
 * in the Explicit-Formulas Database add-2008-hwcd-3 and dbl-2008-hwcd, for a = -1.
 */
#include "edwards.h"

#include "mod_p.h"

/* d = -121665 / 121666 */
static const struct hx_u256 curve_d = {
    {0x75eb4dca135978a3, 0x00700a4d4141d8ab, 0x8cc740797779e898, 0x52036cee2b6ffe73}};

/* 2 d */
static const struct hx_u256 curve_2d = {
    {0xebd69b9426b2f159, 0x00e0149a8283b156, 0x198e80f2eef3d130, 0x2406d9dc56dffce7}};

/* 2^((p - 1) / 4), a square root of -1 */
static const struct hx_u256 root_of_minus_one = {
    {0xc4ee1b274a0ea0b0, 0x2f431806ad2fe478, 0x2b4d00993dfbd7a7, 0x2b8324804fc1df0b}};

static const struct hx_u256 zero = {{0}};
static const struct hx_u256 one = {{1}};

static const struct hx_edwards neutral = {
    .y = {{1}},
    .z = {{1}},
};

/* B of section 5.1: y = 4 / 5, and x is even. */
static const struct hx_edwards base = {
    .x = {{0xc9562d608f25d51a, 0x692cc7609525a7b2, 0xc0a4e231fdd6dc5c,
           0x216936d3cd6e53fe}},
    .y = {{0x6666666666666658, 0x6666666666666666, 0x6666666666666666,
           0x6666666666666666}},
    .z = {{1}},
    .t = {{0x6dde8ab3a5b7dda3, 0x20f09f80775152f5, 0x66ea4e8e64abe37d,
           0x67875f0fd78b7665}},
};

/*
 * Section 5.1.3, steps 2 and 3: x = u v^3 (u v^7)^((p - 5) / 8), times a root of -1 if
 * that is a root of -u / v. Returns false if u / v has no root.
 */
static bool find_root(const struct hx_u256 *u, const struct hx_u256 *v,
                      struct hx_u256 *root)
{
    const struct hx_u256 minus_u = hx_mod_p_subtract(&zero, u);
    const struct hx_u256 v2 = hx_mod_p_square(v);
    const struct hx_u256 v3 = hx_mod_p_multiply(&v2, v);
    const struct hx_u256 v6 = hx_mod_p_square(&v3);
    const struct hx_u256 v7 = hx_mod_p_multiply(&v6, v);
    const struct hx_u256 uv3 = hx_mod_p_multiply(u, &v3);
    const struct hx_u256 uv7 = hx_mod_p_multiply(u, &v7);
    const struct hx_u256 power = hx_mod_p_power(&uv7);
    const struct hx_u256 x = hx_mod_p_multiply(&uv3, &power);
    const struct hx_u256 x2 = hx_mod_p_square(&x);
    const struct hx_u256 vx2 = hx_mod_p_multiply(v, &x2);

    if (hx_mod_p_is_equal(&vx2, u))
        *root = x;
    else if (hx_mod_p_is_equal(&vx2, &minus_u))
        *root = hx_mod_p_multiply(&x, &root_of_minus_one);
    else
        return false;
    return true;
}

/*
 * Section 5.1.3, steps 2 to 4: finds the x below p that belongs to y and whose lowest
 * bit is `odd`. x^2 = (y^2 - 1) / (d y^2 + 1).
 */
static bool recover_x(const struct hx_u256 *y, unsigned odd, struct hx_u256 *x)
{
    const struct hx_u256 y2 = hx_mod_p_square(y);
    const struct hx_u256 u = hx_mod_p_subtract(&y2, &one);
    const struct hx_u256 dy2 = hx_mod_p_multiply(&curve_d, &y2);
    const struct hx_u256 v = hx_mod_p_add(&dy2, &one);
    struct hx_u256 root;

    if (!find_root(&u, &v, &root))
        return false;
    root = hx_mod_p_reduce(&root);
    if (hx_u256_bit(&root, 0) != odd) {
        /* 0 is its own negative. */
        if (hx_u256_is_equal(&root, &zero))
            return false;
        root = hx_mod_p_subtract(&zero, &root);
    }
    *x = root;
    return true;
}

bool hx_edwards_decode(const uint8_t bytes[static HX_U256_SIZE],
                       struct hx_edwards *point)
{
    struct hx_u256 y = hx_u256_read(bytes);
    const unsigned sign = hx_u256_bit(&y, HX_U256_BITS - 1);
    struct hx_u256 x;

    y.word[HX_U256_WORDS - 1] &= UINT64_MAX >> 1;
    if (!hx_mod_p_is_canonical(&y) || !recover_x(&y, sign, &x))
        return false;

    *point = (struct hx_edwards){
        .x = x,
        .y = y,
        .z = one,
        .t = hx_mod_p_multiply(&x, &y),
    };
    return true;
}

void hx_edwards_encode(const struct hx_edwards *point,
                       uint8_t bytes[static HX_U256_SIZE])
{
    const struct hx_u256 inverse = hx_mod_p_invert(&point->z);
    struct hx_u256 x = hx_mod_p_multiply(&point->x, &inverse);
    struct hx_u256 y = hx_mod_p_multiply(&point->y, &inverse);

    x = hx_mod_p_reduce(&x);
    y = hx_mod_p_reduce(&y);
    y.word[HX_U256_WORDS - 1] |= (uint64_t)hx_u256_bit(&x, 0) << 63;
    hx_u256_write(&y, bytes);
}

struct hx_edwards hx_edwards_negate(const struct hx_edwards *point)
{
    return (struct hx_edwards){
        .x = hx_mod_p_subtract(&zero, &point->x),
        .y = point->y,
        .z = point->z,
        .t = hx_mod_p_subtract(&zero, &point->t),
    };
}

/* Where the formulas of the sum and of the double meet. */
static struct hx_edwards finish(const struct hx_u256 *e, const struct hx_u256 *f,
                                const struct hx_u256 *g, const struct hx_u256 *h)
{
    return (struct hx_edwards){
        .x = hx_mod_p_multiply(e, f),
        .y = hx_mod_p_multiply(g, h),
        .z = hx_mod_p_multiply(f, g),
        .t = hx_mod_p_multiply(e, h),
    };
}

static struct hx_edwards add(const struct hx_edwards *left,
                             const struct hx_edwards *right)
{
    const struct hx_u256 left_minus = hx_mod_p_subtract(&left->y, &left->x);
    const struct hx_u256 right_minus = hx_mod_p_subtract(&right->y, &right->x);
    const struct hx_u256 left_plus = hx_mod_p_add(&left->y, &left->x);
    const struct hx_u256 right_plus = hx_mod_p_add(&right->y, &right->x);
    const struct hx_u256 a = hx_mod_p_multiply(&left_minus, &right_minus);
    const struct hx_u256 b = hx_mod_p_multiply(&left_plus, &right_plus);
    const struct hx_u256 tt = hx_mod_p_multiply(&left->t, &right->t);
    const struct hx_u256 c = hx_mod_p_multiply(&tt, &curve_2d);
    const struct hx_u256 zz = hx_mod_p_multiply(&left->z, &right->z);
    const struct hx_u256 d = hx_mod_p_add(&zz, &zz);
    const struct hx_u256 e = hx_mod_p_subtract(&b, &a);
    const struct hx_u256 f = hx_mod_p_subtract(&d, &c);
    const struct hx_u256 g = hx_mod_p_add(&d, &c);
    const struct hx_u256 h = hx_mod_p_add(&b, &a);

    return finish(&e, &f, &g, &h);
}

static struct hx_edwards twice(const struct hx_edwards *point)
{
    const struct hx_u256 a = hx_mod_p_square(&point->x);
    const struct hx_u256 b = hx_mod_p_square(&point->y);
    const struct hx_u256 zz = hx_mod_p_square(&point->z);
    const struct hx_u256 c = hx_mod_p_add(&zz, &zz);
    const struct hx_u256 h = hx_mod_p_add(&a, &b);
    const struct hx_u256 xy = hx_mod_p_add(&point->x, &point->y);
    const struct hx_u256 xy2 = hx_mod_p_square(&xy);
    const struct hx_u256 e = hx_mod_p_subtract(&h, &xy2);
    const struct hx_u256 g = hx_mod_p_subtract(&a, &b);
    const struct hx_u256 f = hx_mod_p_add(&c, &g);

    return finish(&e, &f, &g, &h);
}

bool hx_edwards_is_small_order(const struct hx_edwards *point)
{
    struct hx_edwards multiple = *point;

    for (int i = 0; i < 3; i++)
        multiple = twice(&multiple);
    return hx_mod_p_is_equal(&multiple.x, &zero) &&
           hx_mod_p_is_equal(&multiple.y, &multiple.z);
}

/* Both products at once, so that they share the doublings (Straus, also Shamir). */
struct hx_edwards hx_edwards_combine(const struct hx_u256 *s, const struct hx_u256 *k,
                                     const struct hx_edwards *point)
{
    const struct hx_edwards both = add(&base, point);
    const struct hx_edwards *const terms[] = {NULL, &base, point, &both};
    struct hx_edwards sum = neutral;

    for (size_t bit = HX_U256_BITS; bit-- > 0;) {
        const unsigned chosen = hx_u256_bit(s, bit) | hx_u256_bit(k, bit) << 1;

        sum = twice(&sum);
        if (chosen != 0)
            sum = add(&sum, terms[chosen]);
    }
    return sum;
}
