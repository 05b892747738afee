interface "disk" 1.0 {
    hx_status read(const void *data @out(size), size_t size);
}
