module clock {
    state 2 { uint32_t count; }
    migrate 1 -> 2 { body { self->count = old->count; return HX_OK; } }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
