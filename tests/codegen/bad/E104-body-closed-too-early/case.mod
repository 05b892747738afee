module sensor {
    impl {
        init {
            if (self->context)
                return HX_ERR_INIT;
            }
            return HX_OK;
        }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
