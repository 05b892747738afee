module clock {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on tik { return HX_EVENT_HANDLED; }
    }
}
