interface "disk" 1.0 {
    hx_status log(const char *format @string, ...);
}
