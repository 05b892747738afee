interface "disk" 1.1 {
    hx_status flush(void) @since(1.2);
}
