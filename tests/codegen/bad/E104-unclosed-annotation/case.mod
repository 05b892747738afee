module sensor {
    config {
        uint32_t count = 1 @range(1, 9;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
