interface "disk" 1.0 {
    hx_status read(block_t block);
}
