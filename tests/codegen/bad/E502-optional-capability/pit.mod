module pit {
    info {
        version: 1.0;
        provides: "clock";
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
