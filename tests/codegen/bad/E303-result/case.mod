types { struct disk_size { uint64_t blocks; }; }

interface "disk" 1.0 {
    struct disk_size size(uint32_t unit);
}
