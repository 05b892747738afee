module clock {
    types { struct face { uint32_t marks[]; uint32_t hands; }; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
