interface "disk" 1.0 {
    hx_status read(void *data @output(size), size_t size);
}
