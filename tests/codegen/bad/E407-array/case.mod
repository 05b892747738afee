interface "disk" 1.0 {
    hx_status read(uint64_t block, uint8_t data[512]);
}
