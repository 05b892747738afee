module sensor {
    impl {
        init {
            #define LIMIT 3
            return HX_OK;
        }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
