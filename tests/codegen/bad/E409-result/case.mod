interface "disk" 1.0 {
    uint64_t block_count(uint32_t unit);
}
