module clock {
    types { enum face { round, if }; }
    state { enum face face; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
