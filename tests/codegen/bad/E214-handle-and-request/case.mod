interface "net" 1.0 {
    hx_status get(void);
}
