interface "disk" 1.0 {
    uint8_t units(void) @on_fail(256);
}
