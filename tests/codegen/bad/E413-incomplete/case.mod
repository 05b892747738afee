types { struct disk_queue; }

interface "disk" 1.0 {
    hx_status drain(struct disk_queue *queue @in);
}
