module clock {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on tick      { return HX_EVENT_HANDLED; }
        handle_event { return HX_EVENT_IGNORED; }
    }
}
