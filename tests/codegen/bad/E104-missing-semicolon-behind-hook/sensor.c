/* SPDX-License-Identifier: MIT */
hx_status sensor_init(struct sensor *self, const struct hx_context *ctx)
{
    (void)self;
    (void)ctx;
    return HX_OK;
}
