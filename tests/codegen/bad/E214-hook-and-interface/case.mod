interface "on.tick" 1.0 {
    void ring(void);
}

module interface {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on tick { return HX_EVENT_HANDLED; }
    }
}
