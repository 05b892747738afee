module sensor {
    impl {
        init {
            if (self->context) {
                hx_log_info("up");
            return HX_OK;
        }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

module motor {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
