interface "disk" 1.0 {
    hx_status flush(void);
    hx_status flush(uint32_t unit);
}
