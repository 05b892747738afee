interface "disk" 1.0 {
    hx_status flush(void) @on_fail(HX_ERR_BUSY);
}
