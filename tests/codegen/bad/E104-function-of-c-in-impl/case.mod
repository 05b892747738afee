module clock {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        static hx_status wind(struct clock *self) { return self->wound; }
    }
}
