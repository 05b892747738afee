module clock {
    info {
        version: 1.0;
        author:  "A";
        version: 1.1;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
