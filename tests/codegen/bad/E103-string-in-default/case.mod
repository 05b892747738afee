module sensor {
    config {
        const char *greeting = "hello;
        uint32_t count = 3;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
