interface "disk.raw" 1.0 {
    void ping(void);
}

interface "disk-raw" 1.0 {
    void pong(void);
}
