interface "register" 1.0 {
    hx_status enter(uint32_t guest);
}
