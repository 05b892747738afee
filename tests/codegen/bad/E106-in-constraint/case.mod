module sensor {
    info {
        dependencies: "trace" >= 1.x optional;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
