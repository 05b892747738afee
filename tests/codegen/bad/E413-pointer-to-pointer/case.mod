interface "disk" 1.0 {
    hx_status map(void **base @out);
}
