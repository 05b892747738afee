module sensor {
    sources: "sensor.c";
    impl {
        init
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
