// SPDX-License-Identifier: MIT

/// A disk in memory; its content is in image.c, which the test writes.
module image_disk {
    sources: "image.c";
    c {
        extern uint8_t image_disk[65536];

        static bool is_within(uint32_t unit, uint64_t lba, size_t len)
        {
            return unit == 0 && len % 512u == 0 && lba <= 128u &&
                   len / 512u <= 128u - lba;
        }
    }
    impl {
        init  { (void)ctx; return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(image_disk, "helix.block_device", 1.1) {
    block_count { return unit == 0 ? 128u : 0u; }
    read {
        if (!is_within(unit, lba, len))
            return HX_ERR_INVALID;
        memcpy(buf, image_disk + lba * 512u, len);
        return HX_OK;
    }
    write {
        if (!is_within(unit, lba, len))
            return HX_ERR_INVALID;
        memcpy(image_disk + lba * 512u, buf, len);
        return HX_OK;
    }
    flush { (void)unit; return HX_OK; }
}

module reader {
    uses {
        "helix.filesystem" 1.0 as fs;
    }
    impl {
        init  { (void)ctx; return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "read" {
            uint8_t data[64];
            size_t done = 0;
            uint32_t file = 0;
            hx_status status = reader_fs_open(self, "/a LONG name.txt", &file);

            if (status == HX_OK)
                status = reader_fs_read(self, file, 0, data, sizeof(data), &done);
            if (status == HX_OK)
                status = reader_fs_close(self, file);
            return status == HX_OK ? hx_respond(response, data, done) : status;
        }
        request "change" {
            uint8_t data[64];
            size_t done = 0;
            uint32_t file = 0;
            hx_status status =
                reader_fs_rename(self, "/A long name.txt", "/Another one.txt");

            if (status == HX_OK)
                status = reader_fs_open(self, "/Another one.txt", &file);
            if (status == HX_OK)
                status = reader_fs_write(self, file, 5, "the kernel", 10, &done);
            if (status == HX_OK)
                status = reader_fs_read(self, file, 0, data, sizeof(data), &done);
            if (status == HX_OK)
                status = reader_fs_close(self, file);
            return status == HX_OK ? hx_respond(response, data, done) : status;
        }
    }
}
