interface "disk" 1.0 {
    hx_status watch(void (*notify)(uint32_t unit));
}
