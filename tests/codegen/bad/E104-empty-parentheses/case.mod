impl_interface() {
    read { return HX_OK; }
}
