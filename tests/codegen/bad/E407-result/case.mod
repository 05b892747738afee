interface "disk" 1.0 {
    const char *name(void) @on_fail(NULL);
}
