types {
    enum disk_kind { DISK_RAM, DISK_ATA };
    enum disk_mode { DISK_RAM, DISK_ROM };
}
