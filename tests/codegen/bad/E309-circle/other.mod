types {
    struct disk_queue { struct disk_unit *unit; };
}
