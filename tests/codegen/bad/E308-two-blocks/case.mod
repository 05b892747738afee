types { struct disk_size { uint64_t blocks; }; }
