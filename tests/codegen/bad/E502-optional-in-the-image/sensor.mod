module sensor {
    info {
        dependencies: "bus" >= 2.0 optional;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
