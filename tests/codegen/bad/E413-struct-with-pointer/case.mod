types { struct disk_buffer { void *data; size_t size; }; }

interface "disk" 1.0 {
    hx_status read(struct disk_buffer buffer);
}
