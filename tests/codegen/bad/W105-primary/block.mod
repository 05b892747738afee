interface "demo.block" 1.1 {
    hx_status flush(uint32_t unit);
}
