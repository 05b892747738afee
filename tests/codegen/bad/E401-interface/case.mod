interface "disk" 1.1 {
    hx_status read(uint64_t block, void *data @out(size), size_t size);
    hx_status flush(void) @since(1.1);
}
