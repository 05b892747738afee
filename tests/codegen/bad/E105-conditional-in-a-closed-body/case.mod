module sensor {
    impl {
        init  { return HX_OK; }
        start {
#if HX_DEBUG
            hx_log_debug("start");
            return HX_OK;
        }
        stop  { return HX_OK; }
    }
}
