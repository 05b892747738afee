module sensor {
    impl {
        init  { return HX_OK; }
        start {
#if HX_DEBUG
            hx_log_debug("start");
#else
            hx_log_info("start");
            return HX_OK;
        }
        stop  { return HX_OK; }
    }
}
