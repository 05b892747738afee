interface "disk" 1.0 {
    hx_status read(void *data @out(flag), bool flag);
}
