interface "hx.clock" 1.0 {
    void tick(void);
}
