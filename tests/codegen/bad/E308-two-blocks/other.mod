types { struct disk_size { uint32_t blocks; }; }
