interface "disk" 1.0 {
    hx_status read(void *data @in(size) @out(size), size_t size);
}
