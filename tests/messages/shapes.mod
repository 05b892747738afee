// SPDX-License-Identifier: MIT

types {
    struct cell { uint8_t x; uint8_t y; };
    union corner { uint16_t whole; uint8_t halves[2]; };
    enum { SIDE = 2 };
}

interface "shape.test" 1.2 {
    hx_status one(const uint32_t *in @in, uint32_t *out @out, uint32_t *both @inout);
    hx_status many(const struct cell *cells @in(n * SIDE), struct cell *out @out(4),
                   int8_t n);
    hx_status bytes(const void *in @in(size), void *out @out(size), size_t size);
    const char *name(const char *prefix @string) @string @on_fail(NULL);
    void *where(void *at @address) @on_fail(NULL) @address;
    bool flag(bool value) @on_fail(true) @atomic;
    enum hx_module_state state(enum hx_event_kind kind) @on_fail(HX_STATE_ERROR);
    uint32_t area(struct cell cell, union corner corner) @on_fail(0);
    hx_status fails(uint32_t code);
    hx_status wide(const uint64_t *items @in(n), uint64_t n);
    void nothing(void) @since(1.1);
    int64_t negative(int8_t value) @on_fail(-9) @since(1.2);
}

/// All of it.
module server {
    state { uint32_t nothings; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "nothings" {
            return hx_respond_fmt(response, "%u", (unsigned)self->nothings);
        }
    }
}

impl_interface(server, "shape.test", 1.2) {
    one   { *out = *in + 1; *both *= 2; return HX_OK; }
    many  { for (int8_t i = 0; i < n; i++) out[i].x = cells[i * SIDE].y; return HX_OK; }
    bytes { memcpy(out, in, size); return HX_OK; }
    name  { return prefix[0] == 'x' ? "ex" : NULL; }
    where { return (char *)at + 1; }
    flag  { return !value; }
    state { return kind == HX_EVENT_TICK ? HX_STATE_RUNNING : HX_STATE_STOPPED; }
    area  { return (uint32_t)cell.x * cell.y + corner.halves[1] * 100u; }
    fails { return hx_fail(HX_ERR_BUSY, "code %u", (unsigned)code); }
    wide  { return n == 0 || items[n - 1] != 0 ? HX_OK : HX_ERR_CORRUPT; }
    nothing  { self->nothings++; }
    negative { return (int64_t)value * 1000; }
}

/// Only the oldest version, and through a slot that may be closed.
module elder {
    info { flags: HOT_RELOADABLE; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(elder, "shape.test", 1.0) {
    one   { *out = *in; *both = 0; return HX_OK; }
    many  { out[0] = cells[n]; return HX_OK; }
    bytes { memcpy(out, in, size); return HX_OK; }
    name  { return prefix; }
    where { return at; }
    flag  { return value; }
    state { return kind == HX_EVENT_TICK ? HX_STATE_RUNNING : HX_STATE_STOPPED; }
    area  { return cell.x + (uint32_t)corner.whole; }
    fails { return code == 0 ? HX_OK : HX_ERR_BUSY; }
    wide  { return items != NULL && n > 0 ? HX_OK : HX_ERR_INVALID; }
}

/// Never comes up.
module dead {
    impl {
        init  { return HX_ERR_INIT; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(dead, "shape.test", 1.0) {
    one   { *out = *in; *both = 0; return HX_OK; }
    many  { out[0] = cells[n]; return HX_OK; }
    bytes { memcpy(out, in, size); return HX_OK; }
    name  { return prefix; }
    where { return at; }
    flag  { return value; }
    state { return kind == HX_EVENT_TICK ? HX_STATE_RUNNING : HX_STATE_STOPPED; }
    area  { return cell.x + (uint32_t)corner.whole; }
    fails { return code == 0 ? HX_OK : HX_ERR_BUSY; }
    wide  { return items != NULL && n > 0 ? HX_OK : HX_ERR_INVALID; }
}
