/// Flushes.
interface "demo.disk" 1.0 {
    hx_status flush(void);
}
