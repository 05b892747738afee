interface "disk" 1.0 {
    hx_status open(const uint8_t *path @string);
}
