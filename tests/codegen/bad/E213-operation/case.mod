interface "disk" 1.0 {
    hx_status default(uint64_t block);
}
