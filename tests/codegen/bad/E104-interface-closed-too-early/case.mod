interface "demo.clock" 1.0 {
    hx_status set(uint64_t time);
}
    hx_status reset(void);
}
