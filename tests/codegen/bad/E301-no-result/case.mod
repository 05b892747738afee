interface "disk" 1.0 {
    read(uint64_t block);
}
