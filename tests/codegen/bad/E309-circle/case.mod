types {
    struct disk_unit { struct disk_queue *queue; };
}
