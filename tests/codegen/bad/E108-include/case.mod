module sensor {
    impl {
        init {
#if HX_DEBUG
            /* why */ #include <helix/log.h>
#endif
            return HX_OK;
        }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
